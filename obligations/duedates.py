"""Due dates: what the deadlines of paragraphs ask for by which day, and what is known of each day. The one place that computes them.

    within, after, by     one day
    every                 a rhythm: the days that passed and the next one, each counted from the first
    event                 no day, only the words that say from what it is counted
    until                 the day up to which something runs, such as a mandate: it ends, nobody owes anything on it

A deadline belongs to the acts of its paragraph that ask for action, and to those that parts of the paragraph inherit. What staff recorded
about a day stands in `DueRecord`; the last record on a day counts, whenever it was made.

Days are told over bare values (`Dues.days`), so that thousands of deadlines can be counted and chosen among; `items_of` then fetches texts and
acts for those that are shown.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from itertools import count
from typing import TYPE_CHECKING, NamedTuple

from django.db.models import QuerySet, TextChoices
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ingest.deadlines import after_period
from obligations.choices import DueVerdict
from obligations.dueacts import CHAPEAUX, Act, acts_by_paragraph, asking, elapsed_from, stop_of, superseded_from
from obligations.models import Deadline, DueRecord, Obligation, Paragraph, ParagraphText
from obligations.querysets import UNTIL, has_role

if TYPE_CHECKING:
    from obligations.dueacts import Reader

Records = Mapping[date, DueRecord]  # the record that counts, by the day it is about


class DueState(TextChoices):
    """What is known of a day. Nothing here says that somebody failed: a document may exist that nobody has recorded."""

    UPCOMING = "upcoming", _("Upcoming")
    SUBMITTED = "submitted", _("Submitted")
    PASSED = "passed", _("Date passed, no record here")
    DISCONTINUED = "discontinued", _("Discontinued")
    REPLACED = "replaced", _("Replaced by another date")
    ELAPSED = "elapsed", _("Elapsed")
    UNDATED = "undated", _("No date: counted from another event")

    def words(self, *, told: bool = True) -> str:
        """The state in words that claim no more than a reader may know: `told` is false for one who may not see what was recorded."""
        return gettext("Date passed") if self == DueState.PASSED and not told else str(self.label)


class Standing(TextChoices):
    """The lifecycle of an obligation on a day. Elapsed is computed from the text's own date."""

    IN_FORCE = "in_force", _("In force")
    SUPERSEDED = "superseded", _("Superseded")
    ELAPSED = "elapsed", _("Elapsed")


GLYPHS = {
    DueState.UPCOMING: "○",
    DueState.SUBMITTED: "●",
    DueState.PASSED: "△",
    DueState.DISCONTINUED: "×",
    DueState.REPLACED: "→",
    DueState.ELAPSED: "■",
    DueState.UNDATED: "–",
}
OF_VERDICT = {DueVerdict.MET: DueState.SUBMITTED, DueVerdict.ENDED: DueState.DISCONTINUED, DueVerdict.REPLACED: DueState.REPLACED}


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


# Reading ------------------------------------------------------------------------------------------------------------
def readable_deadlines(user: Reader) -> QuerySet[Deadline]:
    """The deadlines of the reference editions' paragraphs that a reader may see."""
    return Deadline.objects.filter(text__in=Paragraph.objects.visible_to(user).values("current"))


class _Row(NamedTuple):
    """A deadline as it is read."""

    key: int
    paragraph: int
    symbol: str
    position: int
    rule: str
    first_due: date | None
    every: str


class _Asked(NamedTuple):
    """The acts that ask for what a deadline sets, and the first day on which nobody is asked any more."""

    acts: tuple[int, ...]
    stop: date | None


_COLUMNS = ("pk", "text__paragraph_id", "text__paragraph__document__symbol", "text__paragraph__position", "rule", "first_due", "every")


@dataclass(frozen=True, slots=True)
class Dues:
    """Deadlines with who is asked by them and what was recorded, read once; days can be asked for on any day, and again."""

    rows: Sequence[tuple[_Row, _Asked]]
    records: Mapping[int, Records]
    told: bool

    def days(self, *, on: date, until: date | None = None) -> list[DueDay]:
        """The days on a day, by date; those without a date last.

        A rhythm gives its next day, or with `until` all days up to that one; `until` leaves out everything due later.
        """
        return sorted((day for row, asked in self.rows for day in self._days_of(row, asked, on=on, until=until)), key=_by_date)

    def states(self, *, on: date) -> Iterator[tuple[tuple[int, ...], set[DueState]]]:
        """The acts of each deadline that somebody owes something by, with the states of its days; quicker than the days one by one."""
        for row, (acts, stop) in self.rows:
            if row.rule != UNTIL:
                yield acts, _states_of(row.first_due, row.every, stop=stop, records=self.records.get(row.paragraph, {}), on=on)

    def _days_of(self, row: _Row, asked: _Asked, *, on: date, until: date | None) -> Iterator[DueDay]:
        """The days of one deadline."""
        (acts, stop), ends, place = asked, row.rule == UNTIL, (row.symbol, row.position)
        known = {} if ends else self.records.get(row.paragraph, {})
        limit = max(on, until) if until else on
        for day, replaces in _pairs(row.first_due, row.every, limit=limit, stop=stop, records=known):
            if until is None or day is None or day <= until:
                record = known.get(day) if day else None
                state = _state(day, record, stop=stop, on=on, ends=ends)
                yield DueDay(row.key, place, acts, day, row.rule, row.every, state, record, replaces, self.told)


def read_dues(user: Reader, deadlines: QuerySet[Deadline] | None = None) -> Dues:
    """What a reader sees of deadlines, which `deadlines` narrows. Takes the same number of queries whatever there is."""
    rows = readable_deadlines(user) if deadlines is None else deadlines
    told = has_role(user)
    read = [_Row(*values) for values in rows.order_by("pk").values_list(*_COLUMNS)]
    acts = acts_by_paragraph(user, {row.paragraph for row in read})
    asked = [(row, _asked(acts.get(row.paragraph, ()), ends=row.rule == UNTIL)) for row in read]
    return Dues([(row, found) for row, found in asked if found], _records(rows) if told else {}, told)


def _asked(acts: Sequence[Act], *, ends: bool) -> _Asked | None:
    """Who is asked by a deadline of a paragraph with these acts; None where nobody is asked for anything. What `ends` does so for every act."""
    asked = asking(acts)
    concerned = acts if ends else asked
    if not concerned:
        return None
    stop = stop_of([act.superseded_from if ends else act.out_of_force_from for act in concerned])
    return _Asked(tuple(act.key for act in asked), stop)


def due_items(*, on: date, until: date | None = None, user: Reader, deadlines: QuerySet[Deadline] | None = None) -> list[DueItem]:
    """All that `Dues.days` tells, to be shown. Where only some of it is, choose among the days first."""
    return items_of(read_dues(user, deadlines).days(on=on, until=until), user)


def items_of(days: Iterable[DueDay], user: Reader) -> list[DueItem]:
    """Days with their texts and acts, in their order. Takes the same number of queries whatever there is."""
    chosen = list(days)
    texts = Deadline.objects.select_related("text__paragraph__document").defer("text__search")
    deadlines = texts.in_bulk({day.deadline_id for day in chosen})
    rows = Obligation.objects.visible_to(user).select_related("verb", "text").defer("text__text", "text__search")
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


def _by_date(day: DueDay) -> tuple[date, tuple[str, int], int]:
    return day.due_on or date.max, day.place, day.deadline_id


def _records(deadlines: QuerySet[Deadline]) -> Mapping[int, Records]:
    """What was recorded on the days of the deadlines' paragraphs, by paragraph and day; the last record counts."""
    found: dict[int, dict[date, DueRecord]] = defaultdict(dict)
    rows = DueRecord.objects.filter(paragraph__in=deadlines.order_by().values("text__paragraph"))
    for row in rows.select_related("by").order_by("pk"):
        found[row.paragraph_id][row.due_on] = row
    return found


# Computing over values ----------------------------------------------------------------------------------------------
def _states_of(first_due: date | None, every: str, *, stop: date | None, records: Records, on: date) -> set[DueState]:
    """The states of the days of a deadline. `stop` is the first day on which nobody is asked any more."""
    if first_due is not None and stop is None and not records:  # as a rule: nothing to ask of each day
        passed = {DueState.PASSED} if first_due < on else set()
        return passed | ({DueState.UPCOMING} if every or first_due >= on else set())
    pairs = _pairs(first_due, every, limit=on, stop=stop, records=records)
    return {_state(day, records.get(day) if day else None, stop=stop, on=on, ends=False) for day, _replaces in pairs}


def _pairs(
    first_due: date | None, every: str, *, limit: date, stop: date | None, records: Records
) -> Iterator[tuple[date | None, date | None]]:
    """The days of a deadline and those put in their place, each with the one it replaces; no day at all where the words set none."""
    if first_due is None:
        yield None, None
        return
    if not every and not records:  # as a rule: one day, whatever else
        yield first_due, None
        return
    for day in _days(first_due, every, limit=limit, stop=stop, records=records):
        if not records:
            yield day, None
            continue
        yield from _with_replacements(day, records)


def _state(day: date | None, record: DueRecord | None, *, stop: date | None, on: date, ends: bool) -> DueState:
    if record is not None:
        return OF_VERDICT[DueVerdict(record.verdict)]
    if stop is not None and (stop <= on if day is None else stop <= day):
        return DueState.DISCONTINUED
    if day is None:
        return DueState.UNDATED
    if day >= on:
        return DueState.UPCOMING
    return DueState.ELAPSED if ends else DueState.PASSED


def _days(first: date, every: str, *, limit: date, stop: date | None, records: Records) -> Iterator[date]:
    """The days of a deadline. A rhythm goes on to the first open day from `limit` on; it stops with the first day on which nobody is asked
    any more or that staff ended. A later day comes only where something is recorded about it."""
    last_recorded = max(records, default=first)
    going = True
    for times in count():
        day = nth_day(first, every, times)
        if day is None:
            return
        record = records.get(day)
        if going or record:
            yield day
        ended = record is not None and record.verdict == DueVerdict.ENDED
        if ended or (stop is not None and day >= stop) or (day >= limit and record is None):
            going = False
        if not going and day >= last_recorded:
            return


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


# In force or not ----------------------------------------------------------------------------------------------------
def lifecycle_on(obligation: Obligation, on: date) -> Standing:
    """Whether an obligation stood on a day: superseded from `superseded_on`, elapsed after the last date until which its text runs."""
    superseded = _superseded_from(obligation)
    if superseded is not None and superseded <= on:
        return Standing.SUPERSEDED
    elapsed = _elapsed_from(obligation)
    return Standing.ELAPSED if elapsed is not None and elapsed <= on else Standing.IN_FORCE


def _superseded_from(obligation: Obligation) -> date | None:
    return superseded_from(obligation.lifecycle, obligation.superseded_on)


def _elapsed_from(obligation: Obligation) -> date | None:
    """The day after the last date until which its text, or the text it inherits from, runs."""
    ends = [deadline.first_due for text in _texts(obligation) for deadline in text.deadlines.all() if deadline.rule == UNTIL]
    return elapsed_from(max((day for day in ends if day), default=None))


def _texts(obligation: Obligation) -> Iterator[ParagraphText]:
    """The texts of an act, and of the acts above it that it inherits."""
    found: dict[ParagraphText, None] = {}
    act: Obligation | None = obligation
    for _above in CHAPEAUX:
        if act is not None:
            found[act.text] = None
            act = act.inherited_from
    yield from found
