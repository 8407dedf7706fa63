"""What somebody is told who gave too many wrong passwords, or asks too often: what to do, and when."""

from __future__ import annotations

from datetime import datetime, timedelta
from http import HTTPStatus
from math import ceil
from typing import TYPE_CHECKING, Any

from axes.models import AccessAttempt
from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from obligations.services import lockouts
from obligations.signin.addresses import address_of

if TYPE_CHECKING:
    from collections.abc import Mapping


def answer(request: HttpRequest, response: HttpResponse | None, credentials: Mapping[str, Any] | None) -> HttpResponse:
    """The answer of django-axes once an account is closed for an address; it is logged at the attempt that closed it."""
    at, username = timezone.now(), str((credentials or {}).get("username") or "")
    if getattr(request, "axes_failures_since_start", None):
        lockouts.note(username=username, at=at)
    opens = opens_at(username, address_of(request)) or at
    minutes = max(1, ceil((opens - at).total_seconds() / 60))
    sentence = ngettext(
        "Too many wrong passwords for this account from where you are. Try again in %(n)s minute, or ask an administrator to unlock the account.",
        "Too many wrong passwords for this account from where you are. Try again in %(n)s minutes, or ask an administrator to unlock the account.",
        minutes,
    ) % {"n": minutes}
    return too_many(request, sentence, opens=opens, seconds=max(1, ceil((opens - at).total_seconds())))


def opens_at(username: str, address: str | None) -> datetime | None:
    """When an account that is closed for an address opens by itself."""
    last = AccessAttempt.objects.filter(username=username, ip_address=address).order_by("-attempt_time").first()
    cool_off: timedelta = settings.AXES_COOLOFF_TIME
    return last.attempt_time + cool_off if last else None


def asked_too_often(request: HttpRequest, seconds: int) -> HttpResponse:
    """The answer to an address that sends the form more often than API_RATES["login"] allows."""
    said = ngettext(
        "Too many attempts to log in from where you are. Try again in %(n)s second.",
        "Too many attempts to log in from where you are. Try again in %(n)s seconds.",
        seconds,
    )
    return too_many(request, said % {"n": seconds}, opens=None, seconds=seconds)


def too_many(request: HttpRequest, sentence: str, *, opens: datetime | None, seconds: int) -> HttpResponse:
    """429 with Retry-After, as a page, or as a problem to a program that asks for JSON."""
    status, after = HTTPStatus.TOO_MANY_REQUESTS, {"Retry-After": str(seconds), "Cache-Control": "no-store"}
    if request.accepts("text/html"):
        context = {"sentence": sentence, "opens": opens, "heading": _("Try again later")}
        page = render(request, "registration/locked.html", context, status=status.value)
        for name, value in after.items():
            page[name] = value
        return page
    problem = {"type": "urn:problem:too-many-requests", "title": status.phrase, "status": status.value, "detail": sentence}
    return JsonResponse(problem, status=status.value, content_type="application/problem+json", headers=after)
