"""Follow-up in the API: what one version rests on, and which versions of a cell somebody is shown."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from obligations.choices import Audience, EvidenceAccess
from obligations.models import Actor, StateAccount
from obligations.services import publication, statecomments
from obligations.services.assessments import Cell, Content, Proof, save_draft
from tests.factories import AT, make_approved, make_evidence, make_submission, obligation, second_reviewer, store_text

pytestmark = pytest.mark.django_db
CELL = "assessments/9101-2032-1-1/JPN/"
NAMES = ("analyst", "second-reviewer")


@pytest.fixture
def japan(make_user):
    """An account of Japan's own."""
    user = make_user("tokyo", groups=["reader"])
    store_text()
    StateAccount.objects.create(user=user, actor=Actor.objects.get(code="JPN"))
    return user


@pytest.fixture
def cell(japan, analyst):
    """Four versions of one cell: shown to readers, sent to the State, for staff alone, and waiting for review. One piece of evidence is for staff."""
    row = obligation("9101(2032)/1/1")
    kept = make_evidence(analyst, access=EvidenceAccess.STAFF, title="内部说明")
    proofs = (Proof(make_evidence(analyst, title="国家报告"), "第3页", "已登记"), Proof(kept, "第1页"))
    for number, audience in enumerate((Audience.READERS, Audience.STATE, Audience.STAFF)):
        at = AT + timedelta(days=number)
        first = make_approved((row, "JPN"), analyst, at=at, audience=audience, proofs=proofs, details=f"细节{number + 1}", sources="所查来源")
        if not number:
            statecomments.add(version=first, text="日本的说明。", received_on=AT.date(), by=analyst, at=AT)
    current = Cell(Actor.objects.get(code="JPN"), obligation=row).versions.current().get()
    make_submission((row, "JPN"), analyst, at=AT + timedelta(days=4), based_on=current)
    return row


@pytest.fixture
def get(client):
    """GET as somebody: the answer's JSON."""

    def ask(user, address, *, status=200, **query):
        client.force_login(user)
        answer = client.get(f"/api/v1/{address}", query, headers={"Accept-Language": "en"})
        assert answer.status_code == status, answer.content.decode()
        return answer.json()

    return ask


def numbers(answer):
    """The versions of an answer."""
    return [row["version"] for row in answer["results"]]


def test_one_version_stands_for_each_and_it_is_the_one_shown_to_them(cell, get, reader, japan, analyst):
    assert [get(user, CELL)["version"] for user in (reader, japan, analyst)] == [1, 2, 3]


def test_each_is_given_the_versions_shown_to_them_and_staff_on_request_what_is_under_way(cell, get, reader, japan, analyst):
    address = f"{CELL}versions/"
    assert numbers(get(reader, address)) == [1]
    assert numbers(get(japan, address)) == [2, 1]
    assert numbers(get(analyst, address)) == [3, 2, 1]
    assert numbers(get(analyst, address, drafts="true")) == [4, 3, 2, 1]
    assert get(reader, address)["notices"]


def test_readers_cannot_ask_for_drafts(cell, get, reader, japan):
    for user in (reader, japan):
        refused = get(user, f"{CELL}versions/", status=400, drafts="true")
        assert "drafts" not in refused["errors"][0]["allowed"]


def test_a_draft_without_status_has_none(cell, get, analyst):
    content = Content(status="", summary="", as_of=AT.date())
    save_draft(cell=Cell(Actor.objects.get(code="NOR"), obligation=cell), content=content, by=analyst, at=AT)
    found = get(analyst, "assessments/9101-2032-1-1/NOR/versions/", drafts="true")["results"]
    assert [(row["status"], row["desk"]["state"]["code"]) for row in found] == [(None, "draft")]


def test_readers_see_what_a_status_rests_on_and_what_the_state_says(cell, get, reader):
    row = get(reader, CELL)
    assert [(proof["evidence"]["title"], proof["locator"], proof["remark"]) for proof in row["evidence"]] == [("国家报告", "第3页", "已登记")]
    assert [(said["actor"]["code"], said["text"]) for said in row["comments"]] == [("JPN", "日本的说明。")]
    assert (row["details"], row["sources"]) == ("细节1", "所查来源")
    assert row["evidence"][0]["link"].endswith(f"/api/v1/evidence/{row['evidence'][0]['evidence']['slug']}/")


def test_nothing_tells_readers_who_wrote_it_or_that_there_is_something_newer(cell, get, client, reader, japan):
    for user in (reader, japan):
        row = get(user, CELL)
        assert (row["desk"], row["replaced_at"]) == (None, None)
        for address in (CELL, f"{CELL}versions/", "assessments/"):
            client.force_login(user)
            text = client.get(f"/api/v1/{address}").content.decode()
            assert not any(name in text for name in NAMES), address
            assert "内部说明" not in text
            assert "细节3" not in text


def test_staff_see_its_way_through_review(cell, get, analyst):
    desk = get(analyst, CELL)["desk"]
    assert (desk["state"]["code"], desk["audience"]["code"], desk["author"], desk["reviewer"]) == ("approved", "staff", *NAMES)
    assert [proof["evidence"]["title"] for proof in get(analyst, CELL)["evidence"]] == ["国家报告", "内部说明"]


def test_what_was_withdrawn_from_readers_no_longer_stands_for_them(cell, get, reader):
    first = Cell(Actor.objects.get(code="JPN"), obligation=cell).versions.get(version=1)
    at = AT + timedelta(days=9)
    publication.narrow(version=first, audience=Audience.STAFF, by=second_reviewer(), at=at, reason="有误。")
    get(reader, CELL, status=404)
    assert numbers(get(reader, f"{CELL}versions/")) == []


def test_versions_of_what_one_may_not_see_are_not_there(cell, get, reader):
    for address in ("assessments/none/JPN/versions/", "assessments/9101-2032-1-1/XYZ/versions/"):
        assert get(reader, address, status=404)["type"] == "urn:problem:not-found"
    assert numbers(get(reader, "assessments/9101-2032-1-1/NOR/versions/")) == []


def test_versions_are_asked_for_as_often_for_one_as_for_three(cell, client, reader, analyst):
    for user in (reader, analyst):
        client.force_login(user)
        counts = []
        for size in (1, 3):
            with CaptureQueriesContext(connection) as queries:
                client.get(f"/api/v1/{CELL}versions/", {"page_size": size})
            counts.append(len(queries))
        assert counts[0] == counts[1] <= 16, counts


def test_on_request_every_version_that_ever_stood_is_listed_and_none_that_was_not_shown(client, analyst, reader):
    store_text()
    row = obligation("9101(2032)/1/1")
    make_approved((row, "JPN"), analyst)
    make_approved((row, "JPN"), analyst, audience=Audience.STAFF)
    found = {}
    for user in (analyst, reader):
        client.force_login(user)
        for history in ("false", "true"):
            listed = client.get("/api/v1/assessments/", {"history": history}).json()["results"]
            found[user.username, history] = sorted(each["version"] for each in listed)
    assert found == {("analyst", "false"): [2], ("analyst", "true"): [1, 2], ("reader", "false"): [1], ("reader", "true"): [1]}
