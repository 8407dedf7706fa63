"""What staff decide about commitments and their ties, what became of them, and that reading a record again touches none of it."""

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from obligations.choices import Basis, Opinion, Presence, Verdict
from obligations.models import Actor, Assessment, Commitment, CommitmentDecision, Event, Obligation, Tie
from obligations.services import assessments, commitments
from obligations.services.assessments import Cell, Proof
from obligations.services.ties import suggest_ties
from tests.factories import AT, StoreOnce, make_approved, make_assessment, make_evidence
from tests.obligations.stored_records import commitment, store_adoption, store_founding, store_sample

pytestmark = pytest.mark.django_db

PLEDGE, MEASURE = "3500万挪威克朗", "420万美元"  # words of one of each


@pytest.fixture(scope="module")
def record(store_once: StoreOnce) -> None:
    """The sample record, after the resolution it adopts."""
    store_once(store_adoption)


def decide(row: Commitment, verdict: Verdict, by: User, **more: Any) -> CommitmentDecision:
    return commitments.decide(commitment=row, verdict=verdict, by=by, at=AT, **more)


def tie(row: Commitment, obligation: Obligation, verdict: Verdict, by: User, **more: Any) -> Tie:
    return commitments.decide_tie(commitment=row, obligation=obligation, verdict=verdict, by=by, at=AT, **more)


def follow(row: Commitment, by: User, **fields: Any) -> Assessment:
    """A version of what became of a commitment, approved by somebody else."""
    content = {"status": "open", "summary": "会议记录第3页。", "sources": "委员会网页", "as_of": date(2032, 4, 1), **fields}
    assert row.actor is not None
    return make_approved(Cell(row.actor, commitment=row), by, **content)


def tied() -> Obligation:
    """An obligation that the machine ties to the measure."""
    suggested = commitment(MEASURE).ties.select_related("obligation").first()
    assert suggested is not None
    return suggested.obligation


# Deciding ------------------------------------------------------------------------------------------------------------
def test_everything_found_is_suggested_until_somebody_decides(record: None) -> None:
    assert set(Commitment.objects.values_list("opinion", flat=True)) == {Opinion.SUGGESTED}
    assert Commitment.objects.suggested().count() == 17
    assert not Commitment.objects.confirmed().exists()


@pytest.mark.parametrize(("verdict", "opinion"), [(Verdict.ACCEPT, "confirmed"), (Verdict.REJECT, "rejected")])
def test_a_decision_settles_the_opinion_and_leaves_an_event(record: None, analyst: User, verdict: Verdict, opinion: str) -> None:
    made = decide(commitment(PLEDGE), verdict, analyst, reason="理由。")
    assert (commitment(PLEDGE).opinion, made.by, made.reason) == (opinion, analyst, "理由。")
    event = Event.objects.filter(object_type="commitment").get()
    assert (event.action, event.object_key, event.by) == (f"commitment.{verdict}", commitment(PLEDGE).slug, analyst)
    assert (event.before, event.after, event.reason) == ({"opinion": "suggested"}, {"opinion": opinion}, "理由。")


def test_the_last_decision_counts_and_the_ones_before_stay(record: None, analyst: User, reviewer: User) -> None:
    decide(commitment(PLEDGE), Verdict.ACCEPT, analyst)
    decide(commitment(PLEDGE), Verdict.REJECT, reviewer, reason="只是愿望。")
    assert commitment(PLEDGE).opinion == Opinion.REJECTED
    assert list(commitment(PLEDGE).decisions.values_list("verdict", "by__username")) == [("accept", "analyst"), ("reject", "reviewer")]


@pytest.mark.parametrize("verdict", [Verdict.ADD, Verdict.SET])
def test_another_verdict_is_refused_and_leaves_nothing(record: None, analyst: User, verdict: Verdict) -> None:
    with pytest.raises(ValidationError):
        decide(commitment(PLEDGE), verdict, analyst)
    assert not CommitmentDecision.objects.exists() and not Event.objects.filter(object_type="commitment").exists()


@pytest.mark.parametrize("persona", ["reader", "outsider"])
def test_only_staff_decide(record: None, persona: str, request: pytest.FixtureRequest) -> None:
    user = request.getfixturevalue(persona)
    with pytest.raises(PermissionDenied):
        decide(commitment(PLEDGE), Verdict.ACCEPT, user)
    with pytest.raises(PermissionDenied):
        tie(commitment(MEASURE), Obligation.objects.tracked()[0], Verdict.ADD, user)
    assert not CommitmentDecision.objects.exists()


# Who sees what -------------------------------------------------------------------------------------------------------
def test_a_reader_sees_what_is_confirmed_and_nothing_else(record: None, analyst: User, reader: User, outsider: User) -> None:
    assert not Commitment.objects.visible_to(reader).exists()
    decide(commitment(PLEDGE), Verdict.ACCEPT, analyst)
    decide(commitment(MEASURE), Verdict.REJECT, analyst, reason="由别人提供。")
    assert list(Commitment.objects.visible_to(reader)) == [commitment(PLEDGE)]
    assert Commitment.objects.visible_to(analyst).count() == 17
    assert not Commitment.objects.visible_to(outsider).exists()


# Ties ----------------------------------------------------------------------------------------------------------------
def test_ties_are_suggested_best_first_with_a_reason_each(record: None) -> None:
    ties = list(Tie.objects.filter(commitment=commitment(MEASURE)))
    assert ties and [row.score for row in ties] == sorted((row.score for row in ties), reverse=True)
    assert all(row.reason and (row.opinion, row.basis) == (Opinion.SUGGESTED, Basis.MACHINE) for row in ties)


def test_a_suggested_tie_is_confirmed_or_rejected_with_an_event(record: None, analyst: User) -> None:
    row, obligation = commitment(MEASURE), tied()
    score = row.ties.get(obligation=obligation).score
    made = tie(row, obligation, Verdict.ACCEPT, analyst)
    assert (made.opinion, made.basis, made.by, made.score) == (Opinion.CONFIRMED, Basis.CONFIRMED, analyst, score)
    tie(row, obligation, Verdict.REJECT, analyst, reason="另一件事。")
    assert row.ties.get(obligation=obligation).opinion == Opinion.REJECTED
    event = Event.objects.filter(action="tie.reject").get()
    assert (event.object_key, event.reason) == (row.slug, "另一件事。")
    assert (event.before, event.after) == (
        {"obligation": obligation.slug, "opinion": "confirmed"},
        {"obligation": obligation.slug, "opinion": "rejected"},
    )


def test_another_obligation_is_tied_by_staff(record: None, analyst: User) -> None:
    row = commitment(PLEDGE)
    other = Obligation.objects.tracked().exclude(ties__commitment=row)[0]
    made = tie(row, other, Verdict.ADD, analyst, reason="同一个基金。")
    assert (made.opinion, made.basis, made.reason) == (Opinion.CONFIRMED, Basis.CHANGED, "同一个基金。")


def test_suggesting_again_keeps_what_staff_decided(record: None, analyst: User) -> None:
    row, obligation = commitment(MEASURE), tied()
    tie(row, obligation, Verdict.REJECT, analyst)
    suggest_ties([row])
    assert row.ties.get(obligation=obligation).opinion == Opinion.REJECTED
    assert row.ties.filter(opinion=Opinion.SUGGESTED).exclude(obligation=obligation).count() == row.ties.count() - 1


# Follow-up -----------------------------------------------------------------------------------------------------------
def test_a_confirmed_commitment_is_followed_up_in_versions(record: None, analyst: User) -> None:
    decide(commitment(PLEDGE), Verdict.ACCEPT, analyst)
    first = follow(commitment(PLEDGE), analyst)
    second = follow(commitment(PLEDGE), analyst, status="no_later_information", at=AT + timedelta(days=1))
    first.refresh_from_db()
    assert (first.replaced_at, second.version, second.based_on) == (second.approved_at, 2, first)
    assert second.actor.code == "NOR" and second.obligation is None
    assert Assessment.objects.current().get() == second


def test_recording_leaves_an_event_under_the_key_of_the_commitment(record: None, analyst: User) -> None:
    row = commitment(PLEDGE)
    decide(row, Verdict.ACCEPT, analyst)
    follow(commitment(PLEDGE), analyst)
    event = Event.objects.filter(action="assessment.submitted").get()
    assert event.after is not None
    assert (event.object_key, event.after["status"]) == (f"{row.slug}/NOR", "open")


def test_only_the_states_own_statement_takes_a_commitment_back(record: None, analyst: User) -> None:
    decide(commitment(PLEDGE), Verdict.ACCEPT, analyst)
    norway, other = Actor.objects.get(code="NOR"), Actor.objects.get(code="JPN")
    press = Proof(make_evidence(analyst, kind="press", issuer=norway), "第1版")
    theirs = Proof(make_evidence(analyst, kind="speech", issuer=other), "第2页")
    with pytest.raises(ValidationError):
        follow(commitment(PLEDGE), analyst, status="withdrawn", proofs=(press, theirs))
    own = Proof(make_evidence(analyst, kind="speech", issuer=norway), "第3页")
    assert follow(commitment(PLEDGE), analyst, status="withdrawn", proofs=(press, own)).is_current


def test_a_save_on_an_outdated_version_is_refused_and_names_the_current_one(record: None, analyst: User) -> None:
    decide(commitment(PLEDGE), Verdict.ACCEPT, analyst)
    current = follow(commitment(PLEDGE), analyst)
    with pytest.raises(assessments.Outdated) as refused:
        follow(commitment(PLEDGE), analyst, based_on=None)
    assert refused.value.current == current
    assert Assessment.objects.count() == 1


@pytest.mark.parametrize("fields", [{"status": "implemented"}, {"status": "done"}, {"summary": " "}, {"as_of": date(2033, 1, 1)}])
def test_content_that_does_not_fit_is_refused(record: None, analyst: User, fields: dict[str, Any]) -> None:
    decide(commitment(PLEDGE), Verdict.ACCEPT, analyst)
    with pytest.raises(ValidationError):
        follow(commitment(PLEDGE), analyst, **fields)
    assert not Assessment.objects.exists()


@pytest.mark.parametrize("verdict", [None, Verdict.REJECT])
def test_what_is_not_confirmed_is_not_followed_up(record: None, analyst: User, verdict: Verdict | None) -> None:
    if verdict:
        decide(commitment(PLEDGE), verdict, analyst)
    with pytest.raises(ValidationError):
        follow(commitment(PLEDGE), analyst)


@pytest.mark.parametrize("persona", ["reader", "reviewer", "outsider"])
def test_only_analysts_record(record: None, analyst: User, persona: str, request: pytest.FixtureRequest) -> None:
    decide(commitment(PLEDGE), Verdict.ACCEPT, analyst)
    with pytest.raises(PermissionDenied):
        follow(commitment(PLEDGE), request.getfixturevalue(persona))


def test_the_database_refuses_a_status_of_the_other_kind(record: None, analyst: User) -> None:
    decide(commitment(PLEDGE), Verdict.ACCEPT, analyst)
    made = follow(commitment(PLEDGE), analyst)
    with pytest.raises(IntegrityError), transaction.atomic():
        Assessment.objects.filter(pk=made.pk).update(status="implemented")


def test_follow_up_of_a_commitment_and_of_an_obligation_are_apart(record: None, analyst: User) -> None:
    decide(commitment(MEASURE), Verdict.ACCEPT, analyst)
    follow(commitment(MEASURE), analyst)
    make_assessment(tied(), "JPN", analyst)
    assert Assessment.objects.current().count() == 2
    assert Assessment.objects.of_obligations().count() == 1


# Reading again -------------------------------------------------------------------------------------------------------
def test_a_new_edition_keeps_opinions_ties_and_follow_up(record: None, analyst: User) -> None:
    pledge, measure, obligation = commitment(PLEDGE), commitment(MEASURE), tied()
    decide(pledge, Verdict.ACCEPT, analyst)
    follow(commitment(PLEDGE), analyst)
    decide(measure, Verdict.REJECT, analyst, reason="由别人提供。")
    tie(measure, obligation, Verdict.REJECT, analyst)
    keys = set(Commitment.objects.values_list("key", flat=True))
    document = store_sample("S-PV-9901.txt", was="在科尔萨特北岭地区，我们在", becomes="在科尔萨特北岭地区我们在")
    assert document.editions.count() == 2
    assert set(Commitment.objects.values_list("key", flat=True)) == keys
    again, other = commitment(PLEDGE), commitment(MEASURE)
    assert (again.pk, again.opinion, again.assessments.count()) == (pledge.pk, Opinion.CONFIRMED, 1)
    assert (other.pk, other.opinion, other.presence) == (measure.pk, Opinion.REJECTED, Presence.FOUND)
    assert other.ties.get(obligation=obligation).opinion == Opinion.REJECTED
    assert {row.speech.edition for row in (again, other)} == {document.reference_edition}


def test_a_sentence_that_is_gone_stays_if_somebody_worked_on_it(record: None, analyst: User) -> None:
    decide(commitment(PLEDGE), Verdict.ACCEPT, analyst)
    store_sample("S-PV-9901.txt", was="3500万挪威克朗", becomes="一些资金")
    kept = commitment("3500万挪威克朗")
    assert (kept.presence, kept.opinion) == (Presence.NOT_FOUND, Opinion.CONFIRMED)
    assert not Commitment.objects.confirmed().exists()


def test_a_sentence_that_is_gone_and_that_nobody_worked_on_is_retired_not_deleted(record: None) -> None:
    store_sample("S-PV-9901.txt", was="3500万挪威克朗", becomes="一些资金")
    assert commitment("3500万挪威克朗").presence == Presence.RETIRED


# The founding record -------------------------------------------------------------------------------------------------
@pytest.mark.founding
def test_the_united_kingdoms_four_pledges_are_confirmed_one_with_its_amount(documents_dir: Path, analyst: User, reader: User) -> None:
    founding = store_founding(documents_dir)
    suggested = Commitment.objects.suggested().filter(document=founding, actor__code="GBR", kind="pledge")
    assert suggested.count() == 4
    for row in suggested:
        decide(row, Verdict.ACCEPT, analyst)
    listed = Commitment.objects.visible_to(reader).filter(actor__code="GBR")
    assert listed.count() == 4
    assert [(row.amount, row.currency) for row in listed if row.amount] == [(Decimal(129_000_000), "USD")]
