"""Demonstration follow-up belongs to the samples alone, says what it is, and never touches anybody's work."""

from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.test import Client

from ingest import default_lexicon, parse, read_file
from obligations.models import Assessment
from obligations.services import demonstration, register
from tests.factories import AT, make_assessment, make_vocabulary, obligation, second_reviewer, store_text

pytestmark = pytest.mark.django_db

SAMPLE = Path(__file__).resolve().parents[2] / "samples" / "S-RES-9001-2031.txt"
BANNER = "演示：文件均属虚构，其落实情况记录亦然。"


@pytest.fixture
def sample() -> None:
    make_vocabulary()
    parsed = parse(read_file(SAMPLE), lexicon=default_lexicon())
    register.store(parsed, content=SAMPLE.read_bytes(), filename=SAMPLE.name, media_type="text/plain", by=None, at=AT)


def test_the_samples_get_follow_up_that_says_it_is_no_fact(sample: None, analyst: User) -> None:
    assert demonstration.load(by=analyst, reviewer=second_reviewer(), at=AT) == Assessment.objects.count() > 0
    assert not Assessment.objects.exclude(summary__startswith="演示数据，并非事实").exists()


def test_it_is_loaded_once(sample: None, analyst: User) -> None:
    demonstration.load(by=analyst, reviewer=second_reviewer(), at=AT)
    assert demonstration.load(by=analyst, reviewer=second_reviewer(), at=AT) == 0


def test_it_is_not_loaded_where_somebody_has_recorded(sample: None, analyst: User) -> None:
    store_text()
    make_assessment(obligation("9101(2032)/1/1"), "JPN", analyst)
    assert demonstration.load(by=analyst, reviewer=second_reviewer(), at=AT) == 0


def test_documents_that_are_no_samples_get_none(analyst: User) -> None:
    store_text()
    assert demonstration.load(by=analyst, reviewer=second_reviewer(), at=AT) == 0


def test_pages_carry_a_banner_where_it_was_loaded_and_only_there(sample: None, analyst: User, client: Client) -> None:
    client.force_login(analyst)
    assert BANNER not in client.get("/", headers={"accept-language": "zh"}).content.decode()
    demonstration.load(by=analyst, reviewer=second_reviewer(), at=AT)
    assert BANNER in client.get("/", headers={"accept-language": "zh"}).content.decode()


def test_bootstrap_with_samples_makes_accounts_and_loads_it(sample: None) -> None:
    call_command("bootstrap", "--with-samples")
    assert set(User.objects.values_list("username", flat=True)) == {"admin", "analyst", "reviewer", "reader"}
    assert Assessment.objects.exists()
