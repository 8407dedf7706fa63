"""Each request gets a number, a line in the log and its place in the metrics; how long the database took is counted with it."""

from __future__ import annotations

import logging
import re
import uuid
from collections.abc import Callable
from contextlib import ExitStack
from time import perf_counter
from typing import Any

from django.conf import settings
from django.db import connections
from django.http import HttpRequest, HttpResponse

from tracker import logs, metrics

HEADER = "X-Request-ID"
FROM_PROXY = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{7,63}")
logger = logging.getLogger("tracker.requests")


class Spent:
    """What a request asks of the databases: how often, and for how many seconds. Put around each query."""

    def __init__(self) -> None:
        self.queries, self.seconds = 0, 0.0

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:  # noqa: FBT001  (Django calls it so)
        """Run a query and count it."""
        began = perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            self.queries += 1
            self.seconds += perf_counter() - began


class RequestMiddleware:
    """The outermost: numbers a request, measures it, and writes what became of it.

    The number is the one in X-Request-ID where a proxy of ours stands before us (BEHIND_PROXY) and it is one; else made here. It stands in the
    answer's header, on pages that say that something went wrong, in the API's problems and in every line of the log. What is streamed is
    measured until its first byte.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The answer, with the number."""
        number = number_of(request)
        request.request_id = number  # type: ignore[attr-defined]
        logs.REQUEST.set(number)
        spent, began = Spent(), perf_counter()
        with ExitStack() as stack:
            for connection in connections.all():
                stack.enter_context(connection.execute_wrapper(spent))
            response = self.get_response(request)
        seconds = perf_counter() - began
        response[HEADER] = number
        route, method = logs.route_of(request), metrics.known_method(request.method)
        metrics.observe(route=route, method=method, status=response.status_code, seconds=seconds, spent=spent)
        told = {"method": method, "route": route, "status": response.status_code, "ms": round(seconds * 1000, 1)}
        told |= {"queries": spent.queries, "database_ms": round(spent.seconds * 1000, 1)}
        logger.info("request", extra={"told": told})
        return response


def number_of(request: HttpRequest) -> str:
    """The proxy's number of a request, or a new one."""
    given = request.headers.get(HEADER, "") if settings.BEHIND_PROXY else ""
    return given if FROM_PROXY.fullmatch(given) else uuid.uuid4().hex
