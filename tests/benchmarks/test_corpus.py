"""The corpus of the measures holds what the services would have left behind."""

from __future__ import annotations

import io
import json
import random
from collections.abc import Iterator
from datetime import date
from http import HTTPStatus
from unittest.mock import patch

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import connection, transaction
from django.db.models import F, Q
from django.test import Client
from pytest_django import DjangoDbBlocker

from benchmarks.corpus import SIZES, fill, texts
from benchmarks.rivals import pages
from obligations.models import Assessment, Document, Event, EvidenceLink, Obligation, Relation, Tie
from obligations.querysets import SHOWN
from tests.factories import make_vocabulary


@pytest.fixture(scope="module", autouse=True)
def corpus(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """A tiny one, made once for all tests here and taken back behind them."""
    with django_db_blocker.unblock(), transaction.atomic():
        make_vocabulary()
        fill(SIZES["tiny"])
        yield
        transaction.set_rollback(True)


pytestmark = pytest.mark.django_db


@pytest.fixture
def reader() -> Client:
    """The browser of somebody who reads."""
    client = Client(SERVER_NAME="localhost")
    client.force_login(User.objects.get(username=pages.READER))
    return client


def chains() -> list[tuple[Assessment, Assessment]]:
    """Approved versions with the approved one each of them is based on."""
    rows = Assessment.objects.filter(approved_at__isnull=False, based_on__isnull=False).select_related("based_on")
    return [(row.based_on, row) for row in rows if row.based_on]


def test_labels_are_settled_as_the_services_settle_them() -> None:
    out = io.StringIO()
    call_command("settle", "--check", stdout=out)
    assert out.getvalue().startswith("0 ")
    assert set(Obligation.objects.values_list("force_basis", flat=True)) >= {"machine", "confirmed"}


def test_copies_read_as_their_originals_do() -> None:
    symbols = Document.objects.filter(kind="resolution").values_list("symbol", flat=True)
    out = io.StringIO()
    call_command("reclassify", "--dry-run", *symbols, stdout=out)
    assert "0 would change in 0 labels, 0 left as they are, 0 could not be read" in out.getvalue()


def test_copies_have_names_and_days_of_their_own() -> None:
    documents = Document.objects.filter(kind="resolution")
    assert documents.count() == SIZES["tiny"].resolutions + 1 == len(set(documents.values_list("adopted_on", flat=True)))
    for row in Obligation.objects.select_related("paragraph__document"):
        assert row.paragraph.slug.startswith(f"{row.paragraph.document.slug}-")
        assert row.paragraph.document.slug.endswith("-".join(row.slug.split("-")[:2]))


def test_all_constraints_of_the_database_hold() -> None:
    connection.check_constraints()
    assert Relation.objects.exists()
    assert Tie.objects.exists()


def test_a_version_closes_the_one_that_it_is_based_on() -> None:
    found = chains()
    assert found
    for before, after in found:
        assert (before.obligation_id, before.actor_id, before.version + 1) == (after.obligation_id, after.actor_id, after.version)
        assert before.approved_at < after.approved_at == before.replaced_at


def test_a_version_under_way_is_based_on_the_current_one() -> None:
    rows = Assessment.objects.filter(approved_at=None).select_related("based_on")
    assert {row.state for row in rows} == {"draft", "submitted", "returned"}
    current = dict(Assessment.objects.current().values_list("pk", "actor"))
    assert all(row.based_on is None or current.get(row.based_on.pk) == row.actor_id for row in rows)


def test_who_is_shown_a_version_is_shown_it_until_the_next_one_is_published() -> None:
    for before, after in chains():
        for column in SHOWN.values():
            assert getattr(before, f"{column}_until") == getattr(after, f"{column}_at")


def test_each_audience_is_shown_what_the_narrower_ones_are_at_most() -> None:
    wrong = Q(released_at__isnull=False, shared_at=None) | Q(public_at__isnull=False, released_at=None)
    assert not Assessment.objects.filter(wrong).exists()
    counts = [Assessment.objects.standing_for(User.objects.get(username=f"bench-{name}")).count() for name in ("analyst-1", "reader")]
    assert counts[0] > counts[1] > 0
    assert not Assessment.objects.filter(reviewer=F("author")).exists()


def test_the_log_says_which_versions_were_shown_and_to_whom() -> None:
    log = Event.objects.filter(action="assessment.published").values_list("object_key", "after__version", "after__audience", "at")
    rows = Assessment.objects.filter(shared_at__isnull=False).select_related("obligation", "actor")
    shown = {(f"{row.obligation.slug}/{row.actor.code}", row.version, row.public_at is not None, row.shared_at) for row in rows}
    assert len(log) == SIZES["tiny"].events
    assert {(key, version, audience == "public", at) for key, version, audience, at in log} <= shown


def test_on_one_piece_of_each_state_rests_what_is_said_of_the_newest_resolution_alone() -> None:
    newest = Document.objects.filter(kind="resolution").first()
    links = EvidenceLink.objects.values_list("evidence", "assessment__obligation__paragraph__document")
    of_newest = {piece for piece, document in links if newest and document == newest.pk}
    assert of_newest
    assert not {piece for piece, document in links if newest and document != newest.pk} & of_newest


@pytest.mark.postgres
def test_all_that_growth_asks_for_is_there(reader: Client) -> None:
    with patch.object(pages, "LISTS", {"votes": "votes/"}):  # one stands for all: each page takes its time
        asked = [address for _name, places in pages.by_request(reader.get) for address in places.values()]
    assert {address: code for address in asked if (code := reader.get(address).status_code) != HTTPStatus.OK} == {}


@pytest.mark.postgres
def test_a_late_page_begins_where_it_says(reader: Client) -> None:
    found = dict(pages.pages_of(reader.get, "/api/v1/paragraphs/?page_size=10"))
    last = json.loads(reader.get("/api/v1/paragraphs/?page_size=200").content)["results"][-10:]
    assert [row["slug"] for row in json.loads(reader.get(found["late"]).content)["results"]] == [row["slug"] for row in last]


def test_the_same_seed_gives_the_same_text() -> None:
    first, again, other = (texts.resolution(5001, date(1990, 1, 15), states=["日本", "挪威"], rng=random.Random(seed)) for seed in (1, 1, 2))
    assert first == again != other
