"""The admin pages on which a name of an actor is added, from the actor or from a problem, and taken out of use."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from obligations.models import Actor, ActorAlias, Problem
from obligations.services import aliases
from tests.factories import AT
from tests.obligations.records import store_record
from tests.obligations.test_aliases import NAMED_OTHERWISE

pytestmark = pytest.mark.django_db

ADD = "/admin/obligations/actor/name/"
GIVEN = {"actor": "FRA", "name": "法兰西", "reason": "会议记录中出现"}


@pytest.fixture(autouse=True)
def in_english(settings: Any) -> None:
    settings.LANGUAGE_CODE = "en"
    store_record(NAMED_OTHERWISE)


@pytest.fixture
def staff(client: Client, analyst: User) -> Client:
    client.force_login(analyst)
    return client


def actor_page() -> str:
    return reverse("admin:obligations_actor_change", args=[Actor.objects.get(code="FRA").pk])


def unknown_speaker() -> Problem:
    return Problem.objects.get(code="speaker_actor_unknown")


def text_of(response: Any) -> str:
    return " ".join(response.content.decode().split())


def test_the_actors_page_leads_to_the_form_with_the_actor_chosen(staff: Client) -> None:
    assert f'href="{ADD}?actor=FRA"' in text_of(staff.get(actor_page()))
    assert '<option value="FRA" selected>' in text_of(staff.get(f"{ADD}?actor=FRA"))


def test_a_problem_leads_to_the_form_with_the_name_filled_in(staff: Client) -> None:
    problem = unknown_speaker()
    record = problem.edition.document.record
    page = text_of(staff.get(reverse("admin:obligations_meeting_change", args=[record.pk])))
    address = f"{ADD}?name=%E6%B3%95%E5%85%B0%E8%A5%BF&amp;problem={problem.pk}"
    assert f'href="{address}"' in page and "Add “法兰西” as a name of an actor" in page
    form = text_of(staff.get(address.replace("&amp;", "&")))
    assert 'value="法兰西"' in form and "S/PV.9951" in form and "unknown state or body “法兰西”" in form


def test_a_problem_that_is_not_about_a_name_leads_nowhere(staff: Client) -> None:
    document = unknown_speaker().edition.document
    Problem.objects.update(code="", params={})
    page = text_of(staff.get(reverse("admin:obligations_document_change", args=[document.pk])))
    assert "as a name of an actor" not in page


def test_a_name_is_added_and_the_documents_that_hold_it_are_named(staff: Client, analyst: User) -> None:
    response = staff.post(ADD, GIVEN, follow=True)
    alias = ActorAlias.objects.of_staff().get()
    assert (alias.actor.code, alias.name, alias.added_by) == ("FRA", "法兰西", analyst)
    said = [str(message) for message in response.context["messages"]]
    assert said[0] == "“法兰西” is a name of France from now on."
    assert said[1].startswith("1 stored documents hold the name") and said[1].endswith("S/PV.9951")
    assert f"added by analyst, {alias.added_at:%Y-%m-%d}" in text_of(response)


def test_one_who_came_from_a_problem_is_led_back_to_it(staff: Client) -> None:
    problem = unknown_speaker()
    response = staff.post(f"{ADD}?problem={problem.pk}", GIVEN)
    assert response["Location"] == reverse("admin:obligations_meeting_change", args=[problem.edition.document.record.pk])


def test_a_refusal_stands_beside_the_name_and_keeps_what_was_entered(staff: Client) -> None:
    response = staff.post(ADD, {**GIVEN, "name": "日本"})
    assert "is a name of Japan" in str(response.context["form"].errors["name"])
    assert 'value="日本"' in text_of(response)
    assert not ActorAlias.objects.of_staff().exists()


@pytest.mark.parametrize("wrong", [{"actor": "XYZ"}, {"actor": ""}, {"name": ""}, {"name": "法\x00兰西"}])
def test_a_form_that_is_filled_in_wrongly_saves_nothing(staff: Client, wrong: dict[str, str]) -> None:
    assert staff.post(ADD, {**GIVEN, **wrong}).status_code == 200
    assert not ActorAlias.objects.of_staff().exists()


@pytest.mark.parametrize("query", ["?problem=abc", "?problem=99999999999999999999", "?problem=0", "?name=%00", "?actor=XYZ"])
def test_a_strange_address_shows_the_empty_form(staff: Client, query: str) -> None:
    assert staff.get(ADD + query).status_code == 200


def test_a_name_is_taken_out_of_use_with_a_reason(staff: Client, analyst: User) -> None:
    alias = aliases.add(actor=Actor.objects.get(code="FRA"), name="法兰西", by=analyst, at=AT)
    out = reverse("admin:obligations_actor_name_out", args=[alias.pk])
    assert f'href="{out}"' in text_of(staff.get(actor_page()))
    assert staff.post(out, {"reason": ""}).status_code == 200
    assert staff.post(out, {"reason": "误加"}).status_code == 302
    alias.refresh_from_db()
    assert not alias.active
    assert f'href="{out}"' not in text_of(staff.get(actor_page()))


def test_a_name_of_the_lexicon_has_no_page_to_take_it_out(staff: Client) -> None:
    own = ActorAlias.objects.filter(added_by=None).first()
    assert own is not None
    assert staff.get(reverse("admin:obligations_actor_name_out", args=[own.pk])).status_code == 404


def test_a_reviewer_sees_names_and_no_way_to_change_them(client: Client, reviewer: User, analyst: User) -> None:
    alias = aliases.add(actor=Actor.objects.get(code="FRA"), name="法兰西", by=analyst, at=AT)
    client.force_login(reviewer)
    page = text_of(client.get(actor_page()))
    assert "法兰西" in page and ADD not in page
    assert client.get(ADD).status_code == 403
    assert client.post(ADD, {**GIVEN, "name": "法兰克"}).status_code == 403
    assert client.post(reverse("admin:obligations_actor_name_out", args=[alias.pk]), {"reason": "误加"}).status_code == 403
