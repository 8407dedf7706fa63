"""An upgrade of an installation whose log has a million entries: each migration down and up again, while somebody reads and somebody writes.

Says for each of the last migrations how long it took, and the longest time that a reader and a writer had to wait meanwhile.
"""

from __future__ import annotations

import tempfile
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import psycopg

from rehearsals.seen import Seen
from rehearsals.servers import DATABASE, HERE, Server, primary, url
from rehearsals.web import ROOT, environment, manage, prepare

ENTRIES = 1_000_000
FIRST = "0008"  # migrations after this one are taken down and brought up
FILL = """
INSERT INTO obligations_event (at, action, object_type, object_key, after, reason)
SELECT now(), 'assessment.submitted', 'assessment', 'rehearsal/' || n, jsonb_build_object('n', n), '' FROM generate_series(1, {}) AS n
"""
READS = "SELECT count(*) FROM obligations_document"
WRITES = "UPDATE auth_user SET last_name = 'x' WHERE username = 'reader'"
LOGS = """
INSERT INTO obligations_event (at, action, object_type, object_key, reason) VALUES (now(), 'rehearsal', 'assessment', 'x', '')
"""


@dataclass
class Waiting:
    """Somebody who asks the same again and again, and how long they waited at most (seconds)."""

    server: Server
    question: str
    longest: float = 0.0
    over: threading.Event = field(default_factory=threading.Event)

    def go_on(self) -> None:
        """Until it is over."""
        with psycopg.connect(host=HERE, port=self.server.port, user="postgres", dbname=DATABASE, autocommit=True) as opened:
            while not self.over.is_set():
                began = time.monotonic()
                with suppress(psycopg.Error):  # what is asked for is not there between two migrations
                    opened.execute(self.question)  # type: ignore[call-overload]
                self.longest = max(self.longest, time.monotonic() - began)
                time.sleep(0.005)


def rehearse() -> Seen:
    """Down and up, one migration after the other."""
    seen = Seen()
    with tempfile.TemporaryDirectory(prefix="tracker-rehearsal-") as folder, primary() as server:
        told = environment(Path(folder), url(server))
        prepare(told)
        server.ask(FILL.format(ENTRIES))
        server.ask("VACUUM ANALYZE obligations_event")
        names = sorted(path.stem for path in (ROOT / "obligations" / "migrations").glob("[0-9]*.py"))
        names = [name for name in names if name[:4] >= FIRST]
        for name, before in zip(names[:0:-1], names[-2::-1], strict=True):
            seen.note(f"{name} down: {timed(server, told, before)}")
        for name in names[1:]:
            seen.note(f"{name} up: {timed(server, told, name)}")
        manage(told, "migrate", "-v", "0")
        count = server.ask("SELECT count(*) FROM obligations_event WHERE object_key LIKE 'rehearsal/%'")[0][0]
        seen.check(count == ENTRIES, f"{count} entries of the log are there after all of it")
    return seen


def timed(server: Server, told: dict[str, str], target: str) -> str:
    """Migrate to a migration while others ask; what that took."""
    others = {"a reader": Waiting(server, READS), "who writes": Waiting(server, WRITES), "who writes to the log": Waiting(server, LOGS)}
    threads = [threading.Thread(target=each.go_on) for each in others.values()]
    for thread in threads:
        thread.start()
    began = time.monotonic()
    try:
        manage(told, "migrate", "obligations", target, "-v", "0")
    finally:
        took = time.monotonic() - began
        for each in others.values():
            each.over.set()
        for thread in threads:
            thread.join()
    waits = ", ".join(f"{name} {each.longest:.2f} s" for name, each in others.items())
    return f"{took:.1f} s with the start of the command; longest waits: {waits}"
