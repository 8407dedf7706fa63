"""Approved is not published: each audience sees what was shown to it, and goes on seeing it until something else is."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied, ValidationError

from obligations.choices import Audience
from obligations.models import Actor, Assessment, Event, Round, StateAccount
from obligations.services import publication
from tests.factories import AT, make_approved, make_submission, obligation, store_text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
LATER = AT + timedelta(days=10)
AUDIENCES = [Audience.STAFF, Audience.STATE, Audience.READERS, Audience.PUBLIC]


@pytest.fixture
def cell(analyst):
    store_text()
    return obligation("9101(2032)/1/1"), "JPN"


@pytest.fixture
def people(analyst, reviewer, reader, outsider, make_user):
    """One person for each way of looking, by name."""
    delegate, other = (make_user(name, groups=["reader"]) for name in ("japan", "norway"))
    StateAccount.objects.create(user=delegate, actor=Actor.objects.get(code="JPN"))
    StateAccount.objects.create(user=other, actor=Actor.objects.get(code="NOR"))
    everybody = {"analyst": analyst, "reviewer": reviewer, "delegate": delegate, "reader": reader, "other State": other}
    return {**everybody, "outsider": outsider, "anybody": AnonymousUser()}


SEES = {  # the narrowest audience at which somebody sees a status recorded for Japan, where the installation reads publicly
    "analyst": Audience.STAFF,
    "reviewer": Audience.STAFF,
    "delegate": Audience.STATE,
    "reader": Audience.READERS,
    "other State": Audience.READERS,
    "outsider": Audience.PUBLIC,
    "anybody": Audience.PUBLIC,
}


@pytest.mark.parametrize("audience", AUDIENCES)
def test_each_audience_sees_what_was_shown_to_it(cell, analyst, people, audience, settings):
    settings.PUBLIC_READ = True
    make_approved(cell, analyst, audience=audience)
    seen = {name for name, user in people.items() if Assessment.objects.visible_to(user).exists()}
    standing = {name for name, user in people.items() if Assessment.objects.standing_for(user).exists()}
    assert seen == standing == {name for name, least in SEES.items() if AUDIENCES.index(least) <= AUDIENCES.index(audience)}


def test_nothing_is_public_in_an_installation_that_is_not(cell, analyst, people):
    make_approved(cell, analyst, audience=Audience.PUBLIC)
    assert not Assessment.objects.visible_to(people["anybody"]).exists() and not Assessment.objects.visible_to(people["outsider"]).exists()


@pytest.mark.parametrize("name", ["delegate", "reader", "other State", "outsider", "anybody"])
def test_nobody_but_staff_sees_what_is_under_way(cell, analyst, people, name, settings):
    settings.PUBLIC_READ = True
    make_submission(cell, analyst)
    assert not Assessment.objects.visible_to(people[name]).exists()


def test_readers_go_on_seeing_the_version_they_were_shown(cell, analyst, reader):
    first = make_approved(cell, analyst)
    second = make_approved(cell, analyst, audience=Audience.STAFF, at=LATER)
    assert Assessment.objects.standing_for(reader).get() == first
    assert Assessment.objects.standing_for(analyst).get() == second


def test_the_state_sees_the_new_version_before_readers_do(cell, analyst, people):
    first = make_approved(cell, analyst)
    second = make_approved(cell, analyst, audience=Audience.STATE, at=LATER)
    standing = {name: Assessment.objects.standing_for(people[name]).get() for name in ("delegate", "reader")}
    assert standing == {"delegate": second, "reader": first}


def test_a_published_version_takes_the_place_of_the_one_before(cell, analyst, reader):
    first = make_approved(cell, analyst)
    second = make_approved(cell, analyst, at=LATER)
    first.refresh_from_db()
    assert (first.released_until, first.public_until) == (LATER, LATER)
    assert Assessment.objects.standing_for(reader).get() == second
    assert Assessment.objects.standing_for(reader, AT.date()).get() == first


def test_only_what_is_current_is_published(cell, analyst, reviewer):
    with pytest.raises(ValidationError):
        publication.publish(version=make_submission(cell, analyst), audience=Audience.READERS, by=reviewer, at=AT)


@pytest.mark.parametrize("persona", ["analyst", "reader", "outsider"])
def test_only_reviewers_publish(cell, analyst, persona, request):
    version = make_approved(cell, analyst, audience=Audience.STAFF)
    with pytest.raises(PermissionDenied):
        publication.publish(version=version, audience=Audience.PUBLIC, by=request.getfixturevalue(persona), at=AT)


def test_nothing_is_published_to_those_who_are_shown_it_already(cell, analyst, reviewer):
    version = make_approved(cell, analyst, audience=Audience.READERS)
    with pytest.raises(ValidationError, match="already"):
        publication.publish(version=version, audience=Audience.STATE, by=reviewer, at=LATER)
    assert Event.objects.filter(action="assessment.published").count() == 1


def test_publishing_is_logged_with_its_audience(cell, analyst):
    make_approved(cell, analyst, audience=Audience.READERS)
    event = Event.objects.get(action="assessment.published")
    assert (event.before["audience"], event.after["audience"]) == ("staff", "readers")


def test_what_is_narrowed_is_no_longer_seen_beyond(cell, analyst, reviewer, people, settings):
    settings.PUBLIC_READ = True
    version = make_approved(cell, analyst)
    publication.narrow(version=version, audience=Audience.STATE, by=reviewer, at=LATER, reason="国家要求更正。")
    assert Assessment.objects.visible_to(people["delegate"]).exists()
    assert not any(Assessment.objects.visible_to(people[name]).exists() for name in ("reader", "other State", "anybody"))


# Rounds ---------------------------------------------------------------------------------------------------------------
@pytest.fixture
def of_round(reviewer):
    return Round.objects.create(
        name="2032", slug="2032", opens_on=AT.date(), closes_on=LATER.date(), days_to_comment=5, made_by=reviewer, made_at=AT
    )


def test_a_round_may_ask_that_the_state_is_sent_it_first(cell, analyst, reviewer, of_round, settings):
    settings.LANGUAGE_CODE = "en"
    version = make_approved(cell, analyst, audience=Audience.STAFF)
    with pytest.raises(ValidationError, match="first"):
        publication.publish(version=version, audience=Audience.READERS, by=reviewer, at=AT, of_round=of_round)


def test_a_round_may_give_the_state_days_to_comment(cell, analyst, reviewer, of_round):
    version = make_approved(cell, analyst, audience=Audience.STATE)
    with pytest.raises(ValidationError, match="2032-05-06"):
        publication.publish(version=version, audience=Audience.READERS, by=reviewer, at=AT + timedelta(days=1), of_round=of_round)
    assert publication.publish(version=version, audience=Audience.READERS, by=reviewer, at=LATER, of_round=of_round).audience == Audience.READERS
