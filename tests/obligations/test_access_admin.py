"""Where staff make and revoke tokens and calendar addresses."""

from __future__ import annotations

import re

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from obligations.models import ApiToken, CalendarFeed
from tests.obligations.test_calendar_feed import fetch, opened
from tests.obligations.test_desk_admin import signed_in
from tests.obligations.test_tokens import ask, issue

pytestmark = pytest.mark.django_db

TOKENS, CALENDARS = "/admin/obligations/apitoken/", "/admin/obligations/calendarfeed/"


def shown(page: str) -> str:
    """The secret on the page that shows it."""
    found = re.search(r'id="secret"[^>]* value="([^"]+)"', page)
    assert found
    return found[1]


def test_a_token_made_here_is_shown_once_and_works(analyst: User) -> None:
    client = signed_in(analyst)
    answer = client.post(TOKENS + "add/", {"name": "import", "expires_on": timezone.localdate().isoformat(), "may_write": "on"})
    secret = shown(answer.content.decode())
    assert "no-store" in answer["Cache-Control"]
    assert ask(secret).status_code == 200
    assert ApiToken.objects.get().may_write
    assert secret not in client.get(TOKENS).content.decode()


def test_a_calendar_made_here_can_be_fetched(analyst: User) -> None:
    address = shown(signed_in(analyst).post(CALENDARS + "add/", {"name": "phone", "language": "en"}).content.decode())
    assert Client().get(address.removeprefix("http://127.0.0.1:8000")).status_code == 200


@pytest.mark.parametrize("sent", [{"name": "", "expires_on": "2000-01-01"}, {"name": "a name", "expires_on": "2000-01-01"}, {"name": "a name"}])
def test_what_was_typed_comes_back_with_a_sentence(analyst: User, sent: dict[str, str]) -> None:
    page = signed_in(analyst).post(TOKENS + "add/", sent).content.decode()
    assert "errorlist" in page
    assert all(f'value="{value}"' in page for value in sent.values() if value)
    assert not ApiToken.objects.exists()


def test_one_sees_and_revokes_ones_own_and_an_administrator_all(analyst: User, reviewer: User, admin: User) -> None:
    mine, theirs = issue(analyst, name="mine").token, issue(reviewer, name="theirs").token
    page = signed_in(analyst).get(TOKENS).content.decode()
    assert "mine" in page and "theirs" not in page
    for user, left in ((analyst, {theirs.pk}), (admin, set())):
        signed_in(user).post(TOKENS, {"action": "revoke", "_selected_action": [mine.pk, theirs.pk]})
        assert set(ApiToken.objects.standing().values_list("pk", flat=True)) == left


def test_a_revoked_calendar_is_gone_at_once(analyst: User) -> None:
    made = opened(analyst)
    signed_in(analyst).post(CALENDARS, {"action": "revoke", "_selected_action": [made.feed.pk]})
    assert fetch(made.secret).status_code == 404
    assert CalendarFeed.objects.count() == 1  # kept, so that the log's name means something


@pytest.mark.parametrize("address", [TOKENS, CALENDARS, TOKENS + "add/", CALENDARS + "add/"])
def test_readers_do_not_get_here(reader: User, address: str) -> None:
    assert signed_in(reader).get(address).status_code == 302


# The same on the site, for readers too --------------------------------------------------------------------------------
ACCESS = "/account/access/"


def test_a_reader_makes_and_revokes_a_token_on_the_site(reader: User) -> None:
    client = signed_in(reader)
    answer = client.post(ACCESS, {"what": "token", "token-name": "script", "token-expires_on": timezone.localdate().isoformat()})
    secret = shown(answer.content.decode())
    assert "no-store" in answer["Cache-Control"]
    assert ask(secret).status_code == 200
    assert secret not in client.get(ACCESS).content.decode()
    client.post(f"{ACCESS}tokens/{ApiToken.objects.get().pk}/revoke/")
    assert ask(secret).status_code == 401
    assert "script</th>" not in client.get(ACCESS).content.decode()


def test_a_reader_makes_and_revokes_a_calendar_on_the_site(reader: User) -> None:
    client = signed_in(reader)
    sent = {"what": "calendar", "calendar-name": "phone", "calendar-language": "en"}
    path = shown(client.post(ACCESS, sent).content.decode()).removeprefix("http://127.0.0.1:8000")
    assert Client().get(path).status_code == 200
    client.post(f"{ACCESS}calendars/{CalendarFeed.objects.get().pk}/revoke/")
    assert Client().get(path).status_code == 404


def test_what_was_typed_on_the_site_comes_back_with_a_sentence(reader: User) -> None:
    page = signed_in(reader).post(ACCESS, {"what": "token", "token-name": "script", "token-expires_on": "2000-01-01"}).content.decode()
    assert "Choose an end within one year" in page and 'value="script"' in page and 'value="2000-01-01"' in page


def test_what_is_somebody_elses_is_not_there(reader: User, admin: User) -> None:
    token, feed = issue(admin, name="theirs").token, opened(admin, name="their phone").feed
    client = signed_in(reader)
    assert "their" not in client.get(ACCESS).content.decode()
    assert client.post(f"{ACCESS}tokens/{token.pk}/revoke/").status_code == 404
    assert client.post(f"{ACCESS}calendars/{feed.pk}/revoke/").status_code == 404
    assert ApiToken.objects.standing().exists() and CalendarFeed.objects.standing().exists()


def test_the_page_is_for_people_with_a_role(client: Client, outsider: User) -> None:
    assert client.get(ACCESS).status_code == 302
    assert signed_in(outsider).get(ACCESS).status_code == 403


def test_every_form_of_the_page_carries_its_token_against_forgery(reader: User) -> None:
    issue(reader)
    opened(reader)
    page = signed_in(reader).get(ACCESS).content.decode()
    assert page.count('method="post"') == page.count('name="csrfmiddlewaretoken"') >= 4
