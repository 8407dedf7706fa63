"""The brief on one State: what it is asked, the dates ahead, what it said itself, and the statuses that a reader may see, on a day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from obligations.cells import CellRow, cells_of_actor
from obligations.choices import Applicability, Force
from obligations.duedates import DueItem, DueState, items_of, read_dues
from obligations.matrix import obligations_between
from obligations.models import Actor, Commitment, ParagraphSubject, SubjectArea

if TYPE_CHECKING:
    from obligations.querysets.roles import Person

MOST_STATEMENTS = 30


@dataclass(frozen=True, slots=True)
class Section:
    """What is asked on one subject, by force in their fixed order. An obligation stands under the first subject of its paragraph."""

    code: str
    label: str
    cells: tuple[CellRow, ...]
    counts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Brief:
    """Everything a brief says. `counts` are those of `forces`, over all sections; `sees_statuses` says whether statuses are part of it."""

    actor: Actor
    on: date
    forces: tuple[Force, ...]
    counts: tuple[int, ...]
    sections: tuple[Section, ...]
    ahead: tuple[DueItem, ...]
    statements: tuple[Commitment, ...]
    statements_in_all: int
    sees_statuses: bool

    @property
    def asked(self) -> int:
        """How many obligations that ask for action are addressed to the State."""
        return sum(self.counts)


def brief(actor: Actor, *, user: Person, on: date, today: date, sees_statuses: bool) -> Brief:
    """The brief on a State on a day. Takes the same number of queries however much it says."""
    cells = cells_of_actor(actor, user=user, on=on, obligations=obligations_between(user, on, today=today))
    occurring = {cell.obligation.force for cell in cells}
    forces = tuple(force for force in Force if force in occurring)
    said = Commitment.objects.visible_to(user).confirmed().filter(actor=actor)
    if on < today:
        said = said.filter(document__adopted_on__lte=on)
    latest = said.select_related("document", "speech").order_by("-document__adopted_on", "document__symbol", "speech__order", "start")
    return Brief(
        actor=actor,
        on=on,
        forces=forces,
        counts=_counts(cells, forces),
        sections=tuple(_sections(cells, forces)),
        ahead=tuple(_ahead(cells, user=user, on=on)),
        statements=tuple(latest[:MOST_STATEMENTS]),
        statements_in_all=said.count(),
        sees_statuses=sees_statuses,
    )


def said_of(cell: CellRow, *, sees_statuses: bool) -> str:
    """The status of a cell with its day, or why it has none; empty where the reader sees no statuses and it simply applies."""
    if cell.applicability != Applicability.APPLIES:
        return str(cell.applicability.label)
    if not sees_statuses:
        return ""
    if cell.standing is None:
        return _("Not assessed")
    return _("%(status)s, as of %(day)s") % {"status": cell.standing.get_status_display(), "day": cell.standing.as_of.isoformat()}


def _counts(cells: Iterable[CellRow], forces: Sequence[Force]) -> tuple[int, ...]:
    rows = [cell.obligation.force for cell in cells]
    return tuple(rows.count(force) for force in forces)


def _sections(cells: Sequence[CellRow], forces: Sequence[Force]) -> Iterable[Section]:
    """In the order of the subjects; what has none comes last."""
    links = ParagraphSubject.objects.filter(paragraph__in={cell.obligation.paragraph_id for cell in cells})
    first: dict[int, int] = {}
    for paragraph, subject in links.order_by("paragraph", "-confidence", "subject__position").values_list("paragraph", "subject"):
        first.setdefault(paragraph, subject)
    by_subject: dict[int, list[CellRow]] = defaultdict(list)
    for cell in cells:
        by_subject[first.get(cell.obligation.paragraph_id, 0)].append(cell)
    heads = [(area.pk, area.code, area.label) for area in SubjectArea.objects.filter(pk__in=by_subject)]
    for key, code, label in [*heads, (0, "none", _("Without a subject area"))]:
        if by_subject[key]:
            ordered = sorted(by_subject[key], key=lambda cell: forces.index(Force(cell.obligation.force)))
            yield Section(code, label, tuple(ordered), _counts(ordered, forces))


def _ahead(cells: Sequence[CellRow], *, user: Person, on: date) -> list[DueItem]:
    """The next days set by what the State is asked."""
    asked = {cell.obligation.pk for cell in cells}
    days = read_dues(user).days(on=on)
    return items_of((day for day in days if day.state == DueState.UPCOMING and day.due_on and not asked.isdisjoint(day.acts)), user)
