"""The marks that number paragraphs, and the fixed lines of a document: its heading, its running heads and feet.

    12. 敦促各国…        number
    (a) 确保…            letter; (ab) after (z)
    (ii) 查明…           Roman numeral, one level below a letter
    (一) 加强…           Chinese numeral
    附件二               annex

This module and `structure` are the only places that know how a page looks.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Literal

from ingest.characters import SimplifiedPattern, simplified

Family = Literal["number", "letter", "roman", "chinese"]

_NUMBER = re.compile(r"(?:\*\*)?(\d{1,3})\s?\\?(?:[.．](?!\d)|、|。)\s*(?:\*\*)?\s*")
_LETTER = re.compile(r"[(（]\s?([a-z]{1,3})\s?[)）]\s*")
_CHINESE = re.compile(r"[(（]\s?([一二三四五六七八九十]{1,3})\s?[)）]\s*")
_ROMAN_DIGITS = {"i": 1, "v": 5, "x": 10, "l": 50}
_CHINESE_DIGITS = {digit: value for value, digit in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}

_NAMED = r"第\s*+(\d{1,4})\s*+(?:[(（]\s*+(\d{4})\s*+[)）]\s*+)?+号\s*+决\s*+议"  # possessive: white space is never shared out anew
RESOLUTION_NAMED = SimplifiedPattern(_NAMED)
RESOLUTION_TITLE = SimplifiedPattern(rf"#*+\s*+\**+\s*+(?:联合国)?(?:安全理事会|安理会)?\s*+{_NAMED}\s*+\**+")
ADOPTION = re.compile(r"(?:会议|日|票对.{1,8}票|一致)(?:以.{1,24}票|一致)?通过[)。]?$")
STATEMENT_TITLE = SimplifiedPattern(r"#*\s*安全理事会主席(?:的)?声明|#*\s*主席声明")
RESOLUTION_SYMBOL = re.compile(r"S/RES/(\d{1,4})\s*\((\d{4})\)")
STATEMENT_SYMBOL = re.compile(r"S/PRST/(\d{4})/(\d{1,3})")
RECORD_SYMBOL = re.compile(r"S/PV\.\s?(\d{1,5})(?:\s?\((Resumption|Resumption \d|Part [IV]+)\))?")
CHAIR_SPEAKS = re.compile(r"^\s*主席(?:[（(]以\S{1,8}发言[）)])?\s?[：:]", re.MULTILINE)
OPENING = SimplifiedPattern(r"#*\s*\**安\s?全\s?理\s?事\s?会\**\s?[，,]\s*")
BARE_OPENING = SimplifiedPattern(r"#*\s*\**安\s?全\s?理\s?事\s?会\**\s*")
ANNEX = SimplifiedPattern(r"#*\s*\**(?:附\s?件|附\s?录|附\s?文)\s?([一二三四五六七八九十]{1,3}|[A-Z]|\d{1,2})?\**(?:\s|$|[：:])")
FURNITURE = (
    re.compile(r"S/(?:RES|PRST|PV)[/.]?\s?[\d/]+\s*(?:\(\d{4}\))?\**"),  # S/RES/9001 (2031)
    re.compile(r"\d{1,3}\s?/\s?\d{1,3}"),  # 2/4
    re.compile(r"(?:\d{1,3}/\d{1,3}\s+)?\d{2}-\d{5}\s?(?:[（(][A-Z]+[）)])?(?:\s+\d{1,3}/\d{1,3})?"),  # 19-12197 2/7
    re.compile(r"[-—–]?\s?\d{1,3}\s?[-—–]?"),  # - 3 -
    re.compile(r"\*\d{6,8}\*"),  # the bar code's number
    SimplifiedPattern(r"(?:请回收|请循环使用)\s?\S{0,3}"),
    re.compile(r"\[\^[^\]\s]{1,8}\]: .*"),  # [^1]: a note, as the readers of files set it apart
)
BULLET = re.compile(r"[-•*·–]\s+(?=\S)")
_CHINESE_DATE = re.compile(r"([一二三四五六七八九零〇○]{4})年([一二三四五六七八九十]{1,2})月([一二三四五六七八九十]{1,3})日")
_DATE = re.compile(r"(\d{4})\s?年\s?(\d{1,2})\s?月\s?(\d{1,2})\s?日")
_MEETING = re.compile(r"第\s?(\d{1,5})\s?次\s?会议")


@dataclass(frozen=True, slots=True)
class Marker:
    """A mark at the start of a line: its family, its value counted from 1, the text of it, and how long it is with what follows it."""

    family: Family
    value: int
    written: str
    length: int


def marker(text: str) -> Marker | None:
    """The mark with which `text` begins. A mark that can be a letter or a Roman numeral, (i), is given as a letter."""
    if found := _NUMBER.match(text):
        return Marker("number", int(found[1]), found[1], found.end())
    if found := _LETTER.match(text):
        letters = found[1]
        if len(letters) == 1 or letters == letters[0] * len(letters) and letters[0] not in _ROMAN_DIGITS:
            return Marker("letter", ord(letters[0]) - 96 + 26 * (len(letters) - 1), letters, found.end())
        value = roman(letters)
        return Marker("roman", value, letters, found.end()) if value else None
    if found := _CHINESE.match(text):
        return Marker("chinese", chinese_number(found[1]) or 0, found[1], found.end())
    return None


def roman(letters: str) -> int | None:
    """The value of a Roman numeral in small letters below 90; None where it is none."""
    values = [_ROMAN_DIGITS.get(letter, 0) for letter in letters]
    if not all(values):
        return None
    return sum(-v if v < max(values[i + 1 :], default=0) else v for i, v in enumerate(values))


def chinese_number(text: str) -> int | None:
    """The value of a Chinese or Arabic numeral below 10,000: 十二 is 12, 九十 is 90, 八〇一七 is 8017; None where it is none."""
    if text.isascii() and text.isdigit():
        return int(text)
    units = {"十": 10, "百": 100, "千": 1000}
    if not text or any(c not in units and c not in _CHINESE_DIGITS for c in text):
        return None
    if not any(c in units for c in text):
        return int("".join(str(_CHINESE_DIGITS[c]) for c in text))
    total, digit = 0, 0
    for character in text:
        if character in units:
            total += (digit or 1) * units[character]
            digit = 0
        else:
            digit = _CHINESE_DIGITS[character]
    return total + digit


def is_furniture(text: str) -> bool:
    """Whether a line is a running head or foot, a page number or a job number."""
    return any(pattern.fullmatch(text) for pattern in FURNITURE)


def date_in(text: str) -> date | None:
    """The first date written as 2017 年 8月 2 日 or 一九九零年八月六日; None where there is none or it is no day of the calendar."""
    plain = simplified(text)
    found = _DATE.search(plain) or _CHINESE_DATE.search(plain.replace(" ", "").replace("○", "〇"))
    if not found:
        return None
    year, month, day = (chinese_number(part) or 0 for part in found.groups())
    try:
        return date(year, month, day)
    except ValueError:
        return None


def meeting_in(text: str) -> str | None:
    """The symbol of the meeting that an adoption line names: 第 8017次会议 is S/PV.8017."""
    found = _MEETING.search(simplified(text))
    return f"S/PV.{found[1]}" if found else None
