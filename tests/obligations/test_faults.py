"""A full disk, a clock that goes back, a process that is killed: nothing is half done, and it goes on afterwards. Longer ones: `make rehearse`."""

from __future__ import annotations

import errno
import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.core import management
from django.db import OperationalError, connection
from django.test import Client

import manage
from obligations.feed import reading as feed
from obligations.incoming import staging
from obligations.models import Assessment, Comment, Document, Event, Instrument, Verb
from tests.factories import AT, RESOLUTION, make_approved, obligation, store_text
from tracker.failures import AT_THE_PROMPT, NO_ROOM

ROOT = Path(__file__).resolve().parents[2]
COMMENTS = "/api/v1/comments/"
FULL = AT_THE_PROMPT[NO_ROOM.name]
commits = pytest.mark.django_db(transaction=True, serialized_rollback=True)


# A full disk ----------------------------------------------------------------------------------------------------------
def no_room(*_given: Any, **_named: Any) -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def no_instrument(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
    if sql.startswith('INSERT INTO "obligations_instrument"'):
        raise OperationalError("database or disk is full")
    return execute(sql, params, many, context)


@pytest.mark.django_db
def test_a_file_that_finds_no_room_leaves_no_row_and_no_piece_of_itself(monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path

    monkeypatch.setattr(os, "fsync", no_room)
    with pytest.raises(OSError, match="No space left"):
        store_text()
    assert (Document.objects.count(), [path for path in tmp_path.rglob("*") if path.is_file()]) == (0, [])
    monkeypatch.undo()
    store_text()
    assert Document.objects.count() == 1


@pytest.fixture
def at_the_prompt(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, list[str]]]:
    """What `manage.py` ends with, given these words: its exit code and the lines of its error stream. The connection stays open."""

    def ended(*words: str) -> tuple[int, list[str]]:
        monkeypatch.setattr(management, "execute_from_command_line", lambda argv: management.call_command(*argv[1:]))
        monkeypatch.setattr(sys, "argv", ["manage.py", *words])
        with pytest.raises(SystemExit) as end:
            manage.main()
        return int(end.value.code or 0), capsys.readouterr().err.strip().splitlines()

    return ended


@pytest.mark.django_db
def test_an_import_that_finds_no_room_says_so_in_a_sentence_and_stores_nothing(
    monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path, at_the_prompt: Any
) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"
    sent = tmp_path / "sent.txt"
    sent.write_text(RESOLUTION, encoding="utf-8")
    monkeypatch.setattr(os, "fsync", no_room)
    code, said = at_the_prompt("ingest", str(sent), "--processes", "1")
    assert (code, said[-1], "0 of 1 files" in said[0]) == (manage.TRY_AGAIN, FULL, True)
    assert (Document.objects.count(), [path for path in settings.MEDIA_ROOT.rglob("*") if path.is_file()]) == (0, [])


@pytest.mark.django_db
def test_vocabularies_that_find_no_room_are_not_loaded_by_half(at_the_prompt: Any) -> None:
    for each in (Verb, Instrument):
        each.objects.all().delete()
    with connection.execute_wrapper(no_instrument):
        assert at_the_prompt("load_vocabularies") == (manage.TRY_AGAIN, [FULL])
    assert not Verb.objects.exists()


def test_tidying_that_finds_no_room_says_so(monkeypatch: pytest.MonkeyPatch, at_the_prompt: Any) -> None:
    monkeypatch.setattr(staging, "tidy", no_room)
    assert at_the_prompt("tidy") == (manage.TRY_AGAIN, [FULL])


def test_what_is_no_matter_of_room_is_raised_as_it_is(monkeypatch: pytest.MonkeyPatch, at_the_prompt: Any) -> None:
    def missing(**_named: Any) -> None:
        raise FileNotFoundError("x")

    monkeypatch.setattr(staging, "tidy", missing)
    with pytest.raises(FileNotFoundError):
        at_the_prompt("tidy")


# A clock that goes back -----------------------------------------------------------------------------------------------
@commits
def test_when_the_clock_goes_back_one_version_is_current_and_the_feed_misses_nothing(analyst: User) -> None:
    store_text()
    cell = (obligation("9101(2032)/1/1"), "JPN")
    first = make_approved(cell, analyst, AT)
    before = feed.end(analyst).next
    second = make_approved(cell, analyst, AT - timedelta(hours=1))
    assert Assessment.objects.current().get() == second
    assert Assessment.objects.as_of(AT.date()).get() == second
    assert first.replaced_at is None
    assert Assessment.objects.get(pk=first.pk).replaced_at == second.approved_at
    told = [entry.key for entry in feed.page(analyst, since=before).entries]
    assert any(key.endswith("/2") for key in told), told
    assert [event.sequence for event in Event.objects.order_by("at")] != sorted(event.sequence for event in Event.objects.all())


# Killed ---------------------------------------------------------------------------------------------------------------
def deed(data: Path, *given: str) -> int:
    """Do something in a process of its own that kills itself in the middle; how it ended."""
    told = {"PATH": os.environ["PATH"], "LOCAL": "1", "DATA_DIR": str(data), "DJANGO_SETTINGS_MODULE": "tracker.settings", "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "rehearsals.deeds", *given]
    done = subprocess.run(command, cwd=ROOT, env=told, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode <= 0, done.stderr
    return done.returncode


def content(data: Path) -> list[str]:
    """Everything in the database, as SQL."""
    with closing(sqlite3.connect(data / "db.sqlite3")) as opened:
        return list(opened.iterdump())


if connection.vendor == "sqlite":  # what PostgreSQL does then is rehearsed (rehearsals.killed, rehearsals.room)

    @commits
    def test_a_database_without_room_refuses_with_a_sentence_keeps_nothing_and_goes_on(client: Client, analyst: User) -> None:
        store_text()
        client.force_login(analyst)
        client.raise_request_exception = False
        body = {"obligation": "9101-2032-1-1", "text": "long " * 1900}

        def write() -> Any:
            return client.post(COMMENTS, body, "application/json", HTTP_ACCEPT_LANGUAGE="en")

        with connection.cursor() as cursor:
            cursor.execute("VACUUM")  # pages that tests before have left empty would be room
            cursor.execute("PRAGMA page_count")
            cursor.execute(f"PRAGMA max_page_count = {cursor.fetchone()[0]}")
            refused = [write() for _ in range(30)][-1]  # there is some room in pages that are there
            assert (refused.status_code, refused["Retry-After"], refused.json()["type"]) == (503, "60", "urn:problem:no-room")
            written = Comment.objects.count()
            assert Event.objects.filter(action="comment.made").count() == written
            assert client.get("/documents/").status_code == 200
            cursor.execute("PRAGMA max_page_count = 1073741823")
        assert write().status_code == 201
        assert Comment.objects.count() == written + 1

    @commits
    def test_a_bulk_edit_that_is_killed_in_the_middle_is_not_done_and_the_same_again_does_it(analyst: User, tmp_path: Path) -> None:
        store_text()
        with closing(sqlite3.connect(settings.DATABASES["default"]["NAME"])) as source, closing(sqlite3.connect(tmp_path / "db.sqlite3")) as copy:
            source.backup(copy)
        before = content(tmp_path)
        assert deed(tmp_path, "bulk", "4", "9101-2032-1-1") == -signal.SIGKILL
        assert content(tmp_path) == before
        assert deed(tmp_path, "bulk", "0", "9101-2032-1-1") == 0
        assert len(content(tmp_path)) > len(before)
