"""Meeting records: cover pages, headings in every form they are printed in, who speaks for whom, and that nothing is lost."""

from __future__ import annotations

import random
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest import Unreadable, default_lexicon
from ingest.clean import clean
from ingest.cover import read as read_cover
from ingest.output import as_json
from ingest.parts import read_parts
from tests.ingest.records_of_meetings import CLOSING, COVER, MEMBERS, OPENING, problems, read, record

LEXICON = default_lexicon()

# heading as printed -> speaker, actor, capacity, language
HEADINGS = [
    # the President, in full and narrow brackets, with and without spaces and a language
    ("主席（以法语发言）：我宣布会议开始。", ("主席", None, "president", "fr")),
    ("主席(以英语发言):我宣布会议开始。", ("主席", None, "president", "en")),
    ("主 席 （ 以英语发言 ）：我宣布会议开始。", ("主席", None, "president", "en")),
    ("主席：我宣布会议开始。", ("主席", None, "president", "zh")),
    # members
    ("杜布罗文先生（俄罗斯联邦）（以俄语发言）：我们投了票。", ("杜布罗文", "RUS", "member", "ru")),
    ("贝尔蒙夫人(法国)(以法语发言)：我们投了票。", ("贝尔蒙", "FRA", "member", "fr")),
    ("沈女士（中国）：我们投了票。", ("沈", "CHN", "member", "zh")),
    ("阿什科姆爵士（联合王国）（以英文发言）：我们投了票。", ("阿什科姆", "GBR", "member", "en")),
    ("伊丽莎白·温特女爵士（大不列颠及北爱尔兰联合王国）（以英语发言）：我们投了票。", ("伊丽莎白·温特", "GBR", "member", "en")),
    ("阿杜 - 博滕先生 （加纳） （以英语发言） ： 我们投了票。", ("阿杜-博滕", "GHA", "member", "en")),
    ("让-克洛德•布阿先生（摩洛哥）（以法语发言）：我们投了票。", ("让-克洛德•布阿", "MAR", "member", "fr")),
    ("Ana Silveira女士（葡萄牙）（以葡萄牙语发言；英语译文由代表团提供）：我们投了票。", ("Ana Silveira", "PRT", "member", "pt")),
    ("塔姆萨雷总统（爱沙尼亚）（以英语发言）：我们投了票。", ("塔姆萨雷总统", "EST", "member", "en")),
    # a heading broken over lines, a colon on the next line, no colon at all
    ("惠特洛克女士（美利坚合众国）（以英语发言）\n：我们投了票。", ("惠特洛克", "USA", "member", "en")),
    ("惠特洛克女士（美利坚合众国）\n（以英语发言）：我们投了票。", ("惠特洛克", "USA", "member", "en")),
    ("惠特洛克女士（美利坚合众国）（以英语发言）\n我们投了票。", ("惠特洛克", "USA", "member", "en")),
    # states that are no members, observers, organisations, offices
    ("基罗加·索托女士（多民族玻利维亚国）（以西班牙语发言）：我们关切。", ("基罗加·索托", "BOL", "other", "es")),
    ("索托先生（玻利维亚多民族国）（以西班牙语发言）：我们关切。", ("索托", "BOL", "other", "es")),
    ("费拉里大主教（罗马教廷）（以英语发言）：我们关切。", ("费拉里大主教", "VAT", "other", "en")),
    ("德弗里斯先生（欧洲联盟）（以英语发言）：我们关切。", ("德弗里斯", "EU", "other", "en")),
    ("姆本加先生阁下（刚果）（以法语发言）：我们关切。", ("姆本加", "COG", "other", "fr")),
    ("秘书长（以英语发言）：局势严峻。", ("秘书长", "SG", "briefer", "en")),
    ("塔诺先生（委内瑞拉玻利瓦尔共和国）（以西班牙语发言）：我们关切。", ("塔诺", "VEN", "other", "es")),
]


@pytest.mark.parametrize(("heading", "expected"), HEADINGS)
def test_a_heading_says_who_speaks_for_whom_and_how(heading: str, expected: tuple[str, str | None, str, str]) -> None:
    speech = record("主席（以英语发言）：请下一位发言。", heading).speeches[1]
    assert (speech.speaker, speech.actor, speech.capacity, speech.language) == expected
    assert speech.text.endswith("。") and "：" not in speech.text


@pytest.mark.parametrize(
    "line",
    [
        "第39条，我邀请下列通报者参加会议：联合国儿童基金会奎斯特女士。",  # a comma stands in no name
        "我感谢以下各位先生：他们都来了。",
        "秘书长在报告中指出：局势严峻。",
        "主席先生：这是我的信。",  # a form of address for the presidency
        "有两点：第一点是资金。",
        "各位成员：请起立。",
    ],
)
def test_a_line_with_a_colon_is_no_heading(line: str) -> None:
    found = record("主席（以英语发言）：现在开始。", line).speeches
    assert [speech.speaker for speech in found] == ["主席"]
    assert line in found[0].text


def test_a_wrapped_sentence_is_no_heading_even_where_it_begins_like_one() -> None:
    text = "主席（以英语发言）：我谨代表安理会欢迎\n绪方女士：她今天第一次来到这里，我们都很高兴见到。"
    assert len(record(text).speeches) == 1


# --- the cover page


def test_the_cover_page_gives_symbol_date_president_members_and_agenda() -> None:
    page = read_cover(clean(COVER + "\n" + OPENING), lexicon=LEXICON)
    assert (page.symbol, page.held_on, page.agenda) == ("S/PV.9951", date(2032, 5, 4), "科尔萨特局势")
    assert page.president is not None and page.president.state == "CRI"
    assert len(page.members) == 15 and page.problems == ()
    assert next(member.name for member in page.members if member.state == "NOR") == "海厄达尔女士"


def test_a_cover_with_all_states_before_all_names_is_read_too() -> None:
    states, names = zip(*(row.split(" .................... ") for row in MEMBERS), strict=True)
    head, _, rest = COVER.partition("成员： ")
    columns = head + "成员： " + "\n".join(states) + "\n" + "\n".join(names) + "\n议程项目\n" + rest.partition("议程项目\n")[2]
    in_columns, in_rows = (read_cover(clean(cover + "\n" + OPENING), lexicon=LEXICON) for cover in (columns, COVER))
    assert in_columns.members == in_rows.members


@pytest.mark.parametrize("leader", ["……………", " . . . . . . . ", "\t", "．．．．．", "    "])
def test_leaders_between_state_and_name_may_have_any_form(leader: str) -> None:
    page = read_cover(clean(COVER.replace(" .................... ", leader) + "\n" + OPENING), lexicon=LEXICON)
    assert len(page.members) == 15 and page.members[-1].name == "埃切瓦里亚先生"


def test_a_state_that_is_missing_on_the_cover_is_said() -> None:
    cover = COVER.replace("挪威 .................... 海厄达尔女士\n", "")
    assert "names 14 members" in problems(record("主席（以英语发言）：现在散会。", cover=cover))


def test_the_number_in_chinese_numerals_is_compared_with_the_symbol() -> None:
    assert "meeting 9952" in problems(record("主席（以英语发言）：现在散会。", cover=COVER.replace("第九九五一次", "第九九五二次")))


def test_without_a_cover_page_symbol_and_date_stay_open() -> None:
    found = read(OPENING + "主席（以英语发言）：现在散会。" + CLOSING)
    assert (found.symbol, found.adopted_on, found.president) == (None, None, None)
    assert "its symbol is not in the text" in problems(found) and "the date of the meeting" in problems(found)
    assert "symbol" not in problems(read(OPENING + "主席（以英语发言）：现在散会。" + CLOSING, symbol="S/PV.9951"))


def test_a_symbol_given_goes_before_the_one_on_the_cover_and_the_difference_is_said() -> None:
    found = read(COVER + "\n" + OPENING + "主席（以英语发言）：现在散会。" + CLOSING, symbol="S/PV.9950")
    assert found.symbol == "S/PV.9950" and "the text says S/PV.9951" in problems(found)


# --- speakers


def test_a_briefer_speaks_for_the_body_under_which_the_president_invited_him() -> None:
    found = record(
        "主席（以英语发言）：根据安理会暂行议事规则第39条，我邀请以下通报者参加本次会议：联合国难民事务高级专员玛尔塔·林先生、"
        "主管人道主义事务副秘书长兼紧急救济协调员陈国平先生以及世界粮食计划署国家主任鲁先生。",
        "林先生（以英语发言）：谢谢。",
        "陈国平先生：谢谢。",
        "鲁先生（以法语发言）：谢谢。",
    )
    assert [(s.actor, s.capacity, s.language) for s in found.speeches[1:]] == [
        ("UNHCR", "briefer", "en"),
        ("OCHA", "briefer", "zh"),
        ("WFP", "briefer", "fr"),
    ]
    assert problems(found) == ""


def test_a_special_representative_does_not_speak_as_the_secretary_general() -> None:
    found = record("主席（以英语发言）：我邀请秘书长科尔萨特问题特别代表奥林女士参加会议，作通报。", "奥林女士（以英语发言）：谢谢。")
    assert found.speeches[1].actor is None and "unknown body of 奥林" in problems(found)


def test_the_president_speaks_for_the_own_state_until_resuming_the_function() -> None:
    found = record(
        "主席（以西班牙语发言）：我现在以我国代表的身份发言。\n哥斯达黎加将派遣两名法官。\n我现在恢复行使主席职能。\n安理会将继续处理此案。",
        "主席（以西班牙语发言）：我以安理会主席的身份请各位发言简短。",
    )
    assert [s.actor for s in found.speeches] == ["CRI", None]
    assert [c.text for c in found.commitments] == ["哥斯达黎加将派遣两名法官。"]


def test_a_speaker_for_a_group_keeps_the_own_state_as_actor() -> None:
    found = record("海厄达尔女士（挪威）（以英语发言）：我荣幸地代表北欧五国，即丹麦、芬兰、冰岛、瑞典和我国挪威发言。")
    speech = found.speeches[0]
    assert (speech.actor, speech.on_behalf_of, speech.group) == ("NOR", ("DNK", "FIN", "ISL", "SWE", "NOR"), "北欧五国")


def test_a_change_of_language_inside_a_speech_is_kept_with_its_place() -> None:
    speech = record("绪方女士（日本）（以日语发言）：各位好。\n（以英语发言）\n日本欢迎这次会议。").speeches[0]
    assert speech.language == "ja"
    assert [(speech.text[at : at + 7], language) for at, language in speech.switches] == [("（以英语发言）", "en")]


def test_an_unknown_state_becomes_a_problem_with_its_text() -> None:
    found = record("马克先生（科尔萨特）（以英语发言）：谢谢。")
    assert found.speeches[0].actor is None and "“科尔萨特”" in problems(found)


def test_an_unknown_language_becomes_a_problem() -> None:
    found = record("绪方女士（日本）（以北岭语发言）：谢谢。")
    assert found.speeches[0].language == "und" and "unknown language" in problems(found)


def test_without_a_cover_a_guest_under_rule_37_is_no_member() -> None:
    text = OPENING + "主席（以英语发言）：根据第37条，我邀请秘鲁和智利代表参加会议。\n罗哈斯先生（智利）（以西班牙语发言）：谢谢。" + CLOSING
    assert read(text).speeches[1].capacity == "other"


# --- parts of the page


def test_running_heads_and_letter_spaced_lines_do_no_harm() -> None:
    found = record("主席（以英语发言）：安 理 会 现 在 开 始 审 议 本 次\nS/PV.9951 科尔萨特局势 04/05/2032\n2/5 32-09876\n会议的议程项目。")
    assert found.speeches[0].text == "安理会现在开始审议本次会议的议程项目。"


def test_a_title_between_two_speeches_belongs_to_neither() -> None:
    found = record("主席（以英语发言）：议程项目审议完毕。\n刚果民主共和国局势\n主席（以英语发言）：现在审议下一项。")
    assert [s.text for s in found.speeches] == ["议程项目审议完毕。", "现在审议下一项。"]
    assert "刚果民主共和国局势" in [d.text for d in found.directions]


def test_a_text_after_a_direction_goes_on_with_the_same_speech() -> None:
    found = record("主席（以英语发言）：请起立默哀。\n安理会成员默哀一分钟。\n现在请坐下。")
    assert [s.text for s in found.speeches] == ["请起立默哀。\n现在请坐下。"]


# --- bad input


def test_a_record_that_breaks_off_says_where() -> None:
    whole = COVER + "\n" + OPENING + "主席（以英语发言）：我现在请挪威代表发言。\n海厄达尔女士（挪威）（以英语发言）：挪威感谢通报者，并"
    assert "breaks off at “…挪威感谢通报者，并”" in problems(read(whole))


def test_a_record_without_any_speech_is_refused_in_one_sentence() -> None:
    with pytest.raises(Unreadable, match="no speech was found"):
        read(COVER + "\n" + OPENING)


@pytest.mark.parametrize(("symbol", "kind"), [("S/RES/9001 (2031)", "a meeting record"), ("S/PRST/2032/3", "a meeting record")])
def test_a_record_sent_as_another_document_is_refused(symbol: str, kind: str) -> None:
    with pytest.raises(Unreadable, match=kind):
        read(COVER + "\n" + OPENING + "主席（以英语发言）：谢谢。" + CLOSING, symbol=symbol)


def test_a_resolution_sent_as_a_record_is_refused() -> None:
    with pytest.raises(Unreadable, match="that of a resolution"):
        read("第9001(2031)号决议\n安全理事会2031年5月20日第9702次会议通过\n安全理事会，\n1. 决定继续处理此案。", symbol="S/PV.9702")


# --- properties

PIECES = [
    "主席（以英语发言）：",
    "绪方女士（日本）",
    "（以英语发言）：",
    "：",
    "日本将提供100万美元",
    "进行了举手表决。",
    "赞成：",
    "中国、法国",
    "反对：无",
    "（以法语发言）",
    "通过议程",
    "上午11时散会。",
    "S/PV.9951 04/05/2032",
    "3/5",
    "我现在以我国代表的身份发言。",
    "“",
    "）",
    "。",
    "，",
    "\n",
    "\n\n",
    " ",
    "秘书长",
]


def bare(text: str) -> str:
    return "".join(text.split())


@given(st.lists(st.sampled_from(PIECES), max_size=40).map("".join), st.booleans())
def test_the_parts_joined_give_back_the_text_whatever_it_is(text: str, covered: bool) -> None:
    lines = clean((COVER + "\n" if covered else "") + text)
    page = read_cover(lines, lexicon=LEXICON)
    parts = read_parts(lines, start=page.ends, lexicon=LEXICON)
    kept = sorted(bare("".join(part.text for part in parts)))
    assert kept == sorted(bare("".join(line.text for line in lines)))
    in_order = bare("".join(part.text for part in parts if part.kind != "running"))
    running = {part.line for part in parts if part.kind == "running"}
    assert in_order == bare("".join(line.text for line in lines if line.number not in running))


@given(st.integers(min_value=0, max_value=2**32))
def test_headings_texts_and_directions_joined_give_the_body(seed: int) -> None:
    shuffled = random.Random(seed)
    turns = [h for h, _ in shuffled.sample(HEADINGS, 5)]
    found = record(*turns)
    pieces = [(s.line, 0, s.written + s.text) for s in found.speeches] + [(d.line, 1, d.text) for d in found.directions]
    body = found.body[found.body.index("上午10时05分开会。") :]
    assert bare("".join(text for *_, text in sorted(pieces))) == bare(body)


@given(st.lists(st.sampled_from(PIECES), max_size=40).map("".join))
def test_reading_never_fails_in_any_other_way_and_spans_point_into_the_speech(text: str) -> None:
    try:
        found = read(COVER + "\n" + OPENING + text)
    except Unreadable:
        return
    for commitment in found.commitments:
        speech = found.speeches[commitment.speech - 1]
        assert speech.text[commitment.start : commitment.end] == commitment.text
    assert as_json(found) == as_json(read(COVER + "\n" + OPENING + text))
