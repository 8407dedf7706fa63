"""Who has not signed in reads from the standby; nothing else does. Shown by a second database that says something else."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.db import OperationalError, connection, router, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.test import Client
from django.utils import timezone

from obligations.backup import restoring, taking
from obligations.models import Document
from obligations.services import tokens
from tests.factories import store_text
from tests.obligations.second_database import second_database
from tracker import replica

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)
HERE, THERE = "of the primary", "of the standby"


@pytest.fixture
def standby(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings) -> Iterator[BaseDatabaseWrapper]:  # type: ignore[no-untyped-def]
    """A copy of the database in which the title of the document is another one, so that an answer shows where it came from."""
    store_text()
    taking.take(tmp_path / "copy.tar", connection=connection, files=tmp_path, at=timezone.now())
    Document.objects.update(title=HERE)
    with second_database(replica.ALIAS, tmp_path) as other:
        restoring.restore(tmp_path / "copy.tar", connection=other, files=tmp_path, replace=False)
        with other.cursor() as cursor:
            cursor.execute("UPDATE obligations_document SET title = %s", [THERE])
        settings.PUBLIC_READ = True
        settings.MIDDLEWARE = [*settings.MIDDLEWARE, "tracker.replica.ReplicaMiddleware"]
        monkeypatch.setattr(router, "routers", [replica.ReadsElsewhere()])
        monkeypatch.setattr(replica.standby, "alone_until", 0.0)
        yield other
    replica.READING_THERE.set(False)


def title(client: Client, **headers: str) -> str:
    """Of the document, as the API tells it."""
    return str(client.get("/api/v1/documents/S-RES-9101-2032/", **headers).json()["title"])


def test_who_has_not_signed_in_reads_there_pages_and_files_too(standby: BaseDatabaseWrapper, client: Client) -> None:
    assert title(client) == THERE
    assert THERE in client.get("/documents/S-RES-9101-2032/").content.decode()
    file = client.get("/api/v1/documents/", {"format": "csv"})
    assert THERE in b"".join(file.streaming_content).decode()  # type: ignore[attr-defined]
    file.close()
    assert Document.objects.get().title == HERE  # the request is over


def test_who_has_signed_in_reads_here_by_session_and_by_token(standby: BaseDatabaseWrapper, client: Client, reader: User) -> None:
    at = timezone.now()
    made = tokens.issue(user=reader, name="t", may_write=False, expires_at=at + timedelta(days=1), by=reader, at=at)
    assert title(client, HTTP_AUTHORIZATION=f"Token {made.secret}") == HERE
    client.force_login(reader)
    assert title(client) == HERE


def test_nothing_in_a_transaction_and_no_feed_is_read_there(standby: BaseDatabaseWrapper, client: Client) -> None:
    replica.READING_THERE.set(True)
    assert Document.objects.get().title == THERE
    with transaction.atomic():
        assert Document.objects.get().title == HERE
    document = Document.objects.get()
    document.save(update_fields=["title"])  # what was read there is written here
    replica.READING_THERE.set(False)
    assert Document.objects.get().title == THERE
    standby.close()
    assert client.get("/api/v1/changes/").status_code == 200
    assert standby.connection is None


def test_a_standby_that_does_not_answer_is_left_alone_and_the_primary_is_read(
    standby: BaseDatabaseWrapper, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []

    def gone(*given: object, **named: object) -> None:
        asked.append(1)
        raise OperationalError("connection refused")

    standby.close()
    monkeypatch.setattr(type(standby), "connect", gone)
    connection.ensure_connection()
    assert [title(client), title(client)] == [HERE, HERE]
    assert len(asked) == 1
    monkeypatch.undo()
