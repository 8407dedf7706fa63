"""`python -m benchmarks.rivals.streaming SIZE`: send every version as CSV to a member of staff; print rows, seconds and the most memory.

A process of its own, for the most memory that a process took never goes down.
"""

from __future__ import annotations

import json
import resource
import sys
from pathlib import Path

ADDRESS = "/api/v1/assessments/?format=csv&history=true"


def main(size: str) -> None:
    """Send them and print the figures as JSON. Every piece is dropped as soon as it is made, as a server does that has sent it."""
    from benchmarks.rivals import databases

    databases.use(size)
    from django.contrib.auth.models import User
    from django.test import Client

    from benchmarks.rivals.clock import work

    client = Client(SERVER_NAME="localhost")
    client.force_login(User.objects.get(username="bench-analyst-1"))
    began = work()
    answer = client.get(ADDRESS)
    if answer.status_code != 200:
        raise RuntimeError(f"{ADDRESS} answers {answer.status_code}")
    lines = sum(piece.count(b"\r\n") for piece in answer.streaming_content)
    seconds = work() - began
    print(json.dumps({"rows": lines, "seconds": seconds, "megabytes": peak_megabytes()}))


def peak_megabytes() -> float:
    """The most memory this program took. `ru_maxrss` would do nearly everywhere, but on Linux it begins with what the parent took."""
    status = Path("/proc/self/status")
    if not status.exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM:"))
    return int(line.split()[1]) / 1024


if __name__ == "__main__":
    main(sys.argv[1])
