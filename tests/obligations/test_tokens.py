"""Tokens of programs: who may make them, what they open, when they stop, and that nothing is kept from which one could be made again."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from obligations.models import ApiToken, Event
from obligations.services import tokens

pytestmark = pytest.mark.django_db

NOW = timezone.now()
VERBS, DEADLINES = "/api/v1/verbs/", "/api/v1/deadlines/"
READING, WRITING = ("get", "head"), ("post", "put", "patch", "delete")
# What a token answers with, by kind of method. Nothing of these addresses can be written, so that a token that may write is told so (405).
TABLE = """
persona   token  read write
reader    read   200  403
reader    write  200  405
analyst   read   200  403
analyst   write  200  405
reviewer  read   200  403
reviewer  write  200  405
admin     read   200  403
admin     write  200  405
dismissed read   403  403
dismissed write  403  405
"""
LINES = [tuple(line.split()) for line in TABLE.strip().splitlines()[1:]]


def issue(user: User, *, name: str = "a program", may_write: bool = False, days: int = 30) -> tokens.Issued:
    """A token of a person."""
    return tokens.issue(user=user, name=name, may_write=may_write, expires_at=NOW + timedelta(days=days), by=user, at=NOW)


def ask(secret: str, *, method: str = "get", address: str = VERBS, scheme: str = "Token", language: str = "en") -> Any:
    """Ask as a program does, without cookies, and with the check of forms' origins on."""
    client = Client(enforce_csrf_checks=True)
    return getattr(client, method)(address, headers={"Authorization": f"{scheme} {secret}", "Accept-Language": language})


@pytest.fixture
def dismissed(make_user: Callable[..., User]) -> User:
    """Had a role when the token was made, and has none any more."""
    return make_user("dismissed", groups=["reader"])


# What a token opens ---------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("persona", "kind", "reading", "writing"), LINES)
def test_a_token_opens_what_the_table_says(request: pytest.FixtureRequest, persona: str, kind: str, reading: str, writing: str) -> None:
    user: User = request.getfixturevalue(persona)
    secret = issue(user, may_write=kind == "write").secret
    if persona == "dismissed":
        user.groups.clear()
    found = {method: ask(secret, method=method, address=DEADLINES).status_code for method in (*READING, *WRITING)}
    assert found == dict.fromkeys(READING, int(reading)) | dict.fromkeys(WRITING, int(writing))


def test_bearer_is_taken_too(reader: User) -> None:
    assert ask(issue(reader).secret, scheme="Bearer").status_code == 200


def test_a_token_shows_what_its_person_sees(reader: User, analyst: User) -> None:
    address = "/api/v1/commitments/?opinion=suggested"  # for staff alone
    assert ask(issue(reader).secret, address=address).status_code == 400
    assert ask(issue(analyst).secret, address=address).status_code == 200


def test_a_token_counts_before_the_session_that_comes_with_it(client: Client, analyst: User) -> None:
    client.force_login(analyst)
    assert client.get(VERBS, headers={"Authorization": "Token nonsense"}).status_code == 401


# When it stops --------------------------------------------------------------------------------------------------------
def expire(token: ApiToken) -> None:
    ApiToken.objects.filter(pk=token.pk).update(expires_at=NOW - timedelta(seconds=1))


def revoke(token: ApiToken) -> None:
    tokens.revoke(token=token, by=token.user, at=NOW)


def deactivate(token: ApiToken) -> None:
    User.objects.filter(pk=token.user_id).update(is_active=False)


@pytest.mark.parametrize("stop", [expire, revoke, deactivate])
def test_a_token_that_has_stopped_is_refused_in_the_language_of_the_request(reader: User, stop: Callable[[ApiToken], None]) -> None:
    issued = issue(reader)
    stop(issued.token)
    for language, word in (("en", "revoked or expired"), ("zh-hans", "令牌")):
        answer = ask(issued.secret, language=language)
        assert (answer.status_code, answer["Content-Type"]) == (401, "application/problem+json")
        assert answer["WWW-Authenticate"] == 'Token realm="api"'
        assert answer.json()["type"] == "urn:problem:not-logged-in"
        assert word in answer.json()["detail"]


@pytest.mark.parametrize("value", ["", "x y", "nonsense", "é", "\x00"])
def test_what_is_no_token_is_refused(reader: User, value: str) -> None:
    assert ask(value).status_code == 401


def test_without_any_the_answer_is_401_and_says_what_to_send(client: Client) -> None:
    answer = client.get(VERBS, headers={"Accept-Language": "en"})
    assert (answer.status_code, answer["WWW-Authenticate"]) == (401, 'Token realm="api"')
    assert "Authorization" in answer.json()["detail"]


def test_a_session_still_needs_the_token_of_forms_to_write(analyst: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(analyst)
    assert client.post(VERBS, {}, content_type="application/json").status_code == 403


# Its last use ---------------------------------------------------------------------------------------------------------
def test_the_last_use_is_noted_once_a_minute(reader: User) -> None:
    issued = issue(reader)
    for seconds, noted in ((0, 0), (59, 0), (60, 60), (61, 60)):
        tokens.used(secret=issued.secret, at=NOW + timedelta(seconds=seconds))
        assert ApiToken.objects.get(pk=issued.token.pk).last_used_at == NOW + timedelta(seconds=noted)


def test_within_the_minute_a_token_costs_one_query(reader: User) -> None:
    issued = issue(reader)
    tokens.used(secret=issued.secret, at=NOW)
    with CaptureQueriesContext(
        connection,
    ) as seen:
        tokens.used(secret=issued.secret, at=NOW)
    assert len(seen) == 1


# Making and revoking --------------------------------------------------------------------------------------------------
def test_only_the_digest_is_kept(reader: User) -> None:
    issued = issue(reader)
    row = ApiToken.objects.values().get()
    assert row["digest"] == hashlib.sha256(issued.secret.encode()).hexdigest()
    assert len(issued.secret) >= 43  # 256 bits
    assert issued.secret not in str(row) + str(list(Event.objects.values()))


def test_nobody_makes_a_token_for_somebody_else_not_even_an_administrator(admin: User, reader: User) -> None:
    with pytest.raises(PermissionDenied):
        tokens.issue(user=reader, name="x", may_write=False, expires_at=NOW + timedelta(days=1), by=admin, at=NOW)


def test_without_a_role_there_is_no_token(outsider: User) -> None:
    with pytest.raises(PermissionDenied):
        issue(outsider)


@pytest.mark.parametrize("unfit", [{"name": " "}, {"name": "x" * 81}, {"days": 0}, {"days": 367}])
def test_what_does_not_fit_is_refused(reader: User, unfit: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        issue(reader, **unfit)
    assert not ApiToken.objects.exists()


def test_a_name_is_free_again_once_its_token_is_revoked(reader: User) -> None:
    first = issue(reader)
    with pytest.raises(ValidationError):
        issue(reader)
    tokens.revoke(token=first.token, by=reader, at=NOW)
    assert issue(reader).token.pk != first.token.pk


def test_oneself_and_an_administrator_revoke_and_nobody_else(reader: User, analyst: User, admin: User) -> None:
    first, second = issue(reader).token, issue(reader, name="another").token
    with pytest.raises(PermissionDenied):
        tokens.revoke(token=first, by=analyst, at=NOW)
    tokens.revoke(token=first, by=reader, at=NOW)
    tokens.revoke(token=second, by=admin, at=NOW)
    assert not ApiToken.objects.standing().exists()


def test_making_and_revoking_are_in_the_log_and_revoking_twice_is_once(reader: User) -> None:
    token = issue(reader).token
    for _again in range(2):
        tokens.revoke(token=token, by=reader, at=NOW)
    assert list(Event.objects.filter(object_type="token").order_by("pk").values_list("action", "object_key")) == [
        ("token.issued", "reader/a program"),
        ("token.revoked", "reader/a program"),
    ]
