"""The matrix as JSON: the same cells as the page, its filters, who sees what, and how much it asks."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from obligations.choices import Applicability, Audience
from obligations.matrix.reading import GLYPHS, columns_of, matrix, obligations_between, states_of
from obligations.models import Actor, Obligation
from obligations.services import applicability
from tests.factories import make_approved, obligation, store_text
from tests.obligations.test_matrix import CONDITIONAL

pytestmark = pytest.mark.django_db

NOW = timezone.now()
TODAY = timezone.localdate()
FIVE_DAYS, TEN_DAYS = NOW - timedelta(days=5), NOW - timedelta(days=10)
KEY, PART, TRAINING = "9101(2032)/1/1", "9101(2032)/2(a)/1", "9101(2032)/3/2"


@pytest.fixture(scope="module", autouse=True)
def text(store_once):
    store_once(store_text)


@pytest.fixture
def api(client, reader):
    """GET as a reader, or as somebody else (None: nobody): the answer's JSON."""

    def get(query="", user=reader, *, status=200, language="en"):
        if user is not None:
            client.force_login(user)
        answer = client.get(f"/api/v1/matrix/{query}", headers={"Accept-Language": language})
        assert answer.status_code == status, answer.content.decode()
        return answer.json()

    return get


def approved(key, code, by, at=FIVE_DAYS, audience=Audience.READERS, **fields):
    return make_approved((obligation(key), code), by, at=at, audience=audience, as_of=TEN_DAYS.date(), **fields)


def cells(answer, name="cells"):
    """Marks by key and code."""
    keys = [column["key"] for column in answer["columns"]]
    return {(key, row["code"]): mark for row in answer["rows"] for key, mark in zip(keys, row[name], strict=True)}


def test_every_mark_has_a_code_of_its_own(api, reader, analyst):
    store_text(CONDITIONAL)
    open_one = obligation("9102(2032)/1/1")
    open_one.addressees.update(condition="尚未这样做的")
    approved(KEY, "JPN", analyst)
    norway = Actor.objects.get(code="NOR")
    applicability.decide(obligation=obligation(KEY), actor=norway, value=Applicability.DOES_NOT_APPLY, reason="理由", by=analyst, at=NOW)
    found = cells(api("?state=JPN,NOR,PRT"))
    assert [found[KEY, code] for code in ("JPN", "NOR", "PRT")] == ["partial", "does_not_apply", "not_assessed"]
    assert (found[open_one.key, "JPN"], found[TRAINING, "PRT"]) == ("condition_open", "not_addressed")


def test_the_answer_is_what_the_page_draws(api, reader, analyst, client):
    approved(KEY, "JPN", analyst)
    columns = columns_of(obligations_between(reader, TODAY, today=TODAY))
    shown = matrix(columns, states_of(Actor.objects.all()), user=reader, on=TODAY, today=TODAY)
    answer = api()
    assert {tuple(row["cells"]) for row in answer["rows"]} == {
        tuple(marks[[c.key for c in columns].index(head["key"])] for head in answer["columns"]) for marks in shown.rows
    }
    counted = client.get("/matrix/").context["counted"]
    numbers = [[row["applicable"], row["assessed"], *row["marks"].values()] for row in answer["counts"]]
    assert numbers == [[figure.count for figure in line.figures] for line in counted]
    assert {mark["code"]: mark["glyph"] for mark in answer["marks"]} == {str(mark): glyph for mark, glyph in GLYPHS.items()}


def test_force_its_basis_and_hedges_stand_over_every_column(api):
    head = next(column for column in api()["columns"] if column["key"] == KEY)
    assert head["force"] == {"code": "decides", "label": "Decides", "basis": "machine"}
    assert (head["hedges"], head["label"], head["document"]["slug"]) == ([], "1/1", "S-RES-9101-2032")


def test_who_is_named_is_told_from_who_is_one_of_a_group(api):
    answer = api("?state=JPN,PRT")
    named = {row["code"]: [answer["columns"][place]["key"] for place in row["named"]] for row in answer["rows"]}
    assert named == {"JPN": [TRAINING], "PRT": []}


def test_two_days_are_compared_cell_by_cell(api, analyst):
    approved(KEY, "JPN", analyst)
    answer = api(f"?state=JPN&compare={TEN_DAYS.date()}")
    assert (cells(answer, "earlier")[KEY, "JPN"], cells(answer)[KEY, "JPN"]) == ("not_assessed", "partial")
    assert answer["compared_with"] == TEN_DAYS.date().isoformat()


def test_a_past_day_shows_what_stood_then(api, analyst):
    approved(KEY, "JPN", analyst, at=TEN_DAYS, status="none_found")
    approved(KEY, "JPN", analyst, at=FIVE_DAYS, status="implemented")
    day = (TEN_DAYS + timedelta(days=1)).date()
    answer = api(f"?state=JPN&as_of={day}")
    assert (answer["as_of"], cells(answer)[KEY, "JPN"]) == (day.isoformat(), "none_found")


def test_what_does_not_fit_is_refused(api):
    for query in ("as_of=2999-01-01", "as_of=yesterday", "compare=2999-01-01", "state=XXX", "colour=red", "page_size=201", "format=xlsx"):
        assert [error["parameter"] for error in api(f"?{query}", status=400)["errors"]] == [query.partition("=")[0]]


def test_columns_come_in_pages_and_every_page_has_all_rows(api, reader):
    whole = api()
    first, second = api("?page_size=1"), api("?page_size=1&page=2")
    assert (first["count"], first["previous"], len(first["rows"])) == (whole["count"], None, len(whole["rows"]))
    assert first["next"].endswith("page=2") or "page=2&" in first["next"]
    assert [*first["columns"], *second["columns"]] == whole["columns"][:2]
    assert "the last one is" in api("?page=9", status=404)["detail"]


def test_patterns_lead_to_what_they_say(api, client, analyst):
    approved(KEY, "JPN", analyst)
    answer = api("?state=JPN")
    column = next(head for head in answer["columns"] if head["key"] == KEY)
    for name in ("obligation", "actor", "assessment", "cell"):
        address = answer["links"][name].replace("{column.slug}", column["slug"]).replace("{row.code}", "JPN")
        assert client.get(address.removeprefix("http://testserver")).status_code == 200, address
    assert client.get(answer["links"]["page"].removeprefix("http://testserver")).status_code == 200


def test_the_file_has_the_same_cells(api, client, analyst):
    approved(KEY, "JPN", analyst)
    answer = client.get(api("?state=JPN")["links"]["csv"].removeprefix("http://testserver"))
    lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()
    assert next(line for line in lines if line.startswith("JPN,")).count("partial") == 1


def test_readers_do_not_see_what_is_for_staff(api, analyst, reader):
    approved(KEY, "JPN", analyst, audience=Audience.STAFF)
    assert (cells(api())[KEY, "JPN"], cells(api(user=analyst))[KEY, "JPN"]) == ("not_assessed", "partial")


def test_the_public_sees_what_is_public_where_the_installation_is(api, settings, analyst, outsider):
    api(user=None, status=401)
    api(user=outsider, status=403)
    settings.PUBLIC_READ = True
    approved(KEY, "JPN", analyst, audience=Audience.PUBLIC)
    approved(KEY, "NOR", analyst, audience=Audience.READERS)
    found = cells(api(user=outsider))
    assert (found[KEY, "JPN"], found[KEY, "NOR"]) == ("partial", "not_assessed")


def test_the_number_of_queries_does_not_grow(api, client, analyst):
    def asked():
        with CaptureQueriesContext(connection) as queries:
            api(f"?compare={TEN_DAYS.date()}")
        return len(queries)

    asked()
    few = asked()
    store_text(CONDITIONAL)
    for code in ("JPN", "NOR", "PRT"):
        approved(KEY, code, analyst)
    assert asked() == few
    assert Obligation.objects.count() > 4
