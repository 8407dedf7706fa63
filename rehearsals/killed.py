"""Processes are killed in the middle of what they do: nothing of it stays, and the same again does it whole.

Each deed runs once to the end in a copy of the database, to know how often it writes; then it is killed before its first write, in the middle, and
before its last one. The fingerprints of all tables are compared.
"""

from __future__ import annotations

import signal
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

import psycopg

from obligations.backup.fingerprints import Fingerprints, differences, of_postgres
from rehearsals.seen import Seen
from rehearsals.servers import DATABASE, HERE, Server, primary, url
from rehearsals.web import ROOT, environment, manage, prepare

OLDER = "0009_answered_requests"  # from which the migration begins
TEXT = (ROOT / "samples" / "S-RES-9001-2031.txt").read_text(encoding="utf-8").replace("9001", "9008")


def rehearse() -> Seen:
    """Kill each deed at three moments."""
    seen = Seen()
    with tempfile.TemporaryDirectory(prefix="tracker-rehearsal-") as folder, primary() as server:
        data = Path(folder)
        told = environment(data, url(server))
        prepare(told)
        (data / "new.txt").write_text(TEXT, encoding="utf-8")
        copy(server, DATABASE, "kept")
        for name, given in {"import": [str(data / "new.txt")], "bulk": [], "export": []}.items():
            one(seen, server, told, name, given)
        deed(told, "bulk", 0, [])  # so that something waits for review
        copy(server, DATABASE, "kept")
        one(seen, server, told, "review", [])
        manage(told, "migrate", "obligations", OLDER, "-v", "0")
        copy(server, DATABASE, "kept")
        one(seen, server, told, "migrate", [])
        backup(seen, told, data)
    return seen


def one(seen: Seen, server: Server, told: Mapping[str, str], name: str, given: list[str]) -> None:
    """A deed, whole and killed, each time from the same state."""
    writes = deed(told, name, 0, given)
    copy(server, "kept", DATABASE)
    before = standing(server)
    if not writes:  # it only reads: there is no moment at which it could leave something half done
        seen.note(f"{name}: writes nothing")
        return
    for moment in sorted({1, (writes + 1) // 2, writes}):
        copy(server, "kept", DATABASE)
        ended = deed(told, name, moment, given)
        after = standing(server)
        changed = differences(before, after)
        kept = "nothing of it stayed" if not changed else f"whole steps of it stayed, in {len(changed)} tables"
        seen.check(ended == -signal.SIGKILL and (not changed or name == "migrate"), f"{name}: killed before write {moment} of {writes}: {kept}")
    again = deed(told, name, 0, given)
    seen.check(again >= 0, f"{name}: the same again is done whole ({again} writes)")
    copy(server, "kept", DATABASE)


def backup(seen: Seen, told: Mapping[str, str], data: Path) -> None:
    """A backup that is killed leaves no archive under its name."""
    target = data / "backups" / "taken.tar.gz"
    target.parent.mkdir()
    process = subprocess.Popen([sys.executable, "manage.py", "backup", str(target)], cwd=ROOT, env=dict(told), stdout=subprocess.DEVNULL)
    while not list(target.parent.glob(".backup-*")) and process.poll() is None:
        pass
    process.kill()
    process.wait()
    seen.check(not target.exists(), "backup: killed while it is written: there is no archive under its name")
    manage(told, "backup", str(target))
    seen.check(target.exists(), "backup: the same again makes it")


def deed(told: Mapping[str, str], name: str, moment: int, given: list[str]) -> int:
    """How often it wrote; the negative number of the signal where it was killed. Raises RuntimeError where it failed."""
    command = [sys.executable, "-m", "rehearsals.deeds", name, str(moment), *given]
    done = subprocess.run(command, cwd=ROOT, env=dict(told), capture_output=True, text=True, check=False, timeout=300)
    if done.returncode > 0:
        raise RuntimeError(f"{name} failed: {done.stderr[-2000:]}")
    return int(done.stdout.splitlines()[-1]) if done.returncode == 0 else done.returncode


def standing(server: Server) -> Fingerprints:
    """The fingerprints of all tables."""
    told = {"host": HERE, "port": server.port, "user": "postgres", "dbname": DATABASE}
    with psycopg.connect(**told) as opened, opened.cursor() as cursor:  # type: ignore[arg-type]
        return of_postgres(cursor)


def copy(server: Server, source: str, target: str) -> None:
    """Make one database the copy of another."""
    server.ask(f"DROP DATABASE IF EXISTS {target} WITH (FORCE)", database="postgres")
    server.ask(f"CREATE DATABASE {target} TEMPLATE {source}", database="postgres")
