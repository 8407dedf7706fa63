"""Each page asks the database as many questions of a little as of a lot."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pytest
from django.contrib.auth.models import User
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoDbBlocker

from benchmarks.corpus import Size, fill
from benchmarks.rivals.reading import ADDRESSES, READER, open_round, pairs
from tests.factories import make_vocabulary

LITTLE = Size(read=2, copies=0, meetings=4, versions=700, matrix=2)
MORE = Size(read=2, copies=4, meetings=16, versions=1_400, matrix=5)
Asked = Mapping[str, tuple[int, int]]  # by the name of a page: the length of its answer, and how many queries

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def asked(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[tuple[Asked, Asked]]:
    """What every page asks of little, and of more."""
    with django_db_blocker.unblock(), transaction.atomic():
        make_vocabulary()
        yield _asked_of(LITTLE, times=2), _asked_of(MORE)
        transaction.set_rollback(True)


def _asked_of(size: Size, *, times: int = 1) -> Asked:
    """The last of so many times: what the first one keeps in memory is no page's own."""
    with transaction.atomic():
        fill(size)
        open_round()
        client = Client()
        client.force_login(User.objects.get(username=READER))
        for _time in range(times):
            found = {pair.name: _asked(client, pair.page) for pair in pairs()}
        transaction.set_rollback(True)
    return found


def _asked(client: Client, address: str) -> tuple[int, int]:
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(address)
    assert answer.status_code == 200
    return len(answer.content), len(queries)


@pytest.mark.parametrize("name", ADDRESSES)
def test_the_queries_of_a_page_do_not_grow_with_what_it_shows(name: str, asked: tuple[Asked, Asked]) -> None:
    (_length, little), (_longer, more) = (each[name] for each in asked)
    assert more == little


def test_there_is_more_to_show(asked: tuple[Asked, Asked]) -> None:
    little, more = asked
    assert sum(more[name][0] > little[name][0] for name in ADDRESSES) > len(ADDRESSES) * 2 / 3
