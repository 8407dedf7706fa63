"""The disk is full: what is stored can be read, what is written is refused whole and with a sentence, and it goes on when there is room again.

A small disk in memory is mounted for it, which takes an administrator of the machine; SQLite and the files of documents are on it.
"""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from rehearsals.load import OBLIGATION, ask
from rehearsals.seen import Seen
from rehearsals.web import environment, prepare, serving

SIZE = "24m"


def rehearse() -> Seen:
    """Fill the disk, write and read, make room."""
    seen = Seen()
    if os.geteuid() != 0:
        seen.note("not rehearsed: mounting a disk takes an administrator")
        return seen
    with tempfile.TemporaryDirectory(prefix="tracker-rehearsal-") as folder:
        prepared = Path(folder) / "prepared"
        prepared.mkdir()
        secrets = prepare(environment(prepared, ""))
        with small_disk(Path(folder) / "disk") as disk:
            data = Path(shutil.copytree(prepared, disk / "data"))
            with serving(environment(data, ""), Path(folder) / "web.log", processes=1) as door:
                story(seen, door, disk, secrets["analyst"])
            with closing(sqlite3.connect(data / "db.sqlite3")) as opened:
                found = opened.execute("PRAGMA integrity_check").fetchone()[0]
            seen.check(found == "ok", f"integrity_check of the database afterwards: {found}")
            drafts = [path for path in (data / "files").rglob("*") if path.is_file() and len(path.name) != 64]
            seen.check(not drafts, f"{len(drafts)} pieces of files were left")
    return seen


def story(seen: Seen, door: str, disk: Path, secret: str) -> None:
    """Before, during and after."""
    headers = {"Authorization": f"Token {secret}", "If-Match": "*"}
    body = {"obligation": OBLIGATION, "text": "long " * 2000}

    def write() -> tuple[int, str, str]:
        answer, content = ask(door, "POST", "/api/v1/comments/", body=body, headers=headers)
        told = json.loads(content or b"{}")
        return answer.status, str(told.get("type", "")), str(told.get("detail", told.get("number", "")))

    seen.check(write()[0] == 201, "before: a comment is written")
    filling = disk / "filling"
    fill(filling)
    refused = [write() for _ in range(4)]  # the first may still find room in the log of the database
    seen.check(refused[-1][:2] == (503, "urn:problem:no-room"), f"full: a comment is answered {refused[-1]}")
    reading = [ask(door, "GET", path)[0].status for path in ("/documents/", "/api/v1/obligations/", "/healthz")]
    seen.check(reading == [200, 200, 200], f"full: pages and lists are answered {reading}")
    ready, content = ask(door, "GET", "/readyz")
    seen.check(ready.status == 503, f"full: /readyz {ready.status} {content.decode()}")
    filling.unlink()
    seen.check(write()[0] == 201, "room again: a comment is written")
    ready, _content = ask(door, "GET", "/readyz")
    seen.check(ready.status == 200, f"room again: /readyz {ready.status}")


def fill(path: Path) -> None:
    """Write until nothing more can be written."""
    with path.open("wb", buffering=0) as file:
        for size in (65536, 4096, 512, 1):
            try:
                while True:
                    file.write(b"\0" * size)
            except OSError:
                continue


@contextmanager
def small_disk(place: Path) -> Iterator[Path]:
    """A disk of its own, in memory."""
    place.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "tmpfs", str(place)], check=True)
    try:
        yield place
    finally:
        subprocess.run(["umount", "--lazy", str(place)], check=True)
