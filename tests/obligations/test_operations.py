"""Whoever runs the service sees whether it lives, whether it is ready, what it does and what failed, and nobody's name in any of it."""

from __future__ import annotations

import errno
import json
import logging
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import InterfaceError, OperationalError, connection
from django.test import Client, RequestFactory, override_settings
from psycopg import errors

from obligations.models import Verb
from tests.factories import store_text
from tracker import failures, health, logs, metrics
from tracker.databases import configured
from tracker.requests import number_of

pytestmark = pytest.mark.django_db
NUMBER = "edge-0123456789"


@pytest.fixture
def calm(client: Client) -> Client:
    """A client that is answered as a browser is, whatever is raised."""
    client.raise_request_exception = False
    return client


# Health and readiness --------------------------------------------------------------------------------------------------
def ready(client: Client) -> tuple[int, dict[str, Any]]:
    answer = client.get("/readyz")
    return answer.status_code, answer.json()


def test_an_installation_that_has_all_it_needs_is_ready(client: Client) -> None:
    said = {"ready": True, "database": "ok", "migrations": "ok", "vocabularies": "ok", "disk": "ok"}
    assert ready(client) == (200, said)


def test_it_is_not_ready_without_its_vocabularies_its_migrations_or_room(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Verb.objects, "exists", lambda: False, raising=False)
    monkeypatch.setattr(health, "_migrations_known", lambda: {("obligations", "9999_later")})
    monkeypatch.setattr("tempfile.TemporaryFile", full)
    status, said = ready(client)
    assert (status, said["ready"], said["database"]) == (503, False, "ok")
    assert (said["migrations"], said["vocabularies"], said["disk"]) == ("pending", "missing", "unavailable")


def full(*given: object, **named: object) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


def test_without_its_database_it_lives_and_is_not_ready(client: Client, away: None) -> None:
    assert client.get("/healthz").content == b"ok\n"
    status, said = ready(client)
    assert (status, said["database"], said["migrations"]) == (503, "unavailable", "unavailable")


# A database that is away ----------------------------------------------------------------------------------------------
@pytest.fixture
def away(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Every question to the database is answered as if it were not there."""
    gone = OperationalError("connection refused")
    gone.__cause__ = errors.OperationalError("connection refused") if connection.vendor == "postgresql" else None
    if connection.vendor == "sqlite":
        gone.args = ("unable to open database file",)

    def refuse(*given: object) -> None:
        raise gone

    with connection.execute_wrapper(refuse):
        yield


@override_settings(PUBLIC_READ=True)
@pytest.mark.parametrize(("language", "word"), [("zh-hans", "数据库"), ("en", "The database does not answer")])
def test_readers_are_told_in_their_language_and_when_to_come_again(calm: Client, away: None, language: str, word: str) -> None:
    answer = calm.get("/documents/", HTTP_ACCEPT_LANGUAGE=language)
    assert (answer.status_code, answer["Retry-After"], answer["Cache-Control"]) == (503, "10", "no-store")
    assert word in answer.content.decode()
    assert answer["X-Request-ID"] in answer.content.decode()


@override_settings(PUBLIC_READ=True)
def test_programs_are_told_by_a_problem(calm: Client, away: None) -> None:
    answer = calm.get("/api/v1/documents/", HTTP_ACCEPT_LANGUAGE="en")
    assert (answer.status_code, answer["Retry-After"], answer["Content-Type"]) == (503, "10", "application/problem+json")
    said = answer.json()
    assert (said["type"], said["status"], said["instance"]) == ("urn:problem:database-away", 503, f"urn:request:{answer['X-Request-ID']}")


def test_it_goes_on_by_itself_when_the_database_is_back(calm: Client, request: pytest.FixtureRequest, reader: User) -> None:
    calm.force_login(reader)
    gone = OperationalError("database is locked")
    with connection.execute_wrapper(raising(gone)):
        assert calm.get("/documents/").status_code == 503
    assert calm.get("/documents/").status_code == 200


def raising(error: Exception) -> Any:
    def refuse(*given: object) -> None:
        raise error

    return refuse


def of_psycopg(kind: type[errors.Error]) -> OperationalError:
    error = OperationalError("x")
    error.__cause__ = kind("x")
    return error


MEANINGS = [
    (of_psycopg(errors.OperationalError), failures.AWAY),
    (of_psycopg(errors.AdminShutdown), failures.AWAY),
    (of_psycopg(errors.TooManyConnections), failures.AWAY),
    (of_psycopg(errors.ReadOnlySqlTransaction), failures.AWAY),
    (of_psycopg(errors.DiskFull), failures.NO_ROOM),
    (of_psycopg(errors.UndefinedTable), failures.BROKEN),
    (InterfaceError("connection already closed"), failures.AWAY),
    (OperationalError("database or disk is full"), failures.NO_ROOM),
    (OperationalError("no such table: x"), failures.BROKEN),
    (OSError(errno.ENOSPC, "x"), failures.NO_ROOM),
    (FileNotFoundError(errno.ENOENT, "x"), failures.BROKEN),
    (ValueError("x"), failures.BROKEN),
    (None, failures.BROKEN),
]


@pytest.mark.parametrize(("error", "meaning"), MEANINGS, ids=[str(number) for number in range(len(MEANINGS))])
def test_what_is_away_what_is_full_and_what_is_broken_are_told_apart(error: Exception | None, meaning: failures.Failure) -> None:
    assert failures.failure_of(error) is meaning


# Numbers of requests, and the log -------------------------------------------------------------------------------------
def test_a_number_is_taken_from_a_proxy_of_ours_alone_and_only_where_it_is_one() -> None:
    asked = RequestFactory().get("/", HTTP_X_REQUEST_ID=NUMBER)
    assert number_of(asked) != NUMBER
    with override_settings(BEHIND_PROXY=True):
        assert number_of(asked) == NUMBER
        for wrong in ("short", "x" * 65, "with space 123", "<b>0123456789", "a\nb0123456789", ""):
            assert number_of(RequestFactory().get("/", HTTP_X_REQUEST_ID=wrong)) != wrong


class Kept(logging.Handler):
    """Keeps the lines that would be written."""

    def __init__(self) -> None:
        super().__init__()
        self.addFilter(logs.Unnamed())
        self.setFormatter(logs.JsonLines())
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))


@pytest.fixture
def written() -> Iterator[list[str]]:
    """The lines that everything below writes, as JSON."""
    kept, loggers = Kept(), [logging.getLogger(name) for name in ("tracker.requests", "django", "gunicorn.error")]
    before = [logger.level for logger in loggers]
    for logger in loggers:
        logger.addHandler(kept)
        logger.setLevel("INFO")
    yield kept.lines
    for logger, level in zip(loggers, before, strict=True):
        logger.removeHandler(kept)
        logger.setLevel(level)


def test_a_request_is_one_line_with_its_route_and_what_it_cost(client: Client, reader: User, written: list[str]) -> None:
    client.force_login(reader)
    store_text()
    answer = client.get("/api/v1/documents/S-RES-9101-2032/", {"fields": "symbol"})
    said = json.loads(written[-1])
    assert (said["method"], said["route"], said["status"]) == ("GET", "api:documents-detail", 200)
    assert said["queries"] > 0
    assert said["ms"] >= said["database_ms"] >= 0
    assert said["request"] == answer["X-Request-ID"]
    assert set(said) == {"time", "level", "logger", "message", "request", "method", "route", "status", "ms", "queries", "database_ms"}


def test_no_line_says_who_asked_from_where_or_for_what(calm: Client, make_user: Any, written: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    calm.force_login(make_user("somebody-known", groups=["reader"]))
    secret = "s3cret" * 7
    calm.get("/documents/", {"search": "searched-for"}, REMOTE_ADDR="203.0.113.9")
    calm.get(f"/calendar/{secret}.ics", REMOTE_ADDR="203.0.113.9")
    calm.get("/nowhere/somebody-known/", REMOTE_ADDR="203.0.113.9")
    calm.post("/account/views/save/", {"name": "searched-for"}, REMOTE_ADDR="203.0.113.9")
    monkeypatch.setattr("obligations.models.Document.objects.visible_to", raising(ValueError("row of somebody-known")), raising=False)
    assert calm.get("/documents/", {"search": "searched-for"}).status_code == 500
    logging.getLogger("gunicorn.error").warning("Invalid request from ip=203.0.113.9: searched-for")
    said = "\n".join(written)
    assert [word for word in ("somebody-known", "searched-for", secret, "203.0.113.9") if word in said] == []
    assert json.loads(written[-2])["route"] == "documents"
    assert any("ValueError" in line and "places" in line for line in written)


def test_a_query_string_or_a_path_of_no_view_makes_no_line_of_its_own_kind(client: Client) -> None:
    assert logs.route_of(client.get("/nowhere/1/").wsgi_request) == "-"
    assert logs.route_of(RequestFactory().get("/static/x.css")) == "static"


def test_an_error_of_the_database_is_told_by_its_state_and_not_by_its_words() -> None:
    try:
        raise OperationalError("Key (username)=(somebody) exists") from errors.UniqueViolation("somebody")
    except OperationalError as error:
        said = json.dumps(logs.error_of(error, sys.exc_info()[2]))
    assert "23505" in said
    assert "somebody" not in said


# Metrics --------------------------------------------------------------------------------------------------------------
def test_figures_are_for_programs_on_this_machine_alone(client: Client) -> None:
    assert client.get("/metrics").status_code == 200
    assert client.get("/metrics", REMOTE_ADDR="203.0.113.9").status_code == 404
    assert client.get("/metrics", REMOTE_ADDR="").status_code == 404
    assert client.get("/metrics", HTTP_X_FORWARDED_FOR="127.0.0.1").status_code == 404
    with override_settings(BEHIND_PROXY=True):
        assert client.get("/metrics").status_code == 404


@override_settings(METRICS_TOKEN="a-long-token")
def test_where_there_is_a_token_it_is_asked_for_wherever_one_comes_from(client: Client) -> None:
    assert client.get("/metrics").status_code == 404
    assert client.get("/metrics", HTTP_AUTHORIZATION="Bearer another").status_code == 404
    assert client.get("/metrics", HTTP_AUTHORIZATION="Bearer a-long-token", REMOTE_ADDR="203.0.113.9").status_code == 200


def test_requests_refusals_and_what_is_stored_are_counted(client: Client) -> None:
    store_text()
    client.get("/api/v1/documents/")  # nobody who has not signed in may
    said = client.get("/metrics").content.decode()
    assert 'tracker_requests_total{method="GET",route="api:documents-list",status="401"}' in said
    assert 'tracker_request_seconds_bucket{le="0.5",route="api:documents-list"}' in said
    assert 'tracker_database_seconds_total{route="api:documents-list"}' in said
    assert "tracker_documents 1.0" in said
    assert "tracker_database_up 1.0" in said
    assert metrics.known_method("BREW") == "other"


def test_without_the_database_the_figures_say_so(client: Client, away: None) -> None:
    said = client.get("/metrics").content.decode()
    assert "tracker_database_up 0.0" in said
    assert "tracker_documents" not in said


# How databases are reached --------------------------------------------------------------------------------------------
def test_several_hosts_come_through_as_they_were_written_and_nothing_is_kept_in_a_connection() -> None:
    given = {"ENGINE": "django.db.backends.postgresql", "OPTIONS": {"host": "one,two", "port": (5432, 5433), "connect_timeout": 2}}
    made = configured(given, kept_seconds=60)
    assert made["OPTIONS"]["port"] == "5432,5433"
    assert (made["OPTIONS"]["connect_timeout"], made["OPTIONS"]["tcp_user_timeout"]) == (2, 10_000)
    assert made["DISABLE_SERVER_SIDE_CURSORS"] is True


def test_the_log_of_a_deployment_is_lines_of_json_and_the_one_of_a_terminal_is_not(tmp_path: Path) -> None:
    assert logs.configuration(json_lines=True, level="INFO")["loggers"]["tracker.requests"]["level"] == "INFO"
    assert logs.configuration(json_lines=False, level="INFO")["loggers"]["tracker.requests"]["level"] == "ERROR"
