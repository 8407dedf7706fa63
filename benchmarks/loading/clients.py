"""Readers and writers, each asking again as soon as they are answered, until the time is over."""

from __future__ import annotations

import asyncio
import json
import random
import time
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

HOST = "127.0.0.1"
Addresses = Mapping[str, Sequence[str]]  # what may be asked, by the name under which its times are kept
Cells = Sequence[tuple[str, str]]  # an obligation and an actor, about whom nothing is recorded

CONTENT = {"status": "none_found", "summary": "未见资料。", "sources": "联合国文件", "as_of": "2026-06-30", "based_on": None, "submit": True}


@dataclass(frozen=True, slots=True)
class Who:
    """The headers of the reader and of those who write."""

    reader: Mapping[str, str]
    writers: Sequence[Mapping[str, str]]


@dataclass(slots=True)
class Seen:
    """What was answered: seconds by name of what was asked, what went wrong, and what writers were told was written."""

    times: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    errors: list[str] = field(default_factory=list)
    written: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Line:
    """A connection that is kept, and the headers of who speaks on it."""

    port: int
    headers: Mapping[str, str]
    streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def ask(self, method: str, path: str, body: Any = None) -> tuple[int, bytes]:
        """The status and the body of an answer. Raises OSError or asyncio.IncompleteReadError where the line breaks."""
        if self.streams is None:
            self.streams = await asyncio.open_connection(HOST, self.port)
        reader, writer = self.streams
        content = b"" if body is None else json.dumps(body).encode()
        headers = {"Host": "localhost", "Content-Length": str(len(content)), **self.headers}
        headers |= {"Content-Type": "application/json", "Idempotency-Key": str(uuid4())} if method == "POST" else {}
        head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        writer.write(f"{method} {path} HTTP/1.1\r\n{head}\r\n".encode() + content)
        await writer.drain()
        return await self._answer(reader, writer)

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> tuple[int, bytes]:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        said = {name.lower(): value.strip() for name, _colon, value in (line.partition(":") for line in head[1:] if line)}
        body = b""
        if said.get("transfer-encoding") == "chunked":
            while size := int(await reader.readline(), 16):
                body += (await reader.readexactly(size + 2))[:-2]
            await reader.readexactly(2)
        else:
            body = await reader.readexactly(int(said.get("content-length", "0")))
        if said.get("connection", "").lower() == "close":
            writer.close()
            self.streams = None
        return int(head[0].split()[1]), body


async def reading(line: Line, addresses: Addresses, seen: Seen, *, dice: random.Random, over: Callable[[], bool]) -> None:
    """Ask for one address after another, each kind as often as the others."""
    while not over():
        name = dice.choice(list(addresses))
        await _timed(line, seen, name, "GET", dice.choice(addresses[name]), expected=200)


async def writing(line: Line, cells: Cells, seen: Seen, *, over: Callable[[], bool]) -> None:
    """Record a status on one cell after another and hand it in."""
    for obligation, actor in cells:
        if over():
            return
        body = {**CONTENT, "obligation": obligation, "actor": actor}
        said = await _timed(line, seen, "write", "POST", "/api/v1/assessments/", body, expected=201)
        if said is not None:
            seen.written.append(f"{obligation}/{actor}/{json.loads(said)['version']}")
    raise RuntimeError("A writer has no cell left: give each more of them.")


async def _timed(line: Line, seen: Seen, name: str, method: str, path: str, body: Any = None, *, expected: int) -> bytes | None:
    began = time.perf_counter()
    try:
        status, said = await line.ask(method, path, body)
    except (OSError, asyncio.IncompleteReadError) as error:
        line.streams = None
        seen.errors.append(f"{method} {path}: {error!r}")
        return None
    if status != expected:
        seen.errors.append(f"{method} {path}: {status} {said[:200]!r}")
        return None
    seen.times[name].append(time.perf_counter() - began)
    return said
