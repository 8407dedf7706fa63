"""Pledges and measures: whose deed it is, what is only a courtesy, a wish or a vote, and the sums, dates and receivers beside it."""

from __future__ import annotations

import pytest

from ingest import default_lexicon
from ingest.amounts import amounts
from ingest.commitments import LONGEST, find
from ingest.folding import fold
from ingest.records import Commitment, Speech

LEXICON = default_lexicon()


def said(text: str, actor: str | None = "NOR", capacity: str = "member", group: str | None = None) -> tuple[Commitment, ...]:
    """The commitments of a speech with this text."""
    return find([Speech(1, "甲", actor, capacity, "zh", text, 1, group=group)], lexicon=LEXICON)


def kinds(text: str, actor: str = "NOR", capacity: str = "member", group: str | None = None) -> list[str]:
    return sorted(c.kind for c in said(text, actor, capacity, group))


PLEDGES = [
    "挪威将在2034年前向该基金追加2500万欧元捐款。",
    "我国随时准备支持特别代表的斡旋努力。",
    "挪威代表团愿与各方一道推动政治进程。",
    "在这方面，挪威高兴地宣布，我们将为排雷行动提供800万欧元。",
    "我们承诺继续履行对该机制的义务。",
    "挪威打算在明年主办一次部长级会议。",
    "我们还将努力确保妇女充分参与。",
    "这就是为什么挪威决定将其捐款增加一倍。",
    "挪威致力于推进妇女参与和平进程。",
    "如有必要，我们准备分享这些数据。",
    "我们欢迎这份报告，并将继续支持其工作。",
    "最后，我谨重申，挪威将履行自己的义务。",
]
MEASURES = [
    "我们已向北岭地区提供了1.2亿挪威克朗的人道主义援助。",
    "挪威正在培训当地的宪兵部队。",
    "挪威政府于2030年通过了关于妇女与和平的国家行动计划。",
    "挪威是《化学武器公约》的缔约国。",
    "我国已批准该议定书，并颁布了相应的法规。",
    "三年来，我国为扫雷方案提供了资金。",
    "挪威作为部队派遣国，已向该特派团派出300名士兵。",
    "去年，挪威举办了三期讲习班。",
    "在国家一级，挪威有关于贩运火器的法律。",
    "我们一直在支持邻国的边境警察。",
    "我们还提供150万美元，用于购买车辆。",
]
NEITHER = [
    # courtesies to the presidency and to colleagues
    "主席先生，我们向你保证，挪威将全力支持你的工作。",
    "我们将与你通力合作。",
    "我热烈欢迎新任大使；我们准备同他合作。",
    "我愿首先感谢特别代表的通报。",
    # what the speaker says next
    "我们愿强调三点。",
    "我将把发言重点放在三个问题上。",
    # wishes, calls, views
    "我们希望各方将遵守停火。",
    "挪威呼吁所有国家批准该条约。",
    "我们相信，新任特使将为和平进程注入活力。",
    "我们期待与新任特使密切合作。",
    "我们支持联合国发挥主导作用。",
    "我们必须继续努力，以便找到解决办法。",
    "如果我们不采取行动，局势将进一步恶化。",
    # deeds of others
    "秘书长将于下月提交报告。",
    "安理会将继续处理此案。",
    "该特派团将继续保护平民。",
    "加纳已派出了一个工兵连。",
    "我们的同事将继续推行双重标准。",
    "这项决议将有助于我们的努力，并为此提供依据。",
    "今天在座的所有国家一致支持决议，承诺尊重这些义务。",
    # votes, drafts, memberships
    "我们将对该决议草案投赞成票。",
    "挪威对决议草案投了赞成票。",
    "挪威提出了决议草案。",
    "我们共同起草了该案文。",
    "挪威是安理会成员。",
    # what happened to the speaker
    "挪威已经失去了两名维和人员。",
    # a description of oneself, a question, a quotation
    "挪威是一个致力于和平的国家。",
    "我们将怎样对待这些家庭？",
    "“我们将提供帮助。我们将派遣医生。”",
]


@pytest.mark.parametrize("text", PLEDGES)
def test_a_promise_of_the_own_side_is_a_pledge(text: str) -> None:
    assert kinds(text) == ["pledge"]


@pytest.mark.parametrize("text", MEASURES)
def test_what_the_own_side_did_or_has_in_force_is_a_measure(text: str) -> None:
    assert kinds(text) == ["measure"]


@pytest.mark.parametrize("text", NEITHER)
def test_everything_else_is_neither(text: str) -> None:
    assert kinds(text) == []


def test_a_sentence_can_hold_one_of_each() -> None:
    assert kinds("挪威一直在支持当地警察，并将继续这样做。") == ["measure", "pledge"]


@pytest.mark.parametrize(
    ("text", "actor", "capacity", "group"),
    [
        ("中方愿再次主办演习。", "CHN", "member", None),
        ("俄方将向居民提供药品。", "RUS", "member", None),
        ("毒品和犯罪问题办公室将培训调查人员。", "UNODC", "briefer", None),
        ("本办公室将培训调查人员。", "UNODC", "briefer", None),
        ("北欧五国将继续提供架桥设备。", "NOR", "member", "北欧五国"),
        ("联合王国将派遣医生。", "GBR", "member", None),
        ("多民族玻利维亚国将派遣医生。", "BOL", "other", None),
    ],
)
def test_the_own_side_goes_by_many_names(text: str, actor: str, capacity: str, group: str | None) -> None:
    assert kinds(text, actor, capacity, group) == ["pledge"]


def test_the_name_of_another_state_is_not_the_own_side() -> None:
    assert kinds("挪威将派遣医生。", "SWE") == []


def test_a_speaker_without_actor_binds_nobody() -> None:
    assert said("我们将派遣医生。", actor=None) == ()


def test_a_president_who_presides_promises_nothing() -> None:
    assert said("我们将继续审议。", capacity="president") == ()


@pytest.mark.parametrize(
    ("text", "digits", "currency"),
    [
        ("1.29亿美元", "129000000", "USD"),
        ("350万美元", "3500000", "USD"),
        ("3 500万挪威克朗", "35000000", "NOK"),
        ("2,500,000欧元", "2500000", "EUR"),
        ("三百五十万英镑", "3500000", "GBP"),
        ("2亿元人民币", "200000000", "CNY"),
        ("5千万日元", "50000000", "JPY"),
        ("1200瑞士法郎", "1200", "CHF"),
        ("20多亿美元", "2000000000", "USD"),
    ],
)
def test_a_sum_is_digits_and_a_currency(text: str, digits: str, currency: str) -> None:
    assert [(a.digits, a.currency) for a in amounts(fold(text).text, LEXICON)] == [(digits, currency)]


@pytest.mark.parametrize("text", ["2800名儿童", "36间课堂", "2031年", "0.5美元", "数百万美元"])
def test_a_number_without_a_currency_or_a_clear_value_is_no_sum(text: str) -> None:
    assert list(amounts(fold(text).text, LEXICON)) == []


def test_what_stands_beside_a_pledge_is_kept() -> None:
    (found,) = said("如有必要，挪威将在今后两年向联合国儿童基金会提供3500万挪威克朗，用于执行《枪支议定书》。")
    assert (found.condition, found.horizon, found.beneficiary) == ("如有必要", "今后两年", "联合国儿童基金会")
    assert (found.amount, found.currency) == ("35000000", "NOK")
    assert found.instruments == ("firearms_protocol",)


def test_subjects_are_suggested_for_the_sentence() -> None:
    (found,) = said("挪威正在为邻国的海关人员举办边境管制培训。")
    assert "border" in {subject.code for subject in found.subjects}


def test_the_text_is_the_sentence_and_its_span_points_to_it() -> None:
    text = "我们感谢通报者。\n挪威 将派 遣12名\n法官。我们谴责袭击。"
    (found,) = said(text)
    assert found.text == text[found.start : found.end] == "挪威 将派 遣12名\n法官。"


def test_a_sentence_that_is_too_long_is_cut_to_the_clauses_of_the_promise() -> None:
    long = "在" + "各位同事谈到的许多复杂而困难的问题中，" * 14 + "挪威将派遣12名法官，" + "以便支持当地的法院和检察机关，" * 14 + "恢复秩序。"
    (found,) = said(long)
    assert "挪威将派遣12名法官" in found.text and len("".join(found.text.split())) <= LONGEST
