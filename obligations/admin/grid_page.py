"""The grid of one obligation: all its cells in the UN's order, those that are typed into, and what the page shows around them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import QueryDict
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from obligations.admin.grid_bulk import BulkForm, branch_of
from obligations.admin.grid_entries import FIELDS, Entry, Lookup, proof_text
from obligations.admin.grid_plan import before_of
from obligations.cells import CellRow, Marker, cells_between, cells_of_obligation, obligations_in_force
from obligations.choices import Applicability as Reach
from obligations.choices import RegionalGroup, Status
from obligations.models import Actor, Assessment, Evidence, Obligation
from obligations.querysets import has_role
from obligations.services import assessments
from obligations.views.chosen_day import ChosenDay

if TYPE_CHECKING:
    from django.contrib.auth.models import User

PER_PAGE, MOST_KEYS = 20, 200
OPEN = "open"
_TYPED = re.compile(r"([A-Za-z_]{2,40})\.status")


@dataclass(slots=True)
class GridRow:
    """One line of the grid. `entry` is what its fields hold: what stands there, or what was typed; `is_typed` says that they are open."""

    cell: CellRow
    entry: Entry
    is_typed: bool = False
    is_chosen: bool = False
    error: str = ""
    said: str = ""

    @property
    def code(self) -> str:
        return self.cell.actor.code

    @property
    def markers(self) -> list[Marker]:
        """In their own order."""
        return [marker for marker in Marker if marker in self.cell.markers]

    @property
    def version(self) -> Assessment | None:
        return self.cell.newest

    @property
    def status_label(self) -> str:
        return str(Status(self.entry.status).label) if self.entry.status in Status.values else ""

    @property
    def reach(self) -> str:
        """Said only where it does not simply apply."""
        return "" if self.cell.applicability == Reach.APPLIES else str(self.cell.applicability.label)


def typed_entries(data: QueryDict) -> dict[str, Entry]:
    """What the fields of a form hold, by the actor's code; the fields of one State are `JPN.status`, `JPN.summary` and so on."""
    found: dict[str, Entry] = {}
    for name in data:
        match = _TYPED.fullmatch(name)
        if match:
            code = match.group(1)
            values = {part: data.get(f"{code}.{part}", "").replace("\x00", "") for part in (*FIELDS, "based_on")}
            found[code] = Entry(code, **values, revision=_number(data.get(f"{code}.revision", "")))  # type: ignore[arg-type]
    return found


def _number(written: str) -> int:
    return int(written) if written.isascii() and written.isdigit() and len(written) < 18 else 0


def standing_entry(cell: CellRow, on: date) -> Entry:
    """What the fields of a cell start with."""
    base = before_of(cell)
    draft = cell.draft
    return Entry(
        cell.actor.code,
        base.status if base else "",
        base.summary if base else "",
        proof_text(base),
        (base.as_of if base else on).isoformat(),
        based_on=str(cell.standing.pk) if cell.standing else "",
        revision=draft.revision if draft and draft == cell.newest else 0,
    )


class GridPage:
    """The rows of a grid and its filters. `data` is what was posted, to be shown again."""

    def __init__(
        self, obligation: Obligation, *, user: User, at: datetime, query: Mapping[str, str], day: ChosenDay, data: QueryDict | None = None
    ) -> None:
        self.obligation, self.user, self.at, self.day, self.on = obligation, user, at, day, day.on
        self.group = query.get("group", "") if query.get("group", "") in RegionalGroup.values else ""
        self.marker = query.get("marker", "") if query.get("marker", "") in dict(self.markers()) else ""
        self.is_form, self.page_number = query.get("edit") == "1" and not day.past, query.get("page", "1")
        self.data = data or QueryDict()
        self.typed = typed_entries(self.data)
        self.errors: dict[str, str] = {}
        self.bulk_form = BulkForm(self.data if self.data.get("whom") else None, initial={"bulk_as_of": self.on})

    @staticmethod
    def markers() -> list[tuple[str, str]]:
        """What the rows can be filtered by."""
        kinds = [(value, str(label)) for value, label in Marker.choices]
        return [*kinds, (OPEN, _("Under way")), *((value, str(label)) for value, label in Reach.choices if value != Reach.APPLIES)]

    @cached_property
    def cells(self) -> list[CellRow]:
        """All cells of the obligation."""
        rows = cells_of_obligation(self.obligation, user=self.user, on=self.on, with_evidence=True)
        # A past day shows what stood then; what is under way today says nothing about it.
        return [replace(row, mine=(), others=(), markers=frozenset()) for row in rows] if self.day.past else rows

    @cached_property
    def branch(self) -> list[Obligation]:
        return branch_of(self.obligation, user=self.user, on=self.on)

    @cached_property
    def branch_cells(self) -> list[CellRow]:
        """All cells of the branch; asked for only where somebody works on all of it."""
        rows = obligations_in_force(self.user, self.on).filter(pk__in=[row.pk for row in self.branch])
        return cells_between(rows, None, user=self.user, on=self.on, with_evidence=True)

    @property
    def is_chapeau(self) -> bool:
        """Whether nothing is recorded here but in its parts."""
        return not self.cells and bool(self.branch)

    @cached_property
    def everybody(self) -> list[Actor]:
        """The actors of the rows, whatever the filters."""
        cells = self.branch_cells if self.is_chapeau else self.cells
        return list({cell.actor.pk: cell.actor for cell in cells}.values())

    @cached_property
    def listed(self) -> list[CellRow]:
        """The cells that the filters leave."""
        return [cell for cell in self.cells if self._is_listed(cell)]

    @property
    def listed_actors(self) -> list[Actor]:
        """The actors that the filters leave."""
        if self.is_chapeau:
            return [actor for actor in self.everybody if not self.group or actor.regional_group == self.group]
        return [cell.actor for cell in self.listed]

    def _is_listed(self, cell: CellRow) -> bool:
        if self.group and cell.actor.regional_group != self.group:
            return False
        if not self.marker:
            return True
        under_way = bool(cell.mine or cell.others) and self.marker == OPEN
        return under_way or self.marker in cell.markers or self.marker == cell.applicability != Reach.APPLIES

    def row(self, cell: CellRow) -> GridRow:
        """One line, with what was typed into it."""
        code = cell.actor.code
        typed = self.typed.get(code)
        chosen = code in self.data.getlist("chosen")
        return GridRow(cell, typed or standing_entry(cell, self.on), typed is not None or self.is_form, chosen, self.errors.get(code, ""))

    @property
    def lookup(self) -> Lookup:
        return Lookup(self.typed.values(), user=self.user, on=self.on)

    def changed(self) -> list[Entry]:
        """What was typed and says something: fields of a page that nobody touched say nothing."""
        cells = {cell.actor.code: cell for cell in self.cells}
        return [entry for code, entry in self.typed.items() if code not in cells or not (entry.is_blank and cells[code].newest is None)]

    def save_one(self, code: str, *, submit: bool) -> Assessment | None:
        """Write the version of one cell. None where it was refused; its row then says why."""
        cell = next((cell for cell in self.cells if cell.actor.code == code), None)
        entry = self.typed.get(code)
        if cell is None or entry is None:
            raise PermissionDenied
        seen = Assessment.objects.filter(pk=_number(entry.based_on or "")).first()
        write = assessments.record if submit else assessments.save_draft
        try:
            content = self.lookup.content(entry, before_of(cell), keep_blank=False, as_of=self.on)
            return write(cell=cell.cell, content=content, by=self.user, at=self.at, based_on=seen, revision=entry.revision)
        except ValidationError as refused:
            self.errors[code] = " ".join(refused.messages)
        except PermissionDenied as refused:
            self.errors[code] = str(refused)
        return None

    def context(self) -> dict[str, Any]:
        """Everything the template shows."""
        page = Paginator(self.listed, PER_PAGE).get_page(self.page_number) if self.is_form else None
        shown: Sequence[CellRow] = list(page) if page else self.listed
        hidden = [cell for cell in self.cells if cell.actor.code in self.typed and cell not in shown]
        return {
            "obligation": self.obligation,
            "grid": self,
            "rows": [self.row(cell) for cell in [*shown, *hidden]],
            "page": page,
            "total": len(self.everybody),
            "groups": RegionalGroup.choices,
            "statuses": [(n, value, label) for n, (value, label) in enumerate(Status.choices, start=1)],
            "evidence_keys": Evidence.objects.visible_to(self.user).in_use().order_by("-pk")[:MOST_KEYS],
            "branch_rows": self._branch_rows() if self.is_chapeau else [],
            "may_record": has_role(self.user, "analyst") and not self.day.past,
            "day": self.day,
            "paste": self.data.get("paste", ""),
            "paste_as_of": self.data.get("paste_as_of", self.on.isoformat()),
            "as_draft": self.data.get("as") == "draft",
            "on": self.on,
        }

    def _branch_rows(self) -> list[tuple[Actor, int, int, bool]]:
        """Of a chapeau: each actor with how many of its parts have a standing version, and of how many."""
        chosen = self.data.getlist("chosen")
        rows = []
        for actor in self.listed_actors:
            own = [cell for cell in self.branch_cells if cell.actor.pk == actor.pk]
            rows.append((actor, sum(cell.standing is not None for cell in own), len(own), actor.code in chosen))
        return rows
