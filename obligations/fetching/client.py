"""One download from the document service: only from its own host, no longer and no larger than allowed, without cookies."""

from __future__ import annotations

import ssl
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC
from email.utils import parsedate_to_datetime
from http import HTTPStatus

import httpcore

from obligations.fetching.address import Service
from obligations.fetching.failures import NotFetched
from obligations.fetching.network import Deadline, Guarded, Resolve, resolve
from obligations.fetching.symbols import Symbol

MOST_REDIRECTS = 5
MB = 1024 * 1024
ACCEPTED = "application/pdf, application/vnd.openxmlformats-officedocument.wordprocessingml.document, application/msword, */*;q=0.5"
SENDS_ON = (301, 302, 303, 307, 308)
ABSENT = (HTTPStatus.NO_CONTENT, HTTPStatus.NOT_FOUND, HTTPStatus.GONE)
GZIP = 16 + zlib.MAX_WBITS


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked for, for messages."""

    symbol: Symbol
    language: str
    address: str


class Held(NotFetched):
    """The service asked for a pause; `seconds` of it are None where it did not say how long."""

    def __init__(self, code: str, seconds: int | None, **params: str | int) -> None:
        super().__init__(code, **params)
        self.seconds = seconds


class Download:
    """Takes one file from the service. `largest` bytes at most; what arrives is counted, whatever was announced."""

    def __init__(self, service: Service, wanted: Wanted, deadline: Deadline, *, largest: int, resolve: Resolve = resolve) -> None:
        self.service = service
        self.wanted = wanted
        self.deadline = deadline
        self.largest = largest
        self._resolve = resolve

    def take(self) -> tuple[bytes, str]:
        """The file and the address it came from in the end. Raises NotFetched."""
        backend = Guarded(self.service, self.deadline, resolve=self._resolve)
        try:
            with httpcore.ConnectionPool(ssl_context=ssl.create_default_context(), max_connections=1, network_backend=backend) as pool:
                return self._followed(pool)
        except httpcore.TimeoutException as error:
            raise self._failed("slow") from error
        except httpcore.ConnectError as error:
            raise self._failed("offline") from error
        except (httpcore.NetworkError, httpcore.ProtocolError, zlib.error) as error:
            raise self._failed("broken") from error

    def _followed(self, pool: httpcore.ConnectionPool) -> tuple[bytes, str]:
        address = self.wanted.address
        for _ in range(1 + MOST_REDIRECTS):
            with pool.stream("GET", address, headers=self._headers()) as response:
                if response.status not in SENDS_ON:
                    return self._content(response), address
                address = self.service.sent_on(address, _header(response, b"location"))
        raise self._failed("going_round")

    def _headers(self) -> list[tuple[bytes | str, bytes | str]]:
        """No cookie is ever among them, because none is kept."""
        return [
            ("User-Agent", self.service.agent),
            ("Accept", ACCEPTED),
            ("Accept-Language", self.wanted.language),
            ("Accept-Encoding", "identity"),
            ("Connection", "close"),
        ]

    def _content(self, response: httpcore.Response) -> bytes:
        self._check(response)
        announced = _header(response, b"content-length")
        if announced.isascii() and announced.isdigit() and int(announced[:20]) > self.largest:
            raise self._too_large()
        encoding = _header(response, b"content-encoding").strip().lower()
        content = self._gathered(response.iter_stream(), _unpacker(encoding, self))
        if not content:
            raise self._failed("not_found", language=self.wanted.language)
        return content

    def _check(self, response: httpcore.Response) -> None:
        """Raises NotFetched for every answer that brings no file."""
        status = response.status
        if status == HTTPStatus.OK:
            return
        if status in ABSENT:
            raise self._failed("not_found", language=self.wanted.language)
        if status == HTTPStatus.TOO_MANY_REQUESTS or (status == HTTPStatus.SERVICE_UNAVAILABLE and _header(response, b"retry-after")):
            pause = retry_after(_header(response, b"retry-after"), date=_header(response, b"date"))
            raise Held("failing", pause, host=self.service.host, status=status)
        if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            raise self._failed("failing", status=status)
        raise self._failed("refused", status=status, address=self.wanted.address)

    def _gathered(self, pieces: Iterator[bytes], unpacker: zlib._Decompress | None) -> bytes:
        content = bytearray()
        for piece in pieces:
            self.deadline.step()
            content += unpacker.decompress(piece, self.largest + 1 - len(content)) if unpacker else piece
            if len(content) > self.largest:
                raise self._too_large()
        if unpacker and content and not unpacker.eof:
            raise self._failed("broken")
        return bytes(content)

    def _too_large(self) -> NotFetched:
        return NotFetched("too_large", symbol=str(self.wanted.symbol), limit=f"{self.largest / MB:g}")

    def _failed(self, code: str, **more: str | int) -> NotFetched:
        return NotFetched(code, **{"host": self.service.host, "symbol": str(self.wanted.symbol), **more})


def retry_after(value: str, *, date: str) -> int | None:
    """The seconds of a Retry-After: a number, or a moment, which is compared with that of the answer (its Date). None where it says nothing."""
    if value.isascii() and value.isdigit():
        return int(value[:9])
    try:
        until, now = (parsedate_to_datetime(text) for text in (value, date))
    except (TypeError, ValueError):
        return None
    seconds = (until.replace(tzinfo=until.tzinfo or UTC) - now.replace(tzinfo=now.tzinfo or UTC)).total_seconds()
    return max(0, round(seconds))


def _unpacker(encoding: str, download: Download) -> zlib._Decompress | None:
    """What unpacks an answer that comes packed although that was not asked for."""
    if encoding in ("", "identity"):
        return None
    if encoding in ("gzip", "x-gzip"):
        return zlib.decompressobj(GZIP)
    raise NotFetched("packed", host=download.service.host, symbol=str(download.wanted.symbol), encoding=encoding[:20])


def _header(response: httpcore.Response, name: bytes) -> str:
    """A header of an answer, empty where it has none."""
    return next((value.decode("latin-1") for key, value in response.headers if key.lower() == name), "")
