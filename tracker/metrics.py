"""Figures for Prometheus, at /metrics: closed unless METRICS_TOKEN is sent, or asked for on the machine itself.

Each process counts for itself. Where several serve (gunicorn --workers), PROMETHEUS_MULTIPROC_DIR names a folder, empty at the start, in which all of
them keep their counts, and any one answers for all.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterable, Iterator
from ipaddress import ip_address
from pathlib import Path
from typing import Protocol

from django.conf import settings
from django.db import DatabaseError
from django.db.models import Max
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

FOLDER = os.environ.get("PROMETHEUS_MULTIPROC_DIR", "")
if FOLDER:
    Path(FOLDER).mkdir(parents=True, exist_ok=True)  # before the library looks for it

from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, Counter, Histogram, generate_latest, multiprocess  # noqa: E402
from prometheus_client.core import GaugeMetricFamily, Metric  # noqa: E402
from prometheus_client.registry import Collector  # noqa: E402

METHODS = frozenset({"GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"})
BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)  # seconds
REQUESTS = Counter("tracker_requests", "Requests answered; refusals are those with a status of 400 and above.", ["route", "method", "status"])
SECONDS = Histogram("tracker_request_seconds", "Time until the first byte of an answer.", ["route"], buckets=BUCKETS)
QUERIES = Counter("tracker_database_queries", "Questions to the database.", ["route"])
DATABASE = Counter("tracker_database_seconds", "Time in which requests waited for the database.", ["route"])


class Counted(Protocol):
    """What a request asked of the databases."""

    queries: int
    seconds: float


def known_method(method: str | None) -> str:
    """A method by its name, or `other`: anybody can send one of their own making, and each would be a line here for ever."""
    return method if method in METHODS else "other"


def observe(*, route: str, method: str, status: int, seconds: float, spent: Counted) -> None:
    """Count a request that was answered."""
    REQUESTS.labels(route, method, str(status)).inc()
    SECONDS.labels(route).observe(seconds)
    QUERIES.labels(route).inc(spent.queries)
    DATABASE.labels(route).inc(spent.seconds)


class Stored(Collector):
    """What stands in the database at the moment of asking, whichever process or command put it there."""

    def collect(self) -> Iterator[Metric]:
        """Nothing but `tracker_database_up 0` where the database does not answer."""
        from obligations.models import Document, Edition, Event  # models are there after the settings

        up = GaugeMetricFamily("tracker_database_up", "1 where the database answers.", value=1)
        try:
            newest = Edition.objects.aggregate(at=Max("added_at"))["at"]
            counts: Iterable[tuple[str, str, float]] = (
                ("tracker_documents", "Documents stored.", Document.objects.count()),
                ("tracker_editions", "Files of documents stored.", Edition.objects.count()),
                ("tracker_last_import_timestamp_seconds", "When the newest file was stored.", newest.timestamp() if newest else 0),
                ("tracker_log_entries", "The number of the newest entry of the log.", Event.objects.aggregate(n=Max("sequence"))["n"] or 0),
            )
        except DatabaseError:
            counts, up = (), GaugeMetricFamily("tracker_database_up", "1 where the database answers.", value=0)
        yield up
        for name, words, value in counts:
            yield GaugeMetricFamily(name, words, value=value)


@never_cache
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """All figures; 404 for whoever may not ask."""
    if not may_ask(request):
        raise Http404
    registry = CollectorRegistry()
    if FOLDER:
        multiprocess.MultiProcessCollector(registry)
    figures = generate_latest(registry if FOLDER else REGISTRY)
    stored = CollectorRegistry()
    stored.register(Stored())
    return HttpResponse(figures + generate_latest(stored), content_type=CONTENT_TYPE_LATEST)


def may_ask(request: HttpRequest) -> bool:
    """With the token, where there is one; without one, a program on this machine that comes through no proxy."""
    if settings.METRICS_TOKEN:
        given = request.headers.get("Authorization", "").partition(" ")
        return given[0].lower() == "bearer" and secrets.compare_digest(given[2].strip().encode(), settings.METRICS_TOKEN.encode())
    forwarded = settings.BEHIND_PROXY or any(name in request.headers for name in ("X-Forwarded-For", "Forwarded", "X-Real-IP"))
    return not forwarded and _is_loopback(request.META.get("REMOTE_ADDR", ""))


def _is_loopback(address: str) -> bool:
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False
