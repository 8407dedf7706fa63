"""Due dates in an order, of which only those that are looked at are told one by one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import chain
from typing import Any, overload

from obligations.dues.rhythm import LAST, NEVER
from obligations.dues.runs import Run
from obligations.dues.states import GLYPHS, DueState
from obligations.models import Deadline, DueRecord, Obligation, Paragraph
from obligations.querysets import UNTIL


@dataclass(frozen=True, slots=True)
class DueDay:
    """One day that a deadline sets, or none where it sets none: what can be told without its text.

    `deadline_id` and `acts` are primary keys, `acts` those that ask for action; for a day until which something runs there may be none. `place`
    is the document's symbol and the paragraph's position. `replaces` of a day put in another's place is that other one. `told` is false for a
    reader who may not see what was recorded.
    """

    deadline_id: int
    place: tuple[str, int]
    acts: tuple[int, ...]
    due_on: date | None
    rule: str
    every: str
    state: DueState
    record: DueRecord | None = None
    replaces: date | None = None
    told: bool = True

    @property
    def ends(self) -> bool:
        """Whether something runs until this day, rather than being owed by it."""
        return self.rule == UNTIL

    @property
    def state_label(self) -> str:
        """The state in words, which claim no more than the reader may know."""
        return self.state.words(told=self.told)

    @property
    def glyph(self) -> str:
        """A sign for the state, to stand beside its words."""
        return GLYPHS[self.state]

    @property
    def symbol(self) -> str:
        """The symbol of the document that meets, ends or moves it; empty where none is recorded."""
        return self.record.symbol if self.record else ""

    @property
    def dated(self) -> date | None:
        """The date of that document; for a replaced day the day in its place."""
        return self.record.dated if self.record else None


@dataclass(frozen=True, slots=True, kw_only=True)
class DueItem(DueDay):
    """A day with its text and the acts that ask for it, to be shown."""

    deadline: Deadline
    obligations: tuple[Obligation, ...]

    @property
    def paragraph(self) -> Paragraph:
        """The paragraph that sets it."""
        return self.deadline.text.paragraph

    @property
    def words(self) -> str:
        """The words that set it, as written."""
        return str(self.deadline)


# In an order --------------------------------------------------------------------------------------------------------
Entry = tuple[int, str, int, int, int]  # what a day is sorted by: its ordinal, its place, the deadline's key; and the number of its run


@dataclass(frozen=True)
class Stretch:
    """Runs in an order: by date and place; `latest` puts the last date first; `backwards` turns all of it round."""

    runs: Sequence[Run]
    latest: bool = False
    backwards: bool = False

    @cached_property
    def size(self) -> int:
        """How many days there are."""
        return sum([len(run.days) for run in self.runs])

    def first(self, wanted: int) -> list[tuple[Run, int]]:
        """The first so many days. Runs that begin after all of them are not looked into."""
        found = sorted(self._entries(wanted), reverse=self.backwards)[:wanted]
        return [(self.runs[number], abs(day)) for day, *_place, number in found]

    def _entries(self, wanted: int) -> Iterator[Entry]:
        from_behind = self.latest or self.backwards
        ends = [run.days[-1 if from_behind else 0] for run in self.runs]
        after, before = 0, NEVER
        if wanted < len(ends):
            bound = sorted(ends, reverse=from_behind)[wanted - 1] if wanted else 0
            after, before = (bound, NEVER) if from_behind else (0, bound)
        sign = -1 if self.latest else 1
        for number, (run, end) in enumerate(zip(self.runs, ends, strict=True)):
            part = run.between(after, before) if after <= end <= before else None
            if part is not None:
                key, _paragraph, symbol, position, *_rest = run.source
                for day in part.days:
                    yield sign * day, symbol, position, key, number


class Days(Sequence[DueDay]):
    """The days of some runs as a list, by date with those without one last. `seen` is false for a reader who may not see what was recorded.

    `stretches` puts them in another order.
    """

    def __init__(self, runs: Iterable[Run], *, seen: bool, stretches: Sequence[Stretch] | None = None) -> None:
        self.runs = list(runs)
        self.seen = seen
        self.stretches = [Stretch(self.runs)] if stretches is None else stretches

    def latest_first(self) -> Days:
        """The same with the last date first; what has no day comes last in either order."""
        dated, undated = self._between(0, LAST), self._between(NEVER, NEVER)
        return Days(self.runs, seen=self.seen, stretches=[Stretch(dated, latest=True), Stretch(undated)])

    def in_reading_order(self, on: date) -> Days:
        """What comes, soonest first; then what passed, latest first; then what has no date."""
        day = on.toordinal()
        to_come, passed, undated = self._between(day, LAST), self._between(0, day - 1), self._between(NEVER, NEVER)
        return Days(self.runs, seen=self.seen, stretches=[Stretch(to_come), Stretch(passed, backwards=True), Stretch(undated)])

    def _between(self, after: int, before: int) -> list[Run]:
        return [part for run in self.runs if (part := run.between(after, before))]

    def __len__(self) -> int:
        return sum(stretch.size for stretch in self.stretches)

    def __iter__(self) -> Iterator[DueDay]:
        return (self.day_of(run, day) for run, day in self.pairs)

    @overload
    def __getitem__(self, at: int) -> DueDay: ...
    @overload
    def __getitem__(self, at: slice) -> list[DueDay]: ...
    def __getitem__(self, at: int | slice) -> DueDay | list[DueDay]:
        if isinstance(at, int):
            return self.day_of(*self.pairs[at])
        start, stop, step = at.indices(len(self))
        known = step != 1 or "pairs" in self.__dict__  # all are in order already
        found = self.pairs[at] if known else self._part(start, stop)
        return [self.day_of(run, day) for run, day in found]

    def told(self, start: int, stop: int) -> list[DueDay]:
        """A part of many that are told one after the other: all are put in order once."""
        return [self.day_of(run, day) for run, day in self.pairs[start:stop]]

    @cached_property
    def pairs(self) -> list[tuple[Run, int]]:
        """All of them, each with its run."""
        return list(chain.from_iterable(stretch.first(stretch.size) for stretch in self.stretches))

    def _part(self, start: int, stop: int) -> list[tuple[Run, int]]:
        """A page, without the rest being put in order."""
        found: list[tuple[Run, int]] = []
        for stretch in self.stretches:
            if start < stretch.size and stop > 0:
                found += stretch.first(min(stop, stretch.size))[max(start, 0) :]
            start, stop = start - stretch.size, stop - stretch.size
        return found

    def day_of(self, run: Run, day: int) -> DueDay:
        source = run.source
        due_on = date.fromordinal(day) if day <= LAST else None
        place = (source.symbol, source.position)
        return DueDay(source.key, place, source.acts, due_on, source.rule, source.every, run.state, run.record, run.replaces, self.seen)

    def keys(self, *, later: int = 1) -> list[list[Any]]:
        """What each is sorted by, in its order: for cursors. `later` is -1 where the last date comes first."""
        return [
            [
                later * day if day <= LAST else LAST,
                run.source.symbol,
                run.source.position,
                run.source.key,
                run.replaces.toordinal() if run.replaces else 0,
            ]
            for run, day in self.pairs
        ]
