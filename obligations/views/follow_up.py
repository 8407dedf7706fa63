"""The follow-up recorded: the list behind every figure on status."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from obligations.filters.assessments import AssessmentFilter
from obligations.models import Assessment
from obligations.stats import figures
from obligations.views.access import for_status_readers
from obligations.views.chosen_day import chosen_day
from obligations.views.filtering import filtered

PER_PAGE = 50


@for_status_readers
def follow_up_list(request: HttpRequest) -> HttpResponse:
    """The versions that stand today, or stood at the end of a chosen day, by obligation and then by actor in the UN's order; never by status."""
    day = chosen_day(request, today=timezone.localdate())
    rows = Assessment.objects.visible_to(request.user).filter(obligation__in=figures.asked_on(request.user, day.on))
    order = ("obligation__paragraph__document", "obligation__paragraph__position", "obligation__position", "actor__position")
    ready = rows.select_related("actor", "obligation__verb", "obligation__paragraph__document").order_by(*order)
    found = filtered(request, AssessmentFilter, ready, data=day.data)
    page = Paginator(found.rows, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "obligations/follow_up.html", {"on": day.on, "day": day, "found": found, "page": page})
