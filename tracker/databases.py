"""How the databases are reached: SQLite's file, or PostgreSQL, several hosts and a pool of connections between them included."""

from __future__ import annotations

from typing import Any

SQLITE = "django.db.backends.sqlite3"
# On SQLite every transaction is IMMEDIATE: it waits for the one write lock at its start, instead of failing half-way when a read turns into a write.
SQLITE_OPTIONS = {
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON; PRAGMA busy_timeout=20000;",
    "timeout": 20,
    "transaction_mode": "IMMEDIATE",
}
# A server that does not answer is given up after seconds, not after the minutes that the system would wait: connecting (seconds), and a sent packet
# that nobody takes (milliseconds). A connection over which nothing is said is tried now and then.
PATIENCE = {"connect_timeout": 5, "tcp_user_timeout": 10_000, "keepalives_idle": 30, "keepalives_interval": 10, "keepalives_count": 3}


def configured(given: dict[str, Any], *, kept_seconds: int) -> dict[str, Any]:
    """A database as its URL gives it, with what we want of every database; what the URL itself says of a connection counts.

    Several hosts stand in the URL's query, with `target_session_attrs=read-write`: of them, the one that takes writes is used.
    """
    if given["ENGINE"] == SQLITE:
        # Connections are kept: the last one that closes takes away the files that the next one needs, and on a full disk cannot make again.
        return {**given, "OPTIONS": {**SQLITE_OPTIONS, **given.get("OPTIONS", {})}, "CONN_MAX_AGE": None}
    options = {name: _as_text(value) for name, value in given.get("OPTIONS", {}).items()}
    return {
        **given,
        "OPTIONS": {**PATIENCE, **options},
        "CONN_MAX_AGE": kept_seconds,
        "CONN_HEALTH_CHECKS": True,  # one that was cut meanwhile is opened anew, before a request asks over it
        # A pool such as pgbouncer's may give every question to another connection: nothing is kept in one between two questions. (Statements are
        # never prepared on the server either: that is Django's default.)
        "DISABLE_SERVER_SIDE_CURSORS": True,
    }


def _as_text(value: Any) -> Any:
    """`5432,5433` as it was written: the reader of URLs takes it for a pair of numbers."""
    return ",".join(map(str, value)) if isinstance(value, tuple | list) else value
