"""The small pages of the desk: assignments, accounts of States, relations, comments. They write through services and are closed to readers."""

import pytest
from django.contrib.auth.models import User
from django.test import Client

from obligations.models import Actor, Assignment, Comment, Event, Relation, StateAccount
from obligations.services import comments
from tests.factories import AT, StoreOnce, obligation, store_text
from tests.obligations.test_relations import LATER

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", autouse=True)
def texts(store_once: StoreOnce) -> None:
    store_once(store_text)
    store_once(lambda: store_text(LATER))


def signed_in(user: User) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(user)
    return client


# Assignments and accounts ---------------------------------------------------------------------------------------------
def test_an_administrator_assigns_and_ends(admin: User, analyst: User) -> None:
    client = signed_in(admin)
    japan = Actor.objects.get(code="JPN")
    sent = {"user": analyst.pk, "states": [japan.pk], "regional_groups": ["african_states"], "subjects": [], "reason": ""}
    assert client.post("/admin/obligations/assignment/add/", sent).status_code == 302
    made = Assignment.objects.get(states=japan)
    assert made.regional_groups == ["african_states"] and Event.objects.filter(action="assignment.made").exists()
    client.post("/admin/obligations/assignment/", {"action": "end", "_selected_action": [made.pk]})
    made.refresh_from_db()
    assert made.ended_at is not None
    assert "JPN" not in client.get("/admin/obligations/assignment/").content.decode()


def test_only_analysts_are_assigned(admin: User, reader: User) -> None:
    page = signed_in(admin).post("/admin/obligations/assignment/add/", {"user": reader.pk}).content.decode()
    assert "is not an analyst" in page and not Assignment.objects.filter(user=reader).exists()


def test_an_analyst_sees_assignments_and_makes_none(analyst: User) -> None:
    client = signed_in(analyst)
    assert client.get("/admin/obligations/assignment/").status_code == 200
    assert client.get("/admin/obligations/assignment/add/").status_code == 403


def test_an_account_is_bound_to_a_state_and_freed(admin: User, reader: User) -> None:
    client = signed_in(admin)
    sent = {"user": reader.pk, "actor": Actor.objects.get(code="JPN").pk}
    assert client.post("/admin/obligations/stateaccount/add/", sent).status_code == 302
    made = StateAccount.objects.get()
    client.post(f"/admin/obligations/stateaccount/{made.pk}/delete/", {"post": "yes"})
    assert not StateAccount.objects.exists() and Event.objects.filter(action="account.bound").count() == 2


def test_no_staff_account_is_bound(admin: User, analyst: User) -> None:
    sent = {"user": analyst.pk, "actor": Actor.objects.get(code="JPN").pk}
    assert "role of staff" in signed_in(admin).post("/admin/obligations/stateaccount/add/", sent).content.decode()


# Relations ------------------------------------------------------------------------------------------------------------
def address() -> str:
    return f"/admin/obligations/obligation/{obligation('9105(2032)/1/1').pk}/relations/"


def test_a_suggested_relation_is_recorded_and_taken_back(analyst: User) -> None:
    client, earlier = signed_in(analyst), obligation("9101(2032)/1/1")
    assert earlier.key in client.get(address()).content.decode()
    client.post(address(), {"target": earlier.pk, "kind": "repeats", "reason": ""})
    made = Relation.objects.get()
    assert made.target == earlier
    client.post(address(), {"remove": made.pk, "reason": "有误"})
    assert not Relation.objects.holding().exists()


def test_to_take_back_without_a_reason_is_refused_with_a_sentence(analyst: User) -> None:
    client = signed_in(analyst)
    client.post(address(), {"target": obligation("9101(2032)/1/1").pk, "kind": "repeats"})
    page = client.post(address(), {"remove": Relation.objects.get().pk, "reason": ""}, follow=True).content.decode()
    assert "Say in a sentence why" in page and Relation.objects.holding().exists()


@pytest.mark.parametrize("key", ["x", "99999", "-1", "1e9"])
def test_a_relation_that_is_not_there_is_not_taken_back(analyst: User, key: str) -> None:
    assert signed_in(analyst).post(address(), {"remove": key, "reason": "x"}).status_code == 404


# Comments -------------------------------------------------------------------------------------------------------------
def test_a_thread_is_begun_answered_and_resolved_where_it_stands(analyst: User, reviewer: User) -> None:
    row = obligation("9101(2032)/1/1")
    page = f"/admin/obligations/obligation/{row.pk}/change/"
    client = signed_in(analyst)
    answer = client.post("/admin/obligations/comment/say/", {"obligation": row.pk, "text": "<b>请核对</b>", "next": page})
    assert answer["Location"] == page
    thread = Comment.objects.get()
    assert "&lt;b&gt;请核对&lt;/b&gt;" in client.get(page).content.decode()
    signed_in(reviewer).post(f"/admin/obligations/comment/{thread.pk}/answer/", {"text": "已核对", "next": page})
    client.post(f"/admin/obligations/comment/{thread.pk}/resolve/", {"next": page})
    thread.refresh_from_db()
    assert thread.resolved_by == analyst and thread.answers.count() == 1


@pytest.mark.parametrize("back", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", ""])
def test_nobody_is_led_elsewhere(analyst: User, back: str) -> None:
    sent = {"obligation": obligation("9101(2032)/1/1").pk, "text": "x", "next": back}
    assert signed_in(analyst).post("/admin/obligations/comment/say/", sent)["Location"] == "/admin/obligations/comment/"


def test_an_empty_comment_is_refused_with_a_sentence(analyst: User) -> None:
    sent = {"obligation": obligation("9101(2032)/1/1").pk, "text": " "}
    assert "Write something first" in signed_in(analyst).post("/admin/obligations/comment/say/", sent, follow=True).content.decode()


def test_readers_reach_none_of_it(reader: User, analyst: User) -> None:
    thread = comments.say(text="x", by=analyst, at=AT, obligation=obligation("9101(2032)/1/1"))
    client = signed_in(reader)
    for target in ("say/", f"{thread.pk}/answer/", f"{thread.pk}/resolve/"):
        assert client.post(f"/admin/obligations/comment/{target}", {"text": "x"}).status_code in (302, 403)
    assert thread.answers.count() == 0 and Comment.objects.count() == 1
