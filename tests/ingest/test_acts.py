"""Which verbs of a paragraph are acts of the Council: the verb that opens it, and each further one that the Council speaks."""

from __future__ import annotations

import pytest

from ingest import acts, default_lexicon
from ingest.acts import Chapeau
from ingest.folding import fold

LEXICON = default_lexicon()


def verbs(text: str, *, chapeau: str | None = None, open_ended: bool = False) -> list[str]:
    """The verbs of the acts of a paragraph; `chapeau` is the verb that a subparagraph inherits."""
    above = Chapeau(LEXICON.verbs[chapeau], open_ended) if chapeau else None
    return [raw.opening.verb.verb for raw in acts.find(fold(text), lexicon=LEXICON, chapeau=above)]


def opening(text: str) -> acts.Opening:
    return acts.find(fold(text), lexicon=LEXICON)[0].opening


def refusals(text: str) -> dict[str, str]:
    return {refused.opening.verb.verb: refused.why for refused in acts.refused(fold(text), lexicon=LEXICON)}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # one verb opens the paragraph
        ("敦促所有国家公布水位数据；", ["敦促"]),
        ("再次要求各方停火；", ["要求"]),
        ("安全理事会强烈谴责这一袭击；", ["谴责"]),
        # verbs that stand as they are, although a modifier is one too
        ("强调指出各国必须合作；", ["强调指出"]),
        ("着重指出各国必须合作；", ["着重指出"]),
        # a verb that a modifier interrupts
        ("表示严重关切粮价上涨；", ["表示关切"]),
        ("关切地注意到粮价上涨；", ["注意到"]),
        # a comma, a semicolon or a connective brings in a further one
        ("欢迎停火协议，敦促各方予以遵守；", ["欢迎", "敦促"]),
        ("欢迎停火协议，并请秘书长提出报告；", ["欢迎", "请"]),
        ("欢迎停火协议；促请各方予以遵守；", ["欢迎", "促请"]),
        ("强调对话的重要性，为此请秘书长进行斡旋；", ["强调", "请"]),
        ("决定设立观察团，还决定其任期为一年；", ["决定", "决定"]),
        ("请秘书长提出报告，又请他通报进展；", ["请", "请"]),
        # what follows the topic that stands before its verb
        ("对平民伤亡深表关切；", ["深表关切"]),
        # what others are to do is no act
        ("敦促各国立法惩治走私，鼓励本国企业举报；", ["敦促"]),
        ("敦促各国采取措施，支持受害者；", ["敦促"]),
        ("请秘书长指示特派团保护平民；", ["请"]),
        # nor is what was decided earlier
        ("重申其决定，要求各国冻结资产；", ["重申"]),
        ("回顾安理会决定各国应冻结资产；", ["回顾"]),
        # unless a word sets it apart
        ("重申其决定，再次要求各国冻结资产；", ["重申", "要求"]),
        # nor the noun
        ("应委员会的要求提交资料；", []),
        ("注意到委员会的决定；", ["注意到"]),
        # nor what stands in a title, a bracket or a quotation
        ("加入《促请合作宣言》；", []),
        ("欢迎《防止、促请和打击公约》生效；", ["欢迎"]),
        # a semicolon inside a list of duties brings in none
        ("促请各国采取以下措施：加强边境管制；鼓励举报；", ["促请"]),
        ("", []),
    ],
)
def test_the_acts_of_a_paragraph(text: str, expected: list[str]) -> None:
    assert verbs(text) == expected


@pytest.mark.parametrize(
    ("text", "chapeau", "open_ended", "expected"),
    [
        ("鼓励本国企业举报走私；", "urge", False, []),  # what states are to do
        ("支持受害者，并鼓励举报；", "urge", False, []),
        ("加强边境管制，鼓励各国就此交流信息；", "urge", False, ["鼓励"]),  # the Council speaks again
        ("请秘书长提出报告；", "decide", True, ["请"]),  # 决定：(a) 请秘书长…
        ("加强边境管制；", "decide", True, []),
    ],
)
def test_a_subparagraph_adds_an_act_where_the_council_speaks_again(text: str, chapeau: str, open_ended: bool, expected: list[str]) -> None:
    assert verbs(text, chapeau=chapeau, open_ended=open_ended) == expected


class TestOpening:
    @pytest.mark.parametrize(
        ("text", "modifiers"),
        [
            ("要求各方停火；", ()),
            ("再次强烈要求各方停火；", ("再次", "强烈")),
            ("还关切地注意到粮价上涨；", ("还", "关切地")),
            ("表示严重关切粮价上涨；", ("严重",)),
            ("重申要求各方停火；", ("重申",)),  # once more
        ],
    )
    def test_adverbs_are_modifiers_and_no_part_of_the_verb(self, text: str, modifiers: tuple[str, ...]) -> None:
        assert opening(text).modifiers == modifiers

    @pytest.mark.parametrize(
        ("text", "words"),
        [
            ("再次要求各方停火；", "要求"),
            ("并特别强调对话；", "强调"),
            ("表示严重关切粮价上涨；", "表示严重关切"),  # with what interrupts it
            ("安全理事会谴责袭击；", "谴责"),
        ],
    )
    def test_it_points_at_the_verb(self, text: str, words: str) -> None:
        found = opening(text)
        assert fold(text).text[found.start : found.end] == words


class TestContent:
    def test_it_reaches_to_the_next_act(self) -> None:
        text = fold("欢迎停火协议，敦促各方予以遵守；").text
        first, second = acts.find(fold(text), lexicon=LEXICON)
        assert (text[first.content : first.stop], text[second.content : second.stop]) == ("停火协议，", "各方予以遵守；")

    def test_two_verbs_may_share_one(self) -> None:
        text = fold("欢迎并鼓励各国继续合作；").text
        found = acts.find(fold(text), lexicon=LEXICON)
        assert {text[raw.content : raw.stop] for raw in found} == {"各国继续合作；"}


class TestRefusals:
    def test_what_others_are_to_do_is_named(self) -> None:
        assert refusals("敦促各国立法惩治走私，鼓励本国企业举报；") == {"鼓励": "what others are to do"}

    def test_what_was_decided_earlier_is_named(self) -> None:
        assert refusals("重申其决定，要求各国冻结资产；") == {"要求": "what was decided earlier"}

    def test_a_paragraph_without_doubt_has_none(self) -> None:
        assert refusals("欢迎停火协议，敦促各方予以遵守；") == {}
