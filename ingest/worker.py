"""The process in which untrusted files are read: `python -m ingest.worker`, started by `ingest.sandbox` and spoken to over its pipes.

Before it sees a file it gives up what reading does not need: more memory than it is allowed, writing files, starting programs, opening files but
those of the program itself, connections, and for each file more time of the processor than one may take. An error of the program ends it with
a traceback; the parent starts another one.
"""

from __future__ import annotations

import json
import math
import os
import pickle
import resource
import sys
import sysconfig
from datetime import date
from pathlib import Path
from typing import Any, BinaryIO

from ingest.confinement import shut_in
from ingest.exchange import as_plain, receive, send
from ingest.lexicon import Lexicon
from ingest.problems import Refusal
from ingest.reading import read_and_parse
from ingest.unreadable import Unreadable

MOST_GIVEN = 256 * 1024 * 1024  # bytes of a file or a lexicon; readers refuse much smaller ones
# What is loaded late: modules, libraries, fonts. No data of ours stands there.
MODULES = [str(sysconfig.get_path(name)) for name in ("stdlib", "platstdlib", "purelib", "platlib")]
READABLE = [folder.resolve() for folder in (Path(__file__).parent, *map(Path, (*MODULES, "/usr/lib", "/usr/lib64", "/usr/share/fonts")))]
LONGEST_TRACEBACK = 64 * 1024  # bytes that may be written, all of them about an error


def main() -> int:
    """Answer the parent until it closes the pipe. Returns the exit code."""
    given, answers = _pipes()
    limits = json.loads(receive(given, most=MOST_GIVEN))
    language, raw = pickle.loads(receive(given, most=MOST_GIVEN))  # nosec B301 # noqa: S301  (from the parent, never from a file)
    lexicon = Lexicon(language, raw)
    _give_up(limits["megabytes"], converts=limits["converts"])
    while True:
        try:
            request = json.loads(receive(given, most=MOST_GIVEN))
        except EOFError:
            return 0
        content = receive(given, most=MOST_GIVEN)
        _allow(limits["seconds"])
        send(answers, json.dumps(answer(content, request, lexicon)).encode())


def answer(content: bytes, request: dict[str, Any], lexicon: Lexicon) -> dict[str, Any]:
    """What is found in a file, or why it is refused, as plain values. Any other error is one of the program and is not caught."""
    try:
        return {"reading": as_plain(read_and_parse(content, lexicon=lexicon, **known(request)))}
    except Refusal as error:
        return {"refused": error.code, "params": error.params, "name": error.name}
    except Unreadable as error:
        return {"unreadable": str(error)}
    except MemoryError:
        return {"too_large": True}


def known(request: dict[str, Any]) -> dict[str, Any]:
    """What the parent knows of a file: its name, and what its sender gave of the document."""
    day = request["adopted_on"]
    return {
        "name": request["name"],
        "symbol": request["symbol"],
        "adopted_on": date.fromisoformat(day) if day else None,
        "meeting": request["meeting"],
    }


def _pipes() -> tuple[BinaryIO, BinaryIO]:
    """Where requests come from and where answers go. What a library prints goes with the errors."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    return sys.stdin.buffer, answers


def _give_up(megabytes: int, *, converts: bool) -> None:
    """Set the limits for good: a hard limit cannot be raised again."""
    memory = megabytes * 1024 * 1024
    if sys.platform == "linux":  # elsewhere the kernel does not keep to it
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if converts:  # a converter writes and reads files, and is a process of its own
        return
    resource.setrlimit(resource.RLIMIT_FSIZE, (LONGEST_TRACEBACK, LONGEST_TRACEBACK))
    resource.setrlimit(resource.RLIMIT_NPROC, (0, 0))  # for root the kernel does not keep to it
    shut_in(READABLE)


def _allow(seconds: int) -> None:
    """Let the process have so much more time of the processor; then the kernel ends it."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    most = resource.getrlimit(resource.RLIMIT_CPU)[1]
    resource.setrlimit(resource.RLIMIT_CPU, (math.ceil(used.ru_utime + used.ru_stime) + seconds, most))


if __name__ == "__main__":
    sys.exit(main())
