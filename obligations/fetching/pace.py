"""One request to the document service at a time, in this process, with a pause after each, and a longer one where the service asks for it."""

from __future__ import annotations

import math
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from obligations.fetching.failures import NotFetched
from obligations.fetching.network import Deadline


class Pace:
    """Whose turn it is. `clock` gives seconds from any beginning, `sleep` waits."""

    def __init__(self, *, clock: Callable[[], float], sleep: Callable[[float], None]) -> None:
        self.clock = clock
        self._sleep = sleep
        self._lock = threading.Lock()
        self._free_at = clock()

    @contextmanager
    def turn(self, deadline: Deadline, *, host: str, pause: float) -> Iterator[None]:
        """Wait for the turn, and leave `pause` seconds after it. Raises NotFetched where the wait would be longer than the deadline allows."""
        if not self._lock.acquire(timeout=deadline.left):
            raise NotFetched("occupied")
        try:
            if self.wait > deadline.left:
                raise NotFetched("held", host=host, seconds=math.ceil(self.wait))
            if self.wait:
                self._sleep(self.wait)
            try:
                yield
            finally:
                self.hold(pause)
        finally:
            self._lock.release()

    @property
    def wait(self) -> float:
        """Seconds until the next request may be made."""
        return max(0.0, self._free_at - self.clock())

    def hold(self, seconds: float) -> None:
        """Make no request for so many seconds."""
        self._free_at = max(self._free_at, self.clock() + seconds)
