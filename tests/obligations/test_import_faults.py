"""An import that is killed leaves the database as it was before that document; two at once store a file once. Real processes, own SQLite file."""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from tests.factories import RESOLUTION

ROOT = Path(__file__).resolve().parents[2]
OTHER = RESOLUTION.replace("9101", "9102").replace("9911", "9912")
BEGIN = """
import django, os, signal, sys, time
from pathlib import Path
django.setup()
from django.core.management import call_command
from obligations.services import events, files, register
"""
KILLED = (
    BEGIN
    + """
module, name, symbol, *paths = sys.argv[1:]
target = {"events": events, "register": register, "files": files}[module]
real, storing = getattr(target, name), []

def note_symbol(parsed, **given):
    storing.append(parsed.symbol)
    return real_store(parsed, **given)

def die(*given, **named):
    if symbol in storing:
        os.kill(os.getpid(), signal.SIGKILL)
    return real(*given, **named)

real_store = register.store
register.store = note_symbol
setattr(target, name, die)
call_command("ingest", *paths)
"""
)
TOGETHER = (
    BEGIN
    + """
mine, others, path = (Path(given) for given in sys.argv[1:])
real = register.store

def store(*given, **named):
    mine.touch()
    while not others.exists():
        time.sleep(0.01)
    return real(*given, **named)

register.store = store
call_command("ingest", path)
"""
)


def environment(data: Path) -> dict[str, str]:
    """A process of its own with its own data; nothing of the tests' settings."""
    return {"PATH": os.environ["PATH"], "LOCAL": "1", "DATA_DIR": str(data), "DJANGO_SETTINGS_MODULE": "tracker.settings", "PYTHONPATH": str(ROOT)}


def python(data: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, *arguments]
    return subprocess.run(command, cwd=ROOT, env=environment(data), capture_output=True, text=True, check=False, timeout=120)


def content(data: Path) -> list[str]:
    """Everything in the database, as SQL."""
    with sqlite3.connect(data / "db.sqlite3") as connection:
        return list(connection.iterdump())


def symbols(data: Path) -> list[str]:
    with sqlite3.connect(data / "db.sqlite3") as connection:
        return [row[0] for row in connection.execute("SELECT symbol FROM obligations_document ORDER BY symbol")]


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a migrated database that has its vocabularies."""
    data = tmp_path_factory.mktemp("prepared")
    for command in (["migrate", "--noinput", "-v", "0"], ["load_vocabularies"]):
        done = python(data, "manage.py", *command)
        assert done.returncode == 0, done.stderr
    return data


@pytest.fixture
def data(prepared: Path, tmp_path: Path) -> Path:
    """A copy of it for one test."""
    return Path(shutil.copytree(prepared, tmp_path / "data"))


@pytest.fixture
def sent(tmp_path: Path) -> list[Path]:
    """Two resolutions, read in this order."""
    paths = [tmp_path / "a.txt", tmp_path / "b.txt"]
    for path, text in zip(paths, (RESOLUTION, OTHER), strict=True):
        path.write_text(text, encoding="utf-8")
    return paths


MOMENTS = {
    "before its file is kept": ("files", "keep"),
    "before its paragraphs are stored": ("register", "store_paragraphs"),
    "before the log is written": ("events", "record"),
}


at_each_moment = pytest.mark.parametrize("moment", MOMENTS.values(), ids=MOMENTS)


@pytest.mark.slow
class TestImporters:
    """Killed, and two at once; in one class, for one worker makes their database once."""

    def killed(self, data: Path, moment: tuple[str, str], symbol: str, paths: list[Path]) -> None:
        done = python(data, "-c", KILLED, *moment, symbol, *map(str, paths))
        assert done.returncode == -signal.SIGKILL, done.stderr

    @at_each_moment
    def test_the_database_is_as_before(self, data: Path, sent: list[Path], moment: tuple[str, str]) -> None:
        before = content(data)
        self.killed(data, moment, "S/RES/9101 (2032)", sent)
        assert content(data) == before

    @at_each_moment
    def test_the_document_before_it_stays_and_the_next_run_goes_on(self, data: Path, sent: list[Path], moment: tuple[str, str]) -> None:
        self.killed(data, moment, "S/RES/9102 (2032)", sent)
        assert symbols(data) == ["S/RES/9101 (2032)"]
        done = python(data, "manage.py", "ingest", *map(str, sent))
        assert [line.split()[1] for line in done.stdout.splitlines()] == ["unchanged", "created"]

    def test_two_importers_at_once_store_a_file_once(self, data: Path, sent: list[Path], tmp_path: Path) -> None:
        ready = [tmp_path / "one", tmp_path / "two"]
        command = [sys.executable, "-c", TOGETHER]
        both = [
            subprocess.Popen(
                [*command, str(mine), str(other), str(sent[0])],
                cwd=ROOT,
                env=environment(data),
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
            )
            for mine, other in (ready, ready[::-1])
        ]
        printed = [process.communicate(timeout=120) for process in both]
        assert [process.returncode for process in both] == [0, 0], printed
        assert sorted(out.split()[1] for out, _ in printed) == ["created", "unchanged"]
        with sqlite3.connect(data / "db.sqlite3") as connection:
            counts = [connection.execute(f"SELECT COUNT(*) FROM obligations_{table}").fetchone()[0] for table in ("document", "edition")]  # noqa: S608
        assert counts == [1, 1]
