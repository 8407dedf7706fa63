"""Programs in numbers and from elsewhere: how often they may ask, and pages of which sites may."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.cache import cache
from django.test import Client

from tests.obligations.test_tokens import VERBS, ask, issue

pytestmark = pytest.mark.django_db

HERE, ELSEWHERE = "https://pages.example.org", "https://elsewhere.example.org"


@pytest.fixture
def limited(settings: Any) -> Iterator[None]:
    """Two requests a minute for callers, one for addresses; counted from nothing."""
    settings.API_RATES = {"caller": "2/min", "address": "1/min"}
    settings.PUBLIC_READ = True
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def cross_origin(settings: Any) -> None:
    """Pages of one site may ask."""
    settings.CORS_ORIGINS = [HERE]


# How often ------------------------------------------------------------------------------------------------------------
def test_a_token_that_asks_too_often_is_told_when_to_come_again(limited: None, reader: User) -> None:
    secret = issue(reader).secret
    assert [ask(secret).status_code for _time in range(3)] == [200, 200, 429]
    answer = ask(secret)
    assert (answer["Content-Type"], answer.json()["type"]) == ("application/problem+json", "urn:problem:too-many-requests")
    assert 0 < int(answer["Retry-After"]) <= 60
    assert answer["Retry-After"] in answer.json()["detail"]


def test_tokens_of_one_person_count_apart_and_so_does_the_browser(limited: None, reader: User) -> None:
    first, second = issue(reader).secret, issue(reader, name="another").secret
    browser = Client()
    browser.force_login(reader)
    for _time in range(2):
        assert (ask(first).status_code, ask(second).status_code, browser.get(VERBS).status_code) == (200, 200, 200)
    assert (ask(first).status_code, ask(second).status_code, browser.get(VERBS).status_code) == (429, 429, 429)


def test_without_an_account_the_address_counts_and_none_of_ones_own_making(limited: None, client: Client) -> None:
    found = [client.get(VERBS, headers={"X-Forwarded-For": f"192.0.2.{n}"}).status_code for n in range(2)]
    assert found == [200, 429]


# From where -----------------------------------------------------------------------------------------------------------
def preflight(client: Client, origin: str) -> Any:
    """What a browser asks before a page of another site may."""
    return client.options(
        VERBS, headers={"Origin": origin, "Access-Control-Request-Method": "GET", "Access-Control-Request-Headers": "authorization"}
    )


def test_a_page_of_a_configured_site_may_ask_with_a_token(cross_origin: None, client: Client) -> None:
    answer = preflight(client, HERE)
    assert (answer.status_code, answer["Access-Control-Allow-Origin"]) == (204, HERE)
    assert "Authorization" in answer["Access-Control-Allow-Headers"]
    assert "GET" in answer["Access-Control-Allow-Methods"]
    assert "Access-Control-Allow-Credentials" not in answer


def test_answers_and_refusals_can_be_read_by_the_page(cross_origin: None, client: Client) -> None:
    answer = client.get(VERBS, headers={"Origin": HERE})
    assert (answer.status_code, answer["Access-Control-Allow-Origin"]) == (401, HERE)
    assert "Origin" in answer["Vary"]
    assert "Retry-After" in answer["Access-Control-Expose-Headers"]


@pytest.mark.parametrize("origin", [ELSEWHERE, HERE + ".evil.example", "http://pages.example.org", "null", ""])
def test_pages_of_other_sites_get_no_leave(cross_origin: None, client: Client, origin: str) -> None:
    for answer in (preflight(client, origin), client.get(VERBS, headers={"Origin": origin})):
        assert answer.status_code == 401
        assert "Access-Control-Allow-Origin" not in answer


def test_pages_for_people_are_never_opened_to_other_sites(cross_origin: None, client: Client) -> None:
    assert "Access-Control-Allow-Origin" not in client.get("/accounts/login/", headers={"Origin": HERE})


def test_options_are_answered_for_who_may_read(reader: User) -> None:
    answer = ask(issue(reader).secret, method="options")
    assert (answer.status_code, answer["Allow"]) == (200, "GET, HEAD, OPTIONS")
