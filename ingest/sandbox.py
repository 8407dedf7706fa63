"""Read untrusted files apart: in processes of their own, with limits of time and memory, that write no files and start no programs.

A file that brings its reader down, or keeps it too long, is refused with a sentence like any other, and the next file finds a new process. What
comes back is checked against the records (`ingest.exchange`): a process that a file has taken over can lie about the file, and nothing else.
"""

from __future__ import annotations

import json
import logging
import os
import pickle
import queue
import re
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Generator, Iterable
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import date
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

from ingest.exchange import Malformed, receive, record_of, send
from ingest.lexicon import Lexicon
from ingest.problems import REFUSALS, Refusal
from ingest.readers.forms import form_of
from ingest.reading import Reading
from ingest.records import Params
from ingest.unreadable import Unreadable

logger = logging.getLogger(__name__)

ROOT = Path(__file__).resolve().parent.parent
MOST_ANSWERED = 64 * 1024 * 1024  # bytes; the longest record takes under 1 MB
WAITING = 3  # times the time of the processor that is waited for an answer: others may need the processor too
AHEAD = 4  # files for each process that are on their way, so that none waits for the next
FILES = 250  # that a process reads before another takes its place
ENDING = 5  # seconds that a process which has closed its pipe is given to come to its end
TOLD = 2000  # characters of a traceback that are logged


@dataclass(frozen=True, slots=True)
class Limits:
    """What reading one file may cost: seconds of the processor, megabytes of address space. `converts` lets it run another program on files."""

    seconds: int = 10
    megabytes: int = 480
    converts: bool = False


LIMITS = Limits()
CONVERTING = Limits(seconds=70, megabytes=4096, converts=True)  # an office program is large and slow to start
CONVERTED = ("ole", "rtf")  # forms that are read by way of a converter


@dataclass(frozen=True, slots=True)
class Sent:
    """A file that was sent: its content, its name for messages, and of its document what is known: symbol, day of adoption, meeting.

    `number` is the sender's own.
    """

    content: bytes
    name: str
    symbol: str | None = None
    number: int = 0
    adopted_on: date | None = None
    meeting: str | None = None


@dataclass(frozen=True, slots=True)
class Result:
    """What became of a file: its reading, or why there is none."""

    sent: Sent
    reading: Reading | None = None
    refusal: Unreadable | None = None


class Sandbox:
    """A process for reading files one after the other. Made when the first file comes, ended with the `with` block. Not for several threads."""

    def __init__(self, lexicon: Lexicon, *, limits: Limits = LIMITS) -> None:
        self.lexicon = lexicon
        self.limits = limits
        self.ended = False
        self._process: subprocess.Popen[bytes] | None = None
        self._errors: IO[bytes] | None = None
        self._read = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.end()

    def read(self, sent: Sent) -> Reading:
        """What a file says. Raises Unreadable with a sentence, also where reading took too long or too much, or broke off."""
        if not self.limits.converts and form_of(sent.content) in CONVERTED:
            with Sandbox(self.lexicon, limits=CONVERTING) as wider:
                return wider.read(sent)
        late = threading.Event()
        try:
            process = self._started()
            watch = threading.Timer(WAITING * self.limits.seconds, _kill_late, (process, late))
            watch.start()
            try:
                reading = _reading(_asked(process, sent), sent, self.limits)
            finally:
                watch.cancel()
        except (OSError, EOFError, Malformed) as error:
            raise self._fallen(sent, error, late=late.is_set()) from error
        self._read += 1
        if self._read >= FILES:
            self._stop()
        return reading

    def end(self) -> None:
        """End the process; another thread may call it, and what is being read then is refused."""
        self.ended = True
        self._stop()

    def _started(self) -> subprocess.Popen[bytes]:
        """The process, which has been told its limits and its words. It gets no variable of ours: no key, no address of a database."""
        if self._process is None:
            self._errors = tempfile.TemporaryFile()  # noqa: SIM115  (closed with the process)
            self._process = subprocess.Popen(  # nosec B603 # this Python and a module of ours
                [sys.executable, "-B", "-m", "ingest.worker"],
                cwd=ROOT,
                env={"PATH": os.environ.get("PATH", os.defpath), "LANG": "C.UTF-8", "PYTHONPATH": str(ROOT), "MALLOC_ARENA_MAX": "2"},
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=self._errors,
                start_new_session=True,  # so that a Ctrl-C reaches the parent alone
            )
            given = _pipe(self._process.stdin)
            send(given, json.dumps(asdict(self.limits)).encode())
            send(given, pickle.dumps((self.lexicon.language, self.lexicon.raw)))
        return self._process

    def _fallen(self, sent: Sent, error: Exception, *, late: bool) -> Unreadable:
        """Why there is no answer, for the person who sent the file; for those who run the service the log has what the process said."""
        code = self._stop(waiting=not isinstance(error, Malformed))
        if late or code == -signal.SIGXCPU:
            return Refusal("reading_too_long", name=sent.name, seconds=self.limits.seconds)
        return Refusal("reading_broke_off", name=sent.name)

    def _stop(self, *, waiting: bool = False) -> int | None:
        """End the process, or with `waiting` let it come to its end. Returns its exit code, None where there was no process."""
        process, self._process, self._read = self._process, None, 0
        if process is None:
            return None
        with suppress(subprocess.TimeoutExpired):
            process.wait(ENDING if waiting else 0)
        process.kill()
        code = process.wait()
        for pipe in (process.stdin, process.stdout):
            with suppress(BrokenPipeError):  # what was not sent yet
                _pipe(pipe).close()
        self._log(code)
        return code

    def _log(self, code: int) -> None:
        """Put into the log what the process said before it ended by itself."""
        errors, self._errors = self._errors, None
        if errors is None:
            return
        with errors:
            errors.seek(0)
            said = errors.read().decode("utf-8", "replace").strip()
        if said and not self.ended:
            logger.error("The process that reads files ended with %s: %s", code, said[-TOLD:])


def parse_apart(
    content: bytes,
    *,
    name: str,
    symbol: str | None,
    lexicon: Lexicon,
    seconds: int = LIMITS.seconds,
    megabytes: int = LIMITS.megabytes,
    adopted_on: date | None = None,
    meeting: str | None = None,
) -> Reading:
    """What one untrusted file says, read in a process that is made for it. Raises Unreadable with one sentence."""
    with Sandbox(lexicon, limits=Limits(seconds, megabytes)) as sandbox:
        return sandbox.read(Sent(content, name, symbol, adopted_on=adopted_on, meeting=meeting))


def parse_many(
    files: Iterable[Sent], *, lexicon: Lexicon, processes: int | None = None, limits: Limits = LIMITS
) -> Generator[Result, None, None]:
    """What many untrusted files say, in the order in which they are done; `processes` of them are read at once (all processors, if not told).

    `files` may be a generator: only a few are taken ahead of what is being read.
    """
    count = processes or processors()
    sandboxes = [Sandbox(lexicon, limits=limits) for _ in range(count)]
    idle: queue.SimpleQueue[Sandbox] = queue.SimpleQueue()
    for sandbox in sandboxes:
        idle.put(sandbox)
    source = iter(files)
    threads = ThreadPoolExecutor(count)
    try:
        under_way = {threads.submit(_result, sent, idle) for sent in islice(source, AHEAD * count)}
        while under_way:
            done, under_way = wait(under_way, return_when=FIRST_COMPLETED)
            under_way |= {threads.submit(_result, sent, idle) for sent in islice(source, len(done))}
            for one in done:
                yield one.result()
    finally:
        threads.shutdown(wait=False, cancel_futures=True)
        for sandbox in sandboxes:
            sandbox.end()
        threads.shutdown()


def processors() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _result(sent: Sent, idle: queue.SimpleQueue[Sandbox]) -> Result:
    sandbox = idle.get()
    try:
        return Result(sent, reading=sandbox.read(sent))
    except Unreadable as error:
        return Result(sent, refusal=error)
    finally:
        idle.put(sandbox)


# What goes over the pipes -------------------------------------------------------------------------------------------
def _asked(process: subprocess.Popen[bytes], sent: Sent) -> Any:
    given = _pipe(process.stdin)
    day = sent.adopted_on.isoformat() if sent.adopted_on else None
    send(given, json.dumps({"name": sent.name, "symbol": sent.symbol, "adopted_on": day, "meeting": sent.meeting}).encode())
    send(given, sent.content)
    said = receive(_pipe(process.stdout), most=MOST_ANSWERED)
    try:
        return json.loads(said)
    except (ValueError, RecursionError) as error:
        raise Malformed("no JSON") from error


def _reading(answer: Any, sent: Sent, limits: Limits) -> Reading:
    """The reading in an answer. Raises Unreadable where the answer is a refusal, Malformed where it is no answer."""
    match answer:
        case {"reading": plain}:
            return record_of(Reading, plain)
        case {"too_large": True}:
            raise Refusal("reading_too_large", name=sent.name, megabytes=limits.megabytes)
        case {"refused": str(code), "params": params} if code in REFUSALS:
            raise Refusal(code, name=sent.name, **_params(code, params))
        case {"unreadable": str(sentence)}:
            raise Unreadable(sentence[:TOLD])
    raise Malformed("no answer")


def _params(code: str, params: Any) -> dict[str, str | int]:
    """The params of a refusal: those that its sentence names."""
    found = record_of(_Filled, [params]).params
    named = set(re.findall(r"%\((\w+)\)s", REFUSALS[code].what))
    if not named <= set(found):
        raise Malformed(f"params of {code}")
    return {name: found[name] for name in named}


@dataclass(frozen=True, slots=True)
class _Filled:
    params: Params


def _pipe(pipe: IO[bytes] | None) -> Any:
    if pipe is None:
        raise TypeError("the process was started without this pipe")
    return pipe


def _kill_late(process: subprocess.Popen[bytes], late: threading.Event) -> None:
    late.set()
    process.kill()
