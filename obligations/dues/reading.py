"""Reading deadlines with who is asked by them and what was recorded: once, to be asked for their days on any day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import QuerySet

from obligations.dues.asked import acts_by_paragraph, asked_by
from obligations.dues.days import Days, DueDay, DueItem
from obligations.dues.runs import Records, Run, Source, runs_of, states_of
from obligations.dues.states import DueState
from obligations.kept.store import Kept
from obligations.models import Deadline, DueRecord, Obligation, Paragraph
from obligations.querysets import UNTIL, has_role

if TYPE_CHECKING:
    from obligations.querysets.roles import Person

NOTHING: Records = {}
_COLUMNS = ("pk", "text__paragraph_id", "text__paragraph__document__symbol", "text__paragraph__position", "rule", "first_due", "every")


@dataclass(frozen=True, slots=True)
class Dues:
    """Deadlines with who is asked by them and what was recorded, by paragraph; days can be asked for on any day, and again."""

    sources: Sequence[Source]
    records: Mapping[int, Records]
    told: bool

    def days(self, *, on: date, until: date | None = None) -> Days:
        """The days on a day, by date; those without a date last.

        A rhythm gives its next day, or with `until` all days up to that one; `until` leaves out everything due later.
        """
        return Days(self.runs(on=on, until=until), seen=self.told)

    def runs(self, *, on: date, until: date | None = None) -> Iterator[Run]:
        """The same, as runs of days in no order."""
        for source in self.sources:
            yield from runs_of(source, self.records.get(source.paragraph, NOTHING), on=on, until=until)

    def states(self, *, on: date) -> Iterator[tuple[tuple[int, ...], set[DueState]]]:
        """The acts of each deadline that somebody owes something by, with the states of its days; quicker than the days one by one."""
        for source in self.sources:
            if not source.ends:
                yield source.acts, states_of(source, self.records.get(source.paragraph, NOTHING), on=on)

    def of(self, asks: Callable[[tuple[int, ...]], bool]) -> Dues:
        """Only the deadlines whose acts fit."""
        return Dues([source for source in self.sources if asks(source.acts)], self.records, self.told)


def readable_deadlines(user: Person) -> QuerySet[Deadline]:
    """The deadlines of the reference editions' paragraphs that a reader may see."""
    return Deadline.objects.filter(text__in=Paragraph.objects.visible_to(user).values("current"))


def read_dues(user: Person, deadlines: QuerySet[Deadline] | None = None) -> Dues:
    """What a reader sees of deadlines, which `deadlines` narrows. Takes the same number of queries whatever there is."""
    rows = readable_deadlines(user) if deadlines is None else deadlines
    told = has_role(user)
    read = list(rows.order_by().values_list(*_COLUMNS))
    acts = acts_by_paragraph(user, {row[1] for row in read})
    sources = []
    for key, paragraph, symbol, position, rule, first_due, every in read:
        asked = asked_by(acts.get(paragraph, ()), ends=rule == UNTIL)
        if asked is not None:
            sources.append(Source(key, paragraph, symbol, position, rule, first_due, every, *asked))
    return Dues(sources, _records(rows) if told else {}, told)


def all_dues(user: Person, kept: Kept) -> Dues:
    """All that `read_dues` reads for somebody, kept: pages of many kinds ask for it."""
    return kept.figure("dues", compute=lambda: read_dues(user), size=lambda dues: len(dues.sources), worded=False)


def due_items(*, on: date, until: date | None = None, user: Person, deadlines: QuerySet[Deadline] | None = None) -> list[DueItem]:
    """All that `Dues.days` tells, to be shown. Where only some of it is, choose among the days first."""
    return items_of(read_dues(user, deadlines).days(on=on, until=until), user)


def items_of(days: Iterable[DueDay], user: Person) -> list[DueItem]:
    """Days with their texts and acts, in their order. Takes the same number of queries whatever there is."""
    chosen = list(days)
    texts = Deadline.objects.select_related("text__paragraph__document").defer("text__search")
    deadlines = texts.order_by().in_bulk({day.deadline_id for day in chosen})
    rows = Obligation.objects.visible_to(user).order_by().select_related("verb", "text").defer("text__text", "text__search")
    acts = rows.prefetch_related("addressees__actor", "decisions").in_bulk({key for day in chosen for key in day.acts})
    return [
        DueItem(
            **{name: getattr(day, name) for name in _OF_DAY},
            deadline=deadlines[day.deadline_id],
            obligations=tuple(acts[key] for key in day.acts if key in acts),
        )
        for day in chosen
        if day.deadline_id in deadlines  # and not gone since
    ]


_OF_DAY = tuple(field.name for field in fields(DueDay))


def _records(deadlines: QuerySet[Deadline]) -> Mapping[int, Records]:
    """What was recorded on the days of the deadlines' paragraphs, by paragraph and day; the last record counts."""
    found: dict[int, dict[date, DueRecord]] = defaultdict(dict)
    rows = DueRecord.objects.filter(paragraph__in=deadlines.order_by().values("text__paragraph"))
    for row in rows.select_related("by").order_by("pk"):
        found[row.paragraph_id][row.due_on] = row
    return found


def obligations_by_state(user: Person, on: date) -> Mapping[DueState, frozenset[int]]:
    """The primary keys of the obligations that have a due date in a state; one can have several.

    Days until which something runs are left out: nobody owes anything on them.
    """
    found: dict[DueState, set[int]] = defaultdict(set)
    for acts, states in read_dues(user).states(on=on):
        for state in states:
            found[state].update(acts)
    return {state: frozenset(keys) for state, keys in found.items()}
