"""The matrix: what each cell says and to whom, on which day, compared with which, filtered how, in how many queries."""

import csv
import io
import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from obligations.cells import cells_between, obligations_in_force
from obligations.choices import Applicability, Audience
from obligations.matrix.reading import GLYPHS, STATES, Gap, columns_of, matrix, obligations_between, states_of
from obligations.models import Actor
from obligations.services import applicability, rounds
from tests.factories import make_approved, obligation, store_text

pytestmark = pytest.mark.django_db

NOW = timezone.now()
TODAY = timezone.localdate()
KEY, PART, TRAINING = "9101(2032)/1/1", "9101(2032)/2(a)/1", "9101(2032)/3/2"
TEN_DAYS, FIVE_DAYS = NOW - timedelta(days=10), NOW - timedelta(days=5)
CONDITIONAL = """第 9102(2032)号决议

安全理事会2032年4月16日第9912次会议通过

安全理事会，

1. 决定尚未这样做的所有国家应登记部件的销售；
"""


@pytest.fixture(scope="module", autouse=True)
def text(store_once):
    store_once(store_text)


def approved(key, code, by, at=FIVE_DAYS, audience=Audience.READERS, **fields):
    return make_approved((obligation(key), code), by, at=at, audience=audience, as_of=TEN_DAYS.date(), **fields)


def marks(user, on=TODAY, compared_with=None):
    """The marks by key and code, and before them those of the day compared with."""
    columns = columns_of(obligations_between(user, on, today=TODAY, compared_with=compared_with))
    shown = matrix(columns, states_of(Actor.objects.all()), user=user, on=on, today=TODAY, compared_with=compared_with)

    def by_cell(rows):
        return {
            (column.key, state.code): str(mark)
            for state, row in zip(shown.states, rows, strict=False)
            for column, mark in zip(columns, row, strict=True)
        }

    return by_cell(shown.rows), by_cell(shown.earlier)


@pytest.fixture
def html(client):
    def get(query="", user=None, status=200, language="en"):
        if user is not None:
            client.force_login(user)
        answer = client.get(f"/matrix/{query}", headers={"Accept-Language": language})
        assert answer.status_code == status, (query, answer.status_code)
        return answer.content.decode()

    return get


def codes(page):
    """The States of the rows."""
    return re.findall(r'<tr><th scope="row"><a href="[^"]*state=([A-Z]{3})"', page)


# What a cell says ---------------------------------------------------------------------------------------------------
def test_a_cell_shows_the_status_that_stands(reader, analyst):
    approved(KEY, "JPN", analyst, status="partial")
    assert marks(reader)[0][KEY, "JPN"] == "partial"


def test_a_cell_nobody_recorded_is_not_assessed(reader):
    assert marks(reader)[0][KEY, "NOR"] == "not_assessed"


def test_an_obligation_of_two_States_is_not_addressed_to_the_others(reader):
    found = marks(reader)[0]
    assert (found[TRAINING, "JPN"], found[TRAINING, "PRT"]) == ("not_assessed", "not_addressed")


def test_member_states_does_not_reach_an_observer(reader):
    found = marks(reader)[0]
    observer = Actor.objects.observers()[0].code
    assert (found[KEY, observer], found[PART, observer]) == ("not_assessed", "not_addressed")


def test_what_does_not_apply_is_said_instead_of_a_status(reader, analyst, reviewer):
    approved(KEY, "JPN", analyst)
    applicability.decide(
        obligation=obligation(KEY), actor=Actor.objects.get(code="JPN"), value=Applicability.DOES_NOT_APPLY, reason="理由", by=analyst, at=NOW
    )
    assert marks(reader)[0][KEY, "JPN"] == "does_not_apply"


def test_a_group_under_a_condition_is_open(reader):
    row = obligation(KEY)
    row.addressees.update(condition="尚未这样做的")
    assert marks(reader)[0][KEY, "JPN"] == "condition_open"


def test_only_what_asks_States_has_a_column(reader):
    assert not [key for key, _code in marks(reader)[0] if key.startswith("9101(2032)/4/") or key == "9101(2032)/3/1"]


def test_the_matrix_says_what_the_cells_of_the_desk_say(reader, analyst):
    store_text(CONDITIONAL)
    row = obligation("9102(2032)/1/1")
    row.addressees.update(condition="尚未这样做的")
    approved(KEY, "JPN", analyst)
    approved(PART, "NOR", analyst, status="none_found")
    for code, value in (("JPN", Applicability.APPLIES), ("PRT", Applicability.DOES_NOT_APPLY)):
        applicability.decide(obligation=row, actor=Actor.objects.get(code=code), value=value, reason="理由", by=analyst, at=NOW)
    expected = {}
    for cell in cells_between(obligations_in_force(reader, TODAY), list(Actor.objects.filter(kind__in=STATES)), user=reader, on=TODAY):
        recorded = cell.standing.status if cell.standing else Gap.NOT_ASSESSED
        expected[cell.obligation.key, cell.actor.code] = str(recorded if cell.counts else cell.applicability)
    found = {key: mark for key, mark in marks(reader)[0].items() if mark != Gap.NOT_ADDRESSED}
    assert found == expected


# Who sees what ------------------------------------------------------------------------------------------------------
def test_readers_do_not_see_what_is_for_staff(reader, analyst):
    approved(KEY, "JPN", analyst, audience=Audience.STAFF)
    assert (marks(reader)[0][KEY, "JPN"], marks(analyst)[0][KEY, "JPN"]) == ("not_assessed", "partial")


def test_without_a_role_there_is_no_matrix(html, outsider):
    html(user=outsider, status=403)


def test_a_stranger_logs_in_first(html, settings):
    settings.PUBLIC_READ = False
    html(status=302)


def test_the_public_sees_what_is_public(client, settings, analyst):
    settings.PUBLIC_READ = True
    approved(KEY, "JPN", analyst, audience=Audience.PUBLIC)
    approved(KEY, "NOR", analyst, audience=Audience.READERS)
    page = client.get("/matrix/?state=JPN&state=NOR").content.decode()
    assert page.count('class="k-partial"') == 1


# Days ---------------------------------------------------------------------------------------------------------------
def test_a_past_day_shows_what_stood_then(reader, analyst):
    approved(KEY, "JPN", analyst, at=TEN_DAYS, status="none_found")
    approved(KEY, "JPN", analyst, at=FIVE_DAYS, status="implemented")
    assert marks(reader, on=TEN_DAYS.date() + timedelta(days=1))[0][KEY, "JPN"] == "none_found"


def test_a_comparison_has_both_marks(reader, analyst):
    approved(KEY, "JPN", analyst)
    now, before = marks(reader, compared_with=TEN_DAYS.date())
    assert (before[KEY, "JPN"], now[KEY, "JPN"]) == ("not_assessed", "partial")


def test_a_differing_cell_shows_both_marks(html, reader, analyst):
    approved(KEY, "JPN", analyst)
    page = html(f"?compare={TEN_DAYS.date()}", user=reader, language="zh-hans")
    assert page.count(' differs"') == 1
    assert f"{GLYPHS['not_assessed']}→{GLYPHS['partial']}" in page


def test_a_cell_keeps_the_chosen_day(html, reader):
    day = TEN_DAYS.date()
    assert f'href="/obligations/9101-2032-1-1/?as_of={day}#state-JPN"' in html(f"?as_of={day}", user=reader)


# Filtering ----------------------------------------------------------------------------------------------------------
def test_rows_stand_in_the_order_of_the_United_Nations(html, reader):
    assert codes(html(user=reader)) == list(Actor.objects.filter(kind__in=("state", "observer")).order_by("position").values_list("code", flat=True))


def test_a_regional_group_narrows_the_rows(html, reader):
    found = codes(html("?group=eastern_european_states", user=reader))
    assert len(found) == Actor.objects.filter(regional_group="eastern_european_states", kind="state").count()


def test_force_and_document_narrow_the_columns(html, reader):
    store_text(CONDITIONAL)
    page = html("?force=decides&document=S-RES-9101-2032", user=reader)
    assert set(re.findall(r"/obligations/([\d-]+a?-?\d*)/#", page)) == {"9101-2032-1-1"}


def test_a_round_gives_rows_and_columns(html, reviewer):
    rounds.open(
        name="第一轮",
        opens_on=TODAY,
        closes_on=TODAY,
        states=Actor.objects.filter(code__in=["JPN", "NOR"]),
        obligations=[obligation(KEY)],
        state_first=False,
        days_to_comment=0,
        by=reviewer,
        at=TEN_DAYS,
    )
    page = html("?round=第一轮", user=reviewer)
    assert codes(page) == ["JPN", "NOR"]


@pytest.mark.parametrize(
    "query",
    [
        "?as_of=2999-99-99",
        "?compare=tomorrow",
        "?compare=2999-01-01",
        "?force='%20OR%201=1",
        "?document=%00",
        "?state=XXX&state=<script>alert(1)</script>",
        "?page=-1&round=%F0%9F%92%A3",
        "?group=" + "a" * 5000,
        "?as_of=0001-01-01&compare=9999-12-31",
        "?unknown=%3Cb%3E",
    ],
)
def test_odd_parameters_are_told_and_never_break_the_page(html, reader, query):
    page = html(query, user=reader)
    assert 'role="status"' in page
    assert "<script>alert" not in page
    assert "<b>x" not in page


# One State ----------------------------------------------------------------------------------------------------------
def test_one_State_is_a_list_by_document(html, reader, analyst):
    approved(KEY, "JPN", analyst)
    page = html("?state=JPN", user=reader)
    assert '<table class="matrix"' not in page
    assert "Measures found for part" in page
    assert 'href="/obligations/9101-2032-1-1/#state-JPN"' in page


def test_a_list_leaves_out_what_is_not_addressed_to_its_State(html, reader):
    assert "9101-2032-3-2" not in html("?state=PRT", user=reader)


# The file -----------------------------------------------------------------------------------------------------------
def test_the_file_has_the_same_cells(client, reader, analyst):
    approved(KEY, "JPN", analyst)
    client.force_login(reader)
    answer = client.get("/matrix/?format=csv&force=decides", headers={"Accept-Language": "en"})
    assert answer.streaming
    rows = list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))
    head = next(row for row in rows if row and row[0] == "Code")
    japan = next(row for row in rows if row and row[0] == "JPN")
    assert japan[head.index(KEY)] == "partial"


# One cell -----------------------------------------------------------------------------------------------------------
def test_a_cell_says_its_summary_alone_where_a_script_asks(client, reader, analyst):
    approved(KEY, "JPN", analyst, summary="国家报告第7页")
    client.force_login(reader)
    part = client.get("/matrix/9101-2032-1-1/JPN/", headers={"HX-Request": "true"}).content.decode()
    assert "国家报告第7页" in part
    assert "<html" not in part


def test_a_cell_that_is_not_addressed_is_not_there(client, reader):
    client.force_login(reader)
    assert client.get("/matrix/9101-2032-3-2/PRT/").status_code == 404


# How much it asks ---------------------------------------------------------------------------------------------------
def test_the_number_of_queries_does_not_grow(client, reader, analyst):
    client.force_login(reader)

    def asked():
        with CaptureQueriesContext(connection) as queries:
            client.get(f"/matrix/?compare={TEN_DAYS.date()}")
        return len(queries)

    asked()
    few = asked()
    store_text(CONDITIONAL)
    for code in ("JPN", "NOR", "PRT"):
        approved(KEY, code, analyst)
    assert asked() == few
