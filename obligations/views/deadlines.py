"""Due dates: how they lie in time, what is due when, and what is known of each day."""

from __future__ import annotations

from datetime import date
from urllib.parse import parse_qsl

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from obligations.dues.board import board
from obligations.dues.days import DueDay
from obligations.dues.filters import DeadlineFilter, chosen_days
from obligations.dues.reading import items_of, read_dues, readable_deadlines
from obligations.dues.timeline import bounded, timeline
from obligations.querysets import has_role
from obligations.views.access import for_readers
from obligations.views.filtering import filtered

PER_PAGE = 50


@for_readers
def deadline_list(request: HttpRequest) -> HttpResponse:
    """What comes next, soonest first; then what passed, latest first; then what has no date."""
    on = timezone.localdate()
    found = filtered(request, DeadlineFilter, readable_deadlines(request.user))
    wanted = found.form.cleaned_data
    dues = read_dues(request.user, found.rows)
    days = chosen_days(dues, wanted, on=on)
    parameters = tuple(parse_qsl(found.query))
    in_time = bounded(wanted, days, on=on)
    within = days if in_time == wanted else chosen_days(dues, in_time, on=on)
    page = Paginator(days.in_reading_order(on), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "on": on,
        "found": found,
        "page": page,
        "rows": [(section_of(item, on), item) for item in items_of(page.object_list, request.user)],
        "board": board(days, parameters=tuple(pair for pair in parameters if pair[0] != "state")),
        "timeline": timeline(within, on=on, wanted=in_time, parameters=parameters),
        "sees_records": has_role(request.user),
    }
    return render(request, "obligations/deadlines.html", context)


def section_of(day: DueDay, on: date) -> str:
    """The heading under which an item stands."""
    if day.due_on is None:
        return _("Without a date")
    return _("From today on") if day.due_on >= on else _("Before today")
