"""The brief on one State, to read, to print, and as a PDF."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from obligations.brief import Brief, Section, brief, said_of
from obligations.briefpdf import as_pdf
from obligations.cells import CellRow
from obligations.choices import Force
from obligations.matrix import STATES
from obligations.models import Actor
from obligations.views.access import for_readers, sees_statuses
from obligations.views.chosen_day import ChosenDay, chosen_day


@for_readers
def brief_page(request: HttpRequest, code: str) -> HttpResponse:
    """The brief as a page with a style for paper."""
    said, day = _brief(request, code)
    context = {
        "brief": said,
        "actor": said.actor,
        "sections": [_drawn(section, said) for section in said.sections],
        "totals": list(zip(said.forces, said.counts, strict=True)),
        "day": day,
        "on": said.on,
        "sees_statuses": said.sees_statuses,
    }
    return render(request, "obligations/brief.html", context)


@dataclass(frozen=True, slots=True)
class Drawn:
    """A section with its numbers by force, and its lines: a cell, what is said of it, and the place a number leads to at the first of its force."""

    section: Section
    numbers: list[tuple[Force, int]]
    lines: list[tuple[CellRow, str, str]]


def _drawn(section: Section, said: Brief) -> Drawn:
    lines: list[tuple[CellRow, str, str]] = []
    before = ""
    for cell in section.cells:  # by force
        force = cell.obligation.force
        lines.append((cell, said_of(cell, sees_statuses=said.sees_statuses), f"{section.code}-{force}" if force != before else ""))
        before = force
    return Drawn(section, list(zip(said.forces, section.counts, strict=True)), lines)


@for_readers
def brief_pdf(request: HttpRequest, code: str) -> HttpResponse:
    """The brief as a PDF."""
    said, _day = _brief(request, code)
    name = f"brief-{said.actor.code}-{said.on.isoformat()}.pdf"
    return HttpResponse(as_pdf(said), content_type="application/pdf", headers={"Content-Disposition": f'inline; filename="{name}"'})


def _brief(request: HttpRequest, code: str) -> tuple[Brief, ChosenDay]:
    actor = get_object_or_404(Actor.objects.filter(kind__in=STATES), code=code)
    day = chosen_day(request, today=timezone.localdate())
    return brief(actor, user=request.user, on=day.on, today=day.today, sees_statuses=sees_statuses(request.user)), day
