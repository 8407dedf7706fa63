"""A primary dies under load; its standby, which every commit waited for, takes over.

Two web processes and a balancer; both servers are named in DATABASE_URL, and the standby in REPLICA_URL. The primary's processes are killed, the
watch beside the servers notices, and promotes; nothing is configured anew.
"""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

from rehearsals.load import Answer, Load
from rehearsals.seen import Seen
from rehearsals.servers import Server, primary, standby, url
from rehearsals.web import environment, prepare, serving

BEFORE, AFTER = 8.0, 12.0  # seconds of load before the primary dies, and after somebody writes again
NOTICED_AFTER = 3  # questions that stay without an answer, one each half a second


def rehearse() -> Seen:
    """Kill the primary under load, promote, and compare what was acknowledged with what is there."""
    seen = Seen()
    with tempfile.TemporaryDirectory(prefix="tracker-rehearsal-") as folder, primary() as first:
        data = Path(folder)
        secrets = prepare(environment(data, url(first)))
        with standby(first) as second:
            told = environment(data, url(first, second), REPLICA_URL=url(second))
            with serving(told, data / "web.log") as door:
                load = Load(door, secrets)
                load.start()
                try:
                    moments = story(first, second, load)
                finally:
                    load.stop()
                tell(seen, load, *moments)
                compare(seen, load, second)
    return seen


def story(first: Server, second: Server, load: Load) -> tuple[float, float, float]:
    """When the primary died, when the standby took over, and when somebody wrote again."""
    time.sleep(BEFORE)
    first.kill()
    died, silent = time.monotonic(), 0
    while silent < NOTICED_AFTER:
        silent = 0 if first.answers() else silent + 1
        time.sleep(0.5)
    second.promote()
    promoted = written = time.monotonic()
    while written < promoted + 60:
        again = [answer.sent + answer.took for answer in load.answers["writers"] if answer.good and answer.sent > died]
        if again:
            written = min(again)
            break
        time.sleep(0.05)
        written = time.monotonic()
    time.sleep(AFTER)
    return died, promoted, written


def tell(seen: Seen, load: Load, died: float, promoted: float, written: float) -> None:
    """The figures."""
    seen.note(f"primary killed; promoted after {promoted - died:.1f} s, of which {NOTICED_AFTER * 0.5:.1f} s to be sure that it is gone")
    seen.note(f"writing again {written - died:.1f} s after its end")
    for kind, answers in load.answers.items():
        seen.note(f"{kind}: {figures(answers, died)}")
    seen.note(f"writes: {len(load.acknowledged)} acknowledged, {load.sent_again} requests sent again under their key")
    late = [answer for answers in load.answers.values() for answer in answers if not answer.good and answer.sent > written + 3]
    seen.check(not late, f"{len(late)} requests failed later than three seconds after writing began again")
    seen.check(not load.gone_wrong, f"{len(load.gone_wrong)} writes were refused {load.gone_wrong[:2]}")


def figures(answers: list[Answer], died: float) -> str:
    """How many requests, how many failed and in which seconds after the primary's end."""
    lost = [answer for answer in answers if not answer.good]
    took = sorted(answer.took for answer in answers if answer.good) or [0.0]
    when = f", from {lost[0].sent - died:.1f} s to {lost[-1].sent + lost[-1].took - died:.1f} s after its end" if lost else ""
    kinds = {status: sum(answer.status == status for answer in lost) for status in sorted({answer.status for answer in lost})}
    said = ", ".join(f"{count} × {status or 'connection broken'}" for status, count in kinds.items())
    speed = f"p50 {took[len(took) // 2] * 1000:.0f} ms, longest {took[-1] * 1000:.0f} ms"
    return f"{len(answers)} requests, {len(lost)} lost{f' ({said})' if said else ''}{when}; {speed}"


def compare(seen: Seen, load: Load, now: Server) -> None:
    """What was acknowledged, and what is there."""
    stored = [str(row[0]) for row in now.ask("SELECT text FROM obligations_comment WHERE text LIKE 'rehearsal %'")]
    lost, twice = set(load.acknowledged) - set(stored), len(stored) - len(set(stored))
    seen.check(not lost, f"{len(lost)} acknowledged writes lost")
    seen.check(not twice, f"{twice} writes stored twice")
    logged = now.ask("SELECT count(*) FROM obligations_event WHERE action LIKE 'comment.%' AND after::text LIKE '%rehearsal %'")[0][0]
    seen.note(f"{len(stored)} comments are stored, {logged} entries of the log say so")
