"""A State's own comment stands beside the status for everybody who may see the status; only the State, once it was sent it, or staff add it."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from obligations.choices import Audience
from obligations.models import Actor, Event, StateAccount, StateComment
from obligations.services import publication, statecomments
from tests.factories import AT, make_approved, obligation, second_reviewer, store_text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
KEY = "9101(2032)/1/1"
RECEIVED = AT.date()


@pytest.fixture
def version(analyst):
    store_text()
    return make_approved((obligation(KEY), "JPN"), analyst, audience=Audience.STATE)


@pytest.fixture
def delegate(version, make_user):
    user = make_user("delegate", groups=["reader"])
    StateAccount.objects.create(user=user, actor=Actor.objects.get(code="JPN"))
    return user


def add(version, by, text="已通过新法令。", received_on=RECEIVED):
    return statecomments.add(version=version, text=text, received_on=received_on, by=by, at=AT)


def test_a_state_comments_on_what_it_was_sent(version, delegate):
    made = add(version, delegate)
    assert (made.actor.code, Event.objects.get(action="state.commented").by) == ("JPN", delegate)


def test_staff_enter_what_they_received(version, analyst):
    assert add(version, analyst).by == analyst


@pytest.mark.parametrize("persona", ["reader", "outsider"])
def test_nobody_else_comments(version, persona, request):
    with pytest.raises(PermissionDenied):
        add(version, request.getfixturevalue(persona))


def test_a_state_does_not_comment_on_what_it_was_not_sent(delegate, analyst):
    other = make_approved((obligation("9101(2032)/2(a)/1"), "JPN"), analyst, audience=Audience.STAFF)
    with pytest.raises(PermissionDenied):
        add(other, delegate)


def test_an_empty_comment_is_refused(version, delegate):
    with pytest.raises(ValidationError):
        add(version, delegate, text="  ")


def test_readers_see_the_comment_with_the_status_and_not_before(version, delegate, reader):
    add(version, delegate)
    assert not StateComment.objects.visible_to(reader).exists()
    publication.publish(version=version, audience=Audience.READERS, by=second_reviewer(), at=AT)
    assert StateComment.objects.visible_to(reader).count() == 1


def test_the_page_takes_the_comment_and_shows_it_beside_the_status(version, delegate, client):
    client.force_login(delegate)
    address = f"/follow-up/versions/{version.pk}/comment/"
    page = client.get(obligation(KEY).get_absolute_url()).content.decode()
    assert address in page
    assert client.post(address, {"text": "已通过<b>新法令</b>。"}).status_code == 302
    page = client.get(obligation(KEY).get_absolute_url()).content.decode()
    assert "已通过&lt;b&gt;新法令&lt;/b&gt;。" in page


def test_the_page_is_closed_to_others(version, reader, client):
    address = f"/follow-up/versions/{version.pk}/comment/"
    assert client.get(address).status_code == 302
    client.force_login(reader)
    assert client.get(address).status_code == 404


def test_readers_are_not_told_who_recorded(version, delegate, client):
    client.force_login(delegate)
    page = client.get(obligation(KEY).get_absolute_url()).content.decode()
    assert "已登记部分部件" in page and "analyst" not in page


def test_every_page_leads_a_states_account_to_its_own_page(version, delegate, reader, client):
    client.force_login(delegate)
    assert '<a href="/actors/JPN/">' in client.get("/documents/").content.decode().partition("<main")[0]
    client.force_login(reader)
    assert '<a href="/actors/JPN/">' not in client.get("/documents/").content.decode().partition("<main")[0]
