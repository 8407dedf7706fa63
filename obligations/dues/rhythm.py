"""The days of a rhythm, counted by the calendar. Many at a time as ordinals (`date.toordinal`), because there are tens of thousands of them."""

from __future__ import annotations

from calendar import monthrange
from datetime import date
from functools import cache

from ingest.deadlines import SHORTEST_MONTH, after_period

LAST = date.max.toordinal()
NEVER = LAST + 1  # in place of a day where there is none; it comes after all days
MONTHS = 12


def nth_day(first: date, every: str, times: int) -> date | None:
    """The day `times` periods after the first, always counted from the first: a month after 31 January is the end of February, two months
    after it 31 March. None beyond the calendar, and for any but the first day of what does not repeat."""
    if times == 0:
        return first
    if not every:
        return None
    try:
        return after_period(first, every, times)
    except (ValueError, OverflowError):  # after the year 9999
        return None


def days_of(first: date, every: str, limit: int) -> list[int]:
    """The days of what repeats, from the first one to the first that does not come before `limit`, in their order; fewer where the calendar ends."""
    start = first.toordinal()
    if start >= limit:
        return [start]
    number, unit = int(every[1:-1]), every[-1]
    if unit == "D":
        return list(range(start, min(limit + number - 1, LAST) + 1, number))
    return _by_months(first, number * MONTHS if unit == "Y" else number, limit)


def _by_months(first: date, step: int, limit: int) -> list[int]:
    found = []
    day, before = first.day, first.day - 1
    ends = date.max.year * MONTHS + MONTHS
    for month in range(first.year * MONTHS + first.month - 1, ends, step):
        start, length = _month(month)
        found.append(start + (before if day <= SHORTEST_MONTH else min(day, length) - 1))
        if found[-1] >= limit:
            break
    return found


@cache  # at most as many as the calendar has months
def _month(number: int) -> tuple[int, int]:
    """The ordinal of the first day of a month, counted from the year 0, and how many days it has."""
    year, month = divmod(number, MONTHS)
    return date(year, month + 1, 1).toordinal(), monthrange(year, month + 1)[1]
