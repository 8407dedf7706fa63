"""The brief on one State, to read, to print, and as a PDF."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from obligations.brief.pdf import as_pdf
from obligations.brief.reading import Brief, brief, said_of, shortened
from obligations.matrix.reading import STATES
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
        "lines": [(cell, said_of(cell, sees_statuses=said.sees_statuses), shortened(cell.obligation.clause)) for cell in said.lines],
        "statements": [(row, shortened(row.text)) for row in said.statements],
        "day": day,
        "on": said.on,
        "sees_statuses": said.sees_statuses,
    }
    return render(request, "obligations/brief.html", context)


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
