"""Which cells are exported: the filter of obligations and of actors, and of what stands in their cells."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _

from obligations.cells import CellRow, Marker, cells_between
from obligations.choices import Force, RegionalGroup, Status
from obligations.filters.lists import ListFilter
from obligations.filters.offers import of_document, subject_codes, visible_obligations
from obligations.filters.parameters import Codes, Named
from obligations.models import Actor, Obligation, ParagraphSubject
from obligations.services.assessments import ASSESSED_KINDS

if TYPE_CHECKING:
    from obligations.querysets.roles import Person


def assessed_codes() -> list[tuple[str, str]]:
    """Everybody for whom follow-up can be recorded, in the UN's order."""
    return [(actor.code, actor.name) for actor in Actor.objects.filter(kind__in=ASSESSED_KINDS).order_by("position")]


class SheetFilter(ListFilter):
    """Cells. `qs` holds the obligations; `chosen_cells` gives the cells."""

    actor = Codes(method="among_cells", label=_("State or body"), choices=assessed_codes)
    regional_group = Codes(method="among_cells", label=_("Regional group"), choices=RegionalGroup.choices)
    document = of_document("paragraph__document")
    obligation = Named("pk", among=visible_obligations, by=("slug", "key"), label=_("Obligation"))
    subject = Codes(method="by_subject", label=_("Subject area"), choices=subject_codes)
    force = Codes("force", label=_("Force"), choices=Force.choices)
    status = Codes(method="among_cells", label=_("Status"), choices=Status.choices)
    marker = Codes(method="among_cells", label=_("Marker"), choices=Marker.choices)

    def by_subject(self, queryset: QuerySet[Obligation], name: str, codes: list[str]) -> QuerySet[Obligation]:
        """Those whose paragraph has one of the subject areas."""
        return queryset.filter(Exists(ParagraphSubject.objects.filter(paragraph=OuterRef("paragraph"), subject__code__in=codes)))

    def among_cells(self, queryset: QuerySet[Obligation], name: str, value: Any) -> QuerySet[Obligation]:
        """The cells are chosen by `chosen_cells`."""
        return queryset


def chosen_cells(obligations: QuerySet[Obligation], chosen: dict[str, Any], *, user: Person, on: date, with_evidence: bool = False) -> list[CellRow]:
    """The cells of the obligations that fit the rest of the filter (`chosen`: its cleaned data), obligation by obligation."""
    codes, groups = chosen.get("actor"), chosen.get("regional_group")
    actors = None
    if codes or groups:
        rows = Actor.objects.filter(kind__in=ASSESSED_KINDS)
        rows = rows.filter(code__in=codes) if codes else rows
        actors = list(rows.filter(regional_group__in=groups) if groups else rows)
    cells = cells_between(obligations, actors, user=user, on=on, with_evidence=with_evidence)
    statuses, markers = chosen.get("status"), set(chosen.get("marker") or ())
    if statuses:
        cells = [cell for cell in cells if cell.standing is not None and cell.standing.status in statuses]
    return [cell for cell in cells if not markers.isdisjoint(cell.markers)] if markers else cells
