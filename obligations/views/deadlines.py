"""Due dates: how they lie in time, what is due when, and what is known of each day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from obligations.dues.board import Board, board
from obligations.dues.days import DueDay
from obligations.dues.filters import DeadlineFilter, chosen_days, dues_asked
from obligations.dues.reading import items_of, readable_deadlines
from obligations.dues.timeline import Timeline, bounded, timeline
from obligations.kept.store import Kept
from obligations.querysets import has_role
from obligations.views.access import for_readers
from obligations.views.filtering import Filtered, filtered

if TYPE_CHECKING:
    from obligations.views.access import Reader

PER_PAGE = 50
ROWS = 2 * PER_PAGE  # that are kept of one page, with what is counted


@dataclass(frozen=True, slots=True)
class Drawn:
    """What the page shows: a page of days, and all of them counted. The page numbers them; `days` are those on it."""

    page: Page[int]
    days: tuple[DueDay, ...]
    board: Board[DueDay]
    timeline: Timeline | None


@for_readers
def deadline_list(request: HttpRequest) -> HttpResponse:
    """What comes next, soonest first; then what passed, latest first; then what has no date."""
    on = timezone.localdate()
    found = filtered(request, DeadlineFilter, readable_deadlines(request.user))
    kept, number = Kept.of(request.user), request.GET.get("page")
    drawn = kept.figure("deadlines", on, found.query, number, compute=lambda: _drawn(request.user, found, kept, on, number), size=lambda _: ROWS)
    context = {
        "on": on,
        "found": found,
        "page": drawn.page,
        "rows": [(section_of(item, on), item) for item in items_of(drawn.days, request.user)],
        "board": drawn.board,
        "timeline": drawn.timeline,
        "sees_records": has_role(request.user),
    }
    return render(request, "obligations/deadlines.html", context)


def _drawn(user: Reader, found: Filtered, kept: Kept, on: date, number: str | None) -> Drawn:
    wanted = found.form.cleaned_data
    dues = dues_asked(user, kept, wanted, found.rows)
    days = chosen_days(dues, wanted, on=on)
    parameters = tuple(parse_qsl(found.query))
    in_time = bounded(wanted, days, on=on)
    within = days if in_time == wanted else chosen_days(dues, in_time, on=on)
    page = Paginator(range(len(days)), PER_PAGE).get_page(number)
    return Drawn(
        page,
        tuple(days.in_reading_order(on)[page.start_index() - 1 : page.end_index()] if days else ()),
        board(days, parameters=tuple(pair for pair in parameters if pair[0] != "state")),
        timeline(within, on=on, wanted=in_time, parameters=parameters),
    )


def section_of(day: DueDay, on: date) -> str:
    """The heading under which an item stands."""
    if day.due_on is None:
        return _("Without a date")
    return _("From today on") if day.due_on >= on else _("Before today")
