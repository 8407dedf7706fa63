"""The changes feed: everything that was made or changed, in the order of the log, at least once; what somebody can no longer see is removed.

On PostgreSQL transactions end in another order than they began. The log is read in the order of transactions, and only up to the oldest
one of this database that is still running: what it will have written comes before all that is held back.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC
from hashlib import sha256
from typing import TYPE_CHECKING

from django.core.signing import b64_decode, b64_encode
from django.db import connection
from django.db.models import BigIntegerField, F, Func, QuerySet
from django.db.models.fields.tuple_lookups import Tuple, TupleGreaterThan, TupleGreaterThanOrEqual, TupleLessThanOrEqual

from obligations.feed.sight import Change, rights_of, sight, telling
from obligations.feed.things import Kind, Thing, Things
from obligations.models import Event

if TYPE_CHECKING:
    from obligations.querysets.roles import Person

MOST_DOCUMENTS = 20  # in one page: each brings all that is read from it
FORM = "1"  # of cursors


class Unreadable(ValueError):
    """A cursor that the feed did not give."""


class Outlived(Exception):
    """A cursor that leads nowhere any more: its reader has to start again."""


class OtherRights(Outlived):
    """A cursor of somebody who may see other things than its bearer may now."""


@dataclass(frozen=True, slots=True)
class Cursor:
    """A place in the feed: after an event, or after the first `given` of its things; `rights` says whose feed it is."""

    transaction: int
    sequence: int
    mark: str
    rights: str
    given: int | None = None

    @classmethod
    def after(cls, event: Event, *, rights: str, given: int | None = None) -> Cursor:
        """The place after an event."""
        return cls(event.transaction, event.sequence, mark_of(event), rights, given)

    @classmethod
    def read(cls, text: str) -> Cursor:
        """The cursor that `str` wrote. Raises Unreadable."""
        try:
            form, transaction, sequence, mark, rights, given = b64_decode(text.encode("ascii")).decode("ascii").split(".")
            found = cls(int(transaction), int(sequence), mark, rights, int(given) if given else None)
        except ValueError as error:
            raise Unreadable(text) from error
        numbers = (found.transaction, found.sequence, found.given or 0)
        if form != FORM or str(found) != text or not all(0 <= number < 2**63 for number in numbers):
            raise Unreadable(text)
        return found

    def __str__(self) -> str:
        given = "" if self.given is None else self.given
        return b64_encode(f"{FORM}.{self.transaction}.{self.sequence}.{self.mark}.{self.rights}.{given}".encode()).decode()


@dataclass(frozen=True, slots=True)
class Entry:
    """That a thing was made or changed, or is no longer to be seen. `event` is for staff."""

    kind: Kind
    key: str
    change: Change
    event: Event


@dataclass(frozen=True, slots=True)
class Page:
    """Entries in order, where to go on, and whether there is more already."""

    entries: list[Entry]
    next: Cursor
    more: bool


class OldestRunning(Func):
    """The number of the oldest transaction that may still write here; where none runs, that of the next one. On PostgreSQL.

    A snapshot counts the transactions of every database of the server. Those that are certainly at work in another one are left out, so
    that a neighbour's long night does not hold the feed back: a running transaction holds a lock on its own number (PostgreSQL
    documentation, "pg_locks"), and which database a process works for anybody may see. A standby names no single running transactions.
    """

    template = """(
        SELECT CASE WHEN pg_is_in_recovery() THEN pg_snapshot_xmin(seen)::text::bigint ELSE LEAST(
            pg_snapshot_xmax(seen)::text::bigint,
            pg_current_xact_id_if_assigned()::text::bigint,
            (SELECT min(running::text::bigint) FROM pg_snapshot_xip(seen) AS running WHERE NOT EXISTS (
                SELECT FROM pg_locks AS held JOIN pg_stat_activity AS process ON process.pid = held.pid
                WHERE held.locktype = 'transactionid' AND held.granted AND held.mode = 'ExclusiveLock'
                AND held.transactionid::text::bigint = mod(running::text::bigint, 4294967296)
                AND process.datname <> current_database()))
        ) END FROM pg_current_snapshot() AS seen)"""
    output_field = BigIntegerField()


def page(user: Person, *, since: Cursor | None = None, limit: int = 100, kinds: Collection[Kind] = ()) -> Page:
    """The next entries for somebody: at most `limit`, of some kinds; none means all.

    Raises OtherRights where the cursor is of other rights, Outlived where its event is not in the log as it was.
    """
    rights, wanted = rights_of(user), frozenset(kinds or Kind)
    _check(since, rights)
    last = _last()
    if last is None:
        return Page([], since or _beginning(rights), more=False)
    events = list(_between(since, last).filter(telling(user, wanted)).select_related("by")[: limit + 1])
    read = _few_documents(events[:limit])
    things = Things(read)
    taken, stop = _taken([(event, things.of(event)) for event in read], since, limit, wanted)
    seen = sight(user, [thing for _event, thing in taken])
    entries = [Entry(thing.kind, thing.key, change, event) for event, thing in taken if (change := seen.told(thing))]
    if stop is not None:
        return Page(entries, Cursor.after(stop[0], rights=rights, given=stop[1]), more=True)
    if len(read) < len(events):
        return Page(entries, Cursor.after(read[-1], rights=rights), more=True)
    return Page(entries, Cursor.after(last, rights=rights), more=False)


def end(user: Person) -> Page:
    """The end of the feed as it stands, without what came before."""
    rights, last = rights_of(user), _last()
    return Page([], Cursor.after(last, rights=rights) if last else _beginning(rights), more=False)


def settled() -> QuerySet[Event]:
    """The events that no other event can come before any more."""
    events = Event.objects.all()
    return events.filter(transaction__lt=OldestRunning()) if connection.vendor == "postgresql" else events


def mark_of(event: Event) -> str:
    """What tells an event from another one that took its number, after an older copy of the database was put in its place."""
    at = event.at.astimezone(UTC).isoformat()
    return sha256(f"{event.sequence} {at} {event.action} {event.object_key}".encode()).hexdigest()[:12]


def _check(since: Cursor | None, rights: str) -> None:
    if since is None:
        return
    if since.rights != rights:
        raise OtherRights
    if since.sequence == 0:
        return
    event = Event.objects.filter(pk=since.sequence, transaction=since.transaction).first()
    if event is None or mark_of(event) != since.mark:
        raise Outlived


def _beginning(rights: str) -> Cursor:
    return Cursor(0, 0, "", rights)


def _last() -> Event | None:
    """The last event of the feed. Whatever is committed after this was asked comes behind it."""
    return settled().order_by("-transaction", "-sequence").first()


def _between(since: Cursor | None, last: Event) -> QuerySet[Event]:
    """The events after a cursor up to an event, in the order of the feed; with the cursor's own where it was given in part."""
    if connection.vendor != "postgresql":  # one writes at a time, so that the order is that of the primary key
        begin = {} if since is None else {"sequence__gt" if since.given is None else "sequence__gte": since.sequence}
        return Event.objects.filter(sequence__lte=last.sequence, **begin).order_by("sequence")
    place = Tuple(F("transaction"), F("sequence"))
    events = Event.objects.filter(TupleLessThanOrEqual(place, (last.transaction, last.sequence)))
    if since is not None:
        lookup = TupleGreaterThan if since.given is None else TupleGreaterThanOrEqual
        events = events.filter(lookup(place, (since.transaction, since.sequence)))
    return events.order_by("transaction", "sequence")


def _few_documents(events: Sequence[Event]) -> list[Event]:
    """The events up to the one after the last document that a page may bring."""
    documents = [place for place, event in enumerate(events) if event.object_type == "document"]
    return list(events[: documents[MOST_DOCUMENTS]] if len(documents) > MOST_DOCUMENTS else events)


def _taken(
    found: Sequence[tuple[Event, list[Thing]]], since: Cursor | None, limit: int, wanted: Collection[Kind]
) -> tuple[list[tuple[Event, Thing]], tuple[Event, int] | None]:
    """The first `limit` things after a cursor; and where they stop, if there are more: in an event, after how many of its things."""
    taken: list[tuple[Event, Thing]] = []
    for event, things in found:
        begin = since.given or 0 if since is not None and since.sequence == event.sequence else 0
        for place, thing in enumerate(things[begin:], begin):
            if thing.kind in wanted and len(taken) == limit:
                return taken, (event, place)
            if thing.kind in wanted:
                taken.append((event, thing))
    return taken, None
