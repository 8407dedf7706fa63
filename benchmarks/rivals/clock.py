"""A clock that counts what an answer costs: the time of the processor here and in the database's process, whatever else the machine does."""

from __future__ import annotations

import time
from pathlib import Path

NANO = 1e9


def work() -> float:
    """Seconds of the processor that this process and its connection's process in the database have used; where the latter is not told (a server
    elsewhere, a system without /proc), seconds on the clock.
    """
    from django.db import connection

    connection.ensure_connection()
    told = Path(f"/proc/{connection.connection.info.backend_pid}/schedstat")
    try:
        return time.process_time() + int(told.read_text().split()[0]) / NANO
    except OSError:
        return time.perf_counter()
