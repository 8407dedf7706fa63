"""What changed between two days, by whom and why: the readers' page, and the same page for staff in the admin."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from obligations.changes import reading as changes
from obligations.changes.filters import asked
from obligations.querysets import is_staff
from obligations.views.access import for_status_readers

PER_PAGE = 50


@for_status_readers
def change_list(request: HttpRequest) -> HttpResponse:
    """What changed between two days, as far as the reader was shown it; staff see approvals, withdrawals and applicabilities, with names."""
    return render(request, "obligations/changes.html", changes_context(request))


def changes_context(request: HttpRequest) -> dict[str, Any]:
    """What both pages show."""
    today = timezone.localdate()
    found = asked(request, today=today)
    page = Paginator(changes.places(request.user, found.wanted), PER_PAGE).get_page(request.GET.get("page"))
    return {
        "on": found.wanted.until,
        "today": today,
        "asked": found,
        "page": page,
        "rows": changes.rows(request.user, page.object_list),
        "names": is_staff(request.user),
        "address": f"?{found.query}&" if found.query else "?",
    }
