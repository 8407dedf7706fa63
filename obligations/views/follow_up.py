"""The follow-up recorded: the list behind every figure on status."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from obligations import stats
from obligations.filtersets import AssessmentFilter
from obligations.views.access import for_status_readers
from obligations.views.filtering import filtered

PER_PAGE = 50


@for_status_readers
def follow_up_list(request: HttpRequest) -> HttpResponse:
    """The versions that stand today, by obligation and then by actor in the UN's order; never sorted by status."""
    on = timezone.localdate()
    rows = stats.standing(request.user, on).select_related("actor", "obligation__verb", "obligation__paragraph__document")
    order = ("obligation__paragraph__document", "obligation__paragraph__position", "obligation__position", "actor__position")
    found = filtered(request, AssessmentFilter, rows.order_by(*order))
    page = Paginator(found.rows, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "obligations/follow_up.html", {"on": on, "found": found, "page": page})
