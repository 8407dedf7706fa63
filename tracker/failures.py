"""What is answered when something fails inside: 503 with Retry-After while the database or the disk cannot serve, else 500.

Neither asks the database for anything. A page for people, a problem (RFC 9457) for programs, in the language of the request, with its number.
"""

from __future__ import annotations

import errno
import shutil
import sys
from dataclasses import dataclass

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.db.utils import Error as DatabaseFault
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import get_template
from django.utils.functional import Promise
from django.utils.translation import get_language_from_request, gettext_lazy, override

API = "/api/"
MEDIA_TYPE = "application/problem+json"
FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
# What PostgreSQL says while it is away, starts, stops, has no room or only follows another (its documentation, appendix A).
AWAY_STATES, FULL_STATES = ("08", "57P", "53", "25006", "40001", "40P01", "55P03", "57014"), ("53100", "53200")
# What SQLite says in words; the last two also where its disk is full.
FULL_WORDS, AWAY_WORDS = ("database or disk is full",), ("database is locked", "unable to open database file", "disk I/O error")
LITTLE = 256 * 1024  # bytes of room with which SQLite cannot work


@dataclass(frozen=True, slots=True)
class Failure:
    """What to say of it, and in how many seconds to ask again."""

    status: int
    name: str
    title: str | Promise
    detail: str | Promise
    seconds: int = 0


AWAY = Failure(
    503,
    "urn:problem:database-away",
    gettext_lazy("The database does not answer at the moment"),
    gettext_lazy("Ask again in ten seconds; if it stays so, tell an administrator. If you were saving something, look first whether it is stored."),
    10,
)
NO_ROOM = Failure(
    503,
    "urn:problem:no-room",
    gettext_lazy("There is no room left to write"),
    gettext_lazy("Nothing was changed. What is stored can still be read; tell an administrator that the disk is full."),
    60,
)
BROKEN = Failure(
    500,
    "urn:problem:internal",
    gettext_lazy("Something went wrong here"),
    gettext_lazy("It has been noted. Try again in a moment; if it stays so, tell an administrator."),
)
# What a command says before it ends, by the name of the failure. Every step of one is stored as a whole or not at all.
KEPT = "What was under way is not stored, what was finished before it is."
AT_THE_PROMPT = {
    AWAY.name: f"The database does not answer. {KEPT} Run the command again once it does.",
    NO_ROOM.name: f"There is no room left to write. {KEPT} Make room and run the command again.",
}


def server_error(request: HttpRequest) -> HttpResponse:
    """The answer to a request whose view, or what stands around it, raised (`handler500`)."""
    failure = failure_of(sys.exc_info()[1])
    number = getattr(request, "request_id", "")
    with override(get_language_from_request(request)):
        answer = _problem(failure, number) if request.path.startswith(API) else _page(failure, number)
    if failure.seconds:
        answer["Retry-After"] = str(failure.seconds)
    answer["Cache-Control"] = "no-store"
    return answer


def failure_of(error: BaseException | None) -> Failure:
    """What an exception means for whoever asked."""
    seen = 0
    while error is not None and seen < 10:
        said = _own(error)
        if said is not None:
            return said
        error, seen = error.__cause__ or error.__context__, seen + 1
    return BROKEN


def _own(error: BaseException) -> Failure | None:
    """What this exception means, whatever it came from."""
    if isinstance(error, OSError):
        return NO_ROOM if error.errno in FULL else None
    if isinstance(error, InterfaceError):
        return AWAY
    if not isinstance(error, DatabaseFault):
        return None
    state, words = getattr(error.__cause__, "sqlstate", None), str(error)
    if (state or "").startswith(FULL_STATES) or any(each in words for each in FULL_WORDS):
        return NO_ROOM
    if state is None and isinstance(error, OperationalError) and "psycopg" in type(error.__cause__).__module__:
        return AWAY  # no state: there was no server to give one
    if any(each in words for each in AWAY_WORDS[1:]) and shutil.disk_usage(settings.DATA_DIR).free < LITTLE:
        return NO_ROOM
    away = (state or "").startswith(AWAY_STATES) or any(each in words for each in AWAY_WORDS)
    return AWAY if away else None


def _page(failure: Failure, number: str) -> HttpResponse:
    context = {"failure": failure, "request_id": number}
    return HttpResponse(get_template("500.html").render(context), status=failure.status)


def _problem(failure: Failure, number: str) -> JsonResponse:
    said = {"type": failure.name, "title": str(failure.title), "status": failure.status, "detail": str(failure.detail)}
    instance = {"instance": f"urn:request:{number}"} if number else {}
    return JsonResponse(said | instance, status=failure.status, content_type=MEDIA_TYPE, json_dumps_params={"ensure_ascii": False})
