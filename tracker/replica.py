"""What people who have not signed in read may come from a hot standby, where REPLICA_URL names one. Everything else comes from the primary.

Never from the standby: what somebody reads who has signed in, by session or by token (who would miss what they wrote a moment ago); what is read in a
transaction, or in a request that writes; calendars, which know their person by their address; the changes feed, whose order is the primary's; and
what is no part of the tracker's own tables (sessions, counts of requests). A standby that does not answer is left alone for some seconds, and
the primary is asked.
"""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar
from time import monotonic
from typing import Any

from django.conf import settings
from django.core.signals import request_finished
from django.db import Error, connections, transaction
from django.db.models import Model
from django.http import HttpRequest, HttpResponse

ALIAS, PRIMARY = "replica", "default"
OURS = frozenset({"obligations"})  # apps whose tables are read there
NOT_THERE = frozenset({"calendar", "api:changes-list", "readyz", "metrics"})  # views that ask the primary, whoever asks
LEFT_ALONE = 10.0  # seconds
READING_THERE: ContextVar[bool] = ContextVar("reading_there", default=False)


class ReadsElsewhere:
    """The router: reads go to the standby while the request of this thread may be answered from it."""

    def db_for_read(self, model: type[Model], **hints: Any) -> str | None:
        """The standby, or None for Django's own choice."""
        there = READING_THERE.get() and model._meta.app_label in OURS and not transaction.get_connection(PRIMARY).in_atomic_block
        return ALIAS if there else None

    def db_for_write(self, model: type[Model], **hints: Any) -> str:
        """The primary, whatever a row was read from."""
        return PRIMARY

    def allow_relation(self, one: Model, other: Model, **hints: Any) -> bool:
        """Both hold the same rows."""
        return True

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool:
        """The standby follows by itself."""
        return db == PRIMARY


class ReplicaMiddleware:
    """Decides for each request, before its view is asked, and until the last byte of its answer."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Nothing is decided yet."""
        READING_THERE.set(False)
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> None:
        """Now it is known what is asked for."""
        READING_THERE.set(may_be_read_there(request) and standby.answers())


class Standby:
    """Whether the standby answers, as far as this process knows."""

    def __init__(self) -> None:
        self.alone_until = 0.0

    def answers(self) -> bool:
        """Try the connection, unless it failed a moment ago."""
        if monotonic() < self.alone_until:
            return False
        try:
            connections[ALIAS].cursor().close()  # connects, or tries the connection that is kept
        except Error:
            self.alone_until = monotonic() + LEFT_ALONE
            connections[ALIAS].close()
            return False
        return True


standby = Standby()


def may_be_read_there(request: HttpRequest) -> bool:
    """Whether somebody asks who has not signed in, and only to read."""
    match = request.resolver_match
    if request.method not in ("GET", "HEAD") or match is None or match.view_name in NOT_THERE or match.app_name == "admin":
        return False
    return "Authorization" not in request.headers and settings.SESSION_COOKIE_NAME not in request.COOKIES


def _ended(**_given: Any) -> None:
    """The thread answers nobody now: what was streamed has been sent."""
    READING_THERE.set(False)


request_finished.connect(_ended, dispatch_uid="tracker.replica")
