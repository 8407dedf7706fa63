"""Due dates: what the deadlines of paragraphs ask for by which day, and what is known of each day. The one place that computes them.

    within, after, by     one day
    every                 a rhythm: the days that passed and the next one, each counted from the first
    event                 no day, only the words that say from what it is counted
    until                 the day up to which something runs, such as a mandate: it ends, nobody owes anything on it

A deadline belongs to the acts of its paragraph that ask for action, and to those that parts of the paragraph inherit. What staff recorded
about a day stands in `DueRecord`; the last record on a day counts, whenever it was made.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count
from typing import TYPE_CHECKING

from django.db.models import F, Q, QuerySet, TextChoices
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ingest.deadlines import after_period
from obligations.choices import DueVerdict, Lifecycle
from obligations.models import Deadline, DueRecord, Obligation, Paragraph, ParagraphText
from obligations.querysets import UNTIL, has_role

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser, AnonymousUser

    Reader = AbstractBaseUser | AnonymousUser

Records = Mapping[date, DueRecord]  # the record that counts, by the day it is about
CHAPEAUX = ("", "inherited_from__", "inherited_from__inherited_from__")  # an act, the act it inherits, and the one above that


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
class DueItem:
    """One day that a deadline sets, or its words where it sets none.

    `obligations` are the acts that ask for action; for a day until which something runs there may be none. `symbol` and `dated` are those of
    the document that meets it; for a replaced day `dated` is the day in its place, and `replaces` of that one's item is the replaced day.
    `told` is false for a reader who may not see what was recorded.
    """

    deadline: Deadline
    paragraph: Paragraph
    obligations: tuple[Obligation, ...]
    due_on: date | None
    words: str
    rule: str
    every: str
    state: DueState
    symbol: str = ""
    dated: date | None = None
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


# Reading ------------------------------------------------------------------------------------------------------------
def readable_deadlines(user: Reader) -> QuerySet[Deadline]:
    """The deadlines of the reference editions' paragraphs that a reader may see."""
    rows = Deadline.objects.filter(text=F("text__paragraph__current"))
    return rows.filter(text__paragraph__in=Paragraph.objects.visible_to(user))


def due_items(*, on: date, until: date | None = None, user: Reader, deadlines: QuerySet[Deadline] | None = None) -> list[DueItem]:
    """The due items that a reader sees on a day, by date; those without a date last.

    A rhythm gives its next day, or with `until` all days up to that one; `until` leaves out everything due later. `deadlines` narrows what
    is read. Takes the same number of queries whatever there is.
    """
    rows = readable_deadlines(user) if deadlines is None else deadlines
    told = has_role(user)
    acts, records = _acts(user, rows), _records(rows) if told else {}
    items: list[DueItem] = []
    for deadline in rows.order_by("pk").select_related("text__paragraph__document").defer("text__search"):
        key = deadline.text.paragraph_id
        items += items_of(deadline, acts=acts.get(key, ()), records=records.get(key, {}), on=on, until=until, told=told)
    return sorted(items, key=_by_date)


def _by_date(item: DueItem) -> tuple[date, str, int, int]:
    return item.due_on or date.max, item.paragraph.document.symbol, item.paragraph.position, item.deadline.pk


def _acts(user: Reader, deadlines: QuerySet[Deadline]) -> Mapping[int, Sequence[Obligation]]:
    """The acts that the text says in the paragraphs of deadlines, and those that parts of the paragraphs inherit; by paragraph."""
    paragraphs = deadlines.order_by().values("text__paragraph")
    inside = Q()
    for above in CHAPEAUX:
        inside |= Q(**{f"{above}paragraph__in": paragraphs})
    texts = [f"{above}text" for above in CHAPEAUX]
    rows = (
        Obligation.objects.visible_to(user)
        .in_the_text()
        .filter(inside)
        .select_related("verb", *texts)
        .defer(*(f"{text}__{column}" for text in texts for column in ("text", "search")))
        .prefetch_related("addressees__actor", "decisions", *(f"{text}__deadlines" for text in texts))
        .order_by("paragraph__position", "position", "pk")
    )
    found: dict[int, list[Obligation]] = defaultdict(list)
    for row in rows:
        for paragraph in dict.fromkeys(act.paragraph_id for act in _lineage(row)):
            found[paragraph].append(row)
    return found


def _lineage(obligation: Obligation) -> Iterator[Obligation]:
    """An act, and the acts above it that it inherits."""
    act: Obligation | None = obligation
    for _above in CHAPEAUX:
        if act is None:
            return
        yield act
        act = act.inherited_from


def _records(deadlines: QuerySet[Deadline]) -> Mapping[int, Records]:
    """What was recorded on the days of the deadlines' paragraphs, by paragraph and day; the last record counts."""
    found: dict[int, dict[date, DueRecord]] = defaultdict(dict)
    rows = DueRecord.objects.filter(paragraph__in=deadlines.order_by().values("text__paragraph"))
    for row in rows.select_related("by").order_by("pk"):
        found[row.paragraph_id][row.due_on] = row
    return found


# Computing over rows ------------------------------------------------------------------------------------------------
def items_of(
    deadline: Deadline, *, acts: Sequence[Obligation], records: Records, on: date, until: date | None = None, told: bool = True
) -> list[DueItem]:
    """The due items of one deadline. `acts` and `records` are those of its paragraph; nothing comes where nobody is asked for anything."""
    asking = _asking(acts)
    concerned = acts if deadline.rule == UNTIL else asking
    if not concerned:
        return []
    ends = deadline.rule == UNTIL
    known = {} if ends else records
    stop = _stop([_superseded_from(act) if ends else out_of_force_from(act) for act in concerned])

    def item(day: date | None, replaces: date | None = None) -> DueItem:
        record = known.get(day) if day else None
        return DueItem(
            deadline=deadline,
            paragraph=deadline.text.paragraph,
            obligations=asking,
            due_on=day,
            words=str(deadline),
            rule=deadline.rule,
            every=deadline.every,
            state=_state(day, record, stop=stop, on=on, ends=ends),
            symbol=record.symbol if record else "",
            dated=record.dated if record else None,
            record=record,
            replaces=replaces,
            told=told,
        )

    if deadline.first_due is None:
        return [item(None)]
    limit = max(on, until) if until else on
    days = _days(deadline.first_due, deadline.every, limit=limit, stop=stop, records=known)
    pairs = [pair for day in days for pair in _with_replacements(day, known)]
    return [item(day, replaces) for day, replaces in pairs if until is None or day <= until]


def _asking(acts: Iterable[Obligation]) -> tuple[Obligation, ...]:
    """The acts that ask for action; an act above a list stands in its parts that inherit it."""
    tracked = [act for act in acts if act.tracked]
    above = {act.inherited_from_id for act in tracked}
    return tuple(act for act in tracked if act.pk not in above)


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
        return after_period(first, f"P{int(every[1:-1]) * times}{every[-1]}")
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


def out_of_force_from(obligation: Obligation) -> date | None:
    """The first day on which an obligation no longer stands; None for one without an end."""
    return min((day for day in (_superseded_from(obligation), _elapsed_from(obligation)) if day), default=None)


def _superseded_from(obligation: Obligation) -> date | None:
    """The day of its successor; the beginning of time where none was noted."""
    return (obligation.superseded_on or date.min) if obligation.lifecycle == Lifecycle.SUPERSEDED else None


def _elapsed_from(obligation: Obligation) -> date | None:
    """The day after the last date until which its text, or the text it inherits from, runs."""
    ends = [deadline.first_due for text in _texts(obligation) for deadline in text.deadlines.all() if deadline.rule == UNTIL]
    last = max((day for day in ends if day), default=None)
    return last + timedelta(days=1) if last and last < date.max else None


def _texts(obligation: Obligation) -> Iterator[ParagraphText]:
    yield from dict.fromkeys(act.text for act in _lineage(obligation))


def _stop(days: Iterable[date | None]) -> date | None:
    """The first day on which none of several acts stands any more; None as long as one has no end."""
    known = list(days)
    ends = [day for day in known if day]
    return max(ends) if ends and len(ends) == len(known) else None
