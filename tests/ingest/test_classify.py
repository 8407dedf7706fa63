"""From a verb with its content to an act: force, duty, permission, what is tracked, hedges, legal basis."""

from __future__ import annotations

import pytest

from ingest import acts, default_lexicon, parse
from ingest.classify import Classifier
from ingest.folding import fold
from ingest.records import Act

LEXICON = default_lexicon()


def all_acts(text: str) -> list[Act]:
    folded = fold(text)
    return list(Classifier(folded, LEXICON, "not_named").acts(acts.find(folded, lexicon=LEXICON)))


def act(text: str) -> Act:
    """The last act of a paragraph."""
    return all_acts(text)[-1]


@pytest.mark.parametrize(
    ("text", "force"),
    [
        ("决定所有国家应冻结此类资产；", "decides"),
        ("要求各方停火；", "demands"),
        ("授权特派团保护平民；", "directs"),
        ("指示委员会审查名单；", "directs"),
        ("请秘书长提出报告；", "requests"),
        ("敦促会员国公布数据；", "urges"),
        ("促请会员国公布数据；", "calls"),
        ("呼吁会员国公布数据；", "calls"),
        ("吁请会员国公布数据；", "calls"),
        ("鼓励会员国公布数据；", "encourages"),
        ("邀请会员国公布数据；", "encourages"),
        ("建议会员国公布数据；", "encourages"),
        ("欢迎会员国公布数据；", "declares"),
        ("谴责此类袭击；", "declares"),
    ],
)
def test_the_force_is_that_of_the_verb(text: str, force: str) -> None:
    assert act(text).force == force


@pytest.mark.parametrize(
    ("text", "force"),
    [
        # a duty in its clause
        ("强调各方必须遵守停火；", "restates"),
        ("重申各国应冻结资产；", "restates"),
        ("回顾会员国有义务提供资料；", "restates"),
        ("着重指出各国需要加强合作；", "restates"),
        ("强调亟需加强合作；", "restates"),
        ("重申其第9001(2031)号决议的决定；", "restates"),  # the decision that is recalled
        # none
        ("强调对话的重要性；", "declares"),
        ("重申支持和平进程；", "declares"),
        ("回顾其第9001(2031)号决议；", "declares"),
        # words that only look like one
        ("重申支持应东道国政府的请求提供的协助；", "declares"),
        ("强调相应措施的作用；", "declares"),
        ("强调粮食供应的重要性；", "declares"),
        ("强调满足儿童的特殊需要；", "declares"),
        ("注意到各国应付危机的能力；", "declares"),
    ],
)
def test_a_verb_restates_where_its_clause_names_a_duty_and_else_declares(text: str, force: str) -> None:
    assert act(text).force == force


def test_a_duty_of_another_act_does_not_count() -> None:
    assert [a.force for a in all_acts("强调对话的重要性，重申各方必须遵守停火；")] == ["declares", "restates"]


@pytest.mark.parametrize(
    ("text", "permission"),
    [
        ("决定将特派团的任务期限延长至2033年6月30日；", "extension"),
        ("决定设立一个专家小组；", "creation"),
        ("决定上述措施不适用于必要的医疗用品；", "exemption"),
        ("决定终止旅行禁令；", "termination"),
        ("决定委员会可在个案基础上批准旅行；", "permission"),
        ("授权会员国采取一切必要手段；", "permission"),
    ],
)
def test_what_permits_lifts_or_creates_keeps_its_force_and_asks_nobody(text: str, permission: str) -> None:
    found = act(text)
    assert (found.permission, found.tracked, found.force in ("decides", "directs")) == (permission, False, True)


@pytest.mark.parametrize(
    "text",
    [
        "决定所有国家应冻结此类资产；",
        "要求各方停火；",
        "授权特派团保护平民；",  # a task given to a body
        "请秘书长提出报告；",
        "敦促加强合作；",  # addressee open
        "强调各方必须遵守停火；",
    ],
)
def test_an_act_that_asks_others_for_action_is_tracked(text: str) -> None:
    assert act(text).tracked


@pytest.mark.parametrize(
    "text",
    [
        "欢迎会员国公布数据；",
        "强调对话的重要性；",
        "决定继续处理此案；",  # the Council itself
        "决定随时审查局势；",
    ],
)
def test_an_act_that_asks_nobody_else_is_not(text: str) -> None:
    assert not act(text).tracked


def test_what_the_council_does_itself_is_addressed_to_the_council() -> None:
    assert [a.code for a in act("决定继续处理此案；").addressees] == ["council"]


@pytest.mark.parametrize(
    ("text", "hedges"),
    [
        ("促请会员国酌情考虑加入公约；", {"酌情", "考虑"}),
        ("请有能力的会员国提供援助；", {"有能力的"}),
        ("促请会员国公布数据；", set()),
    ],
)
def test_hedges_stand_beside_an_act(text: str, hedges: set[str]) -> None:
    assert set(act(text).hedges) == hedges


def test_the_verb_that_renders_several_is_marked_ambiguous() -> None:
    assert (act("要求各方停火；").ambiguous, act("敦促各方停火；").ambiguous) == (True, False)


class TestLegalBasis:
    TEXT = "第9301(2033)号决议\n安全理事会2033年3月7日第9950次会议通过\n安全理事会，\n{preamble}\n1. {first}\n2. 请秘书长提出报告。"

    def bases(self, *, preamble: str = "深为关切洪水，", first: str = "决定所有国家应公布数据；") -> list[str]:
        document = parse(self.TEXT.format(preamble=preamble, first=first), lexicon=LEXICON)
        return [a.legal_basis for paragraph in document.operative for a in paragraph.acts]

    def test_it_is_named_for_all_in_the_preamble(self) -> None:
        assert self.bases(preamble="根据《联合国宪章》第七章采取行动，") == ["chapter_vii", "chapter_vii"]

    def test_it_is_named_for_one_in_its_paragraph(self) -> None:
        assert self.bases(first="根据《宪章》第七章采取行动，决定所有国家应公布数据；") == ["chapter_vii", "not_named"]

    def test_a_chapter_that_is_only_mentioned_is_none(self) -> None:
        assert self.bases(preamble="回顾《联合国宪章》第七章，") == ["not_named", "not_named"]


class TestInheritance:
    def paragraphs(self, chapeau: str, part: str) -> list[Act]:
        text = f"第9301(2033)号决议\n安全理事会，\n深为关切洪水，\n1. {chapeau}\n(a) {part}\n2. 决定继续处理此案。"
        return list(parse(text, lexicon=LEXICON).operative[1].acts)

    def test_a_part_has_the_act_of_its_chapeau_without_a_span(self) -> None:
        inherited = self.paragraphs("敦促会员国：", "公布水位数据；")[0]
        assert (inherited.verb, inherited.force, inherited.inherited, inherited.tracked) == ("敦促", "urges", True, True)
        assert [a.code for a in inherited.addressees] == ["member_states"]

    def test_a_part_has_hedges_of_its_own(self) -> None:
        assert self.paragraphs("敦促会员国：", "酌情公布水位数据；")[0].hedges == ("酌情",)

    def test_a_list_hangs_on_the_last_act(self) -> None:
        assert [a.verb for a in self.paragraphs("欢迎各国的努力，并请秘书长：", "提出报告；")] == ["请"]

    def test_a_part_names_whom_a_bare_chapeau_does_not(self) -> None:
        assert [a.code for a in self.paragraphs("决定：", "所有国家应公布水位数据；")[0].addressees] == ["all_states"]

    def test_a_permission_goes_on_in_the_parts(self) -> None:
        assert not self.paragraphs("决定上述措施不适用于：", "必要的医疗用品；")[0].tracked
