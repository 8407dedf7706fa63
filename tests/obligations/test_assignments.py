"""An assignment limits what an analyst writes: States and groups × subject areas, empty means all, any row suffices, none allows nothing."""

from collections.abc import Collection

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from obligations.choices import Applicability as Reach
from obligations.models import Actor, Applicability, Event, SubjectArea
from obligations.services import applicability, assignments
from obligations.services.assessments import Cell
from tests.factories import AT, make_submission, obligation, store_text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
IED = "9101(2032)/2(a)/1"


@pytest.fixture
def newcomer(make_user):
    """An analyst who is assigned to nothing yet."""
    store_text()
    return make_user("newcomer", groups=["analyst"], is_staff=True)


def assign(user, admin, states: Collection[str] = (), groups: Collection[str] = (), subjects: Collection[str] = ()):
    rows = {"states": Actor.objects.filter(code__in=states), "subjects": SubjectArea.objects.filter(code__in=subjects)}
    return assignments.assign(user=user, by=admin, at=AT, regional_groups=groups, **rows)


def may_record(user, actor, key=IED):
    try:
        make_submission((obligation(key), actor), user)
    except PermissionDenied:
        return False
    return True


def test_without_an_assignment_nothing_is_recorded(newcomer):
    assert not may_record(newcomer, "JPN")


@pytest.mark.parametrize(
    ("scope", "japan", "norway"),
    [
        ({}, True, True),
        ({"states": ["JPN"]}, True, False),
        ({"groups": ["western_european_others_states"]}, False, True),
        ({"subjects": ["ied"]}, True, True),
        ({"subjects": ["drugs"]}, False, False),
        ({"states": ["JPN"], "subjects": ["drugs"]}, False, False),
        ({"states": ["JPN"], "groups": ["western_european_others_states"], "subjects": ["ied", "drugs"]}, True, True),
    ],
)
def test_an_assignment_is_states_and_groups_times_subjects(newcomer, admin, scope, japan, norway):
    assign(newcomer, admin, **scope)
    assert (may_record(newcomer, "JPN"), may_record(newcomer, "NOR")) == (japan, norway)


def test_any_assignment_suffices(newcomer, admin):
    assign(newcomer, admin, states=["NOR"])
    assign(newcomer, admin, states=["JPN"], subjects=["ied"])
    assert may_record(newcomer, "JPN")


def test_what_has_ended_allows_nothing(newcomer, admin):
    assignments.end(assignment=assign(newcomer, admin), by=admin, at=AT)
    newcomer.__dict__.pop("_scopes", None)
    assert not may_record(newcomer, "JPN")


@pytest.mark.parametrize("persona", ["analyst", "reviewer", "reader"])
def test_only_an_administrator_assigns(newcomer, persona, request):
    with pytest.raises(PermissionDenied):
        assign(newcomer, request.getfixturevalue(persona))


def test_assigning_leaves_an_event(newcomer, admin):
    assign(newcomer, admin, states=["JPN"])
    assert Event.objects.get(action="assignment.made").after["states"] == ["JPN"]


def test_only_a_readers_account_is_bound_to_a_state(newcomer, admin, reader, make_user):
    japan = Actor.objects.get(code="JPN")
    assert assignments.bind(user=reader, actor=japan, by=admin, at=AT).actor == japan
    for user in (newcomer, make_user("nobody")):
        with pytest.raises(ValidationError):
            assignments.bind(user=user, actor=japan, by=admin, at=AT)


# Applicability --------------------------------------------------------------------------------------------------------
def decide(actor, value, by, reason="内陆国"):
    return applicability.decide(obligation=obligation(IED), actor=Actor.objects.get(code=actor), value=value, reason=reason, by=by, at=AT)


def test_an_applicability_is_followed_by_the_next_and_stays(newcomer, admin):
    assign(newcomer, admin)
    first = decide("JPN", Reach.DOES_NOT_APPLY, newcomer)
    second = decide("JPN", Reach.APPLIES, newcomer, reason="更正")
    first.refresh_from_db()
    assert (first.replaced_at, Applicability.objects.current().get()) == (AT, second)


def test_an_applicability_needs_its_reason(newcomer, admin):
    assign(newcomer, admin)
    with pytest.raises(ValidationError):
        decide("JPN", Reach.DOES_NOT_APPLY, newcomer, reason=" ")


def test_an_applicability_is_limited_by_the_assignment(newcomer, admin):
    assign(newcomer, admin, states=["NOR"])
    with pytest.raises(PermissionDenied):
        decide("JPN", Reach.DOES_NOT_APPLY, newcomer)


def test_an_applicability_leaves_an_event_under_the_key_of_the_cell(newcomer, admin):
    assign(newcomer, admin)
    decide("JPN", Reach.DOES_NOT_APPLY, newcomer)
    assert Event.objects.get(object_type="applicability").object_key == Cell(Actor.objects.get(code="JPN"), obligation=obligation(IED)).key
