"""One deed of the service in a process of its own that may be killed in the middle of it: `python -m rehearsals.deeds DEED MOMENT [FILE]`.

MOMENT is the number of the writing question to the database before which the process sends itself SIGKILL; 0 for never. Prints how many there were.
"""

from __future__ import annotations

import os
import re
import signal
import sys
from collections.abc import Callable
from datetime import date
from typing import Any

import django

WRITES = re.compile(r"\s*(INSERT|UPDATE|DELETE|CREATE|ALTER|DROP|COMMENT)", re.IGNORECASE)
STATES = ("JPN", "NOR", "KEN", "CHN")
OBLIGATION = "9001-2031-9-2"


class Dying:
    """Put around each question to the database: counts those that write, and ends the process before one of them."""

    def __init__(self, moment: int) -> None:
        self.moment, self.written = moment, 0

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:  # noqa: FBT001  (Django calls it so)
        """Ask, or die."""
        if WRITES.match(str(sql)):
            self.written += 1
            if self.written == self.moment:
                os.kill(os.getpid(), signal.SIGKILL)
        return execute(sql, params, many, context)


def bring_in(path: str) -> None:
    """Import a file."""
    from django.core.management import call_command

    call_command("ingest", path, stdout=sys.stderr)


def bulk(slug: str = OBLIGATION) -> None:
    """Write the same for several States in one step, over the API."""
    row = {"obligation": slug, "status": "no_information", "summary": "x", "sources": "x", "as_of": f"{date.today()}", "based_on": None}  # noqa: DTZ011
    rows = [{**row, "actor": code} for code in STATES[1:]]
    sent("analyst", "assessments/bulk/", {"rows": rows, "submit": True, "description": "rehearsal"})


def review() -> None:
    """Approve what waits longest, over the API."""
    from obligations.models import Assessment

    waiting = Assessment.objects.submitted().filter(obligation__isnull=False).exclude(author__username="reviewer").order_by("pk").first()
    assert waiting and waiting.obligation, "nothing waits for review"
    sent("reviewer", f"assessments/{waiting.obligation.slug}/{waiting.actor.code}/versions/{waiting.version}/approve/", {})


def export() -> None:
    """Read a whole list as a file, as staff."""
    answer = signed_in("analyst").get("/api/v1/obligations/", {"format": "csv"})
    assert answer.status_code == 200
    assert sum(map(len, answer.streaming_content)) > 1000  # type: ignore[attr-defined]


def migrate() -> None:
    """To the newest migration."""
    from django.core.management import call_command

    call_command("migrate", verbosity=0)


def back_up(path: str) -> None:
    """Take a backup."""
    from django.core.management import call_command

    call_command("backup", path, stdout=sys.stderr)


def sent(name: str, path: str, body: dict[str, Any]) -> None:
    """Send it in the name of somebody."""
    answer = signed_in(name).post(f"/api/v1/{path}", body, "json", HTTP_IF_MATCH="*")
    assert answer.status_code < 300, answer.content.decode()


def signed_in(name: str) -> Any:
    """A client of somebody, without a session: nothing but the deed writes."""
    from django.contrib.auth.models import User
    from rest_framework.test import APIClient

    api = APIClient(HTTP_HOST="localhost")
    api.force_authenticate(User.objects.get(username=name))
    return api


DEEDS: dict[str, Callable[..., None]] = {"import": bring_in, "bulk": bulk, "review": review, "export": export, "migrate": migrate, "backup": back_up}


def main(name: str, moment: int, *given: str) -> None:
    """Do it."""
    django.setup()
    from django.db import connection

    dying = Dying(moment)
    with connection.execute_wrapper(dying):
        DEEDS[name](*given)
    print(dying.written)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), *sys.argv[3:])
