"""Who is asked by deadlines: the acts of their paragraphs, read as bare values, and until when these stand."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db.models import Q

from obligations.choices import Lifecycle
from obligations.models import Deadline, Obligation
from obligations.querysets import UNTIL

if TYPE_CHECKING:
    from obligations.querysets.roles import Person

CHAPEAUX = ("", "inherited_from__", "inherited_from__inherited_from__")  # an act, the act it inherits, and the one above that
MOST_NAMED = 200  # paragraphs that are asked for one by one; beyond that all that have deadlines are cheaper
OWN = ("pk", "paragraph_id", "text_id", "inherited_from_id", "tracked", "lifecycle", "superseded_on")


# An act: its primary key and that of the act above it, whether it asks for action, since when it is superseded and since when it has elapsed. Bare
# tuples, because there are tens of thousands, and the garbage collector need not follow tuples that hold nothing but values.
Act = tuple[int, int | None, bool, date | None, date | None]


class Asked(NamedTuple):
    """The primary keys of the acts that ask for what a deadline sets, and the first day on which nobody is asked any more."""

    acts: tuple[int, ...]
    stop: date | None


def acts_by_paragraph(user: Person, wanted: Collection[int]) -> Mapping[int, Sequence[Act]]:
    """The acts that the text says in some of the paragraphs with deadlines, and those that parts of them inherit; in the order of the text.

    `wanted` are primary keys of paragraphs; others may come too. Takes three queries.
    """
    few = len(wanted) <= MOST_NAMED
    paragraphs: Any = wanted if few else Deadline.objects.order_by().values("text__paragraph")
    rows = Obligation.objects.visible_to(user).in_the_text()
    ends = _ends()
    found: dict[int, list[Act]] = defaultdict(list)
    for key, paragraph, text, above, tracked, lifecycle, superseded_on in (
        rows.filter(paragraph__in=paragraphs).order_by("position", "pk").values_list(*OWN)
    ):
        found[paragraph].append((key, above, tracked, superseded_from(lifecycle, superseded_on), elapsed_from(ends.get(text))))
    for inside, act in _heirs(rows, wanted if few else None, ends):
        for paragraph in inside:
            found[paragraph].append(act)
    return found


def _heirs(rows: Any, paragraphs: Collection[int] | None, ends: Mapping[int, date]) -> Iterator[tuple[set[int], Act]]:
    """The acts in parts of some paragraphs, or of all, each with the paragraphs above it whose acts it inherits."""
    inside = Q()
    for above in CHAPEAUX[1:] if paragraphs is not None else ():
        inside |= Q(**{f"{above}paragraph__in": paragraphs})
    places = [f"{above}{column}" for above in CHAPEAUX[1:] for column in ("paragraph_id", "text_id")]
    heirs = rows.filter(inside, inherited_from__isnull=False).order_by("paragraph__position", "position", "pk")
    for key, own, text, parent, tracked, lifecycle, superseded_on, *said in heirs.values_list(*OWN, *places):
        running = [ends[one] for one in (text, *said[1::2]) if one in ends]
        last = max(running, default=None)
        yield {*filter(None, said[::2])} - {own}, (key, parent, tracked, superseded_from(lifecycle, superseded_on), elapsed_from(last))


def _ends() -> Mapping[int, date]:
    """The last day until which a text runs, by text."""
    found: dict[int, date] = {}
    for text, day in Deadline.objects.filter(rule=UNTIL).order_by().values_list("text_id", "first_due"):
        if day:
            found[text] = max(day, found.get(text, day))
    return found


def asked_by(acts: Sequence[Act], *, ends: bool) -> Asked | None:
    """Who is asked by a deadline of a paragraph with these acts; None where nobody is asked for anything. What `ends` does so for every act."""
    asked = asking(acts)
    concerned = acts if ends else asked
    if not concerned:
        return None
    stop = stop_of([superseded if ends else _first_of(superseded, elapsed) for _key, _above, _tracked, superseded, elapsed in concerned])
    return Asked(tuple([key for key, *_rest in asked]), stop)


def asking(acts: Sequence[Act]) -> Sequence[Act]:
    """The acts that ask for action; an act above a list stands in its parts that inherit it."""
    tracked = [act for act in acts if act[2]]
    if len(tracked) < 2:
        return tracked
    above = {act[1] for act in tracked}
    return [act for act in tracked if act[0] not in above]


def _first_of(superseded: date | None, elapsed: date | None) -> date | None:
    return min(superseded, elapsed) if superseded and elapsed else superseded or elapsed


# Until when ---------------------------------------------------------------------------------------------------------
def superseded_from(lifecycle: str, superseded_on: date | None) -> date | None:
    """The day of its successor; the beginning of time where none was noted; None for what is not superseded."""
    return (superseded_on or date.min) if lifecycle == Lifecycle.SUPERSEDED else None


def elapsed_from(last: date | None) -> date | None:
    """The day after the last date until which something runs; None for what has no such date."""
    return last + timedelta(days=1) if last and last < date.max else None


def stop_of(days: Sequence[date | None]) -> date | None:
    """The first day on which none of several acts stands any more; None as long as one has no end."""
    ends = list(filter(None, days))
    return max(ends) if ends and len(ends) == len(days) else None
