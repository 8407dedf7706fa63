"""What a balancer or a container asks: does the process live (/healthz), and may requests be sent to it (/readyz)? Both say nothing but that."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from functools import cache

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from obligations.models import Actor, Verb

ROOM = 64 * 1024  # bytes that must find room on the disk


@never_cache
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """Answer 200 `ok`: the process answers. It asks no database, because starting a process anew brings none back."""
    return HttpResponse("ok\n", content_type="text/plain")


@never_cache
@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """Answer 200 where everything is there that a request needs, else 503; with a word on each."""
    found = {name: check() for name, check in CHECKS.items()}
    ready = set(found.values()) == {"ok"}
    return JsonResponse({"ready": ready, **found}, status=200 if ready else 503)


def _database() -> str:
    """It answers, and it takes writes: one that only follows another does not."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        if connection.vendor == "postgresql":
            cursor.execute("SHOW transaction_read_only")
            return "read-only" if cursor.fetchone()[0] == "on" else "ok"
    return "ok"


def _migrations() -> str:
    return "ok" if _migrations_known() <= set(MigrationRecorder(connection).applied_migrations()) else "pending"


def _vocabularies() -> str:
    return "ok" if Verb.objects.exists() and Actor.objects.exists() else "missing"


def _disk() -> str:
    """A file can be written where documents are kept."""
    settings.DATA_DIR.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryFile(dir=settings.DATA_DIR) as file:
        file.write(b"\0" * ROOM)
    return "ok"


@cache
def _migrations_known() -> frozenset[tuple[str, str]]:
    """Those of this version of the program, which do not change while it runs."""
    return frozenset(MigrationLoader(None, ignore_no_migrations=True).disk_migrations)


def _said(check: Callable[[], str]) -> Callable[[], str]:
    """The word of a check; `unavailable` where what it asks does not answer."""

    def word() -> str:
        try:
            return check()
        except (DatabaseError, OSError):
            return "unavailable"

    return word


CHECKS = {
    "database": _said(_database),
    "migrations": _said(_migrations),
    "vocabularies": _said(_vocabularies),
    "disk": _said(_disk),
}
