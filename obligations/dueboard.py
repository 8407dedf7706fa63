"""Due dates counted: how many are in which state, what comes next, what passed without a record, and how they lie in time.

Every number carries the parameters of the list of due dates that it counts.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from obligations.duedates import DueDay, DueItem, DueState, items_of
from obligations.plots import Columns, stacked
from obligations.stats import Figure, Parameters

if TYPE_CHECKING:
    from obligations.dueacts import Reader

Day = TypeVar("Day", bound=DueDay)

LEAST, MOST = 1, 9  # how many years after this one a timeline follows what repeats
MOST_QUARTERS = 20  # a longer time is drawn year by year
DAYS_ASKED = ("state", "due_after", "due_before")  # parameters that a number of the timeline sets anew


@dataclass(frozen=True, slots=True)
class Board(Generic[Day]):
    """How many due dates are in each state that occurs; the next ones, soonest first; those without a record, latest first."""

    states: tuple[tuple[DueState, str, Figure], ...]
    ahead: tuple[Day, ...]
    passed: tuple[Day, ...]

    @property
    def upcoming(self) -> Figure | None:
        """How many are still to come; None where there are none."""
        return next((figure for state, _words, figure in self.states if state == DueState.UPCOMING), None)

    @property
    def rest(self) -> tuple[tuple[DueState, str, Figure], ...]:
        """The states without the upcoming ones."""
        return tuple(row for row in self.states if row[0] != DueState.UPCOMING)


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


def board(days: Iterable[Day], *, parameters: Parameters = (), limit: int = 6) -> Board[Day]:
    """The board of some days in their order. Of a rhythm only the latest day that passed is shown; all are counted."""
    rows = list(days)
    counts = Counter(item.state for item in rows)
    states = tuple(
        (state, words, Figure(counts[state], (*parameters, ("state", state.value)))) for state, words in _states(rows)
    )
    ahead = [item for item in rows if item.state == DueState.UPCOMING]
    latest = {item.deadline_id: item for item in rows if item.state == DueState.PASSED}
    passed = sorted(latest.values(), key=lambda item: (item.due_on or date.min, item.deadline_id), reverse=True)
    return Board(states, tuple(ahead[:limit]), tuple(passed[:limit]))


def shown(counted: Board[DueDay], user: Reader) -> Board[DueItem]:
    """A board with the texts and acts of its days."""
    items = items_of((*counted.ahead, *counted.passed), user)
    ahead = tuple(item for item in items if item.state == DueState.UPCOMING)
    return Board(counted.states, ahead, tuple(items[len(ahead) :]))


def _states(days: Iterable[DueDay]) -> tuple[tuple[DueState, str], ...]:
    """The states that occur, in their order, with their words."""
    one_of = {day.state: day for day in days}
    return tuple((state, one_of[state].state_label) for state in DueState if state in one_of)


# In time --------------------------------------------------------------------------------------------------------------
def bounded(wanted: Mapping[str, Any], days: Iterable[DueDay], *, on: date) -> dict[str, Any]:
    """What a filter asks for, with a last day for what repeats where it names none: the end of the year of the last of the days it gave."""
    if wanted.get("due_before") or wanted.get("year"):
        return dict(wanted)
    last = max((day.due_on.year for day in days if day.due_on), default=on.year)
    return {**wanted, "due_before": date(min(max(last, on.year + LEAST), on.year + MOST), 12, 31)}


def timeline(days: Sequence[DueDay], *, on: date, wanted: Mapping[str, Any], parameters: Parameters) -> Timeline | None:
    """The days there are, by period and state; None where there are none. `wanted` is the filter that gave them, `parameters` its query."""
    dated = [(item.due_on, item) for item in days if item.due_on is not None]
    if not dated:
        return None
    spans = _spans(min(dated[0][0], on), dated[-1][0])
    states = _states(item for _day, item in dated)
    lasts = [last for _label, _first, last in spans]
    counts = Counter((bisect_left(lasts, day), item.state) for day, item in dated)
    kept = tuple(pair for pair in parameters if pair[0] not in DAYS_ASKED)
    periods = []
    for at, (label, first, last) in enumerate(spans):
        after, before = max(first, wanted.get("due_after") or first), min(last, wanted.get("due_before") or last)
        within = (("due_after", after.isoformat()), ("due_before", before.isoformat()))
        figures = tuple(Figure(counts[at, state], (*kept, ("state", state.value), *within)) for state, _words in states)
        periods.append(Period(label, first, last, figures))
    drawn = [
        (one.label, [(state.value, text, figure.count) for (state, text), figure in zip(states, one.figures, strict=True)]) for one in periods
    ]
    return Timeline(states, tuple(periods), stacked(drawn, rule=_rule(spans, on)))


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
