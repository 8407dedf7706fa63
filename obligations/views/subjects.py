"""Subject areas: the list with their definitions, and the page of one with its history, its obligations and their follow-up."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from obligations import stats, subjects
from obligations.choices import Status
from obligations.models import SubjectArea
from obligations.views.access import for_readers, sees_statuses
from obligations.views.chosen_day import chosen_day
from obligations.views.reading import cards, with_labels

PER_PAGE = 25


@for_readers
def subject_list(request: HttpRequest) -> HttpResponse:
    """All subject areas in their order, each with its definition and how many obligations ask for action on it."""
    numbers = subjects.numbers(request.user)
    areas = [(area, numbers.get(area.code)) for area in SubjectArea.objects.all()]
    return render(request, "obligations/subject_list.html", {"areas": areas})


@for_readers
def subject_page(request: HttpRequest, code: str) -> HttpResponse:
    """One subject area: how force on it developed, its follow-up on a day, and what asks for action now."""
    area = get_object_or_404(SubjectArea, code=code)
    day = chosen_day(request, today=timezone.localdate())
    found = subjects.development(request.user, area)
    asking = subjects.of_subject(stats.asking(request.user), area)
    order = ("-paragraph__document__adopted_on", "paragraph__document__symbol", "paragraph__position", "position")
    page = Paginator(with_labels(asking).order_by(*order), PER_PAGE).get_page(request.GET.get("page"))
    shown = sees_statuses(request.user)
    context = {
        "area": area,
        "on": day.on,
        "day": day,
        "development": found,
        "drawing": subjects.drawing(found),
        "page": page,
        "cards": cards(request.user, day.on, page.object_list),
        "confirmed": stats.confirmed(asking, (*stats.ASKING, ("subject", area.code))),
        "follow_up": subjects.follow_up(request.user, day.on, area) if shown else [],
        "statuses": tuple(Status),
        "sees_statuses": shown,
    }
    return render(request, "obligations/subject.html", context)
