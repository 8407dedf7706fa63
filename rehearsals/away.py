"""The database is gone for ten seconds under load: people and programs are told, nothing is lost, everything goes on by itself."""

from __future__ import annotations

import json
import tempfile
import time
from pathlib import Path

from rehearsals.failover import compare, figures
from rehearsals.load import Load, ask
from rehearsals.seen import Seen
from rehearsals.servers import primary, url
from rehearsals.web import environment, prepare, serving

GONE = 10.0  # seconds


def rehearse() -> Seen:
    """Stop the server, look at what is answered, start it again."""
    seen = Seen()
    with tempfile.TemporaryDirectory(prefix="tracker-rehearsal-") as folder, primary() as server:
        data = Path(folder)
        told = environment(data, url(server))
        secrets = prepare(told)
        with serving(told, data / "web.log") as door:
            load = Load(door, secrets)
            load.start(anonymous=2, signed_in=1, writers=2)
            try:
                time.sleep(3)
                stopped = time.monotonic()
                server.stop()
                time.sleep(1)
                look(seen, door)
                time.sleep(max(0.0, GONE - (time.monotonic() - stopped)))
                server.start()
                back = time.monotonic()
                time.sleep(5)
            finally:
                load.stop()
            seen.note(f"the server was away for {back - stopped:.1f} s")
            for kind, answers in load.answers.items():
                seen.note(f"{kind}: {figures(answers, stopped)}")
                late = [answer for answer in answers if not answer.good and answer.sent > back + 2]
                seen.check(not late, f"{kind}: {len(late)} requests failed later than two seconds after it was back; no process was started anew")
            compare(seen, load, server)
    return seen


def look(seen: Seen, door: str) -> None:
    """What is answered meanwhile."""
    for language, words in (("zh-hans", "数据库暂时没有响应"), ("en", "The database does not answer")):
        answer, content = ask(door, "GET", "/documents/", headers={"Accept-Language": language})
        seen.check(
            answer.status == 503 and words in content.decode(), f"a page ({language}): {answer.status} after {answer.took:.2f} s, in its words"
        )
    answer, content = ask(door, "GET", "/api/v1/documents/")
    told = json.loads(content or b"{}")
    seen.check((answer.status, told.get("type")) == (503, "urn:problem:database-away"), f"a program: {answer.status}, {told.get('type')}")
    alive, _content = ask(door, "GET", "/healthz")
    ready, _content = ask(door, "GET", "/readyz")
    seen.check((alive.status, ready.status) == (200, 503), f"/healthz {alive.status}, /readyz {ready.status}")
