"""A version goes from draft to submitted to approved or returned; nobody approves their own; every step is an event."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from obligations.choices import ReviewState
from obligations.models import Actor, Assessment, Event
from obligations.services import assessments, review
from obligations.services.assessments import Cell, Content, Outdated, Proof
from tests.factories import AT, make_approved, make_evidence, make_submission, obligation, second_reviewer, store_text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
LATER = AT + timedelta(days=1)


@pytest.fixture
def cell(analyst):
    store_text()
    return Cell(Actor.objects.get(code="JPN"), obligation=obligation("9101(2032)/1/1"))


@pytest.fixture
def colleague(make_user):
    """A second analyst, with the same assignment."""
    user = make_user("colleague", groups=["analyst"], is_staff=True)
    user.assignments.create(made_at=AT)
    return user


def content(**fields):
    return Content(**{"status": "no_information", "summary": "未见", "sources": "委员会网页", "as_of": date(2032, 4, 1), **fields})


def draft(cell, by, revision=0, based_on=None, **fields):
    return assessments.save_draft(cell=cell, content=content(**fields), by=by, at=AT, based_on=based_on, revision=revision)


# Drafts ---------------------------------------------------------------------------------------------------------------
def test_a_draft_is_edited_in_place(cell, analyst):
    first = draft(cell, analyst)
    second = draft(cell, analyst, revision=1, summary="后来")
    assert (first.pk, second.revision, second.summary) == (second.pk, 2, "后来")


def test_a_draft_saved_in_another_window_is_not_overwritten(cell, analyst):
    draft(cell, analyst)
    with pytest.raises(Outdated) as refused:
        draft(cell, analyst, summary="另一个窗口")
    assert refused.value.mine.summary == "未见"
    assert Assessment.objects.get().summary == "未见"


def test_a_draft_may_be_incomplete(cell, analyst):
    assert draft(cell, analyst, status="", summary="").state == ReviewState.DRAFT


def test_two_analysts_have_a_draft_each(cell, analyst, colleague):
    assert [draft(cell, by).version for by in (analyst, colleague)] == [1, 2]


def test_a_draft_on_what_was_replaced_is_refused_and_saved_again_after_a_look(cell, analyst, colleague):
    draft(cell, colleague)
    current = make_approved(cell, analyst)
    with pytest.raises(Outdated) as refused:
        draft(cell, colleague, revision=1, summary="我的话")
    assert (refused.value.current, refused.value.mine.author) == (current, colleague)
    assert draft(cell, colleague, revision=1, based_on=current, summary="我的话").based_on == current


# Submitting -----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("fields", "missing"),
    [
        ({"status": ""}, "status"),
        ({"summary": " "}, "sentence"),
        ({"sources": ""}, "sources"),
        ({"status": "partial"}, "evidence"),
    ],
)
def test_what_is_incomplete_is_not_submitted(cell, analyst, fields, missing):
    made = draft(cell, analyst, **fields)
    with pytest.raises(ValidationError, match=missing):
        assessments.submit(draft=made, by=analyst, at=AT, revision=1)
    assert Assessment.objects.get().state == ReviewState.DRAFT


def test_evidence_needs_its_place(cell, analyst):
    made = draft(cell, analyst, status="partial", proofs=(Proof(make_evidence(analyst)),))
    with pytest.raises(ValidationError, match="page, paragraph or article"):
        assessments.submit(draft=made, by=analyst, at=AT, revision=1)


def test_what_is_submitted_is_frozen(cell, analyst):
    submitted = make_submission(cell, analyst)
    again = draft(cell, analyst, summary="别的话")
    submitted.refresh_from_db()
    assert again.pk != submitted.pk and submitted.summary != "别的话"


def test_one_step_saves_and_submits_both_or_neither(cell, analyst):
    with pytest.raises(ValidationError):
        assessments.record(cell=cell, content=content(sources=""), by=analyst, at=AT)
    assert not Assessment.objects.exists() and not Event.objects.filter(object_type="assessment").exists()


def test_its_author_takes_a_submission_back_and_up_again(cell, analyst):
    taken = assessments.discard(version=make_submission(cell, analyst), by=analyst, at=AT)
    made = assessments.take_up(version=taken, by=analyst, at=AT)
    assert (made.state, made.summary, made.continues) == (ReviewState.DRAFT, taken.summary, taken)
    assert list(made.links.values_list("locator", flat=True)) == ["第3页"]


# Reviewing ------------------------------------------------------------------------------------------------------------
def test_an_approved_version_is_the_current_one(cell, analyst, reviewer):
    version = review.approve(version=make_submission(cell, analyst), by=reviewer, at=AT)
    assert (version.state, version.reviewer, version.is_current) == (ReviewState.APPROVED, reviewer, True)


def test_nobody_approves_their_own(cell, make_user):
    both = make_user("both", groups=["analyst", "reviewer"], is_staff=True)
    both.assignments.create(made_at=AT)
    submitted = make_submission(cell, both)
    with pytest.raises(PermissionDenied):
        review.approve(version=submitted, by=both, at=AT)


def test_an_administrator_does_not_approve_their_own_either(cell, admin):
    with pytest.raises(PermissionDenied):
        review.approve(version=make_submission(cell, admin), by=admin, at=AT)


def test_the_database_refuses_a_reviewer_who_is_the_author(cell, analyst):
    submitted = make_submission(cell, analyst)
    with pytest.raises(IntegrityError), transaction.atomic():
        Assessment.objects.filter(pk=submitted.pk).update(reviewer=analyst)


@pytest.mark.parametrize("persona", ["analyst", "reader", "outsider"])
def test_only_reviewers_review(cell, analyst, persona, request):
    with pytest.raises(PermissionDenied):
        review.approve(version=make_submission(cell, analyst), by=request.getfixturevalue(persona), at=AT)


def test_a_returned_version_carries_its_note_and_is_taken_up_again(cell, analyst, reviewer):
    returned = review.send_back(version=make_submission(cell, analyst), note="请注明条款。", by=reviewer, at=AT)
    made = assessments.take_up(version=returned, by=analyst, at=AT)
    assert (returned.state, returned.review_note, made.continues) == (ReviewState.RETURNED, "请注明条款。", returned)
    assert list(Assessment.objects.open()) == [made]


def test_a_returned_version_is_open_again_when_what_took_it_up_is_discarded(cell, analyst, reviewer):
    returned = review.send_back(version=make_submission(cell, analyst), note="请注明条款。", by=reviewer, at=AT)
    assessments.discard(version=assessments.take_up(version=returned, by=analyst, at=AT), by=analyst, at=AT)
    assert list(Assessment.objects.open()) == [returned]


def test_a_version_is_returned_only_with_a_note(cell, analyst, reviewer):
    with pytest.raises(ValidationError):
        review.send_back(version=make_submission(cell, analyst), note=" ", by=reviewer, at=AT)


def test_what_was_taken_back_meanwhile_cannot_be_approved(cell, analyst, reviewer):
    submitted = make_submission(cell, analyst)
    assessments.discard(version=submitted, by=analyst, at=AT)
    with pytest.raises(ValidationError, match="Taken back"):
        review.approve(version=submitted, by=reviewer, at=AT)


def test_of_two_submissions_on_one_base_the_second_cannot_be_approved(cell, analyst, colleague, reviewer):
    first, second = make_submission(cell, analyst), make_submission(cell, colleague)
    review.approve(version=first, by=reviewer, at=AT)
    with pytest.raises(Outdated) as refused:
        review.approve(version=second, by=reviewer, at=AT)
    assert refused.value.current == first


def test_the_approved_version_stays_in_force_until_the_next_is_approved(cell, analyst, reviewer):
    first = make_approved(cell, analyst)
    second = make_submission(cell, analyst, based_on=first)
    assert Assessment.objects.current().get() == first
    review.approve(version=second, by=reviewer, at=LATER)
    assert Assessment.objects.current().get() == second


def test_a_withdrawn_approval_keeps_its_trace_and_nobody_else_sees_it(cell, analyst, reviewer, reader):
    version = make_approved(cell, analyst)
    assert Assessment.objects.visible_to(reader).exists()
    gone = review.withdraw(version=version, reason="来源有误。", by=reviewer, at=LATER)
    assert (gone.state, gone.approved_at, gone.replaced_at) == (ReviewState.WITHDRAWN, AT, LATER)
    assert not Assessment.objects.current().exists() and not Assessment.objects.visible_to(reader).exists()
    assert Assessment.objects.as_of(AT.date()).get() == gone


def test_every_step_is_an_event_with_who_from_to_and_note(cell, analyst, reviewer):
    review.send_back(version=make_submission(cell, analyst), note="请注明条款。", by=reviewer, at=LATER)
    event = Event.objects.get(action="assessment.returned")
    said = (event.by, event.at, event.before["state"], event.after["state"], event.after["version"], event.reason)
    assert said == (reviewer, LATER, "submitted", "returned", 1, "请注明条款。")


def test_the_second_reviewer_of_the_tests_is_somebody_else(analyst):
    assert second_reviewer() != analyst
