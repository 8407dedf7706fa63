"""Who is to act: the names after a directive, or before the marker of a duty."""

from __future__ import annotations

import pytest

from ingest import acts, default_lexicon
from ingest.classify import Classifier
from ingest.folding import fold
from ingest.records import Act, Addressee

LEXICON = default_lexicon()


def all_acts(text: str) -> list[Act]:
    folded = fold(text)
    return list(Classifier(folded, LEXICON, "not_named").acts(acts.find(folded, lexicon=LEXICON)))


def addressees(text: str) -> tuple[Addressee, ...]:
    """The addressees of the last act of a paragraph."""
    return all_acts(text)[-1].addressees


def codes(text: str) -> list[str]:
    return [addressee.code for addressee in addressees(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # groups, bodies, states
        ("敦促所有国家公布水位数据；", ["all_states"]),
        ("敦促会员国公布水位数据；", ["member_states"]),
        ("请秘书长提出报告；", ["sg"]),
        ("鼓励日本和挪威分享经验；", ["JPN", "NOR"]),
        ("促请苏丹政府发放签证；", ["SDN"]),
        ("要求所有各方停火；", ["conflict_parties"]),
        ("请反恐怖主义委员会审查名单；", ["ctc"]),
        # lists
        ("敦促会员国、区域组织以及秘书长加强合作；", ["member_states", "igos", "sg"]),
        ("请秘书长和专家小组提出报告；", ["sg", "panels"]),
        # determiners
        ("敦促所有有关会员国公布水位数据；", ["member_states"]),
        # partners, helpers and receivers are none
        ("请秘书长与会员国密切协商，提出报告；", ["sg"]),
        ("请秘书长在会员国的支持下提出报告；", ["sg"]),
        ("请秘书长向会员国通报进展；", ["sg"]),
        ("请秘书长指示特派团保护平民；", ["sg"]),
        # nor is an attribute
        ("敦促加强会员国的能力；", []),
        ("欢迎秘书长的报告，敦促加强合作；", []),
        # a duty binds whom stands before its marker
        ("决定所有国家应冻结此类资产；", ["all_states"]),
        ("强调，在执行任务过程中，各国必须保护平民；", ["all_states"]),
        ("重申会员国有义务提供资料；", ["member_states"]),
        ("强调会员国和区域组织都必须合作；", ["member_states", "igos"]),
        ("决定应由委员会审查名单；", ["sanctions_committees"]),  # the passive
        # at the request of somebody is no duty
        ("决定特派团应东道国政府的请求提供协助；", []),
    ],
)
def test_those_who_are_to_act(text: str, expected: list[str]) -> None:
    assert codes(text) == expected


@pytest.mark.parametrize(
    ("text", "code", "condition"),
    [
        ("请有能力的会员国提供援助；", "member_states", "有能力的"),
        ("鼓励尚未加入该公约的国家予以批准；", "all_states", "尚未加入该公约的"),
        ("鼓励所有尚未加入《松河公约》的会员国予以批准；", "member_states", "尚未加入《松河公约》的"),
        ("敦促会员国公布数据；", "member_states", None),
    ],
)
def test_a_conditional_group_has_the_code_of_its_head_and_keeps_its_condition(text: str, code: str, condition: str | None) -> None:
    assert [(addressee.code, addressee.condition) for addressee in addressees(text)] == [(code, condition)]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("敦促 会 员国 公布数据；", "会 员国"),
        ("请毒品和犯罪问题办公室（毒罪办）提出报告；", "毒品和犯罪问题办公室（毒罪办）"),
        ("决定各\n国应冻结资产；", "各\n国"),
    ],
)
def test_a_span_points_at_the_words_of_the_text(text: str, words: str) -> None:
    span = addressees(text)[0].span
    assert text[span.start : span.end] == words


def test_words_of_an_addressee_are_those_of_its_span_folded() -> None:
    text = "敦促 会 员国、区域\n组织公布数据；"
    assert [(fold(text[a.span.start : a.span.end]).text, a.text) for a in addressees(text)] == [("会员国", "会员国"), ("区域组织", "区域组织")]


@pytest.mark.parametrize(
    "text",
    ["敦促联合国各国元首出席会议；", "促请索马里境内的武装团体停火；", "请秘书长的特别代表提出报告；"],
)
def test_a_longer_name_is_not_its_beginning(text: str) -> None:
    assert not {"all_states", "SOM", "sg"} & set(codes(text))


def test_who_only_supports_is_kept_apart() -> None:
    act = all_acts("指示反恐怖主义委员会在反恐怖主义委员会执行局的支持下审查名单；")[0]
    assert ([a.code for a in act.addressees], act.supporting) == (["ctc"], ("cted",))


def test_what_is_only_declared_addresses_nobody() -> None:
    assert addressees("欢迎会员国所作的努力；") == ()


def test_an_abbreviation_that_the_document_defines_is_known_in_it() -> None:
    names = LEXICON.with_names({"松河团": "peace_operations"})
    folded = fold("请松河团提出报告；")
    act = Classifier(folded, names, "not_named").act(acts.find(folded, lexicon=names)[0])
    assert [a.code for a in act.addressees] == ["peace_operations"]


def test_a_pronoun_stands_for_the_addressees_of_the_act_before_and_is_not_certain() -> None:
    carried = addressees("敦促日本和挪威公布水位数据，并请它们培训救援人员；")
    assert [(a.code, a.certain) for a in carried] == [("JPN", False), ("NOR", False)]
