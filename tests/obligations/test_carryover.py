"""What stands for the same State on a related obligation is shown, and carried over as a draft that says so."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from obligations.choices import Audience, ReviewState
from obligations.models import Actor
from obligations.services import assessments, carryover, relations, review
from tests.factories import AT, make_approved, make_submission, obligation, second_reviewer, store_text
from tests.obligations.test_relations import LATER

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


@pytest.fixture
def later():
    store_text()
    store_text(LATER)
    return obligation("9105(2032)/1/1")


@pytest.fixture
def version(later, analyst):
    """What stands on the earlier obligation, which the later one repeats."""
    earlier = obligation("9101(2032)/1/1")
    relations.relate(source=later, target=earlier, kind="repeats", by=analyst, at=AT)
    return make_approved((earlier, "JPN"), analyst, audience=Audience.STAFF, as_of=date(2026, 1, 1))


def carry(version, later, by):
    return carryover.carry_over(version=version, obligation=later, by=by, at=AT)


def test_it_is_a_draft_with_the_same_content_and_evidence_that_names_its_source(version, later, analyst):
    made = carry(version, later, analyst)
    assert (made.state, made.status, made.summary, made.carried_from) == (ReviewState.DRAFT, version.status, version.summary, version)
    assert list(made.links.values_list("evidence", "locator")) == list(version.links.values_list("evidence", "locator"))
    assert made.is_carried_over and "9101(2032)/1/1" in made.details


def test_once_reviewed_it_no_longer_counts_as_carried_over(version, later, analyst):
    made = carry(version, later, analyst)
    submitted = assessments.submit(draft=made, by=analyst, at=AT, revision=1)
    assert not review.approve(version=submitted, by=second_reviewer(), at=AT).is_carried_over


def test_what_is_not_related_or_not_approved_is_not_carried_over(version, later, analyst):
    other = make_approved((obligation("9101(2032)/2(a)/1"), "JPN"), analyst)
    waiting = make_submission((obligation("9101(2032)/1/1"), "NOR"), analyst)
    for source in (other, waiting):
        with pytest.raises(ValidationError):
            carry(source, later, analyst)


def test_a_draft_that_is_there_is_not_overwritten(version, later, analyst):
    carry(version, later, analyst)
    with pytest.raises(ValidationError, match="draft here already"):
        carry(version, later, analyst)


def test_both_directions_are_shown(version, later, analyst):
    japan = Actor.objects.get(code="JPN")
    assert [row.is_earlier for row in carryover.related(later, japan, user=analyst)] == [True]
    make_approved((later, "JPN"), analyst)
    assert [row.is_earlier for row in carryover.related(obligation("9101(2032)/1/1"), japan, user=analyst)] == [False]


def test_the_button_leads_to_the_draft(version, later, analyst, client):
    client.force_login(analyst)
    answer = client.post(f"/admin/obligations/assessment/carry/{version.pk}/{later.pk}/")
    assert answer["Location"] == f"/admin/obligations/assessment/cell/{later.slug}/JPN/"
    assert later.assessments.get().carried_from == version
