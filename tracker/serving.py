"""How gunicorn runs its processes (`gunicorn --config python:tracker.serving`): with PIN_WORKERS each keeps to one processor.

Threads of one process run one at a time. Where the kernel moves them between processors, each finds there nothing of what the one before had in the
processor's cache: with sixty requests in flight a tenth of all processor time (docs/operations.md). Off unless PIN_WORKERS is 1, because workers that
share a machine with other work are better moved.
"""

from __future__ import annotations

import os
from collections import Counter
from typing import Any

PROCESSORS = sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else []  # those that this service may use; none known on macOS
IS_PINNED = os.environ.get("PIN_WORKERS") == "1" and bool(PROCESSORS)


def pre_fork(server: Any, worker: Any) -> None:
    """Called in gunicorn's own process: chooses the processor that fewest of the living workers keep to, the first of several."""
    taken = Counter(other.processor for other in server.WORKERS.values())
    worker.processor = min(PROCESSORS, key=lambda processor: taken[processor]) if IS_PINNED else None


def post_fork(_server: Any, worker: Any) -> None:
    """Called in the new worker, before it has threads."""
    if worker.processor is not None:
        os.sched_setaffinity(0, {worker.processor})
