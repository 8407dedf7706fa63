"""Lists of the API as files: all rows, the same filters, the same eyes, and nothing that a spreadsheet program would compute."""

import csv
import io

import openpyxl
import pytest
from django.db import connection
from django.db.models import QuerySet
from django.test.utils import CaptureQueriesContext
from django.urls import resolve

from obligations.api.tables import value_at
from obligations.api.urls import KEYED_OTHERWISE, router
from obligations.api.views import reading
from obligations.choices import Audience
from obligations.models import Actor
from tests.factories import AT, make_approved, make_assessment, obligation, store_text

pytestmark = pytest.mark.django_db
NO_ROWS = ("changes", "matrix", "statistics")  # are no lists of rows; the matrix has a file of its own
LISTS = [name for name in (*(prefix for prefix, _view, _name in router.registry), *KEYED_OTHERWISE) if name not in NO_ROWS]


@pytest.fixture
def table(client, reader):
    """A list as a reader's program reads it: (head and rows, notes)."""
    store_text()

    def read(address, user=reader, **query):
        client.force_login(user)
        answer = client.get(f"/api/v1/{address}", {"format": "csv", **query}, headers={"Accept-Language": "en"})
        assert (answer.status_code, answer["Content-Type"]) == (200, "text/csv; charset=utf-8"), answer.getvalue()
        lines = list(csv.reader(io.StringIO(answer.getvalue().decode("utf-8-sig"), newline="")))
        notes = [line[0] for line in lines if line[0].startswith("# ")]
        return [line for line in lines if not line[0].startswith("# ")], notes

    return read


def place(schema, shape, path):
    """The shape of what stands at a place of an answer, as described; fails where nothing does."""
    for name in path.split("."):
        while "properties" not in shape:
            inner = shape.get("items") or shape.get("allOf", [{}])[0] or shape.get("oneOf", [{}])[0]
            reference = shape.get("$ref") or inner.get("$ref", "")
            shape = schema["components"]["schemas"][reference.rpartition("/")[2]] if reference else inner
        assert name in shape["properties"], (path, name)
        shape = shape["properties"][name]


def test_every_column_is_a_place_in_the_answer_that_is_described():
    from drf_spectacular.generators import SchemaGenerator

    schema = SchemaGenerator().get_schema(request=None, public=True)
    for name in [name for name in LISTS if name != "codes"] + ["assessments/{obligation}/{actor}/versions"]:
        described = schema["paths"][f"/api/v1/{name}/"]["get"]["responses"]["200"]["content"]
        assert described["text/csv"], name
        page = schema["components"]["schemas"][described["application/json"]["schema"]["$ref"].rpartition("/")[2]]
        columns = resolve(f"/api/v1/{name.format(obligation='a', actor='b')}/").func.cls.columns
        for path in columns:
            place(schema, page["properties"]["results"], path)


def test_a_file_has_every_row_that_the_list_has_in_its_order(table, client):
    rows, notes = table("obligations/", force="decides,urges")
    listed = client.get("/api/v1/obligations/", {"force": "decides,urges", "page_size": 200}).json()["results"]
    assert rows[0][0] == "key"
    assert [row[0] for row in rows[1:]] == [row["key"] for row in listed]
    assert {row[rows[0].index("force.code")] for row in rows[1:]} == {"decides", "urges"}
    assert notes == []


def test_a_long_file_is_read_on_by_key_and_not_by_a_cursor_of_the_database(table, client, reader, monkeypatch):
    client.force_login(reader)
    listed = client.get("/api/v1/paragraphs/", {"page_size": 200, "ordering": "symbol"}).json()["results"]
    monkeypatch.setattr(reading, "KEYS_IN_ONE_GO", 3)
    monkeypatch.setattr(reading, "IN_ONE_GO", 2)
    monkeypatch.setattr(QuerySet, "iterator", None)
    rows, _notes = table("paragraphs/", ordering="symbol")
    assert len(rows) > 5
    assert [row[0] for row in rows[1:]] == [row["slug"] for row in listed]


def test_several_values_stand_in_one_cell(table):
    rows, _notes = table("obligations/", document="S-RES-9101-2032")
    addressed = {row[0]: row[rows[0].index("addressees.code")] for row in rows[1:]}
    assert addressed["9101(2032)/3/2"] == "JPN; NOR"


def test_statuses_come_with_their_day_and_the_notices(table, analyst):
    make_assessment(obligation("9101(2032)/1/1"), "JPN", analyst)
    rows, notes = table("assessments/", as_of="2032-05-02")
    assert [row[rows[0].index("status.code")] for row in rows[1:]] == ["partial"]
    assert notes[0] == "# as_of 2032-05-02"
    assert "not a legal finding" in notes[1]


def test_a_file_holds_what_its_reader_may_see_and_nothing_more(table, analyst):
    make_approved((obligation("9101(2032)/1/1"), "JPN"), analyst, audience=Audience.STAFF)
    counts = [len(table("assessments/", *user)[0]) for user in ([], [analyst])]
    assert counts == [1, 2]


def test_nothing_becomes_a_formula(table, analyst):
    summary = '=HYPERLINK("https://example.org","点击")'
    make_assessment(obligation("9101(2032)/1/1"), "JPN", analyst, summary=summary)
    rows, _notes = table("assessments/")
    assert rows[1][rows[0].index("summary")] == f"'{summary}"


def test_a_workbook_holds_the_same_as_text_and_says_what_a_status_is_not(table, client, analyst):
    summary = "=1+1"
    make_assessment(obligation("9101(2032)/1/1"), "JPN", analyst, summary=summary)
    rows, _notes = table("assessments/")
    answer = client.get("/api/v1/assessments/?format=xlsx", headers={"Accept-Language": "en"})
    book = openpyxl.load_workbook(io.BytesIO(answer.getvalue()))
    assert [[cell.value or "" for cell in line] for line in book["rows"].iter_rows()] == rows
    assert "f" not in {cell.data_type for line in book["rows"].iter_rows() for cell in line}
    assert f"'{summary}" in rows[1]
    assert "not a legal finding" in book["about"]["A2"].value
    assert answer["Content-Disposition"].endswith('.xlsx"')


def test_each_code_has_a_row(table):
    rows, _notes = table("codes/")
    assert ["force", "decides", "决定", "Decides", "", ""] in rows


def test_every_list_is_a_file_too(table, analyst):
    for name in LISTS:
        rows, _notes = table(f"{name}/", analyst)
        assert len(rows[0]) > 2, name
        assert all(len(row) == len(rows[0]) for row in rows), name


@pytest.mark.parametrize(
    ("address", "parameter"),
    [("obligations/?format=csv&page=2", "page"), ("obligations/?format=pdf", "format"), ("obligations/9101-2032-1-1/?format=csv", "format")],
)
def test_what_no_file_has_is_refused_as_a_problem(client, reader, address, parameter):
    store_text()
    client.force_login(reader)
    answer = client.get(f"/api/v1/{address}")
    assert (answer.status_code, answer["Content-Type"], answer.json()["errors"][0]["parameter"]) == (400, "application/problem+json", parameter)


def test_a_file_without_rights_is_refused_as_any_list(client, outsider):
    client.force_login(outsider)
    answer = client.get("/api/v1/assessments/?format=csv")
    assert (answer.status_code, answer["Content-Type"]) == (403, "application/problem+json")
    assert answer.json()["type"] == "urn:problem:not-permitted"


def test_a_file_asks_the_database_as_often_for_one_row_as_for_many(table, client, analyst):
    counts = []
    table("assessments/", analyst)  # logs in
    for actors in (["JPN"], [actor.code for actor in Actor.objects.states()[:9]]):
        for actor in actors:
            make_assessment(obligation("9101(2032)/1/1"), actor, analyst, at=AT)
        with CaptureQueriesContext(connection) as queries:
            table("assessments/", analyst)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_places_in_an_answer():
    answer = {"a": {"b": [{"c": 1}, {"c": None}]}, "d": True, "e": None, "f": ["x", "y"]}
    assert [value_at(answer, path) for path in ("a.b.c", "d", "e.z", "f", "g")] == ["1; ", "true", "", "x; y", ""]
