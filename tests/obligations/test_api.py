"""The API: who may read what, what an answer holds, and how it says no."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from obligations.choices import Label, Verdict
from obligations.models import Actor, FormerSlug, Obligation, Round, StateAccount
from obligations.services import comments, decisions
from tests.factories import AT, make_assessment, obligation, store_text
from tests.obligations.records import RECORD, SHARING, confirm, store_record

pytestmark = pytest.mark.django_db

TEXTS = (
    "changes/",
    "documents/",
    "documents/S-RES-9101-2032/",
    "documents/S-RES-9101-2032/editions/",
    "documents/S-RES-9101-2032/editions/1/",
    "paragraphs/",
    "paragraphs/{paragraph}/",
    "obligations/",
    "obligations/{obligation}/",
    "actors/",
    "actors/JPN/",
    "subject-areas/",
    "subject-areas/ied/",
    "verbs/",
    "verbs/{verb}/",
    "instruments/",
    "meetings/",
    "meetings/S-PV-9951/",
    "speeches/",
    "speeches/S-PV-9951/6/",
    "votes/",
    "votes/S-PV-9951/1/",
    "commitments/",
    "commitments/PV-9951-c3/",
    "codes/",
    "codes/force/",
)
STATUSES = (
    "assessments/",
    "assessments/{obligation}/JPN/",
    "assessments/{obligation}/JPN/versions/",
    "deadlines/",
    "evidence/",
    "matrix/",
    "statistics/",
)
WORK = ("rounds/", "rounds/first/", "rounds/first/cells/", "obligations/{obligation}/applicability/")  # never for the public
DESK = ("comments/", "documents/S-RES-9101-2032/problems/", "documents/S-RES-9101-2032/history/", "obligations/{obligation}/history/")
PERSONAS = ("anonymous", "outsider", "reader", "japan", "analyst", "reviewer", "admin")
ROLES = ("reader", "japan", "analyst", "reviewer", "admin")
STAFF = ("analyst", "reviewer", "admin")
# Who may read: (does the installation show texts to the public?, addresses) -> personas
MAY_READ = {
    (False, TEXTS): ROLES,
    (False, STATUSES): ROLES,
    (True, TEXTS): PERSONAS,
    (True, STATUSES): PERSONAS,  # those that were published to the public
    (False, WORK): ROLES,
    (True, WORK): ROLES,
    (False, DESK): STAFF,
    (True, DESK): STAFF,
}
POLICY = [
    (is_public, address, persona, 200 if persona in readers else 401 if persona == "anonymous" else 403)
    for (is_public, addresses), readers in MAY_READ.items()
    for address in addresses
    for persona in PERSONAS
]


@pytest.fixture
def stored(analyst):
    """A resolution, with one cell assessed, and the record of the meeting that adopted it, with one commitment confirmed."""
    document = store_text()
    store_record()
    confirm(SHARING, analyst)
    row = obligation("9101(2032)/1/1")
    make_assessment(row, "JPN", analyst)
    held = Round.objects.create(name="第一轮", slug="first", opens_on=AT.date(), closes_on=date(2032, 8, 1), made_by=analyst, made_at=AT)
    held.obligations.add(row)
    held.states.set(Actor.objects.filter(code__in=("JPN", "NOR")))
    return document


@pytest.fixture
def japan(make_user, stored):
    """An account of Japan's own."""
    user = make_user("tokyo", groups=["reader"])
    StateAccount.objects.create(user=user, actor=Actor.objects.get(code="JPN"))
    return user


@pytest.fixture
def api(client, reader):
    """GET as a reader: the answer's JSON."""
    client.force_login(reader)

    def get(address, *, status=200, language="zh-hans", **query):
        answer = client.get(f"/api/v1/{address}", query, headers={"Accept-Language": language})
        assert answer.status_code == status, answer.content.decode()
        return answer.json()

    return get


def filled(address):
    """The address with the slugs of rows that exist."""
    row = obligation("9101(2032)/1/1")
    return "/api/v1/" + address.format(obligation=row.slug, paragraph=row.paragraph.slug, verb=row.verb.code)


# Who may read -------------------------------------------------------------------------------------------------------
@pytest.mark.slow
def test_every_persona_gets_what_the_table_says(stored, request, settings):
    """One test for the whole table, because its rows only read and the data takes longest."""
    users = {persona: request.getfixturevalue(persona) for persona in PERSONAS if persona != "anonymous"}
    clients = {persona: Client() for persona in PERSONAS}
    for persona, user in users.items():
        clients[persona].force_login(user)
    wrong = []
    for is_public, address, persona, expected in POLICY:
        settings.PUBLIC_READ = is_public
        status = clients[persona].get(filled(address)).status_code
        if status != expected:
            wrong.append((is_public, address, persona, expected, status))
    assert wrong == []


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_nothing_can_be_written_yet(stored, client, analyst, method):
    client.force_login(analyst)
    answer = getattr(client, method)("/api/v1/obligations/", {}, content_type="application/json")
    assert answer.status_code in (403, 405)
    assert answer["Content-Type"] == "application/problem+json"


def test_what_was_retired_is_for_staff_alone(stored, client, reader, analyst):
    row = obligation("9101(2032)/4/1")
    Obligation.objects.filter(pk=row.pk).update(presence="retired")
    for user, status in ((reader, 404), (analyst, 200)):
        client.force_login(user)
        assert client.get(f"/api/v1/obligations/{row.slug}/").status_code == status
        named = client.get(f"/api/v1/paragraphs/{row.paragraph.slug}/").json()["obligations"]
        assert bool(named) == (status == 200)


# What an answer holds -----------------------------------------------------------------------------------------------
def test_an_obligation_tells_its_words_and_what_each_label_rests_on(stored, api):
    row = api("obligations/9101-2032-1-1/", language="en")
    assert (row["key"], row["document"]["symbol"], row["paragraph"]["label"]) == ("9101(2032)/1/1", "S/RES/9101 (2032)", "1")
    assert row["text"][row["span"]["start"] : row["span"]["end"]] == row["verb"]["verb"] == "决定"
    assert row["force"] == {"code": "decides", "label": "Decides", "basis": "machine", "decided_at": None}
    assert (row["tracked"]["value"], row["tracked"]["basis"]) == (True, "machine")
    assert [(a["code"], a["name"], a["text"], a["basis"]) for a in row["addressees"]] == [("all_states", "All States", "所有国家", "machine")]
    assert "ied" in {subject["code"] for subject in row["subjects"]}
    assert row["links"]["page"].endswith("/obligations/9101-2032-1-1/")
    assert row["applies_as"] is None


def test_a_label_that_a_person_decided_says_so_with_the_time(stored, api, analyst):
    row = obligation("9101(2032)/1/1")
    decisions.decide(label=Label.FORCE, value="demands", verdict=Verdict.SET, by=analyst, at=AT, obligation=row)
    decisions.decide(label=Label.ADDRESSEE, value="all_states", verdict=Verdict.ACCEPT, by=analyst, at=AT, obligation=row)
    answer = api(f"obligations/{row.slug}/")
    assert (answer["force"]["code"], answer["force"]["basis"], answer["force"]["decided_at"]) == ("demands", "changed", "2032-05-01T12:00:00Z")
    assert (answer["addressees"][0]["basis"], answer["addressees"][0]["decided_at"]) == ("confirmed", "2032-05-01T12:00:00Z")
    assert (answer["verb"]["basis"], answer["verb"]["decided_at"]) == ("machine", None)


def test_a_part_of_a_list_names_the_chapeaus_act_it_inherits(stored, api):
    row = api("obligations/9101-2032-2-a-1/")
    assert (row["span"], row["inherited_from"]["key"]) == (None, "9101(2032)/2/1")


def test_labels_come_in_the_language_asked_for_and_codes_always(stored, api):
    chinese, english = (api("verbs/urge/", language=language) for language in ("zh-hans", "en"))
    assert (chinese["code"], chinese["label"], english["label"]) == (english["code"], "敦促", "urges")
    assert api("actors/GBR/", language="en")["name"].startswith("United Kingdom")


def test_a_paragraph_lists_its_obligations_and_what_is_read_from_it(stored, api):
    row = api("paragraphs/", document="S-RES-9101-2032", search="可疑")["results"][0]
    assert (row["label"], row["parent"]["label"], row["present"]) == ("2(b)", "2", True)
    assert [named["key"] for named in row["obligations"]] == ["9101(2032)/2(b)/1"]
    cited = api("paragraphs/", cites="S/RES/9001 (2031)")["results"]
    assert [(p["kind"]["code"], p["citations"][0]["target"]) for p in cited] == [("preambular", "S/RES/9001 (2031)")]


def test_a_document_names_its_editions_and_its_former_address_leads_to_it(stored, api, client):
    row = api("documents/S-RES-9101-2032/")
    assert (row["kind"]["code"], row["adopted_on"], row["reference_edition"], len(row["editions"])) == ("resolution", "2032-04-15", 1, 1)
    FormerSlug.objects.create(slug="S-RES-9100-2032", document=stored)
    answer = client.get("/api/v1/documents/S-RES-9100-2032/")
    assert (answer.status_code, answer["Location"]) == (301, "/api/v1/documents/S-RES-9101-2032/")


def test_statuses_carry_their_day_their_force_and_the_notices(stored, api, analyst):
    row = obligation("9101(2032)/1/1")
    make_assessment(row, "JPN", analyst, status="implemented", at=AT + timedelta(days=3))
    then, now = (api("assessments/", language="en", **query) for query in ({"as_of": "2032-05-02"}, {}))
    assert [(a["version"], a["status"]["code"], a["obligation"]["force"]["code"]) for a in then["results"]] == [(1, "partial", "decides")]
    assert [(a["version"], a["status"]["code"]) for a in now["results"]] == [(2, "implemented")]
    assert then["as_of"] == "2032-05-02"
    assert "not a legal finding" in then["notices"][0]
    assert then["results"][0]["status"]["definition"]
    cell = f"assessments/{row.slug}/JPN/"
    assert [api(cell)["version"], api(cell, as_of="2032-05-02")["version"]] == [2, 1]
    assert api(cell)["notices"]
    api(cell, as_of="2032-04-30", status=404)


# How it says no -----------------------------------------------------------------------------------------------------
REFUSED = [  # (address, query, the parameter named, something in the list of what is allowed)
    ("obligations/", {"colour": "red"}, "colour", "force"),
    ("obligations/", {"force": "decides,asks"}, "force", "urges"),
    ("obligations/", {"tracked": "maybe"}, "tracked", "true"),
    ("obligations/", {"subject": "weather"}, "subject", "ied"),
    ("obligations/", {"addressee": "XYZ"}, "addressee", "conflict_parties"),
    ("obligations/", {"due_before": "2.8.2017"}, "due_before", None),
    ("obligations/", {"due_before": "9999-12-31"}, "due_before", None),
    ("obligations/", {"due_after": "2017-02-30"}, "due_after", None),
    ("obligations/", {"year": "0"}, "year", None),
    ("obligations/", {"document": "S-RES-1"}, "document", None),
    ("obligations/", {"search": "\x00"}, "search", None),
    ("obligations/", {"document": "a\x00b"}, "document", None),
    ("obligations/", {"force": "\x00"}, "force", "urges"),
    ("obligations/", {"force": ""}, "force", None),
    ("obligations/", {"tracked": ["true", "false"]}, "tracked", None),
    ("obligations/", {"ordering": "status"}, "ordering", "-first_due"),
    ("obligations/", {"page_size": "201"}, "page_size", None),
    ("obligations/", {"page": "last"}, "page", None),
    ("obligations/9101-2032-1-1/", {"force": "decides"}, "force", None),
    ("assessments/", {"ordering": "status"}, "ordering", "actor"),
    ("assessments/", {"as_of": "9999-12-31"}, "as_of", None),
    ("documents/", {"kind": "letter"}, "kind", "resolution"),
    ("actors/", {"regional_group": "north"}, "regional_group", "african_states"),
    ("verbs/", {"search": "敦促"}, "search", "force"),
    ("meetings/", {"presiding": "XYZ"}, "presiding", "CRI"),
    ("meetings/S-PV-9951/", {"year": "2032"}, "year", None),
    ("speeches/", {"capacity": "guest"}, "capacity", "briefer"),
    ("speeches/", {"meeting": "S-RES-9101-2032"}, "meeting", None),
    ("speeches/S-PV-9951/6/", {"capacity": "member"}, "capacity", None),
    ("votes/", {"choice": "yes"}, "choice", "in_favour"),
    ("votes/", {"outcome": "vetoed"}, "outcome", "rejected"),
    ("commitments/", {"kind": "promise"}, "kind", "pledge"),
    ("commitments/", {"currency": "gold"}, "currency", "USD"),
    ("commitments/", {"opinion": "suggested"}, "opinion", "kind"),
    ("commitments/", {"presence": "retired"}, "presence", "kind"),
    ("commitments/", {"obligation": "none"}, "obligation", None),
    ("assessments/9101-2032-1-1/JPN/versions/", {"drafts": "true"}, "drafts", "ordering"),
    ("codes/", {"search": "force"}, "search", "page"),
    ("rounds/", {"closed": "yes"}, "closed", "true"),
    ("rounds/first/", {"closed": "true"}, "closed", None),
]
ABSENT = [
    ("obligations/", {"page": "7"}),
    ("obligations/none/", {}),
    ("documents/%00/", {}),
    ("documents/a b/", {}),
    ("nothing/", {}),
    ("actors/jpn/", {}),
    ("meetings/S-RES-9101-2032/", {}),
    ("speeches/S-PV-9951/0/", {}),
    ("speeches/S-PV-9951/99999999999999999999/", {}),
    ("speeches/S-PV-9951/", {}),
    ("votes/S-PV-9951/2/", {}),
    ("votes/none/1/", {}),
    ("commitments/PV-9951-c2/", {}),
    ("codes/weather/", {}),
    ("rounds/none/", {}),
]


def test_what_is_not_known_is_refused_with_what_is_allowed(stored, api):
    for address, query, parameter, allowed in REFUSED:
        answer = api(address, status=400, language="en", **query)
        assert {"type", "title", "status", "detail", "instance", "errors"} == set(answer)
        assert (answer["type"], answer["status"], answer["errors"][0]["parameter"]) == ("urn:problem:bad-request", 400, parameter)
        assert answer["detail"].strip().endswith("."), answer
        assert allowed is None or allowed in answer["errors"][0]["allowed"], answer


def test_what_is_not_there_is_a_sentence_too(stored, api):
    for address, query in ABSENT:
        answer = api(address, status=404, language="en", **query)
        assert (answer["type"], answer["title"], answer["status"]) == ("urn:problem:not-found", "Not Found", 404)
        assert answer["detail"].endswith(".")


def test_the_root_lists_every_endpoint(api):
    assert {f"{name}/" for name in api("")} == {address for address in (*TEXTS, *STATUSES, *WORK, *DESK) if address.count("/") == 1}


def test_who_may_not_read_is_told_what_to_do(stored, client, outsider):
    client.force_login(outsider)
    answer = client.get("/api/v1/documents/", headers={"Accept-Language": "en"})
    assert (answer.json()["type"], answer["Content-Type"]) == ("urn:problem:not-permitted", "application/problem+json")
    assert "administrator" in answer.json()["detail"]


def test_an_address_without_its_slash_leads_on(client):
    assert client.get("/api/v1/documents")["Location"] == "/api/v1/documents/"


# Pages and queries --------------------------------------------------------------------------------------------------
def test_pages_follow_each_other_without_gap_or_repetition(stored, api):
    keys, number = [], 1
    while True:
        page = api("obligations/", page=number, page_size=3)
        keys += [row["key"] for row in page["results"]]
        if page["next"] is None:
            break
        number += 1
    assert len(keys) == len(set(keys)) == page["count"] == Obligation.objects.count() > 6


@pytest.fixture
def many(analyst):
    """More than twenty rows of each kind."""
    paragraphs = [f"{n}. 敦促会员国在2033年1月{n}日前登记简易爆炸装置的部件，并请秘书长提出报告；" for n in range(1, 25)]
    for number in range(9201, 9222):
        few = paragraphs if number == 9201 else paragraphs[:1]
        store_text(f"第{number}(2032)号决议\n\n安全理事会2032年4月15日第9911次会议通过\n\n安全理事会，\n\n" + "\n\n".join(few) + "\n")
    row = obligation("9201(2032)/1/1")
    for number in range(9951, 9972):
        store_text(RECORD.replace("9951", str(number)), filename=f"{number}.txt", symbol=f"S/PV.{number}")
    for actor in Actor.objects.states()[:21]:
        make_assessment(row, actor, analyst, as_of=date(2032, 4, 30))
    for number in range(21):
        held = Round.objects.create(
            name=f"第{number}轮", slug=f"r{number}", opens_on=AT.date(), closes_on=AT.date(), made_by=analyst, made_at=AT, closed_at=None
        )
        held.obligations.add(row)
        comments.say(text="核对译文。", by=analyst, at=AT, obligation=row)


def test_a_list_asks_the_database_as_often_for_one_row_as_for_twenty(many, client, analyst):
    client.force_login(analyst)
    lists = ["documents", "paragraphs", "obligations", "actors", "subject-areas", "verbs", "assessments", "deadlines"]
    lists += ["meetings", "speeches", "votes", "commitments", "codes", "rounds", "comments"]
    for name in lists:
        counts = []
        for size in (1, 20):
            with CaptureQueriesContext(
                connection,
            ) as queries:
                answer = client.get(f"/api/v1/{name}/", {"page_size": size})
            assert len(answer.json()["results"]) == size, name
            counts.append(len(queries))
        assert counts[0] == counts[1] <= 20, (name, counts)
