"""The acts that paragraphs with deadlines say, as bare values: enough to tell who is asked, and until when, without a model object each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.db.models import Q

from obligations.choices import Lifecycle
from obligations.models import Deadline, Obligation
from obligations.querysets import UNTIL

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser, AnonymousUser

    Reader = AbstractBaseUser | AnonymousUser

CHAPEAUX = ("", "inherited_from__", "inherited_from__inherited_from__")  # an act, the act it inherits, and the one above that
MOST_NAMED = 200  # paragraphs that are asked for one by one; beyond that all that have deadlines are cheaper


@dataclass(frozen=True, slots=True)
class Act:
    """An act: its primary key and that of the act above it, the paragraphs it is said in, its own and those above, and since when it is gone."""

    key: int
    above: int | None
    tracked: bool
    paragraphs: frozenset[int]
    superseded_from: date | None
    elapsed_from: date | None

    @property
    def out_of_force_from(self) -> date | None:
        """The first day on which it no longer stands; None for one without an end."""
        if self.superseded_from and self.elapsed_from:
            return min(self.superseded_from, self.elapsed_from)
        return self.superseded_from or self.elapsed_from


def acts_by_paragraph(user: Reader, wanted: Collection[int]) -> Mapping[int, Sequence[Act]]:
    """The acts that the text says in some of the paragraphs with deadlines, and those that parts of them inherit; in the order of the text.

    `wanted` are primary keys of paragraphs; others may come too. Takes two queries.
    """
    paragraphs = wanted if len(wanted) <= MOST_NAMED else Deadline.objects.order_by().values("text__paragraph")
    inside = Q()
    for above in CHAPEAUX:
        inside |= Q(**{f"{above}paragraph__in": paragraphs})
    places = [f"{above}{column}" for above in CHAPEAUX for column in ("paragraph_id", "text_id")]
    rows = Obligation.objects.visible_to(user).in_the_text().filter(inside).order_by("paragraph__position", "position", "pk")
    ends = _ends()
    found: dict[int, list[Act]] = defaultdict(list)
    own = ("pk", "inherited_from_id", "tracked", "lifecycle", "superseded_on")
    for key, parent, tracked, lifecycle, superseded_on, *said in rows.values_list(*own, *places):
        running = [ends[text] for text in said[1::2] if text in ends]
        last = max(running, default=None)
        inside_of = frozenset(filter(None, said[::2]))
        act = Act(key, parent, tracked, inside_of, superseded_from(lifecycle, superseded_on), elapsed_from(last))
        for paragraph in inside_of:
            found[paragraph].append(act)
    return found


def _ends() -> Mapping[int, date]:
    """The last day until which a text runs, by text."""
    found: dict[int, date] = {}
    for text, day in Deadline.objects.filter(rule=UNTIL).order_by().values_list("text_id", "first_due"):
        if day:
            found[text] = max(day, found.get(text, day))
    return found


def asking(acts: Iterable[Act]) -> tuple[Act, ...]:
    """The acts that ask for action; an act above a list stands in its parts that inherit it."""
    tracked = [act for act in acts if act.tracked]
    above = {act.above for act in tracked}
    return tuple(act for act in tracked if act.key not in above)


# Until when ---------------------------------------------------------------------------------------------------------
def superseded_from(lifecycle: str, superseded_on: date | None) -> date | None:
    """The day of its successor; the beginning of time where none was noted; None for what is not superseded."""
    return (superseded_on or date.min) if lifecycle == Lifecycle.SUPERSEDED else None


def elapsed_from(last: date | None) -> date | None:
    """The day after the last date until which something runs; None for what has no such date."""
    return last + timedelta(days=1) if last and last < date.max else None


def stop_of(days: Sequence[date | None]) -> date | None:
    """The first day on which none of several acts stands any more; None as long as one has no end."""
    ends = [day for day in days if day]
    return max(ends) if ends and len(ends) == len(days) else None
