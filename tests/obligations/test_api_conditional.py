"""Asking again: an answer that has not changed comes as 304, and nobody between the program and the service keeps one."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import Group, User
from django.http import HttpResponse
from django.test import TestCase, override_settings

from obligations.models import Document
from tests.factories import store_text

LIST, ONE = "/api/v1/obligations/", "/api/v1/obligations/9101-2032-1-1/"
HERE = "https://pages.example.org"


class TestAskingAgain(TestCase):
    """A reader asks twice."""

    reader: User

    @classmethod
    def setUpTestData(cls) -> None:
        store_text()
        cls.reader = User.objects.create_user("reader")
        cls.reader.groups.add(Group.objects.get_or_create(name="reader")[0])

    def get(self, address: str, **headers: str) -> Any:
        """The answer to a reader."""
        self.client.force_login(self.reader)
        return self.client.get(address, headers={name.replace("_", "-"): value for name, value in headers.items()})

    def test_what_has_not_changed_is_not_sent_again(self) -> None:
        for address in (LIST, ONE, "/api/v1/"):
            tag = self.get(address)["ETag"]
            again = self.get(address, if_none_match=tag)
            assert (again.status_code, again.content, again["ETag"]) == (304, b"", tag), address

    def test_what_has_changed_is(self) -> None:
        tag = self.get(ONE)["ETag"]
        Document.objects.update(title="另一标题")
        again = self.get(ONE, if_none_match=tag)
        assert (again.status_code, again["ETag"] == tag) == (200, False)

    def test_each_language_has_a_tag_of_its_own(self) -> None:
        tag = self.get(ONE, accept_language="zh-hans")["ETag"]
        assert self.get(ONE, accept_language="en", if_none_match=tag).status_code == 200

    def test_only_the_caller_keeps_an_answer_and_asks_again_each_time(self) -> None:
        with override_settings(CORS_ORIGINS=[HERE]):
            tag = self.get(ONE)["ETag"]
            answers = [self.get(ONE), self.get(ONE, if_none_match=tag), self.get("/api/v1/obligations/none/"), self.get("/api/v1/none/")]
        assert [answer.status_code for answer in answers] == [200, 304, 404, 404]
        for answer in answers:
            assert kept(answer) == {"private", "no-cache"}
            assert {"accept-language", "authorization", "cookie", "origin"} <= varies(answer)

    def test_a_page_of_another_site_may_read_the_tag_and_is_answered_304_too(self) -> None:
        with override_settings(CORS_ORIGINS=[HERE]):
            first = self.get(ONE, origin=HERE)
            again = self.get(ONE, origin=HERE, if_none_match=first["ETag"])
        assert "ETag" in first["Access-Control-Expose-Headers"]
        assert (again.status_code, again["Access-Control-Allow-Origin"]) == (304, HERE)

    def test_a_file_is_sent_row_by_row_and_has_no_tag(self) -> None:
        answer = self.get(f"{LIST}?format=csv")
        assert not answer.has_header("ETag")
        assert kept(answer) == {"private", "no-cache"}

    def test_pages_for_people_are_as_they_were(self) -> None:
        first = self.get("/obligations/9101-2032-1-1/")
        assert (first.status_code, "Cache-Control" in first, "cookie" in varies(first)) == (200, False, True)
        assert self.get("/obligations/9101-2032-1-1/", if_none_match='"another"').status_code == 200


def kept(answer: HttpResponse) -> set[str]:
    """What Cache-Control says."""
    return {word.strip() for word in answer["Cache-Control"].split(",")}


def varies(answer: HttpResponse) -> set[str]:
    """What Vary says."""
    return {word.strip().lower() for word in answer["Vary"].split(",")}
