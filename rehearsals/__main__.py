"""`python -m rehearsals [NAME…]`: rehearse all, or what is named; each prints what it did and what was seen. Exit code 0 where all held."""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable

from rehearsals import away, failover, killed, room, upgrade
from rehearsals.seen import Seen
from tests.postgres import interrupted

REHEARSALS: dict[str, Callable[[], Seen]] = {
    "failover": failover.rehearse,
    "away": away.rehearse,
    "killed": killed.rehearse,
    "room": room.rehearse,
    "upgrade": upgrade.rehearse,
}


def main(names: list[str]) -> int:
    """Rehearse. Returns the exit code: 2 for a name that is none."""
    unknown = [name for name in names if name not in REHEARSALS]
    if unknown:
        print(f"No rehearsal is called {unknown[0]}. There are: {', '.join(REHEARSALS)}.", file=sys.stderr)
        return 2
    signal.signal(signal.SIGTERM, interrupted)  # or servers would be left behind
    held = True
    for name in names or REHEARSALS:
        print(f"== {name}: {(REHEARSALS[name].__module__ and sys.modules[REHEARSALS[name].__module__].__doc__ or '').splitlines()[0]}", flush=True)
        seen = REHEARSALS[name]()
        print(seen.report(), flush=True)
        held &= seen.held
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
