"""Two rules for who is signed in with a browser: a session that nobody uses ends, and staff set up a second step where it is required.

Programs with a token carry no session; neither rule concerns them.
"""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from obligations.querysets import is_staff
from obligations.signin.sessions import BEGAN, SECOND_STEP, SEEN

API = "/api/v1/"
REQUIRED = "required"
ALLOWED = {"security", "second-step-setup", "password", "logout", "set_language"}  # names of addresses that staff without a second step get to
Handler = Callable[[HttpRequest], HttpResponse]


class SessionAgeMiddleware:
    """Ends a session that nobody used for SESSION_IDLE_SECONDS, or that began SESSION_COOKIE_AGE seconds ago."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The answer, to somebody who is signed in no more where the session is too old. Use is noted in twentieths of the time, to write seldom."""
        if settings.SESSION_COOKIE_NAME in request.COOKIES and (seen := request.session.get(SEEN)) is not None:
            now = int(timezone.now().timestamp())
            if now - seen > settings.SESSION_IDLE_SECONDS or now - request.session[BEGAN] > settings.SESSION_COOKIE_AGE:
                logout(request)
                messages.info(request, _("You were signed out, because your session was too old. Log in again to go on."))
            elif now - seen > settings.SESSION_IDLE_SECONDS / 20:
                request.session[SEEN] = now
        return self.get_response(request)


class SecondStepMiddleware:
    """With STAFF_TOTP=required, leads staff who came in without a second step to the page where it is set up, and nowhere else."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The answer."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: object, args: object, kwargs: object) -> HttpResponse | None:
        """Another answer, where the rule wants one; the page that is asked for is known by now."""
        if settings.STAFF_TOTP != REQUIRED or not request.user.is_authenticated:
            return None
        user = request.user
        named = request.resolver_match.url_name if request.resolver_match else None
        if named in ALLOWED or request.session.get(SECOND_STEP) or not (user.is_staff or is_staff(user)):
            return None
        if request.path.startswith(API):
            sentence = _("Staff sign in with a second step here. Set it up on the page “Password and security”, or use a token.")
            problem = {"type": "urn:problem:not-permitted", "title": HTTPStatus.FORBIDDEN.phrase, "status": 403, "detail": sentence}
            return JsonResponse(problem, status=HTTPStatus.FORBIDDEN, content_type="application/problem+json")
        return redirect("security")
