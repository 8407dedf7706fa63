"""What readers' pages are measured against shows the same as the pages do."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.contrib.auth.models import User
from django.db import transaction
from django.test import Client
from pytest_django import DjangoDbBlocker

from benchmarks.corpus import SIZES, fill
from benchmarks.rivals.reading import ADDRESSES, READER, Pair, open_round, pairs
from benchmarks.rivals.sameness import differences
from tests.factories import make_vocabulary

pytestmark = [pytest.mark.postgres, pytest.mark.django_db]  # what is written by hand is PostgreSQL's SQL


@pytest.fixture(scope="module")
def reader(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[tuple[Client, dict[str, Pair]]]:
    """Somebody who reads a tiny corpus, and all addresses in it."""
    with django_db_blocker.unblock(), transaction.atomic():
        make_vocabulary()
        fill(SIZES["tiny"])
        open_round()
        client = Client()
        client.force_login(User.objects.get(username=READER))
        yield client, {pair.name: pair for pair in pairs()}
        transaction.set_rollback(True)


@pytest.mark.urls("benchmarks.rivals.urls")
@pytest.mark.parametrize("name", ADDRESSES)
def test_a_page_by_hand_shows_what_the_page_shows(name: str, reader: tuple[Client, dict[str, Pair]]) -> None:
    client, found = reader
    page, by_hand = (client.get(address).content.decode() for address in (found[name].page, found[name].by_hand))
    assert differences(page, by_hand) == []


def test_a_number_that_only_one_shows_is_told() -> None:
    page, by_hand = '<main><a href="/obligations/a/">12</a></main>', '<title></title><a href="/obligations/a/">13</a>'
    assert differences(page, by_hand) == ["numbers only on the page (1): 12", "numbers only by hand (1): 13", "words only by hand (1): 13"]


def test_a_row_that_only_the_page_shows_is_told() -> None:
    assert differences('<main><a href="/obligations/a/#x"></a></main>', "") == ["rows only on the page (1): /obligations/a/"]
