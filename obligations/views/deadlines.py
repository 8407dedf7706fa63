"""Due dates: what is due when, and what is known of each day."""

from __future__ import annotations

from datetime import date

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from obligations.duedates import DueItem, readable_deadlines
from obligations.duefilters import DeadlineFilter, chosen_items
from obligations.querysets import has_role
from obligations.views.access import for_readers
from obligations.views.filtering import filtered

PER_PAGE = 50


@for_readers
def deadline_list(request: HttpRequest) -> HttpResponse:
    """What comes next, soonest first; then what passed, latest first; then what has no date."""
    on = timezone.localdate()
    found = filtered(request, DeadlineFilter, readable_deadlines(request.user))
    items = chosen_items(found.rows, found.form.cleaned_data, on=on, user=request.user)
    page = Paginator(in_reading_order(items, on), PER_PAGE).get_page(request.GET.get("page"))
    rows = [(section_of(item, on), item) for item in page.object_list]
    context = {"on": on, "found": found, "page": page, "rows": rows, "sees_records": has_role(request.user)}
    return render(request, "obligations/deadlines.html", context)


def in_reading_order(items: list[DueItem], on: date) -> list[DueItem]:
    """Items by date, as they come, with those that passed turned round and put behind those to come."""
    to_come = [item for item in items if item.due_on and item.due_on >= on]
    passed = [item for item in items if item.due_on and item.due_on < on]
    return [*to_come, *reversed(passed), *(item for item in items if item.due_on is None)]


def section_of(item: DueItem, on: date) -> str:
    """The heading under which an item stands."""
    if item.due_on is None:
        return _("Without a date")
    return _("From today on") if item.due_on >= on else _("Before today")
