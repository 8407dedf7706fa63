"""The marks that number paragraphs, numerals, and the fixed lines of a page."""

from __future__ import annotations

from datetime import date

import pytest

from ingest import markers
from ingest.markers import Marker


@pytest.mark.parametrize(
    ("text", "family", "value", "written"),
    [
        ("1. 决定", "number", 1, "1"),
        ("12．决定", "number", 12, "12"),
        ("3、决定", "number", 3, "3"),
        ("4 . 决定", "number", 4, "4"),
        ("5\\. 决定", "number", 5, "5"),  # as Markdown escapes it
        ("**6.** 决定", "number", 6, "6"),  # bold
        ("(a) 确保", "letter", 1, "a"),
        ("（ b ）确保", "letter", 2, "b"),
        ("(z) 确保", "letter", 26, "z"),
        ("(aa) 确保", "letter", 27, "aa"),
        ("(i) 查明", "letter", 9, "i"),  # which of the two, the paragraphs before tell
        ("(ii) 查明", "roman", 2, "ii"),
        ("(iv) 查明", "roman", 4, "iv"),
        ("(xiv) 查明", "roman", 14, "xiv"),
        ("(一) 加强", "chinese", 1, "一"),
        ("（十二）加强", "chinese", 12, "十二"),
    ],
)
def test_a_mark_is_read(text: str, family: str, value: int, written: str) -> None:
    found = markers.marker(text)
    assert found is not None
    assert (found.family, found.value, found.written) == (family, value, written)
    assert text[found.length :] in ("决定", "确保", "查明", "加强")


@pytest.mark.parametrize(
    "text",
    ["", "决定", "1.5亿美元", "2017年8月", "1234. 决定", "(A) 确保", "(abc) 确保", "(1) 确保", "(联合国)", "a) 确保", "(iab)", "11 日", "-1. 决定"],
)
def test_what_is_no_mark_is_none(text: str) -> None:
    assert markers.marker(text) is None


@pytest.mark.parametrize(("letters", "value"), [("i", 1), ("iii", 3), ("iv", 4), ("ix", 9), ("xix", 19), ("xl", 40), ("abc", None), ("ib", None)])
def test_roman_numerals(letters: str, value: int | None) -> None:
    assert markers.roman(letters) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("7", 7),
        ("两", 2),
        ("十", 10),
        ("十二", 12),
        ("二十", 20),
        ("九十", 90),
        ("三十一", 31),
        ("一百零五", 105),
        ("二〇三二", 2032),
        ("八〇一七", 8017),
        ("一九九零", 1990),
        ("", None),
        ("甲", None),
        ("七x", None),
    ],
)
def test_numerals(text: str, value: int | None) -> None:
    assert markers.chinese_number(text) == value


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("安全理事会 2031 年 5月 20 日第 9702 次会议通过", date(2031, 5, 20)),
        ("二〇三一年五月二十日", date(2031, 5, 20)),
        ("一九九○年八月六日", date(1990, 8, 6)),
        ("2031年2月30日", None),  # no day of the calendar
        ("2031年5月", None),
        ("", None),
    ],
)
def test_dates(text: str, day: date | None) -> None:
    assert markers.date_in(text) == day


@pytest.mark.parametrize(("text", "symbol"), [("第 9702次会议", "S/PV.9702"), ("第 9702 次 会议", "S/PV.9702"), ("会议", None)])
def test_meetings(text: str, symbol: str | None) -> None:
    assert markers.meeting_in(text) == symbol


@pytest.mark.parametrize(
    "line",
    [
        "S/RES/9001 (2031)",
        "S/PV.9901",
        "S/PRST/2032/3",
        "2/4",
        "3 / 7",
        "31-04567",
        "31-04567 (C)",
        "31-04567 2/7",
        "2/7 31-04567",
        "- 3 -",
        "12",
        "*3104567*",
        "请回收",
    ],
)
def test_running_heads_and_feet_are_furniture(line: str) -> None:
    assert markers.is_furniture(line)


@pytest.mark.parametrize("line", ["1. 决定", "第9001(2031)号决议", "9001(2031)", "S/2031/602号文件", "30天", "60/288号决议", "附件"])
def test_lines_of_the_text_are_not(line: str) -> None:
    assert not markers.is_furniture(line)


@pytest.mark.parametrize("line", ["附件", "附 件", "附件二", "附件 A", "# 附件", "附录一", "附件：指认标准"])
def test_an_annex_is_announced(line: str) -> None:
    assert markers.ANNEX.match(line)


@pytest.mark.parametrize("line", ["附件所列标准", "附带损害", "附件一所列个人"])
def test_a_sentence_about_an_annex_announces_none(line: str) -> None:
    assert not markers.ANNEX.match(line)


def test_a_mark_tells_how_long_it_is() -> None:
    assert markers.marker("（a） 确保") == Marker("letter", 1, "a", 4)
