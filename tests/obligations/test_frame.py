"""What every page has around it is drawn once and kept: never for another language, another kind of reader or another page."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser, Group, User
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from obligations.models import Event
from obligations.querysets import has_role, sees_demonstration, state_of
from tests.factories import AT

pytestmark = pytest.mark.django_db


@pytest.fixture
def reader() -> User:
    user = User.objects.create_user(username="reader")
    user.groups.add(Group.objects.get_or_create(name="reader")[0])
    return user


def menu(answer: HttpResponse) -> tuple[int, list[str]]:
    """How many pages the menu names, and which of them one is on."""
    nav = answer.content.decode().partition("<nav")[2].partition("</nav>")[0]
    return nav.count("<li>"), re.findall(r'href="([^"]*)" aria-current="page"', nav)


def test_the_menu_is_that_of_the_reader_and_the_page(client: Client, reader: User, settings: Any) -> None:
    settings.PUBLIC_READ = True
    assert menu(client.get("/documents/")) == (8, ["/documents/"])
    client.force_login(reader)
    assert menu(client.get("/documents/")) == (9, ["/documents/"])
    assert menu(client.get("/account/views/")) == (9, [])


def test_the_frame_is_in_the_language_of_each_request(client: Client, reader: User) -> None:
    client.force_login(reader)
    for language, word in (("en", "Due dates"), ("zh-CN", "到期日"), ("en", "Due dates")):
        assert word in client.get("/documents/", HTTP_ACCEPT_LANGUAGE=language).content.decode().partition("</nav>")[0]


def test_who_somebody_is_is_asked_once(reader: User) -> None:
    with CaptureQueriesContext(connection) as queries:
        assert (has_role(reader, "reader"), state_of(reader), sees_demonstration(reader)) == (True, None, False)
    assert len(queries) == 1


def test_everybody_sees_that_data_are_a_demonstration(reader: User) -> None:
    nobody = User.objects.create_user(username="nobody")
    Event.objects.create(action="demonstration.loaded", object_type="demonstration", object_key="samples", at=AT)
    assert [sees_demonstration(user) for user in (reader, nobody, AnonymousUser())] == [True, True, True]
