"""Programs that write, each in the name of a person; and something for them to write about."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

from django.contrib.auth.models import Group, User
from django.test import Client, TestCase
from django.utils import timezone

from obligations.models import Assignment
from obligations.services import comments, tokens
from tests.factories import AT, make_evidence, obligation, store_text
from tests.obligations.records import store_record

ROOT = "/api/v1/"
OBLIGATION, PARAGRAPH, COMMITMENT = "obligations/9101-2032-1-1/", "paragraphs/S-RES-9101-2032-1/", "commitments/PV-9951-c3/"


class Programs(TestCase):
    """A resolution and a record, and one program for each of an analyst, a reviewer and a reader; that of `watcher` only reads."""

    analyst: User
    reader: User

    @classmethod
    def setUpTestData(cls) -> None:
        store_text()
        store_record()
        cls.analyst, cls.reader = person("analyst", is_staff=True), person("reader")
        Assignment.objects.create(user=cls.analyst, made_at=AT)
        cls.secrets = {user.username: issue(user, may_write=True) for user in (cls.analyst, cls.reader, person("reviewer", is_staff=True))}
        cls.secrets["watcher"] = issue(cls.analyst, may_write=False)
        cls.piece = make_evidence(cls.analyst)
        cls.comment = comments.say(text="核对译文。", by=cls.analyst, at=AT, obligation=obligation("9101(2032)/1/1"))

    secrets: dict[str, str]
    piece: Any
    comment: Any

    def ask(self, method: str, path: str, body: Any = None, *, by: str = "analyst", content_type: str = "application/json", **headers: str) -> Any:
        """An answer to a program without cookies, with the check of forms' origins on. A body that is no text is sent as JSON, None as nothing."""
        sent = body if isinstance(body, str | bytes) else json.dumps(body) if body is not None else ""
        said = {"Authorization": f"Token {self.secrets[by]}", "Accept-Language": "en", **headers} if by else {"Accept-Language": "en", **headers}
        named = {name.replace("_", "-"): value for name, value in said.items()}
        return Client(enforce_csrf_checks=True).generic(method, ROOT + path, sent, content_type, headers=named)

    def sent(self, path: str, body: Any, *, status: int = 200, method: str = "POST", **more: Any) -> Any:
        """What a writing request is answered with, as JSON; it has seen what it changes."""
        answer = self.ask(method, path, body, **{"If_Match": "*", **more})
        assert answer.status_code == status, answer.content.decode()
        return answer.json()

    def got(self, path: str, **more: Any) -> Any:
        """What a reading request is answered with."""
        answer = self.ask("GET", path, **more)
        assert answer.status_code == 200, answer.content.decode()
        return answer


def person(name: str, *, is_staff: bool = False) -> User:
    """Somebody with the role of that name."""
    user = User.objects.create_user(name, is_staff=is_staff)
    user.groups.add(Group.objects.get(name=name))
    return user


def issue(user: User, *, may_write: bool) -> str:
    """The secret of a new token."""
    now = timezone.now()
    return tokens.issue(user=user, name=f"writes {may_write}", may_write=may_write, expires_at=now + timedelta(days=1), by=user, at=now).secret
