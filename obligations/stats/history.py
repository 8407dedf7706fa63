"""How the follow-up recorded for an actor grew: what stood at the end of each period, by force and status, from one query over the versions."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Count, F
from django.utils import timezone

from obligations.choices import Force, Lifecycle, Status
from obligations.models import Assessment, Obligation
from obligations.querysets import end_of, is_staff
from obligations.stats.figures import Figure
from obligations.stats.plots import Columns, stacked

if TYPE_CHECKING:
    from obligations.models import Actor
    from obligations.querysets.roles import Person

MOST_QUARTERS = 12  # a longer history is told year by year
LIFE = ("obligation__lifecycle", "obligation__superseded_on")


@dataclass(frozen=True, slots=True)
class Line:
    """The statuses of one force at the end of a day, in the order of the history's statuses; `force` is None for all together."""

    force: Force | None
    figures: tuple[Figure, ...]
    total: Figure


@dataclass(frozen=True, slots=True)
class Day:
    """What stood at the end of a day: a line for each force that occurs, and one for all."""

    on: date
    lines: tuple[Line, ...]
    total: Line


@dataclass(frozen=True, slots=True)
class History:
    """The days in their order, with the statuses that occur on any of them."""

    statuses: tuple[Status, ...]
    days: tuple[Day, ...]

    def drawing(self) -> Columns:
        """A column for each day, in parts by status."""
        return stacked(
            [
                (day.on.isoformat(), [(s.value, str(s.label), figure.count) for s, figure in zip(self.statuses, day.total.figures, strict=True)])
                for day in self.days
            ]
        )


@dataclass(frozen=True, slots=True)
class _Span:
    """Some versions that came to stand, and ceased to, together."""

    status: str
    force: str
    since: datetime
    until: datetime | None
    in_force: bool
    superseded_on: date | None
    count: int

    def places(self, days: Sequence[date], ends: Sequence[datetime]) -> tuple[int, int]:
        """On which of some days in their order they stood, as the first place and the one after the last.

        `ends` are the moments at which the days end. On obligations that asked for action then: that are in force, or were superseded later.
        """
        first = bisect_right(ends, self.since)
        last = len(days) if self.until is None else bisect_right(ends, self.until)
        if not self.in_force:
            last = min(last, bisect_left(days, self.superseded_on)) if self.superseded_on else 0
        return first, max(first, last)


def history(user: Person, actor: Actor, on: date, *, today: date) -> History | None:
    """The history up to a day, as somebody may see it; None where nothing has stood yet. Takes one query."""
    spans = list(_spans(user, actor))
    first = min((timezone.localdate(span.since) for span in spans), default=None)
    if first is None or first > on:
        return None
    days = _days(first, on)
    counted = dict(zip(days, _counts(spans, days), strict=True))
    statuses = tuple(status for status in Status if any(status.value == one for found in counted.values() for _force, one in found))
    return History(statuses, tuple(_day(actor, day, found, statuses, past=day < today) for day, found in counted.items()))


def _spans(user: Person, actor: Actor) -> Iterator[_Span]:
    asked = Obligation.objects.visible_to(user).in_the_text().filter(tracked=True)
    rows: Any = Assessment.objects.filter(actor=actor, obligation__in=asked)
    if is_staff(user):
        rows = rows.filter(approved_at__isnull=False).annotate(since=F("approved_at"), ceased=F("replaced_at"))
    else:
        rows = rows.shown_to(user).annotate(ceased=F("until"))
    grouped = rows.order_by().values_list("status", "obligation__force", "since", "ceased", *LIFE).annotate(n=Count("pk"))
    for status, force, since, until, lifecycle, superseded_on, n in grouped:
        yield _Span(status, force, since, until, lifecycle == Lifecycle.IN_FORCE, superseded_on, n)


def _counts(spans: list[_Span], days: Sequence[date]) -> list[Counter[tuple[str, str]]]:
    """What stood on each day, by force and status."""
    ends = [end_of(day) for day in days]
    found: list[Counter[tuple[str, str]]] = [Counter() for _day in days]
    for span in spans:
        for place in range(*span.places(days, ends)):
            found[place][span.force, span.status] += span.count
    return found


def _day(actor: Actor, day: date, found: Counter[tuple[str, str]], statuses: tuple[Status, ...], *, past: bool) -> Day:
    mine = (("actor", actor.code), *((("as_of", day.isoformat()),) if past else ()))

    def line(force: Force | None) -> Line:
        chosen = (*mine, ("force", force.value)) if force else mine
        numbers = [sum(n for (of, one), n in found.items() if one == status and force in (None, of)) for status in statuses]
        figures = tuple(Figure(n, (*chosen, ("status", status.value))) for status, n in zip(statuses, numbers, strict=True))
        return Line(force, figures, Figure(sum(numbers), chosen))

    occurring = {force for force, _status in found}
    return Day(day, tuple(line(force) for force in Force if force in occurring), line(None))


def _days(first: date, on: date) -> tuple[date, ...]:
    """The ends of quarters, of years where those are too many, from the one before `first`, and the day itself."""
    for months in (3, 12):
        end, found = _end_before(first, months), []
        while end < on:
            found.append(end)
            end = _next_end(end, months)
        if months == 12 or len(found) < MOST_QUARTERS:
            break
    return (*found, on)


def _end_before(day: date, months: int) -> date:
    """The last day of the period before the one a day lies in."""
    return date(day.year, (day.month - 1) // months * months + 1, 1) - timedelta(days=1)


def _next_end(end: date, months: int) -> date:
    """The end of the period after the one that ends on a day."""
    month = end.month + months
    year, month = end.year + (month - 1) // 12, (month - 1) % 12 + 1
    return (date(year + 1, 1, 1) if month == 12 else date(year, month + 1, 1)) - timedelta(days=1)
