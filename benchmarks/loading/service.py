"""The service as it runs in a deployment, gunicorn over PostgreSQL, on a free port of this machine."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection

# Each request in flight has a thread, so that a short one need not wait until a long one has ended; no process takes more than that. There are
# more processes than processors, so that the kernel shares these evenly between Python and the database's own processes; each keeps to one of them.
# Threads of one process take turns, and each answer of the database waits for one: with more threads in a process, what asks much waits longer.
PROCESSES, THREADS = 20, 3
PATIENCE = 60  # seconds until the service answers


@contextmanager
def serving() -> Iterator[int]:
    """Start the service on the database that the environment names, give its port, and stop it at the end."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    command = [sys.executable, "-m", "gunicorn", "tracker.wsgi", "--bind", f"127.0.0.1:{port}", "--worker-class", "gthread"]
    limits = ["--config", "python:tracker.serving"]
    limits += ["--workers", str(PROCESSES), "--threads", str(THREADS), "--worker-connections", str(THREADS), "--keep-alive", "0"]
    quiet = ["--log-level", "error", "--timeout", "120"]
    settings = {"LOG_LEVEL": "ERROR", "BENCH_KEPT_FIGURES": "200000", "PIN_WORKERS": "1"}
    server = subprocess.Popen([*command, *limits, *quiet], env={**os.environ, **settings})
    try:
        _wait(port, server)
        yield port
    finally:
        server.terminate()
        server.wait(30)


def _wait(port: int, server: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and server.poll() is None:
        try:
            connection = HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", "/healthz")
            if connection.getresponse().status == 200:
                return
        except OSError:
            time.sleep(0.2)
    raise RuntimeError("The service did not start.")
