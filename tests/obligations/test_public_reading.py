"""Where the installation reads publicly, a stranger is shown what was published to the public, in the API as on the pages, and nothing else."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from obligations.choices import Applicability, Audience, DueVerdict
from obligations.models import Actor, Deadline, Evidence
from obligations.services import applicability, comments, deadlines
from tests.factories import AT, make_approved, make_submission, obligation, store_text

pytestmark = pytest.mark.django_db

PAST = timezone.now() - timedelta(days=5)
SHOWN, READERS, STAFF, WAITING = "9101(2032)/1/1", "9101(2032)/2(a)/1", "9101(2032)/2(b)/1", "9101(2032)/3/2"


@pytest.fixture
def house(analyst, settings):
    """A status for each audience on Japan's cells, one that waits, a comment of staff, a decision and a record on a due date."""
    settings.PUBLIC_READ = True
    store_text()
    for key, audience in ((SHOWN, "public"), (READERS, "readers"), (STAFF, "staff")):
        make_approved((obligation(key), "JPN"), analyst, at=PAST, audience=Audience(audience), as_of=date(2026, 1, 1), summary=f"摘要：{audience}")
    make_submission((obligation(WAITING), "JPN"), analyst, summary="摘要：草稿")
    comments.say(text="内部", by=analyst, at=AT, obligation=obligation(SHOWN))
    norway = Actor.objects.get(code="NOR")
    applicability.decide(obligation=obligation(SHOWN), actor=norway, value=Applicability.DOES_NOT_APPLY, reason="内部理由", by=analyst, at=AT)
    day = Deadline.objects.exclude(first_due=None)[0]
    deadlines.record_due(
        paragraph=day.text.paragraph, due_on=day.first_due, verdict=DueVerdict.MET, symbol="S/2032/700", dated=None, by=analyst, at=AT
    )
    return analyst


def read(address, status=200, user=None):
    """GET as a stranger, or as somebody: the answer's text."""
    client = Client()
    if user is not None:
        client.force_login(user)
    answer = client.get(address, headers={"Accept-Language": "zh-hans"})
    assert answer.status_code == status, address
    return answer.content.decode()


SECRETS = ("摘要：readers", "摘要：staff", "摘要：草稿", "内部", "S/2032/700")


def test_a_stranger_reads_what_is_public_and_nothing_else(house):
    slug = obligation(SHOWN).slug
    told = [
        "assessments/",
        f"assessments/{slug}/JPN/",
        f"assessments/{slug}/JPN/versions/",
        f"obligations/{slug}/?expand=assessments",
    ]
    said = {address: read(f"/api/v1/{address}") for address in told}
    assert [address for address, text in said.items() if "摘要：public" not in text] == []
    for address in ("matrix/", "statistics/", "evidence/", "deadlines/", "commitments/", "documents/", "actors/JPN/"):
        said[address] = read(f"/api/v1/{address}")
    assert [(address, secret) for address, text in said.items() for secret in SECRETS if secret in text] == []


def test_what_is_not_public_is_not_there_for_a_stranger(house):
    for key in (READERS, STAFF, WAITING):
        read(f"/api/v1/assessments/{obligation(key).slug}/JPN/", status=404)
    hidden = Evidence.objects.exclude(links__assessment__summary="摘要：public")
    for row in hidden:
        read(f"/api/v1/evidence/{row.slug}/", status=404)
    assert hidden.count() == 3


def test_comments_rounds_and_history_stay_closed(house):
    mine = f"obligations/{obligation(SHOWN).slug}"
    for address in ("comments/", "rounds/", "documents/S-RES-9101-2032/problems/", f"{mine}/history/", f"{mine}/applicability/"):
        read(f"/api/v1/{address}", status=401)


def test_the_pages_say_the_same(house):
    said = [read(address) for address in ("/follow-up/", "/matrix/?state=JPN", "/", "/actors/JPN/", f"/obligations/{obligation(SHOWN).slug}/")]
    assert [secret for text in said for secret in SECRETS if secret in text] == []
    assert "摘要：public" in said[0]
    read("/rounds/", status=302)


def test_who_has_an_account_without_a_role_sees_as_a_stranger_does(house, outsider):
    assert read("/api/v1/assessments/", user=outsider) == read("/api/v1/assessments/")
    read("/api/v1/comments/", status=403, user=outsider)


def test_nothing_is_read_where_the_installation_is_not_public(house, settings):
    settings.PUBLIC_READ = False
    for address in ("assessments/", "matrix/", "statistics/", "documents/"):
        read(f"/api/v1/{address}", status=401)
