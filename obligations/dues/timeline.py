"""Due dates in time: how many lie in each quarter or year, by state, with the parameters of the list that each number counts."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from typing import Any

from obligations.dues.board import states_in
from obligations.dues.days import Days
from obligations.dues.states import DueState
from obligations.stats.figures import Figure, Parameters
from obligations.stats.plots import Columns, stacked

LEAST, MOST = 1, 9  # how many years after this one a timeline follows what repeats
MOST_QUARTERS = 20  # a longer time is drawn year by year
DAYS_ASKED = ("state", "due_after", "due_before")  # parameters that a number of the timeline sets anew


@dataclass(frozen=True, slots=True)
class Period:
    """A quarter or a year, with a figure for each state of its timeline."""

    label: str
    first: date
    last: date
    figures: tuple[Figure, ...]


@dataclass(frozen=True, slots=True)
class Timeline:
    """The periods in their order. `states` are those that occur, with their words; `drawing` has the day itself as its rule."""

    states: tuple[tuple[DueState, str], ...]
    periods: tuple[Period, ...]
    drawing: Columns


def bounded(wanted: Mapping[str, Any], days: Days, *, on: date) -> dict[str, Any]:
    """What a filter asks for, with a last day for what repeats where it names none: the end of the year of the last of the days it gave."""
    if wanted.get("due_before") or wanted.get("year"):
        return dict(wanted)
    last = max((run.days[-1] for run in days.runs if run.source.first_due), default=on.toordinal())
    year = date.fromordinal(last).year
    return {**wanted, "due_before": date(min(max(year, on.year + LEAST), on.year + MOST), 12, 31)}


def timeline(days: Days, *, on: date, wanted: Mapping[str, Any], parameters: Parameters) -> Timeline | None:
    """The days there are, by period and state; None where there are none. `wanted` is the filter that gave them, `parameters` its query."""
    dated = [run for run in days.runs if run.source.first_due]
    if not dated:
        return None
    first, last = min(run.days[0] for run in dated), max(run.days[-1] for run in dated)
    spans = _spans(min(date.fromordinal(first), on), date.fromordinal(last))
    states = states_in(days, dated=True)
    counts = _counts(days, [last.toordinal() for _label, _first, last in spans])
    kept = tuple(pair for pair in parameters if pair[0] not in DAYS_ASKED)
    periods = []
    for at, (label, start, end) in enumerate(spans):
        after, before = max(start, wanted.get("due_after") or start), min(end, wanted.get("due_before") or end)
        within = (("due_after", after.isoformat()), ("due_before", before.isoformat()))
        figures = tuple(Figure(counts[state][at], (*kept, ("state", state.value), *within)) for state, _words in states)
        periods.append(Period(label, start, end, figures))
    drawn = [
        (one.label, [(state.value, text, figure.count) for (state, text), figure in zip(states, one.figures, strict=True)]) for one in periods
    ]
    return Timeline(states, tuple(periods), stacked(drawn, rule=_rule(spans, on)))


def _counts(days: Days, lasts: Sequence[int]) -> Mapping[DueState, Counter[int]]:
    """How many days of each state lie in each of the periods that end on some days."""
    counts: dict[DueState, Counter[int]] = defaultdict(Counter)
    period_of = partial(bisect_left, lasts)
    for run in days.runs:
        if run.source.first_due:
            counts[run.state].update(map(period_of, run.days))
    return counts


Span = tuple[str, date, date]


def _spans(first: date, last: date) -> list[Span]:
    """The quarters between two days, or the years where those are too many."""
    quarters = [(year, quarter) for year in range(first.year, last.year + 1) for quarter in range(4)]
    found = [(f"{year} Q{quarter + 1}", date(year, 3 * quarter + 1, 1), _end_of_quarter(year, quarter)) for year, quarter in quarters]
    found = [span for span in found if span[2] >= first and span[1] <= last]
    if len(found) <= MOST_QUARTERS:
        return found
    return [(str(year), date(year, 1, 1), date(year, 12, 31)) for year in range(first.year, last.year + 1)]


def _end_of_quarter(year: int, quarter: int) -> date:
    return date(year, 12, 31) if quarter == 3 else date(year, 3 * quarter + 4, 1) - timedelta(days=1)


def _rule(spans: Sequence[Span], on: date) -> float | None:
    """Where a day lies, counted in periods; None outside them."""
    for at, (_label, first, last) in enumerate(spans):
        if first <= on <= last:
            return at + (on - first).days / ((last - first).days + 1)
    return None
