"""What is written to the log, and how: JSON lines for programs with LOG_FORMAT=json, else lines for people. Nothing in it says who somebody is.

No line holds an address of the network, a path with what stands in it, a query string, a name or the text of an error of the database, which quotes
rows. A line of a request names its route, and the number by which it is found: `request` is also in the answer, as X-Request-ID.
"""

from __future__ import annotations

import json
import logging
import traceback
from contextvars import ContextVar
from datetime import UTC, datetime
from types import TracebackType
from typing import Any

REQUEST: ContextVar[str] = ContextVar("request", default="")  # the number of the request that this thread answers
STATIC, NOWHERE = "static", "-"  # routes of what is no view's


def route_of(request: Any) -> str:
    """The name of the view that a request was for: `api:documents-list`; never its path, which may hold a secret or a word searched for."""
    match = getattr(request, "resolver_match", None)
    if match is not None:
        return str(match.view_name or match.route or NOWHERE)
    return STATIC if getattr(request, "path_info", "").startswith("/static/") else NOWHERE


class Unnamed(logging.Filter):
    """Takes out of others' messages what says who somebody is, and adds the number of the request."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Every record passes, some with another message."""
        request = getattr(record, "request", None)
        if request is not None and hasattr(request, "method"):  # of Django's own loggers, which write the path
            status = getattr(record, "status_code", "")
            record.msg, record.args = f"{status} {request.method} {route_of(request)}".strip(), ()
            del record.request  # type: ignore[attr-defined]
        elif record.name.startswith("gunicorn") and "from ip=" in str(record.msg):
            record.msg, record.args = "Invalid request", ()
        record.request_id = REQUEST.get()
        return True


class JsonLines(logging.Formatter):
    """A record as one line of JSON: time, level, logger, message, request; what the record tells besides; of an error its kind and its places."""

    def format(self, record: logging.LogRecord) -> str:
        """The line, without its end."""
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        if request := getattr(record, "request_id", ""):
            line["request"] = request
        line |= getattr(record, "told", {})
        if record.exc_info and record.exc_info[1] is not None:
            line["error"] = error_of(record.exc_info[1], record.exc_info[2])
        return json.dumps(line, ensure_ascii=False, default=str)


def error_of(error: BaseException, trace: TracebackType | None) -> dict[str, Any]:
    """The kind of an error and the places it went through, without its text. `sqlstate` where the database gave one."""
    places = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(trace)]
    told: dict[str, Any] = {"kind": f"{type(error).__module__}.{type(error).__qualname__}", "places": places[-20:]}
    state = getattr(error, "sqlstate", None) or getattr(error.__cause__, "sqlstate", None)
    return told | ({"sqlstate": state} if state else {}) | ({"cause": type(error.__cause__).__qualname__} if error.__cause__ else {})


def configuration(*, json_lines: bool, level: str) -> dict[str, Any]:
    """LOGGING. A line for each request is written with JSON lines alone: people at a terminal look for what went wrong."""
    console = {"handlers": ["console"], "level": level, "propagate": False}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {"unnamed": {"()": "tracker.logs.Unnamed"}},
        "formatters": {
            "line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"},
            "json": {"()": "tracker.logs.JsonLines"},
        },
        "handlers": {
            "console": {"class": "logging.StreamHandler", "formatter": "json" if json_lines else "line", "filters": ["unnamed"]},
            "nowhere": {"class": "logging.NullHandler"},
        },
        "root": {"handlers": ["console"], "level": level},
        "loggers": {
            "django": console,
            # Anybody can send a wrong Host header; it is refused with 400 and not worth a traceback each time.
            "django.security.DisallowedHost": {"handlers": ["nowhere"], "propagate": False},
            "tracker.requests": {**console, "level": level if json_lines else "ERROR"},
            "gunicorn.error": console,
            "axes": {"handlers": ["nowhere"], "propagate": False},  # who was locked out stands among the events
        },
    }
