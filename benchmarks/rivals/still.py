"""The service with one file beside it, kept in memory as a server of files keeps it: for measuring what a page costs beyond its bytes."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from tracker.wsgi import application as service

FILE, ADDRESS = Path(os.environ["STILL"]).read_bytes(), os.environ["STILL_AT"]
HEADERS = [("Content-Type", "text/html; charset=utf-8"), ("Content-Encoding", "gzip"), ("Content-Length", str(len(FILE)))]


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """The file at its address, the service anywhere else."""
    if environ["PATH_INFO"] == ADDRESS:
        start_response("200 OK", HEADERS)
        return [FILE]
    return service(environ, start_response)
