"""Subject areas: the list with their definitions, and the page of one with its history, its obligations and their follow-up."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone

from obligations.choices import Status
from obligations.models import Obligation, SubjectArea
from obligations.stats import figures
from obligations.subjects import reading as subjects
from obligations.subjects import table
from obligations.views.access import for_readers, sees_statuses
from obligations.views.chosen_day import chosen_day
from obligations.views.reading import cards, with_labels

PER_PAGE = 25
# The order of all lists of obligations. PostgreSQL has an index of documents in it, so that a first page reads its own rows alone.
NEWEST_FIRST = (F("paragraph__document__adopted_on").desc(nulls_last=True), "paragraph__document__symbol", "paragraph__position", "position")


@for_readers
def subject_list(request: HttpRequest) -> HttpResponse:
    """All subject areas in their order, each with its definition and how many obligations ask for action on it."""
    areas = list(SubjectArea.objects.all())
    numbers = subjects.numbers(request.user, areas)
    return render(request, "obligations/subject_list.html", {"areas": [(area, numbers.get(area.code)) for area in areas]})


@for_readers
def subject_page(request: HttpRequest, code: str) -> HttpResponse:
    """One subject area: how force on it developed, its follow-up on a day, and what asks for action now."""
    area = get_object_or_404(SubjectArea, code=code)
    day = chosen_day(request, today=timezone.localdate())
    found = subjects.development(request.user, area)
    asking = subjects.of_subject(figures.asking(request.user), area)
    confirmed = figures.confirmed(asking, (*figures.ASKING, ("subject", area.code)))
    pages = Paginator(asking.order_by(*NEWEST_FIRST).values_list("pk", flat=True), PER_PAGE)  # rows alone are sorted sooner than with all their texts
    pages.count = confirmed.of.count  # is known: not asked for again
    page = pages.get_page(request.GET.get("page"))
    shown = sees_statuses(request.user)
    context = {
        "area": area,
        "on": day.on,
        "day": day,
        "development": found,
        "drawing": subjects.drawing(found),
        "lines": table.lines(found, address=reverse("obligations")),
        "page": page,
        "cards": cards(request.user, day.on, _in_order(list(page.object_list)), beside=True),
        "confirmed": confirmed,
        "follow_up": subjects.follow_up(request.user, day.on, area) if shown else [],
        "statuses": tuple(Status),
        "sees_statuses": shown,
    }
    return render(request, "obligations/subject.html", context)


def _in_order(keys: list[int]) -> list[Obligation]:
    """Obligations with all that a card draws, in the order of their primary keys here."""
    found = with_labels(Obligation.objects.all()).in_bulk(keys)
    return [found[key] for key in keys if key in found]
