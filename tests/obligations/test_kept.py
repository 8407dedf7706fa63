"""What was counted for readers is kept until something changed that they may see, and not a moment longer."""

import threading
from datetime import timedelta

import pytest
from django.db import connection, connections, transaction
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from obligations.kept import log
from obligations.kept import store as kept_store
from obligations.kept.log import Seen
from obligations.kept.store import Kept, Store
from obligations.models import Event
from obligations.services import events
from tests.factories import AT

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


@pytest.fixture(autouse=True)
def store(monkeypatch):
    """Room for ten rows."""
    monkeypatch.setattr(kept_store, "store", Store(10))
    return kept_store.store


@pytest.fixture
def counting():
    """Gives one number after the other."""
    numbers = iter(range(100))
    return lambda: next(numbers)


def happens(action="alias.added", object_type="actor", after=None):
    """An event; of the one that is meant if nothing is said, everybody with a role is told."""
    return events.record(by=None, action=action, object_type=object_type, object_key="JPN", after=after, at=AT)


def test_a_value_is_counted_once(reader, counting):
    assert [Kept.of(reader).figure("x", compute=counting) for _ in range(3)] == [0, 0, 0]


def test_a_value_is_counted_anew_after_something_its_reader_is_told_of(reader, counting):
    Kept.of(reader).figure("x", compute=counting)
    happens()
    assert [Kept.of(reader).figure("x", compute=counting) for _ in range(3)] == [1, 1, 1]


def test_a_value_stays_after_what_staff_alone_hear_of(reader, counting):
    Kept.of(reader).figure("x", compute=counting)
    happens("assessment.submitted", "assessment", {"version": 1})
    happens("comment.said", "comment")
    assert Kept.of(reader).figure("x", compute=counting) == 0


def test_nothing_is_kept_for_staff(analyst, counting):
    assert [Kept.of(analyst).figure("x", compute=counting) for _ in range(2)] == [0, 1]


def test_nothing_is_kept_within_a_transaction(reader, counting):
    with transaction.atomic():
        assert [Kept.of(reader).figure("x", compute=counting) for _ in range(2)] == [0, 1]


def test_nothing_is_kept_without_room(reader, counting, monkeypatch):
    monkeypatch.setattr(kept_store, "store", Store(0))
    assert [Kept.of(reader).figure("x", compute=counting) for _ in range(2)] == [0, 1]


def test_those_of_other_rights_have_values_of_their_own(reader, make_user, counting, settings):
    settings.PUBLIC_READ = True
    nobody = make_user("nobody")
    assert [Kept.of(user).figure("x", compute=counting) for user in (reader, nobody, reader)] == [0, 1, 0]


def test_each_language_has_values_of_its_own_unless_they_hold_no_words(reader, counting):
    kept = Kept.of(reader)
    for language in ("zh-hans", "en", "en"):
        with override(language):
            kept.figure("x", compute=counting)
            kept.figure("y", compute=counting, worded=False)
    assert counting() == 3


def test_what_a_value_is_about_tells_it_from_others(reader, counting):
    kept = Kept.of(reader)
    assert [kept.figure("x", about, compute=counting) for about in (1, 2, 1)] == [0, 1, 0]


def test_what_takes_too_much_room_is_not_kept(reader, counting):
    kept = Kept.of(reader)
    assert [kept.figure("x", compute=counting, size=lambda _: 6) for _ in range(2)] == [0, 1]


def test_what_was_not_asked_for_the_longest_time_makes_room(reader, counting):
    kept = Kept.of(reader)
    for name in "abc":
        kept.figure(name, compute=counting, size=lambda _: 4)
    assert [kept.figure(name, compute=counting, size=lambda _: 4) for name in "cb"] == [2, 1]
    assert kept.figure("a", compute=counting, size=lambda _: 4) == 3


def test_the_log_is_asked_one_question(reader):
    happens()
    Kept.of(reader)
    with CaptureQueriesContext(connection) as asked:
        Kept.of(reader)
    assert len([one for one in asked.captured_queries if "obligations_event" in one["sql"]]) == 1


def test_a_log_that_was_put_back_is_another_one(reader, monkeypatch):
    monkeypatch.setattr(log, "has_snapshots", lambda _alias: False)  # where it has, the number of the transaction that puts it back tells it
    happens()
    seen = Seen.now()
    Event.objects.filter(sequence=seen.last[0]).update(at=AT - timedelta(days=1))
    assert seen.still(reader) is None


@pytest.mark.postgres
def test_what_is_committed_late_by_an_older_transaction_is_not_overlooked(reader):
    """It began before the value was counted, and took a lower number in the log than what came between."""
    written, may_end = threading.Event(), threading.Event()

    def slow():
        try:
            with transaction.atomic():
                happens()
                written.set()
                may_end.wait(10)
        finally:
            connections.close_all()

    thread = threading.Thread(target=slow)
    thread.start()
    assert written.wait(10)
    happens("assessment.submitted", "assessment", {"version": 1})
    before = Seen.now()
    unchanged = before.still(reader)
    assert unchanged is not None
    may_end.set()
    thread.join()
    assert (before.still(reader), unchanged.still(reader)) == (None, None)
