"""Dates and rhythms in a paragraph.

    在12个月内 · 自本决议通过之日起90天内 · 在十二个月后      counted from adoption
    每两年 · 每90天 · 每半年                             recurring; first due one period after adoption
    最迟于2032年6月30日 · 在2032年6月30日之前              by a date
    延长至2032年6月30日                                  until a date
    获得任命后30天内 · 任期结束前60天                       counted from another event: no date, the words say from which

Periods follow the calendar: a month after 31 January is the last day of February.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta

from ingest.folding import Folded
from ingest.markers import chinese_number
from ingest.records import Deadline

_NUMBER = r"(?<![\d一二两三四五六七八九十百千])(?P<n>\d{1,4}|[一二两三四五六七八九十百]{1,5}|半)"
_UNIT = r"(?P<unit>个半月|个月|月|年|天|日|周|个星期|星期|季度)"
_DATE = r"(?P<y>\d{4})年(?P<m>\d{1,2})月(?P<d>\d{1,2})日"
_WITHIN = re.compile(rf"{_NUMBER}{_UNIT}(?P<how>之内|以内|内|之后|以后|后|(?:之|以)?前)")
_EVERY = re.compile(rf"每(?:隔)?(?:{_NUMBER})?{_UNIT}")
_BEFORE_EVENT = re.compile(rf"(?:结束|期满|届满|到期|期限)(?:之|以)?前(?:至少)?{_NUMBER}{_UNIT}")
_BY = re.compile(rf"(?:最迟|至迟|不迟|不晚|最晚)(?:于|在)?{_DATE}|(?:在|于){_DATE.replace('<', '<b')}(?:之前|以前|前)")
_UNTIL = re.compile(rf"(?:延长|延期|延续|展延|延|持续|续延)(?:到|至){_DATE}")
_EVENT = re.compile(r"(?:后|起|之后|以后|以来|前)(?:的|至少|最迟)?$")
_ADOPTION = re.compile(r"本决议.{0,8}(?:通过|日)|通过本决议|决议通过")
_PAST = re.compile(r"(?:过去|最近|此前|以往|近|先前)(?:的)?$")
SHORTEST_MONTH = 28
_CLAUSE_STARTS = "，；。："


def find(folded: Folded, *, adopted_on: date | None) -> tuple[Deadline, ...]:
    """The deadlines of a folded paragraph, in the order of the text. `first_due` is None without a date of adoption or with another event."""
    found = [*_within(folded, adopted_on), *_every(folded, adopted_on), *_dated(folded), *_before_events(folded)]
    return tuple(sorted(found, key=lambda deadline: deadline.span))


def add_months(start: date, months: int) -> date:
    """The same day `months` later; the last day of the month where it has no such day."""
    year, month = divmod(start.month - 1 + months, 12)
    year, month = start.year + year, month + 1
    return date(year, month, start.day if start.day <= SHORTEST_MONTH else min(start.day, monthrange(year, month)[1]))


def after_period(start: date, every: str, times: int = 1) -> date:
    """So many periods after `start`; `every` is an ISO 8601 duration of one part (P2Y, P6M, P90D). OverflowError, ValueError beyond the calendar."""
    number, unit = int(every[1:-1]) * times, every[-1]
    if unit == "D":
        return start + timedelta(days=number)
    return add_months(start, number * 12 if unit == "Y" else number)


def _due(adopted_on: date | None, period: str) -> date | None:
    """The day a period ends that counts from adoption; None without that day, or where the calendar ends before (每9999年)."""
    if adopted_on is None:
        return None
    try:
        return after_period(adopted_on, period)
    except (OverflowError, ValueError):
        return None


def _period(number: str | None, unit: str) -> str | None:
    """`两`, `年` is P2Y; 半年 is P6M; a quarter P3M; None for a number that makes no sense."""
    if number == "半":
        return "P6M" if unit == "年" else None
    count = chinese_number(number) if number else 1
    if not count:
        return None
    if unit in ("天", "日"):
        return f"P{count}D"
    if unit in ("周", "个星期", "星期"):
        return f"P{count * 7}D"
    if unit == "季度":
        return f"P{count * 3}M"
    return f"P{count}Y" if unit == "年" else f"P{count}M"


def _within(folded: Folded, adopted_on: date | None) -> Iterator[Deadline]:
    for found in _WITHIN.finditer(folded.text):
        period = _period(found["n"], found["unit"])
        if period is None or _is_date(folded.text, found) or found["unit"] == "月":
            continue
        begins = max(folded.text.rfind(mark, 0, found.start()) for mark in _CLAUSE_STARTS) + 1
        before = folded.text[begins : found.start()]
        if _PAST.search(before):
            continue  # 过去12个月内发生的袭击
        event = (_EVENT.search(before) and not _ADOPTION.search(before)) or found["how"].endswith("前")
        rule = "event" if event else "after" if found["how"].endswith("后") else "within"
        due = None if event else _due(adopted_on, period)
        span = folded.span(begins if event else found.start(), found.end())
        yield Deadline(rule, due, None, span)


def _is_date(text: str, found: re.Match[str]) -> bool:
    """2032年6月30日后: part of a date."""
    before = text[found.start() - 1 : found.start()]
    return (found["unit"] == "日" and before == "月") or (found["unit"] == "年" and len(found["n"]) == 4) or before in ("月", "第")


def _every(folded: Folded, adopted_on: date | None) -> Iterator[Deadline]:
    for found in _EVERY.finditer(folded.text):
        every = _period(found["n"], found["unit"])
        if every:
            due = _due(adopted_on, every)
            yield Deadline("every", due, every, folded.span(found.start(), found.end()))


def _dated(folded: Folded) -> Iterator[Deadline]:
    for rule, pattern in (("by", _BY), ("until", _UNTIL)):
        for found in pattern.finditer(folded.text):
            parts = [int(part) for part in found.groups() if part]
            try:
                yield Deadline(rule, date(parts[0], parts[1], parts[2]), None, folded.span(found.start(), found.end()))
            except ValueError:  # 2月30日: no day of the calendar
                yield Deadline(rule, None, None, folded.span(found.start(), found.end()))


def _before_events(folded: Folded) -> Iterator[Deadline]:
    for found in _BEFORE_EVENT.finditer(folded.text):
        begins = max(folded.text.rfind(mark, 0, found.start()) for mark in _CLAUSE_STARTS) + 1
        yield Deadline("event", None, None, folded.span(begins, found.end()))
