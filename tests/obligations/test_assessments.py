"""Assessments are versions: saved, followed, never overwritten."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from obligations.models import Actor, Assessment, Event
from obligations.services import assessments
from obligations.services.assessments import Cell, Content, Proof
from tests.factories import AT, make_assessment, make_evidence, obligation, store_text

pytestmark = pytest.mark.django_db


@pytest.fixture
def row():
    store_text()
    return obligation("9101(2032)/1/1")


def test_an_approved_version_counts_and_closes_the_one_before(row, analyst):
    first = make_assessment(row, "JPN", analyst)
    second = make_assessment(row, "JPN", analyst, status="implemented", at=AT + timedelta(days=1))
    first.refresh_from_db()
    assert (first.replaced_at, second.version, second.based_on) == (second.approved_at, 2, first)
    assert Assessment.objects.current().get() == second


def test_as_it_stood_on_a_day_is_the_version_approved_by_then(row, analyst):
    first = make_assessment(row, "JPN", analyst)
    second = make_assessment(row, "JPN", analyst, at=AT + timedelta(days=3))
    days = [date(2032, 4, 30), date(2032, 5, 1), date(2032, 5, 3), date(2032, 5, 4)]
    assert [Assessment.objects.as_of(day).first() for day in days] == [None, first, first, second]


def test_a_save_on_an_outdated_version_is_refused_and_names_the_current_one(row, analyst):
    make_assessment(row, "JPN", analyst)
    with pytest.raises(assessments.Outdated) as refused:
        make_assessment(row, "JPN", analyst, based_on=None)
    assert refused.value.current == Assessment.objects.current().get()
    assert Assessment.objects.count() == 1


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"status": "done"}, "status"),
        ({"summary": "  "}, "sentence"),
        ({"as_of": date(2033, 1, 1)}, "future"),
    ],
)
def test_content_that_does_not_fit_is_refused_with_a_sentence(row, analyst, fields, sentence, settings):
    settings.LANGUAGE_CODE = "en"
    with pytest.raises(ValidationError, match=sentence):
        make_assessment(row, "JPN", analyst, **fields)
    assert not Assessment.objects.exists()


def test_saving_and_submitting_at_once_writes_what_both_steps_write_and_asks_two_questions_more_than_the_first(row, analyst):
    proofs = (Proof(make_evidence(analyst), "p. 3"),)
    content = Content("partial", "已登记。", date(2032, 5, 1), proofs=proofs)
    before, alone, at_once = (Cell(Actor.objects.get(code=code), row) for code in ("GBR", "JPN", "KEN"))
    assessments.save_draft(cell=before, content=content, by=analyst, at=AT)  # what an account may do is remembered
    with CaptureQueriesContext(connection) as first:
        draft = assessments.save_draft(cell=alone, content=content, by=analyst, at=AT)
    assessments.submit(draft=draft, by=analyst, at=AT, revision=1)
    with CaptureQueriesContext(connection) as both:
        assessments.record(cell=at_once, content=content, by=analyst, at=AT)
    assert len(both) == len(first) + 2
    told = [list(Event.objects.filter(object_key=cell.key).order_by("pk").values_list("action", "before", "after")) for cell in (alone, at_once)]
    assert told[0] == told[1]
    assert [action for action, _before, _after in told[0]] == ["assessment.drafted", "assessment.submitted"]


def test_a_group_has_no_status_of_its_own(row, analyst):
    with pytest.raises(ValidationError):
        make_assessment(row, "all_states", analyst)


def test_somebody_who_is_not_addressed_has_no_status(analyst):
    store_text()
    with pytest.raises(ValidationError):
        make_assessment(obligation("9101(2032)/3/2"), "GBR", analyst)


def test_an_observer_is_reached_by_all_states_and_not_by_member_states(row):
    observer, member = Actor.objects.get(code="PSE"), Actor.objects.get(code="JPN")
    others = type(row).objects
    reaches = {actor.code: set(others.applies_to(actor).values_list("paragraph__label", flat=True)) for actor in (observer, member)}
    assert reaches == {"PSE": {"1"}, "JPN": {"1", "2", "2(a)", "2(b)", "3"}}


@pytest.mark.parametrize("persona", ["reader", "reviewer", "outsider"])
def test_only_analysts_record(row, persona, request):
    with pytest.raises(PermissionDenied):
        make_assessment(row, "JPN", request.getfixturevalue(persona))


def test_the_database_refuses_two_current_versions(row, analyst):
    first = make_assessment(row, "JPN", analyst)
    with pytest.raises(IntegrityError), transaction.atomic():
        Assessment.objects.create(
            obligation=row,
            actor=first.actor,
            version=9,
            status="partial",
            summary="x",
            as_of=first.as_of,
            author=analyst,
            created_at=AT,
            edited_at=AT,
            state="approved",
            approved_at=AT,
        )


def test_each_step_leaves_an_event(row, analyst):
    make_assessment(row, "JPN", analyst)
    events = Event.objects.filter(object_type="assessment", object_key="9101-2032-1-1/JPN").order_by("sequence")
    assert [(event.action, event.by.username) for event in events] == [
        ("assessment.drafted", "analyst"),
        ("assessment.submitted", "analyst"),
        ("assessment.approved", "second-reviewer"),
        ("assessment.published", "second-reviewer"),
    ]


def test_an_event_of_a_draft_holds_what_stood_before(row, analyst):
    cell = Cell(Actor.objects.get(code="JPN"), obligation=row)
    first = assessments.save_draft(cell=cell, content=Content("partial", "一", AT.date()), by=analyst, at=AT)
    assessments.save_draft(cell=cell, content=Content("partial", "二", AT.date()), by=analyst, at=AT, revision=first.revision)
    event = Event.objects.filter(action="assessment.drafted").first()
    assert (event.before["summary"], event.after["summary"]) == ("一", "二")
