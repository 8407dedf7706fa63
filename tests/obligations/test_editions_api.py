"""Editions with their words, what reading left in doubt, the history of one thing, and what was decided on applicability."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from obligations.choices import Applicability, Label, Verdict
from obligations.models import Actor, Problem
from obligations.services import applicability, decisions
from tests.factories import AT, RESOLUTION, make_assessment, obligation, store_text
from tests.obligations.records import store_record

pytestmark = pytest.mark.django_db

KEY, SLUG = "9101(2032)/1/1", "9101-2032-1-1"
DOCUMENT = "documents/S-RES-9101-2032/"


@pytest.fixture
def api(client, reader):
    """GET as a reader, or as somebody else: the answer's JSON."""

    def get(address, user=reader, *, status=200):
        client.force_login(user)
        answer = client.get(f"/api/v1/{address}", headers={"Accept-Language": "en"})
        assert answer.status_code == status, answer.content.decode()
        return answer.json()

    return get


@pytest.fixture
def two(analyst):
    """A text and a later file of it."""
    store_text(by=analyst)
    return store_text(RESOLUTION.replace("武装团体手中", "恐怖分子手中"), filename="later.txt", by=analyst)


def test_each_edition_has_its_words_and_its_file(two, api, client):
    rows = api(f"{DOCUMENT}editions/")["results"]
    assert [(row["number"], row["language"], row["filename"]) for row in rows] == [(1, "zh", "x.txt"), (2, "zh", "later.txt")]
    assert sum(row["reference"] for row in rows) == 1
    said = {n: next(p["text"] for p in api(f"{DOCUMENT}editions/{n}/")["paragraphs"] if p["label"] == "1") for n in (1, 2)}
    assert ("武装团体" in said[1], "恐怖分子" in said[2]) == (True, True)
    for row in rows:
        assert client.get(row["links"]["file"].removeprefix("http://testserver")).status_code == 200


def test_only_staff_learn_who_brought_an_edition(two, api, analyst):
    found = [[row["added_by"] for row in api(f"{DOCUMENT}editions/", *user)["results"]] for user in ([], [analyst])]
    assert found == [[None, None], ["analyst", "analyst"]]


def test_a_meeting_record_has_its_text_whole(api):
    store_record()
    row = api("documents/S-PV-9951/editions/1/")
    assert ("沈女士（中国）" in row["body"], row["paragraphs"]) == (True, [])


def test_what_reading_left_in_doubt_is_told_to_staff(two, api, analyst):
    Problem.objects.create(edition=two.reference_edition, line=3, what="存疑", advice="核对")
    found = api(f"{DOCUMENT}problems/", analyst)["results"]
    assert (found[0]["what"], found[0]["advice"], found[0]["line"], found[0]["reference"]) == ("存疑", "核对", 3, True)
    api(f"{DOCUMENT}problems/", status=403)


def test_a_paragraph_tells_its_acts_with_places_in_the_edition_it_names(two, api):
    row = api("paragraphs/S-RES-9101-2032-1/")
    act = row["obligations"][0]
    assert row["text"][act["span"]["start"] : act["span"]["end"]] == "决定"
    assert (act["key"], act["force"]["code"], act["force"]["basis"], act["verb"]["verb"]) == (KEY, "decides", "machine", "决定")
    assert row["links"]["edition"].endswith(f"/editions/{row['edition']}/")


def test_history_tells_who_changed_what_and_why(two, api, analyst):
    decisions.decide(label=Label.FORCE, value="urges", verdict=Verdict.SET, by=analyst, at=AT, obligation=obligation(KEY), reason="核对")
    make_assessment(obligation(KEY), "JPN", analyst)
    rows = api(f"obligations/{SLUG}/history/", analyst)["results"]
    changed = next(row for row in rows if row["action"] == "force.set")
    assert (changed["by"], changed["reason"], changed["before"]["force"], changed["after"]["force"]) == ("analyst", "核对", "decides", "urges")
    assert {row["key"] for row in rows if row["of"] == "assessment"} == {f"{SLUG}/JPN"}
    assert [row["number"] for row in rows] == sorted((row["number"] for row in rows), reverse=True)
    assert {row["action"] for row in api(f"obligations/{SLUG}/history/?action=force.set", analyst)["results"]} == {"force.set"}
    assert api(f"obligations/{SLUG}/history/?before=2032-04-30", analyst)["results"] == []
    api("obligations/none/history/", analyst, status=404)


def test_history_of_one_obligation_says_nothing_of_another(two, api, analyst):
    other = obligation("9101(2032)/2(a)/1")
    decisions.decide(label=Label.FORCE, value="decides", verdict=Verdict.SET, by=analyst, at=AT, obligation=other)
    assert api(f"obligations/{SLUG}/history/", analyst)["results"] == []
    assert len(api(f"obligations/{other.slug}/history/", analyst)["results"]) == 1
    assert [row["action"] for row in api(f"{DOCUMENT}history/", analyst)["results"]]


def test_what_applies_to_whom_was_decided_with_a_reason(two, api, analyst):
    japan = Actor.objects.get(code="JPN")
    for value, days in ((Applicability.CONDITION_OPEN, 0), (Applicability.DOES_NOT_APPLY, 5)):
        at = AT + timedelta(days=days)
        applicability.decide(obligation=obligation(KEY), actor=japan, value=value, reason="理由", by=analyst, at=at)
    rows = api(f"obligations/{SLUG}/applicability/")["results"]
    assert [(row["actor"]["code"], row["value"]["code"], row["reason"], row["by"]) for row in rows] == [("JPN", "does_not_apply", "理由", None)]
    then = api(f"obligations/{SLUG}/applicability/?as_of=2032-05-02", analyst)["results"]
    assert [(row["value"]["code"], row["by"]) for row in then] == [("condition_open", "analyst")]
    assert len(api(f"obligations/{SLUG}/applicability/?replaced=true")["results"]) == 2


def test_documents_actors_and_subjects_lead_to_all_that_belongs_to_them(two, api, client, reader):
    store_record()
    links = [api(f"{kind}/{key}/")["links"] for kind, key in (("documents", "S-RES-9101-2032"), ("documents", "S-PV-9951"), ("actors", "JPN"))]
    links.append(api("subject-areas/ied/")["links"])
    assert {"editions", "meeting", "votes", "assessments"} <= set(links[0])
    assert {"matrix", "statistics", "evidence", "deadlines", "page"} <= set(links[2])
    for address in {address for found in links for address in found.values() if address}:
        assert client.get(address.removeprefix("http://testserver")).status_code == 200, address


def test_the_number_of_queries_does_not_grow(two, api, analyst):
    def asked(address):
        with CaptureQueriesContext(connection) as queries:
            api(address, analyst)
        return len(queries)

    addresses = [f"{DOCUMENT}editions/", f"{DOCUMENT}editions/1/", "paragraphs/", f"obligations/{SLUG}/history/", "documents/"]
    make_assessment(obligation(KEY), "NOR", analyst)
    few = [(asked(address), asked(address))[1] for address in addresses]
    store_text(RESOLUTION.replace("恐怖", "其他"), filename="third.txt", by=analyst)
    store_text(RESOLUTION.replace("9101", "9102").replace("9911", "9912"), filename="other.txt", by=analyst)
    make_assessment(obligation(KEY), "JPN", analyst)
    assert [asked(address) for address in addresses] == few
