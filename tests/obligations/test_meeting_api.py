"""Meetings, speeches, votes and commitments in the API: what an answer holds, what a query finds, and what only staff see."""

from datetime import date

import pytest
from django.test import Client

from obligations.choices import Audience, Opinion, Verdict
from obligations.models import Assessment, Commitment, Document, FormerSlug, Obligation, Tie
from obligations.services import commitments
from obligations.services.assessments import Cell
from tests.factories import AT, make_approved, obligation, store_text
from tests.obligations.records import RECORD, SHARING, commitment, confirm, store_record, tie

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def both(store_once):
    """The record and the resolution that its meeting adopted."""
    store_once(store_text)
    store_once(store_record)


@pytest.fixture
def stored(both, db):
    """The record."""
    return Document.objects.get(symbol="S/PV.9951")


@pytest.fixture
def get(request):
    """GET as a persona (the reader, where none is named): the answer's JSON."""

    def ask(address, *, by="reader", status=200, english=True, **query):
        client = Client()
        if by:
            client.force_login(request.getfixturevalue(by))
        answer = client.get(f"/api/v1/{address}", query, headers={"Accept-Language": "en" if english else "zh-hans"})
        assert answer.status_code == status, answer.content.decode()
        return answer.json()

    return ask


@pytest.fixture
def keys(get):
    """The keys of the commitments that a query finds."""

    def found(by="analyst", **query):
        page = get("commitments/", by=by, **query)
        assert page["count"] == len(page["results"]) == len({row["key"] for row in page["results"]})
        return [row["key"].removeprefix("PV.9951/") for row in page["results"]]

    return found


# Meetings -----------------------------------------------------------------------------------------------------------
def test_a_meeting_has_its_agenda_its_members_and_the_ways_on(stored, get):
    row = get("meetings/S-PV-9951/")
    assert (row["document"]["symbol"], row["document"]["adopted_on"], row["agenda"]) == ("S/PV.9951", "2032-05-04", "科尔萨特局势")
    assert (row["president"], row["presiding"]["code"]) == ("蒙特罗先生", "CRI")
    codes = [member["code"] for member in row["members"]]
    assert len(codes) == 15
    assert codes[:3] == ["CHN", "CRI", "EST"]  # the UN's order, not that of the cover page
    assert [(s["order"], s["capacity"]["code"]) for s in row["speeches"]][:2] == [(1, "president"), (2, "briefer")]
    assert row["speeches"][5]["link"].endswith("/api/v1/speeches/S-PV-9951/6/")
    assert [vote["draft"] for vote in row["votes"]] == ["S/2032/301"]
    assert row["links"]["commitments"].endswith("/api/v1/commitments/?document=S-PV-9951")


def test_meetings_are_found_by_day_president_and_words(stored, get):
    for query, count in (
        ({"year": "2032"}, 1),
        ({"held_after": "2032-05-05"}, 0),
        ({"held_before": "2032-05-04"}, 1),
        ({"presiding": "CRI"}, 1),
        ({"presiding": "JPN"}, 0),
        ({"search": "9951"}, 1),
        ({"search": "科爾薩特"}, 1),
        ({"search": "不在其中"}, 0),
    ):
        assert get("meetings/", **query)["count"] == count, query


def test_the_address_of_an_earlier_symbol_leads_on(stored, client, reader):
    FormerSlug.objects.create(slug="S-PV-9950", document=stored)
    client.force_login(reader)
    for address in ("meetings/{}/", "speeches/{}/6/", "votes/{}/1/"):
        answer = client.get("/api/v1/" + address.format("S-PV-9950"))
        assert (answer.status_code, answer["Location"]) == (301, "/api/v1/" + address.format("S-PV-9951"))


def test_a_record_without_a_reference_edition_is_an_empty_meeting(stored, get):
    Document.objects.filter(pk=stored.pk).update(reference_edition=None)
    assert (get("meetings/S-PV-9951/")["speeches"], get("meetings/S-PV-9951/")["votes"]) == ([], [])
    get("speeches/S-PV-9951/6/", status=404)


# Speeches -----------------------------------------------------------------------------------------------------------
def test_a_speech_tells_who_for_whom_and_in_what_language(stored, get):
    row = get("speeches/S-PV-9951/6/")
    assert (row["speaker"], row["actor"]["code"], row["capacity"]["code"], row["language"]) == ("绪方", "JPN", "member", "en")
    assert row["text"].startswith("如有必要，日本准备")
    assert row["links"]["page"].endswith("/documents/S-PV-9951/#speech-6")
    briefer = get("speeches/S-PV-9951/2/", english=False)
    assert (briefer["actor"], briefer["actor_code"], briefer["capacity"]["label"]) == (None, "UNICEF", "通报者")
    assert briefer["affiliation"] == "联合国儿童基金会副执行主任玛丽安·奎斯特"


@pytest.mark.parametrize(
    ("query", "orders"),
    [
        ({"meeting": "S-PV-9951"}, [1, 2, 3, 4, 5, 6, 7]),
        ({"meeting": "S/PV.9951", "capacity": "member"}, [5, 6, 7]),
        ({"actor": "JPN,CHN"}, [6, 7]),
        ({"actor": "UNICEF"}, [2]),
        ({"capacity": "briefer", "language": "en"}, [2]),
        ({"language": "zh"}, [7]),
        ({"language": "ja"}, []),
        ({"search": "爆炸"}, [6]),
        ({"search": "爆 炸 裝 置"}, [6]),
    ],
)
def test_speeches_are_found_by_meeting_actor_capacity_language_and_words(stored, get, query, orders):
    assert [row["order"] for row in get("speeches/", **query)["results"]] == orders


def test_an_unknown_language_is_refused_with_those_that_are_known(stored, get):
    refused = get("speeches/", status=400, language="xx")["errors"][0]
    assert refused["parameter"] == "language"
    assert {"ar", "en", "es", "fr", "ru", "zh"} <= set(refused["allowed"])


def test_a_speech_names_the_commitments_that_its_reader_may_see(stored, get, analyst):
    confirm(SHARING, analyst)
    said = {by: [row["key"] for row in get("speeches/S-PV-9951/6/", by=by)["commitments"]] for by in ("reader", "analyst")}
    assert said == {"reader": ["PV.9951/c3"], "analyst": ["PV.9951/c3", "PV.9951/c4"]}
    commitments.decide(commitment=commitment(SHARING), verdict=Verdict.REJECT, by=analyst, at=AT)
    assert get("speeches/S-PV-9951/6/")["commitments"] == []


def test_an_older_edition_answers_nowhere(stored, get):
    store_record(RECORD.replace("沈女士（中国）", "耿先生（中国）"))
    assert get("speeches/", actor="CHN")["results"][0]["speaker"] == "耿"
    assert get("speeches/")["count"] == 7
    assert get("votes/")["count"] == 1
    assert len(get("meetings/S-PV-9951/")["speeches"]) == 7


# Votes --------------------------------------------------------------------------------------------------------------
def test_a_vote_shows_lists_and_announced_numbers_and_where_they_differ(stored, get):
    row = get("votes/S-PV-9951/1/")
    assert (row["draft"], row["sponsors"], row["outcome"], row["resolution"]) == ("S/2032/301", ["GHA", "NOR"], "adopted", "S/RES/9101 (2032)")
    assert row["stated"] == {"in_favour": 14, "against": 0, "abstaining": 2}
    assert row["listed"] == {"in_favour": 13, "against": 0, "abstaining": 2, "not_voting": 0}
    assert row["differs"] == ["in_favour"]
    assert [(b["actor"]["code"], b["choice"]["code"]) for b in row["ballots"]][:2] == [("CHN", "abstaining"), ("CRI", "in_favour")]
    assert row["links"]["resolution"].endswith("/api/v1/documents/S-RES-9101-2032/")
    assert row["links"]["speech"].endswith("/api/v1/speeches/S-PV-9951/4/")


def test_a_number_that_was_not_announced_differs_from_nothing(stored, get):
    vote = stored.reference_edition.votes.get()
    vote.stated = {"in_favour": None, "against": None}
    vote.save()
    row = get("votes/S-PV-9951/1/")
    assert (row["stated"], row["differs"]) == ({"in_favour": None, "against": None, "abstaining": None}, [])


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ({"meeting": "S-PV-9951"}, 1),
        ({"resolution": "S/RES/9101 (2032)"}, 1),
        ({"resolution": "S-RES-9101-2032"}, 1),
        ({"resolution": "S/RES/1 (1946)"}, 0),
        ({"actor": "JPN"}, 1),
        ({"actor": "BRA"}, 0),
        ({"choice": "abstaining"}, 1),
        ({"choice": "against"}, 0),
        ({"actor": "CHN", "choice": "abstaining"}, 1),
        ({"actor": "JPN", "choice": "abstaining"}, 0),
        ({"actor": "JPN,CHN", "choice": "abstaining,against"}, 1),
        ({"outcome": "rejected"}, 0),
        ({"procedural": "false"}, 1),
    ],
)
def test_one_ballot_has_to_fit_actor_and_choice(stored, get, query, count):
    assert get("votes/", **query)["count"] == count


# Commitments --------------------------------------------------------------------------------------------------------
def test_a_commitment_tells_its_words_its_condition_and_what_it_rests_on(stored, get, analyst):
    row = get("commitments/PV-9951-c3/", by="analyst")
    speech = get("speeches/S-PV-9951/6/")
    assert speech["text"][row["span"]["start"] : row["span"]["end"]] == row["text"] == "如有必要，日本准备分享关于简易爆炸装置部件销售的数据。"
    assert (row["actor"]["code"], row["kind"], row["condition"]) == ("JPN", {"code": "pledge", "label": "Stated intention"}, "如有必要")
    assert (row["speech"]["order"], row["amount"], row["currency"]) == (6, None, "")
    assert [subject["code"] for subject in row["subjects"]] == ["ied"]
    assert row["opinion"] == {"code": "suggested", "label": "Suggested, to be confirmed", "basis": "machine", "decided_at": None}
    confirm(SHARING, analyst)
    opinion = get("commitments/PV-9951-c3/")["opinion"]
    assert (opinion["code"], opinion["basis"], opinion["decided_at"]) == ("confirmed", "confirmed", "2032-05-01T12:00:00Z")


def test_an_amount_is_a_string_of_digits_beside_its_currency(stored, get):
    amounts = {row["key"]: (row["amount"], row["currency"]) for row in get("commitments/", by="analyst", currency="USD")["results"]}
    assert amounts == {"PV.9951/c2": ("12500000", "USD"), "PV.9951/c4": ("4200000", "USD")}
    Commitment.objects.filter(key="PV.9951/c4").update(amount="0.50")
    assert get("commitments/PV-9951-c4/", by="analyst")["amount"] == "0.50"


def test_a_body_without_a_record_keeps_the_name_that_was_read(stored, get):
    row = get("commitments/PV-9951-c1/", by="analyst")
    assert (row["actor"], row["actor_code"], row["links"]["actor"]) == (None, "UNICEF", None)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({}, ["c1", "c2", "c3", "c4", "c5"]),
        ({"actor": "JPN"}, ["c3", "c4"]),
        ({"actor": "JPN", "kind": "measure"}, ["c4"]),
        ({"actor": "UNICEF,CHN"}, ["c1", "c5"]),
        ({"subject": "ied"}, ["c3"]),
        ({"document": "S/PV.9951", "kind": "pledge"}, ["c2", "c3"]),
        ({"currency": "EUR"}, []),
        ({"search": "松河"}, ["c2"]),
        ({"search": "簡易爆炸"}, ["c3"]),
        ({"opinion": "confirmed"}, []),
        ({"obligation": "9101-2032-1-1"}, []),
    ],
)
def test_commitments_are_found_by_what_they_say(stored, keys, query, expected):
    assert keys(**query) == expected


def test_until_confirmed_a_commitment_is_for_staff_alone(stored, keys, get, analyst):
    get("commitments/PV-9951-c3/", status=404)
    assert keys(by="reader") == []
    confirm(SHARING, analyst)
    assert keys(by="reader") == ["c3"]
    assert keys(by="reader", actor="JPN") == ["c3"]
    get("commitments/PV-9951-c4/", status=404)
    assert keys(by="reviewer", opinion="suggested") == ["c1", "c2", "c4", "c5"]


def test_what_was_rejected_comes_only_where_staff_ask_for_it(stored, keys, get, analyst):
    commitments.decide(commitment=commitment(SHARING), verdict=Verdict.REJECT, by=analyst, at=AT)
    assert "c3" not in keys()
    assert keys(opinion="rejected") == ["c3"]
    assert get("commitments/PV-9951-c3/", by="analyst")["opinion"]["basis"] == "changed"
    get("commitments/PV-9951-c3/", status=404)


def test_a_public_installation_shows_what_is_confirmed_and_no_follow_up_that_is_not_public(stored, get, analyst, settings):
    settings.PUBLIC_READ = True
    row = confirm(SHARING, analyst)
    follow_up(row, analyst, audience=Audience.READERS)
    page = get("commitments/", by=None)
    assert [(found["key"], found["follow_up"]) for found in page["results"]] == [(SHARING, None)]
    assert get("commitments/PV-9951-c3/", by="outsider")["follow_up"] is None
    assert get("commitments/PV-9951-c3/")["follow_up"]["version"] == 1


# Ties and follow-up -------------------------------------------------------------------------------------------------
def tied(row):
    """The ties of an answer: obligation and opinion."""
    return {found["obligation"]["key"]: found["opinion"] for found in row["ties"]}


def test_readers_see_the_ties_that_staff_confirmed_and_staff_also_those_suggested(stored, get, keys, analyst):
    confirm(SHARING, analyst)
    assert get("commitments/PV-9951-c3/")["ties"] == []
    tie(SHARING, "9101(2032)/1/1", analyst)
    assert tied(get("commitments/PV-9951-c3/")) == {"9101(2032)/1/1": "confirmed"}
    staff = get("commitments/PV-9951-c3/", by="analyst")
    assert tied(staff) == {"9101(2032)/1/1": "confirmed", "9101(2032)/2(a)/1": "suggested"}
    suggested = next(found for found in staff["ties"] if found["opinion"] == "suggested")
    assert (suggested["score"], suggested["basis"], suggested["obligation"]["force"]["code"]) == (0.7, "machine", "urges")
    assert "subject area in common" in suggested["reason"]
    assert keys(by="reader", obligation="9101-2032-1-1") == keys(by="reader", obligation="9101(2032)/1/1") == ["c3"]
    assert keys(obligation="9101-2032-2-a-1") == []  # a suggestion ties nothing


def test_what_staff_noted_on_a_tie_is_not_told(stored, get, analyst):
    confirm(SHARING, analyst)
    tie(SHARING, "9101(2032)/2(b)/1", analyst, reason="内部说明")
    row = get("commitments/PV-9951-c3/")["ties"][0]
    assert (row["obligation"]["key"], row["basis"], row["score"], row["reason"]) == ("9101(2032)/2(b)/1", "changed", None, "")


def test_a_rejected_tie_is_nowhere(stored, get, analyst):
    confirm(SHARING, analyst)
    tie(SHARING, "9101(2032)/1/1", analyst, Verdict.REJECT)
    assert tied(get("commitments/PV-9951-c3/", by="analyst")) == {"9101(2032)/2(a)/1": "suggested"}


def test_a_tie_to_what_was_retired_is_for_staff(stored, get, analyst):
    confirm(SHARING, analyst)
    tie(SHARING, "9101(2032)/1/1", analyst)
    Obligation.objects.filter(key="9101(2032)/1/1").update(presence="retired")
    assert tied(get("commitments/PV-9951-c3/")) == {}
    assert "9101(2032)/1/1" in tied(get("commitments/PV-9951-c3/", by="analyst"))


def test_an_obligation_names_the_commitments_tied_to_it(stored, get, analyst):
    address = "obligations/9101-2032-1-1/"
    tie(SHARING, "9101(2032)/1/1", analyst)
    assert get(address)["ties"] == []  # the tie is confirmed, the commitment is not
    assert [found["commitment"]["key"] for found in get(address, by="analyst")["ties"]] == [SHARING]
    confirm(SHARING, analyst)
    row = get(address)
    found = row["ties"][0]
    assert (found["commitment"]["key"], found["commitment"]["actor"]["code"], found["commitment"]["condition"]) == (SHARING, "JPN", "如有必要")
    assert found["link"].endswith("/api/v1/commitments/PV-9951-c3/")
    assert row["links"]["commitments"].endswith("/api/v1/commitments/?obligation=9101-2032-1-1")
    assert Tie.objects.filter(obligation=obligation("9101(2032)/2(a)/1"), opinion=Opinion.SUGGESTED).exists()
    assert get("obligations/9101-2032-2-a-1/", by="analyst")["ties"] == []  # a suggestion is no link


def follow_up(row, by, status="open", audience=Audience.PUBLIC):
    """Record what became of a commitment."""
    return make_approved(Cell(row.actor, commitment=row), by, audience=audience, status=status, summary="后来的报告未提及。", sources="会议记录")


def test_a_commitment_shows_the_follow_up_that_stands_and_the_notices(stored, get, analyst):
    row = confirm(SHARING, analyst)
    follow_up(row, analyst)
    follow_up(row, analyst, "no_later_information")
    answer = get("commitments/PV-9951-c3/")
    shown = answer["follow_up"]
    assert (shown["version"], shown["status"]["code"], shown["as_of"]) == (2, "no_later_information", "2032-04-30")
    assert "say nothing about it" in shown["status"]["definition"]
    assert "not a legal finding" in answer["notices"][0]
    page = get("commitments/")
    assert date.fromisoformat(page["as_of"])
    assert page["notices"] == answer["notices"]
    assert Assessment.objects.count() == 2
    assert get("assessments/")["count"] == 0  # these are on obligations


def test_a_commitment_that_a_new_edition_no_longer_says_has_no_speech(stored, get, analyst):
    confirm(SHARING, analyst)
    store_record(RECORD.replace("如有必要，日本准备分享", "日本注意到"))
    row = get("commitments/PV-9951-c3/", by="analyst")
    assert (row["presence"]["code"], row["speech"], row["links"]["speech"]) == ("not_found", None, None)
    get("commitments/PV-9951-c3/", status=404)


def test_an_actor_leads_to_what_it_said_and_how_it_voted(stored, get, client, reader, analyst):
    confirm(SHARING, analyst)
    links = get("actors/JPN/")["links"]
    client.force_login(reader)
    counts = {name: client.get(links[name]).json()["count"] for name in ("commitments", "speeches", "votes")}
    assert counts == {"commitments": 1, "speeches": 1, "votes": 1}
