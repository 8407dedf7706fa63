"""What one analyst has to do for one State: its cells that need a look, by document, narrowed down; and what comes after a cell."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from obligations.cells import CellRow, Marker, cells_of_actor
from obligations.choices import ActorKind, ReviewState
from obligations.models import Actor, Assessment, Obligation, ParagraphSubject
from obligations.querysets import scopes_of

if TYPE_CHECKING:
    from django.contrib.auth.models import User

    from obligations.querysets.roles import Person


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a worklist is narrowed down to: empty means all. `markers` are codes; without any, every cell that has one."""

    document: str = ""
    subject: str = ""
    markers: tuple[str, ...] = ()
    everything: bool = False  # also the cells that need nothing

    def pairs(self) -> list[tuple[str, str]]:
        """As parameters of an address."""
        singles = [("document", self.document), ("subject", self.subject), ("everything", "1" if self.everything else "")]
        return [(name, value) for name, value in singles if value] + [("marker", code) for code in self.markers]


@dataclass(frozen=True, slots=True)
class Item:
    """A cell of the list: what it needs, and whether the person may record on it."""

    row: CellRow
    mine: bool
    subjects: tuple[str, ...]

    @property
    def markers(self) -> list[Marker]:
        """What it needs, always in the same order."""
        return [marker for marker in Marker if marker in self.row.markers]

    @property
    def under_way(self) -> Assessment | None:
        """The own version that is open, if there is one."""
        return next(iter(self.row.mine), None)

    @property
    def is_waiting(self) -> bool:
        """Whether what was written there waits for review, so that there is nothing to do now."""
        return self.under_way is not None and self.under_way.state == ReviewState.SUBMITTED


@dataclass(frozen=True, slots=True)
class Worklist:
    """The cells of one State that need a look, in the order of the texts, and how many have each marker before narrowing down to some."""

    actor: Actor
    items: tuple[Item, ...]
    counts: tuple[tuple[Marker, int], ...]


def worklist(actor: Actor, *, user: User, on: date, wanted: Wanted) -> Worklist:
    """The worklist of a State for a member of staff. Takes the same number of queries however long it is."""
    obligations = Obligation.objects.visible_to(user)
    if wanted.document:
        obligations = obligations.filter(paragraph__document__slug=wanted.document)
    if wanted.subject:
        obligations = obligations.filter(paragraph__subjects__subject__code=wanted.subject)
    narrowed = obligations if wanted.document or wanted.subject else None
    rows = cells_of_actor(actor, user=user, on=on, obligations=narrowed)
    counts = tuple((marker, sum(marker in row.markers for row in rows)) for marker in Marker)
    return Worklist(actor, tuple(_items(_chosen(rows, wanted), actor, user)), counts)


def assigned_actors(user: Person) -> list[Actor]:
    """The States that somebody is assigned to by name or by group; none for somebody who is assigned to all."""
    scopes = scopes_of(user)
    if any(not scope.states and not scope.groups for scope in scopes):
        return []
    rows = Actor.objects.filter(kind__in=(ActorKind.STATE, ActorKind.OBSERVER))
    return [actor for actor in rows if any(scope.reaches(actor) for scope in scopes)] if scopes else []


def _chosen(rows: Sequence[CellRow], wanted: Wanted) -> list[CellRow]:
    if wanted.everything:
        return list(rows)
    markers = {Marker(code) for code in wanted.markers if code in Marker.values} or set(Marker)
    return [row for row in rows if row.markers & markers or any(version.state == ReviewState.DRAFT for version in row.mine)]


def _items(rows: Sequence[CellRow], actor: Actor, user: Person) -> Iterable[Item]:
    subjects: dict[int, list[tuple[int, str]]] = {}
    links = ParagraphSubject.objects.filter(paragraph__in={row.obligation.paragraph_id for row in rows}).select_related("subject")
    for link in links:
        subjects.setdefault(link.paragraph_id, []).append((link.subject_id, link.subject.label))
    scopes = scopes_of(user)
    for row in rows:
        areas = subjects.get(row.obligation.paragraph_id, [])
        mine = any(scope.covers(actor, [key for key, _ in areas]) for scope in scopes)
        yield Item(row, mine, tuple(label for _, label in areas))
