"""A document service on this machine that gives the answers it is told to give, good and bad."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.test import override_settings

from obligations.fetching import NotFetched
from obligations.fetching.pace import Pace

Answer = Callable[["Handler"], None]
PDF = b"%PDF-1.7\n" + b"0123456789abcdef" * 64


class Handler(BaseHTTPRequestHandler):
    """Gives the next answer; the last one again and again."""

    protocol_version = "HTTP/1.1"
    server: DocumentService

    def do_GET(self) -> None:
        """One request."""
        self.server.asked.append((self.path, {name.lower(): value for name, value in self.headers.items()}))
        answers = self.server.answers
        answer = answers.pop(0) if len(answers) > 1 else answers[0]
        try:
            answer(self)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True

    def log_message(self, format: str, *args: object) -> None:
        """Nothing is printed."""


class DocumentService(ThreadingHTTPServer):
    """The service; `asked` is what it was asked, with headers."""

    daemon_threads = True
    block_on_close = False

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.answers: list[Answer] = [gives(PDF)]
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.ended = threading.Event()

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that goes away is what most of the tests are about."""

    @property
    def base(self) -> str:
        """Its address."""
        return f"http://127.0.0.1:{self.server_port}"


@contextmanager
def document_service() -> Iterator[DocumentService]:
    """The service, set up as the one to be asked."""
    service = DocumentService()
    thread = threading.Thread(target=service.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    given = {"DOCUMENT_SERVICE": service.base, "DOCUMENT_SERVICE_LOOPBACK_HTTP": True, "DOCUMENT_SERVICE_PAUSE": 0}
    try:
        with override_settings(**given):
            yield service
    finally:
        service.ended.set()
        service.shutdown()
        service.server_close()
        thread.join()


class Time:
    """Seconds that pass by themselves, and at once where somebody waits."""

    def __init__(self) -> None:
        self.waits: list[float] = []

    def clock(self) -> float:
        """Since any beginning."""
        return time.monotonic() + sum(self.waits)

    def sleep(self, seconds: float) -> None:
        """Wait."""
        self.waits.append(seconds)

    def pace(self) -> Pace:
        """A pace by this time."""
        return Pace(clock=self.clock, sleep=self.sleep)


@contextmanager
def failing(code: str) -> Iterator[pytest.ExceptionInfo[NotFetched]]:
    """Expect that nothing is fetched, and for this reason."""
    with pytest.raises(NotFetched) as refused:
        yield refused
    assert refused.value.code == code, str(refused.value)


def gives(content: bytes, status: int = 200, **headers: str) -> Answer:
    """An answer with this content; `retry_after="5"` is a header of it."""

    def answer(handler: Handler) -> None:
        handler.send_response(status)
        for name, value in {"content_length": str(len(content)), **headers}.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.end_headers()
        handler.wfile.write(content)

    return answer


def sends_on(location: str, status: int = 302) -> Answer:
    """A redirect."""
    return gives(b"", status, location=location)


def says(raw: bytes) -> Answer:
    """These bytes in place of an answer, then the end of the connection."""

    def answer(handler: Handler) -> None:
        handler.wfile.write(raw)
        handler.close_connection = True

    return answer


def drips(start: bytes, piece: bytes, *, every: float = 0.02) -> Answer:
    """A beginning, then a piece again and again, without end."""

    def answer(handler: Handler) -> None:
        handler.close_connection = True
        handler.wfile.write(start)
        while not handler.server.ended.wait(every):
            handler.wfile.write(piece)
            handler.wfile.flush()

    return answer
