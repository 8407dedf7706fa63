"""Due dates for calendar programs, at an address that is itself the secret."""

from __future__ import annotations

from datetime import date, timedelta
from http import HTTPStatus

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override
from django.views.decorators.http import require_safe

from obligations.api.throttles import CalendarThrottle
from obligations.dues.days import DueItem
from obligations.dues.icalendar import calendar
from obligations.dues.reading import items_of, read_dues
from obligations.models import CalendarFeed
from obligations.services import calendars

BACK, AHEAD = timedelta(days=366), timedelta(days=5 * 366)
PLAIN = "text/plain; charset=utf-8"
# Not kept by anybody in between, and asked for anew each time, so that a revoked address is closed at once; no search engine lists it.
HEADERS = {"Cache-Control": "private, no-cache", "X-Robots-Tag": "noindex", "X-Content-Type-Options": "nosniff"}


@require_safe
def calendar_feed(request: HttpRequest, secret: str) -> HttpResponse:
    """The due dates that the address's person may see, from a year back to five ahead; nothing (404) where it is unknown or revoked.

    Whoever asks too often is told when to ask again (429), whether the address exists or not.
    """
    if seconds := CalendarThrottle().seconds(request):
        sentence = ngettext("Too many requests. Ask again in %(n)s second.", "Too many requests. Ask again in %(n)s seconds.", seconds)
        headers = {**HEADERS, "Retry-After": str(seconds)}
        return HttpResponse(sentence % {"n": seconds}, status=HTTPStatus.TOO_MANY_REQUESTS, content_type=PLAIN, headers=headers)
    at = timezone.now()
    feed = calendars.used(secret=secret, at=at)
    if feed is None:
        raise Http404
    with override(feed.language):  # calendar programs name no language
        text = calendar(_items(feed, timezone.localdate(at)), name=_("Due dates"), stamp=at, site=settings.BASE_URL)
    return HttpResponse(text, content_type="text/calendar; charset=utf-8", headers={**HEADERS, "Content-Language": feed.language})


def _items(feed: CalendarFeed, on: date) -> list[DueItem]:
    days = read_dues(feed.user).days(on=on, until=on + AHEAD)
    return items_of((day for day in days if day.due_on is not None and day.due_on >= on - BACK), feed.user)
