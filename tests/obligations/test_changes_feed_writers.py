"""The changes feed on PostgreSQL: writers that end in another order than they began, and a log that was brought from another server."""

import random
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from time import sleep

import pytest
from django.contrib.auth.models import User
from django.db import connection, connections, transaction

from obligations.feed import reading as feed
from obligations.models import Event
from obligations.services import events
from tests.factories import AT

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True, serialized_rollback=True)]
WRITERS, TURNS = 8, 25


@pytest.fixture(autouse=True)
def empty_log(transactional_db):
    """Nothing but what the tests write."""
    Event.objects.all().delete()


class Undone(Exception):
    """What takes a transaction back."""


def write(key: str) -> Event:
    """An event on an actor, of which everybody with a role is told."""
    return events.record(by=None, action="alias.added", object_type="actor", object_key=key, at=AT)


def told(user: User, since: feed.Cursor | None = None) -> list[str]:
    """The keys that the feed tells after a cursor."""
    return [entry.key for entry in feed.page(user, since=since, limit=1000).entries]


def in_thread(work):
    """A thread that runs `work` and leaves no connection behind."""

    def run():
        try:
            work()
        finally:
            connections.close_all()

    return threading.Thread(target=run)


def test_what_is_committed_waits_for_an_older_writer_and_comes_after_it(reader):
    written, may_end = threading.Event(), threading.Event()

    def slow():
        with transaction.atomic():
            write("first")
            written.set()
            may_end.wait(10)

    thread = in_thread(slow)
    thread.start()
    assert written.wait(10)
    write("second")
    before = feed.page(reader)
    may_end.set()
    thread.join()
    assert (before.entries, before.more) == ([], False)
    assert told(reader, before.next) == ["first", "second"]
    assert list(Event.objects.order_by("sequence").values_list("object_key", flat=True)) == ["first", "second"]


def test_a_number_taken_early_and_committed_late_is_not_passed_over(reader):
    """The later transaction takes the lower number in the log: by number alone it would be passed over."""
    begun, may_write, written, may_end = (threading.Event() for _ in range(4))

    def slow():
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_current_xact_id()")
            begun.set()
            may_write.wait(10)
            write("older transaction, higher number")

    def late():
        with transaction.atomic():
            write("younger transaction, lower number")
            written.set()
            may_end.wait(10)

    first, second = in_thread(slow), in_thread(late)
    first.start()
    assert begun.wait(10)
    second.start()
    assert written.wait(10)
    may_write.set()
    first.join()
    page = feed.page(reader)
    may_end.set()
    second.join()
    assert [entry.key for entry in page.entries] == ["older transaction, higher number"]
    assert told(reader, page.next) == ["younger transaction, lower number"]


def test_a_transaction_at_work_in_another_database_of_the_server_holds_nothing_back(reader):
    other = connection.copy()
    other.settings_dict["NAME"] = "postgres"
    with other.temporary_connection() as cursor:
        cursor.execute("BEGIN")
        cursor.execute("SELECT pg_current_xact_id()")
        write("told at once")
        assert told(reader) == ["told at once"]
        cursor.execute("ROLLBACK")


def test_whoever_reads_within_a_transaction_is_not_told_what_it_wrote_itself(reader):
    with transaction.atomic():
        write("not yet")
        assert told(reader) == []
    assert told(reader) == ["not yet"]


def test_whoever_polls_while_many_write_misses_nothing(reader):
    stop = threading.Event()
    got: list[Event] = []

    def work(number):
        dice = random.Random(number)
        try:
            for turn in range(TURNS):
                with suppress(Undone), transaction.atomic():
                    for _again in range(dice.randint(1, 3)):
                        with transaction.atomic():
                            write(f"{number}-{turn}")
                        sleep(dice.random() / 200)
                    if dice.random() < 0.2:
                        raise Undone
        finally:
            connections.close_all()

    def poll():
        since, last_look = None, False
        while True:
            page = feed.page(User.objects.get(pk=reader.pk), since=since, limit=5)
            got.extend(entry.event for entry in page.entries)
            since = feed.Cursor.read(str(page.next))
            if last_look and not page.more:
                return
            last_look = last_look or stop.is_set()

    poller = in_thread(poll)
    poller.start()
    with ThreadPoolExecutor(WRITERS) as pool:
        list(pool.map(work, range(WRITERS)))
    stop.set()
    poller.join()
    expected = list(Event.objects.order_by("transaction", "sequence").values_list("sequence", flat=True))
    assert [event.sequence for event in got] == expected and len(expected) > WRITERS * TURNS


def test_an_event_has_the_number_of_the_transaction_that_wrote_it_however_often_the_statement_ran(db):
    for _turn in range(12):  # psycopg prepares a statement after a few times
        with transaction.atomic(), connection.cursor() as cursor:
            outer, (several,) = write("one"), Event.objects.bulk_create([Event(action="x", object_type="x", object_key="x", at=AT)])
            with transaction.atomic():
                inner = write("two")
            cursor.execute("SELECT pg_current_xact_id()::text::bigint")
            assert {outer.transaction, several.transaction, inner.transaction} == set(cursor.fetchone())


def test_a_log_brought_from_another_server_is_read_from_its_beginning(reader):
    Event.objects.all().delete()  # that the vocabularies were loaded is one event about hundreds of things
    for key in ("one", "two", "three"):
        write(key)
    cursor = feed.page(reader, limit=2).next
    columns = ", ".join(field.column for field in Event._meta.concrete_fields if not field.generated)
    connection.ensure_connection()
    with connection.connection.cursor() as raw:  # what pg_dump and pg_restore do
        with raw.copy(f"COPY obligations_event ({columns}) TO STDOUT") as out:
            dumped = b"".join(out)
        raw.execute("DELETE FROM obligations_event")
        with raw.copy(f"COPY obligations_event ({columns}) FROM STDIN") as into:
            into.write(dumped)
    assert len(set(Event.objects.values_list("transaction", flat=True))) == 1
    with pytest.raises(feed.Outlived):
        feed.page(reader, since=cursor)
    page = feed.page(reader)
    write("four")
    assert [entry.key for entry in page.entries] + told(reader, page.next) == ["one", "two", "three", "four"]
