"""Due dates counted: how many are in which state, what comes next, and what passed without a record.

Every number carries the parameters of the list of due dates that it counts.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

from obligations.dues.days import Days, DueDay, DueItem, Stretch
from obligations.dues.reading import items_of
from obligations.dues.runs import Run
from obligations.dues.states import DueState
from obligations.stats.figures import Figure, Parameters

if TYPE_CHECKING:
    from obligations.querysets.roles import Person

Day = TypeVar("Day", bound=DueDay)


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


def board(days: Days, *, parameters: Parameters = (), limit: int = 6) -> Board[DueDay]:
    """The board of some days. Of a rhythm only the latest day that passed is shown; all are counted."""
    counts = counted(days.runs)
    states = tuple((state, words, Figure(counts[state], (*parameters, ("state", state.value)))) for state, words in states_in(days))
    ahead = Stretch([run for run in days.runs if run.state == DueState.UPCOMING]).first(limit)
    latest: dict[int, tuple[int, int, Run]] = {}  # by the deadline's key: its day, the key, its run
    for run in days.runs:
        if run.state == DueState.PASSED and (run.source.key not in latest or latest[run.source.key][0] < run.days[-1]):
            latest[run.source.key] = (run.days[-1], run.source.key, run)
    passed = sorted(latest.values(), key=lambda found: found[:2], reverse=True)[:limit]
    return Board(states, tuple(days.day_of(*pair) for pair in ahead), tuple(days.day_of(run, day) for day, _key, run in passed))


def shown(told: Board[DueDay], user: Person) -> Board[DueItem]:
    """A board with the texts and acts of its days."""
    items = items_of((*told.ahead, *told.passed), user)
    ahead = tuple(item for item in items if item.state == DueState.UPCOMING)
    return Board(told.states, ahead, tuple(items[len(ahead) :]))


def counted(runs: Iterable[Run]) -> Counter[DueState]:
    """How many days are in each state."""
    counts: Counter[DueState] = Counter()
    for run in runs:
        counts[run.state] += len(run.days)
    return counts


def states_in(days: Days, *, dated: bool = False) -> tuple[tuple[DueState, str], ...]:
    """The states that occur, in their order, with their words; with `dated` only those of days that have a date."""
    occurring = {run.state for run in days.runs if not dated or run.source.first_due is not None}
    return tuple((state, state.words(told=days.seen)) for state in DueState if state in occurring)
