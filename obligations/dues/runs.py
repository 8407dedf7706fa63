"""The days of a deadline told as runs: days in one state, as ordinals in their order. Computed over bare values."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import count
from typing import NamedTuple

from obligations.choices import DueVerdict
from obligations.dues.rhythm import NEVER, days_of, nth_day
from obligations.dues.states import OF_VERDICT, DueState
from obligations.models import DueRecord
from obligations.querysets import UNTIL

Records = Mapping[date, DueRecord]  # the record that counts, by the day it is about


class Source(NamedTuple):
    """A deadline as it is read. `symbol` and `position` are the place of its paragraph; `acts` ask for it, until `stop`, the first day on which
    nobody is asked any more."""

    key: int
    paragraph: int
    symbol: str
    position: int
    rule: str
    first_due: date | None
    every: str
    acts: tuple[int, ...]
    stop: date | None

    @property
    def ends(self) -> bool:
        """Whether something runs until its day, rather than being owed by it."""
        return self.rule == UNTIL


class Run(NamedTuple):
    """Days of one deadline in one state, as ordinals in their order; NEVER for what has no day. A day about which something is recorded, or that
    stands in another's place, is a run of its own."""

    source: Source
    state: DueState
    days: Sequence[int]
    record: DueRecord | None = None
    replaces: date | None = None

    def between(self, after: int, before: int) -> Run | None:
        """The part of it from one day to another; None where there is none."""
        days = self.days
        if after <= days[0] and days[-1] <= before:
            return self
        part = days[bisect_left(days, after) : bisect_right(days, before)]
        return self._replace(days=part) if part else None


UNDATED = (NEVER,)


def runs_of(source: Source, records: Records, *, on: date, until: date | None) -> Iterator[Run]:
    """The days of a deadline. A rhythm gives its next day, or with `until` all days up to that one; `until` leaves out everything due later."""
    if source.ends:
        records = {}  # nobody owes anything on it
    if source.first_due is None:
        gone = source.stop is not None and source.stop <= on
        yield Run(source, DueState.DISCONTINUED if gone else DueState.UNDATED, UNDATED)
        return
    limit = max(on, until) if until else on
    found = _one_by_one(source, records, on, limit) if records else _unrecorded(source, on.toordinal(), limit.toordinal())
    if until is None:
        yield from found
        return
    last = until.toordinal()
    for run in found:
        kept = run.between(0, last)
        if kept is not None:
            yield kept


def states_of(source: Source, records: Records, *, on: date) -> set[DueState]:
    """The states of the days of a deadline; quicker than telling them."""
    first = source.first_due
    if first is not None and source.stop is None and not records:  # as a rule: nothing to ask of each day
        passed = {DueState.PASSED} if first < on else set()
        return passed | ({DueState.UPCOMING} if source.every or first >= on else set())
    return {run.state for run in runs_of(source, records, on=on, until=None)}


# Without records ----------------------------------------------------------------------------------------------------
def _unrecorded(source: Source, on: int, limit: int) -> Iterator[Run]:
    """What passed, what comes, and the first day on which nobody is asked any more."""
    first = source.first_due
    if first is None:
        return
    stop = source.stop.toordinal() if source.stop else NEVER
    if not source.every:
        day = first.toordinal()
        passed = DueState.ELAPSED if source.rule == UNTIL else DueState.PASSED
        yield Run(source, DueState.DISCONTINUED if stop <= day else DueState.UPCOMING if day >= on else passed, (day,))
        return
    days = days_of(first, source.every, min(limit, stop))
    over, gone = bisect_left(days, min(on, stop)), bisect_left(days, stop)
    if over:
        yield Run(source, DueState.ELAPSED if source.ends else DueState.PASSED, days[:over])
    if over < gone:
        yield Run(source, DueState.UPCOMING, days[over:gone])
    if gone < len(days):
        yield Run(source, DueState.DISCONTINUED, days[gone:])


# With records -------------------------------------------------------------------------------------------------------
def _one_by_one(source: Source, records: Records, on: date, limit: date) -> Iterator[Run]:
    for day in _days(source, records, limit):
        for each, replaces in _with_replacements(day, records):
            record = records.get(each)
            yield Run(source, _state(each, record, source, on), (each.toordinal(),), record, replaces)


def _state(day: date, record: DueRecord | None, source: Source, on: date) -> DueState:
    if record is not None:
        return OF_VERDICT[DueVerdict(record.verdict)]
    if source.stop is not None and source.stop <= day:
        return DueState.DISCONTINUED
    return DueState.UPCOMING if day >= on else DueState.PASSED


def _days(source: Source, records: Records, limit: date) -> Iterator[date]:
    """The days of a deadline. A rhythm goes on to the first open day from `limit` on; it stops with the first day on which nobody is asked
    any more or that staff ended. A later day comes only where something is recorded about it."""
    if source.first_due is None:
        return
    last_recorded = max(records)
    going = True
    for times in count():
        day = nth_day(source.first_due, source.every, times)
        if day is None:
            return
        record = records.get(day)
        if going or record:
            yield day
        ended = record is not None and record.verdict == DueVerdict.ENDED
        if ended or (source.stop is not None and day >= source.stop) or (day >= limit and record is None):
            going = False
        if not going and day >= last_recorded:
            return


def _with_replacements(day: date, records: Records) -> Iterator[tuple[date, date | None]]:
    """A day, and the days that staff put in its place, each with the one it replaces."""
    replaces: date | None = None
    seen: set[date] = set()
    while day not in seen:
        yield day, replaces
        seen.add(day)
        record = records.get(day)
        if record is None or record.verdict != DueVerdict.REPLACED or record.dated is None:
            return
        replaces, day = day, record.dated
