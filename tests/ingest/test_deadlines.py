"""Dates and rhythms in a paragraph."""

from __future__ import annotations

from datetime import date

import pytest

from ingest import deadlines
from ingest.folding import fold
from ingest.records import Deadline

ADOPTED = date(2032, 1, 31)


def found(text: str, *, adopted_on: date | None = ADOPTED) -> list[Deadline]:
    return list(deadlines.find(fold(text), adopted_on=adopted_on))


def rows(text: str) -> list[tuple[str, str | None, str | None]]:
    return [(d.rule, d.first_due.isoformat() if d.first_due else None, d.every) for d in found(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # counted from adoption
        ("请秘书长在12个月内提出报告；", [("within", "2033-01-31", None)]),
        ("请秘书长在十二个月内提出报告；", [("within", "2033-01-31", None)]),
        ("请秘书长在 60 天之内提出报告；", [("within", "2032-03-31", None)]),
        ("请秘书长在两周内提出报告；", [("within", "2032-02-14", None)]),
        ("请秘书长自本决议通过之日起90天内提出报告；", [("within", "2032-04-30", None)]),
        ("请秘书长在一年后提出报告；", [("after", "2033-01-31", None)]),
        ("请秘书长在半年内提出报告；", [("within", "2032-07-31", None)]),
        ("请秘书长在一百二十天内提出报告；", [("within", "2032-05-30", None)]),
        ("请秘书长每一百八十天提出报告；", [("every", "2032-07-29", "P180D")]),
        # what lies in the past is no date to come; where the calendar ends there is no day
        ("谴责过去12个月内发生的袭击；", []),
        ("请秘书长每9999年提出报告；", [("every", None, "P9999Y")]),
        # a month after the 31st is the last day of February
        ("请秘书长在一个月内提出报告；", [("within", "2032-02-29", None)]),
        # recurring: first due one period after adoption
        ("请秘书长每90天提出报告；", [("every", "2032-04-30", "P90D")]),
        ("请秘书长每两年提出报告；", [("every", "2034-01-31", "P2Y")]),
        ("请秘书长每年提出报告；", [("every", "2033-01-31", "P1Y")]),
        ("请秘书长每半年提出报告；", [("every", "2032-07-31", "P6M")]),
        ("请秘书长每季度提出报告；", [("every", "2032-04-30", "P3M")]),
        ("请秘书长每六个月提出报告；", [("every", "2032-07-31", "P6M")]),
        # by or until a date
        ("请秘书长最迟于2032年6月30日提出报告；", [("by", "2032-06-30", None)]),
        ("请秘书长至迟于 2032 年 6月 30 日提出报告；", [("by", "2032-06-30", None)]),
        ("请秘书长在2032年6月30日之前提出报告；", [("by", "2032-06-30", None)]),
        ("决定将任期延长至2032年6月30日；", [("until", "2032-06-30", None)]),
        ("请秘书长最迟于2032年2月30日提出报告；", [("by", None, None)]),  # no day of the calendar
        # counted from another event
        ("专家获得任命后30天内提出工作方案；", [("event", None, None)]),
        ("至迟在任期结束前60天提出报告；", [("event", None, None)]),
        # two in one paragraph, in order
        ("请秘书长在六个月内提出报告，其后每年通报；", [("within", "2032-07-31", None), ("every", "2033-01-31", "P1Y")]),
        # none
        ("回顾2032年6月30日的声明；", []),
        ("欢迎过去12年取得的进展；", []),
        ("谴责2032年6月30日后发生的袭击；", []),
        ("培训300名警察；", []),
        ("", []),
    ],
)
def test_deadlines_of_a_paragraph(text: str, expected: list[tuple[str, str | None, str | None]]) -> None:
    assert rows(text) == expected


@pytest.mark.parametrize("text", ["请秘书长在12个月内提出报告；", "请秘书长每两年提出报告；"])
def test_without_a_date_of_adoption_nothing_is_due(text: str) -> None:
    assert [d.first_due for d in found(text, adopted_on=None)] == [None]


def test_a_span_points_at_the_words() -> None:
    text = "请秘书长在 12 个月\n内提出报告，其后每 两年通报；"
    assert [text[d.span.start : d.span.end] for d in found(text)] == ["12 个月\n内", "每 两年"]


def test_an_event_is_told_by_the_words_before_the_period() -> None:
    text = "请专家小组在获得任命后30天内提出报告；"
    assert [text[d.span.start : d.span.end] for d in found(text)] == ["请专家小组在获得任命后30天内"]


@pytest.mark.parametrize(
    ("start", "months", "expected"),
    [
        (date(2032, 1, 31), 1, date(2032, 2, 29)),
        (date(2031, 1, 31), 1, date(2031, 2, 28)),
        (date(2032, 12, 15), 1, date(2033, 1, 15)),
        (date(2032, 2, 29), 12, date(2033, 2, 28)),
        (date(2032, 5, 31), 120, date(2042, 5, 31)),
    ],
)
def test_months_follow_the_calendar(start: date, months: int, expected: date) -> None:
    assert deadlines.add_months(start, months) == expected


@pytest.mark.parametrize(
    ("every", "expected"), [("P2Y", date(2034, 1, 31)), ("P6M", date(2032, 7, 31)), ("P90D", date(2032, 4, 30)), ("P1M", date(2032, 2, 29))]
)
def test_a_period_after_a_date(every: str, expected: date) -> None:
    assert deadlines.after_period(ADOPTED, every) == expected
