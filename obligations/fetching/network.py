"""Connections to the document service alone: the address that its name stands for is looked at where the connection is made, so that no second
look-up can give another; and every step is held to the time that is left."""

from __future__ import annotations

import logging
import queue
import socket
import ssl
import threading
from collections.abc import Callable, Iterable
from ipaddress import ip_address
from typing import Any

import httpcore

from obligations.fetching.address import Service
from obligations.fetching.failures import NotFetched

logger = logging.getLogger(__name__)

MOST_ADDRESSES = 4  # of a host that are tried
STEP = 10.0  # seconds for one connection, one read

Resolve = Callable[[str, int, float], list[str]]
Option = tuple[int, int, int] | tuple[int, int, bytes | bytearray] | tuple[int, int, None, int]


class Deadline:
    """When something has to be done; `clock` gives seconds from any beginning."""

    def __init__(self, seconds: float, clock: Callable[[], float]) -> None:
        self.seconds = seconds
        self._clock = clock
        self._ends = clock() + seconds

    @property
    def left(self) -> float:
        """Seconds, 0 after the end."""
        return max(0.0, self._ends - self._clock())

    def step(self) -> float:
        """Seconds that one step may take. Raises httpcore.ReadTimeout where none are left."""
        left = self.left
        if not left:
            raise httpcore.ReadTimeout
        return min(left, STEP)


def resolve(host: str, port: int, seconds: float) -> list[str]:
    """The addresses that a name stands for. Raises OSError where it stands for none, httpcore.ConnectTimeout where that takes too long.

    The look-up has no limit of its own, so it is left behind in its thread when it takes too long.
    """
    found: queue.SimpleQueue[list[str] | OSError] = queue.SimpleQueue()

    def ask() -> None:
        try:
            rows = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            found.put(list(dict.fromkeys(str(row[4][0]) for row in rows)))
        except OSError as error:
            found.put(error)

    threading.Thread(target=ask, daemon=True, name="look-up of the document service").start()
    try:
        answer = found.get(timeout=seconds)
    except queue.Empty as error:
        raise httpcore.ConnectTimeout from error
    if isinstance(answer, OSError):
        raise answer
    return answer


class Guarded(httpcore.NetworkBackend):
    """Makes the connections of one download."""

    def __init__(self, service: Service, deadline: Deadline, *, resolve: Resolve = resolve) -> None:
        self._service = service
        self._deadline = deadline
        self._resolve = resolve
        self._plain = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Option] | None = None,
    ) -> httpcore.NetworkStream:
        """A connection to the first address that answers; to none if one of them may not be asked."""
        error: Exception | None = None
        for address in self._addresses(host, port):
            try:
                return _Timed(self._plain.connect_tcp(address, port, timeout=self._deadline.step()), self._service, self._deadline)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as failed:
                error = failed
        raise error or NotFetched("unknown_host", host=self._service.host)

    def _addresses(self, host: str, port: int) -> list[str]:
        try:
            found = self._resolve(host.strip("[]"), port, self._deadline.step())
        except OSError as error:
            raise NotFetched("unknown_host", host=self._service.host) from error
        if not all(self._service.lets_in(ip_address(address)) for address in found):
            logger.warning("%s stands for %s: not asked", host, ", ".join(found))
            raise NotFetched("inside", host=self._service.host)
        return found[:MOST_ADDRESSES]


class _Timed(httpcore.NetworkStream):
    """A connection of which each step has no more time than is left for all."""

    def __init__(self, stream: httpcore.NetworkStream, service: Service, deadline: Deadline) -> None:
        self._stream = stream
        self._service = service
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """What has arrived."""
        return self._stream.read(max_bytes, timeout=self._deadline.step())

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Send the request."""
        self._stream.write(buffer, timeout=self._deadline.step())

    def close(self) -> None:
        """End the connection."""
        self._stream.close()

    def start_tls(self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None) -> httpcore.NetworkStream:
        """The same, secured: only the host itself can show a certificate of that name."""
        try:
            secured = self._stream.start_tls(ssl_context, server_hostname, timeout=self._deadline.step())
        except httpcore.ConnectError as error:
            if not isinstance(error.__cause__, ssl.SSLError):
                raise
            logger.warning("No secure connection to %s: %s", self._service.host, error.__cause__)
            raise NotFetched("tls", host=self._service.host) from error
        return _Timed(secured, self._service, self._deadline)

    def get_extra_info(self, info: str) -> Any:
        """As the connection inside has it."""
        return self._stream.get_extra_info(info)
