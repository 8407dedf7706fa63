"""How far somebody has seen the log: asked in one query, exact also where transactions end in another order than they began.

Every change writes an event in its own transaction, and `feed.sight.telling` knows which events can tell whom anything: as long as none of those
came, all that was counted for them stands. What changes with the calendar writes none; whoever keeps a value names its day.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import connections, router
from django.db.models import BooleanField, Func, Q, TextField, Value

from obligations.feed.sight import telling
from obligations.feed.things import Kind
from obligations.models import Event

if TYPE_CHECKING:
    from obligations.querysets.roles import Person


class Unseen(Func):
    """Whether a transaction was not yet to be seen in a snapshot: it was running, or had not begun."""

    template = "NOT pg_visible_in_snapshot(%(expressions)s)"
    arg_joiner = "::text::xid8, "
    output_field = BooleanField()

    def __init__(self, snapshot: str) -> None:
        super().__init__("transaction", Func(Value(snapshot), template="%(expressions)s::pg_snapshot", output_field=TextField()))


@dataclass(frozen=True, slots=True)
class Seen:
    """A place in the log. On PostgreSQL a snapshot (`xmin:xmax:those running`), which says of each transaction whether it was to be seen; on
    SQLite, where one writes at a time, the last event and when it was written. `alias` names the database, of which one may be behind the other.
    """

    alias: str
    snapshot: str = ""
    last: tuple[int, datetime] | None = None

    @classmethod
    def now(cls) -> Seen:
        """Where the log stands. What is read afterwards is at least as new."""
        alias = reading()
        if has_snapshots(alias):
            with connections[alias].cursor() as cursor:
                cursor.execute("SELECT pg_current_snapshot()::text")
                return cls(alias, snapshot=cursor.fetchone()[0])
        return cls(alias, last=Event.objects.using(alias).order_by("-sequence").values_list("sequence", "at").first())

    def still(self, user: Person) -> Seen | None:
        """None if anything came since that can tell somebody anything; else the newest place in the log of which that is so, this one or a later."""
        told = telling(user, Kind)
        return self._still_in_snapshot(told) if self.snapshot else self._still_the_last(told)

    def _still_in_snapshot(self, told: Q) -> Seen | None:
        oldest = int(self.snapshot.partition(":")[0])
        since = Event.objects.using(self.alias).filter(told, Unseen(self.snapshot), transaction__gte=oldest)
        query, values = since.order_by().values("sequence").query.sql_with_params()
        with connections[self.alias].cursor() as cursor:  # both in one statement, so that they see the same
            cursor.execute(f"SELECT pg_current_snapshot()::text, EXISTS({query})", values)
            snapshot, came = cursor.fetchone()
        return None if came else Seen(self.alias, snapshot=snapshot)

    def _still_the_last(self, told: Q) -> Seen | None:
        """A log that was put back is another one, also where its numbers go as far: its event of that number was written at another time."""
        sequence = self.last[0] if self.last else 0
        since = Event.objects.using(self.alias).filter(told | Q(sequence=sequence), sequence__gte=sequence).order_by("sequence")
        return self if list(since.values_list("sequence", "at")[:2]) == ([self.last] if self.last else []) else None


def has_snapshots(alias: str) -> bool:
    """Whether many write at once in a database."""
    return connections[alias].vendor == "postgresql"


def reading() -> str:
    """The database from which this request reads."""
    return router.db_for_read(Event)
