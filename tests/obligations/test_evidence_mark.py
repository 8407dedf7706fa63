"""Marking many cells from one piece of evidence."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from obligations.choices import BatchKind, ReviewState
from obligations.models import Actor, Assessment, Batch
from tests.factories import make_approved, make_evidence, obligation, store_text

pytestmark = pytest.mark.django_db


@pytest.fixture
def report(analyst):
    """A report of Japan's own."""
    store_text()
    return make_evidence(analyst, issuer=Actor.objects.get(code="JPN"), published_on=date(2026, 5, 1))


@pytest.fixture
def staff(client, analyst):
    client.force_login(analyst)
    return client


def address(report):
    return reverse("admin:obligations_evidence_mark", args=[report.pk])


def marks(*keys, **values):
    fields = {"status": "partial", "place": "第3页", "line": "已登记。", "based_on": "", **values}
    return {f"{obligation(key).pk}.{name}": value for key in keys for name, value in fields.items()}


def post(client, report, data, do="preview"):
    return client.post(address(report), {"do": do, "as_of": "2026-05-01", **data})


def write(client, report, data):
    return post(client, report, {"plan": post(client, report, data).context["sealed"]}, do="write")


def test_the_obligations_of_the_state_that_issued_it_stand_beside_it(report, staff):
    rows = staff.get(address(report)).context["rows"]
    assert [row.cell.obligation.key for row in rows] == ["9101(2032)/1/1", "9101(2032)/2(a)/1", "9101(2032)/2(b)/1", "9101(2032)/3/2"]


@pytest.mark.parametrize(
    ("query", "labels"), [({"q": "培训材料"}, ["3"]), ({"q": "2(a)"}, ["2(a)"]), ({"document": "none"}, []), ({"actor": "GBR", "q": "培训"}, [])]
)
def test_they_can_be_searched_and_filtered(report, staff, query, labels):
    assert [row.cell.obligation.paragraph.label for row in staff.get(address(report), query).context["rows"]] == labels


def test_a_subject_narrows_them_down(report, staff):
    subject = obligation("9101(2032)/1/1").paragraph.subjects.first().subject
    rows = staff.get(address(report), {"subject": subject.code}).context["rows"]
    assert rows
    assert all(row.cell.obligation.paragraph.subjects.filter(subject=subject).exists() for row in rows)


def test_what_is_marked_is_written_as_one_batch_after_a_preview(report, staff):
    keys = ["9101(2032)/1/1", "9101(2032)/3/2"]
    post(staff, report, marks(*keys))
    assert not Assessment.objects.exists()
    write(staff, report, marks(*keys))
    made = Assessment.objects.select_related("obligation", "actor")
    assert {(v.obligation.key, v.actor.code, v.status, v.summary, v.as_of, v.state) for v in made} == {
        (key, "JPN", "partial", "已登记。", date(2026, 5, 1), ReviewState.SUBMITTED) for key in keys
    }
    assert {(link.evidence, link.locator) for v in made for link in v.links.all()} == {(report, "第3页")}
    assert (Batch.objects.get().kind, Batch.objects.get().size) == (BatchKind.EVIDENCE, 2)


def test_a_mark_without_its_place_is_refused_with_the_reason(report, staff):
    preview = post(staff, report, marks("9101(2032)/1/1", place="") | marks("9101(2032)/3/2"))
    assert (len(preview.context["plan"].refused), len(preview.context["plan"].writable)) == (1, 1)


def test_the_evidence_that_stood_in_the_cell_stays(report, staff, analyst):
    row = obligation("9101(2032)/1/1")
    first = make_approved((row, "JPN"), analyst, at=timezone.now() - timedelta(minutes=1), as_of=date(2026, 1, 1))
    write(staff, report, marks(row.key, based_on=str(first.pk)))
    made = Assessment.objects.order_by("pk").last()
    assert [link.evidence for link in made.links.all()] == [first.links.get().evidence, report]


def test_what_was_marked_comes_back_from_the_preview_even_outside_the_filters(report, staff):
    preview = post(staff, report, marks("9101(2032)/1/1", line="带回来"))
    answer = staff.post(address(report) + "?q=培训材料", {**dict(preview.context["typed"]), "do": "edit"})
    assert "带回来" in answer.content.decode()


def test_a_withdrawn_piece_marks_nothing(report, staff):
    type(report).objects.filter(pk=report.pk).update(withdrawn_at=timezone.now())
    assert not staff.get(address(report)).context["may_record"]
    assert post(staff, report, marks("9101(2032)/1/1")).status_code == 403


def test_without_a_state_one_is_asked_for(staff, analyst):
    store_text()
    assert staff.get(address(make_evidence(analyst))).context["rows"] == []


def test_the_queries_do_not_grow_with_the_obligations(report, staff, analyst, django_assert_num_queries):
    for key in ("9101(2032)/1/1", "9101(2032)/3/2"):
        make_approved((obligation(key), "JPN"), analyst, at=timezone.now() - timedelta(minutes=1), as_of=date(2026, 1, 1))
    staff.get(address(report))
    with CaptureQueriesContext(connection) as one:
        staff.get(address(report), {"q": "培训材料"})
    with django_assert_num_queries(len(one)):
        staff.get(address(report))
