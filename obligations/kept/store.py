"""Values kept in the process for those of the same rights, all of them let go when the log has told them something."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from threading import Lock
from typing import TYPE_CHECKING, Any, TypeVar, cast
from uuid import UUID, uuid4

from cachetools import TTLCache
from django.conf import settings
from django.db import connections
from django.utils.translation import get_language

from obligations.feed.sight import rights_of
from obligations.kept.log import Seen, reading
from obligations.querysets import is_staff

if TYPE_CHECKING:
    from obligations.querysets.roles import Person

T = TypeVar("T")

LONGEST = 600  # seconds that anything is kept, whatever the log says
LARGEST = 1 / 2  # of the room; what takes more is not kept


class Store:
    """What is kept in this process. Threads may use it at once; two may compute the same value, of which one stays."""

    def __init__(self, room: int) -> None:
        self.room = room
        self._lock = Lock()
        self._places: TTLCache[Hashable, tuple[UUID, Seen]] = TTLCache(256, LONGEST)
        self._values: TTLCache[Hashable, tuple[int, Any]] = TTLCache(max(room, 1), LONGEST, getsizeof=lambda kept: kept[0])

    def version(self, user: Person) -> UUID | None:
        """A name for all that somebody may see now: the same as long as it is the same. None where nothing is kept: for staff, and within a
        transaction, which may see what nobody else does.
        """
        if not self.room or is_staff(user) or in_transaction():
            return None
        whose = (rights_of(user), reading())
        with self._lock:
            known = self._places.get(whose)
        seen = known[1].still(user) if known else None
        found = (known[0], seen) if known and seen else (uuid4(), Seen.now())
        if found != known:
            with self._lock:
                self._places[whose] = found
        return found[0]

    def get(self, key: Hashable) -> tuple[int, Any] | None:
        """A value in a tuple with its size, or None."""
        with self._lock:
            return self._values.get(key)

    def put(self, key: Hashable, value: Any, size: int) -> None:
        """Keep a value, in the place of those that nobody asked for the longest time."""
        if size <= self.room * LARGEST:
            with self._lock:
                self._values[key] = (size, value)

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._places.clear()
            self._values.clear()


def in_transaction() -> bool:
    """Whether what is read is read within a transaction."""
    return connections[reading()].in_atomic_block


store = Store(settings.KEPT_FIGURES)


@dataclass(frozen=True, slots=True)
class Kept:
    """What is kept for somebody while one request of theirs is answered. `version` is None for whom nothing is kept."""

    version: UUID | None

    @classmethod
    def of(cls, user: Person) -> Kept:
        """Asks the log, once."""
        return cls(store.version(user))

    def figure(
        self, name: str, *about: Hashable, compute: Callable[[], T], size: Callable[[T], int] = lambda _value: 1, worded: bool = True
    ) -> T:
        """What `compute` gives, kept under a name and what it is about, such as the day and the parameters; with `worded` for this language alone.

        It is given to many at once, so nobody may change it. `size` says how many rows it holds, of which there is room for some
        (`settings.KEPT_FIGURES`).
        """
        if self.version is None:
            return compute()
        key = (self.version, name, get_language() if worded else "", *about)
        found = store.get(key)
        if found is None:
            value = compute()
            store.put(key, value, size(value))
            return value
        return cast("T", found[1])
