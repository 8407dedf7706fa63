"""Sent twice, done once: with files too, for each person apart, for a day, and when both arrive at the same moment."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connections
from django.test import Client, override_settings
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from django.utils import timezone

from obligations.api import idempotency
from obligations.models import AnsweredRequest, Comment, Evidence
from tests.factories import store_text
from tests.obligations.programs import OBLIGATION, Programs, issue
from tests.obligations.uploaded_files import PDF

SAID = {"obligation": "9101-2032-1-1", "text": "核对。"}
KEY = {"Idempotency_Key": "4e0c8f0e-2f6f-4d0f-a9f6-8d0e5b3f8a55"}


class Once(Programs):
    def form(self, content: bytes, name: str = "a.pdf", **fields: Any) -> Any:
        """The answer to a form with a file, sent under the key."""
        file = SimpleUploadedFile(name, content, "application/pdf")
        sent = encode_multipart(BOUNDARY, {"kind": "law", "title": "国内法", "file": file, **fields})
        return self.ask("POST", "evidence/", sent, content_type=MULTIPART_CONTENT, **KEY)

    def test_the_first_answer_comes_again_with_its_headers(self) -> None:
        first, second = (self.ask("POST", "comments/", SAID, **KEY) for _time in range(2))
        assert (first.status_code, second.status_code, Comment.objects.count()) == (201, 201, 2)
        assert (second.content, second["Location"], second["ETag"]) == (first.content, first["Location"], first["ETag"])
        assert ("Idempotency-Replayed" in first, second["Idempotency-Replayed"]) == (False, "true")

    def test_a_change_that_was_carried_out_is_answered_again_though_the_thing_has_changed_by_it(self) -> None:
        tag = self.got(OBLIGATION)["ETag"]
        said = {"label": "force", "value": "urges", "verdict": "set"}
        answers = [self.ask("POST", f"{OBLIGATION}decisions/", said, If_Match=tag, **KEY) for _time in range(2)]
        assert [answer.status_code for answer in answers] == [200, 200]

    def test_a_form_with_a_file_is_known_by_what_is_in_it(self) -> None:
        with override_settings(MEDIA_ROOT=self.enterContext(TemporaryDirectory())):
            first, second = self.form(PDF), self.form(PDF)
            assert (first.status_code, second.content) == (201, first.content)
            for other in (self.form(PDF + b" "), self.form(PDF, "b.pdf"), self.form(PDF, language="zh")):
                assert (other.status_code, "another request" in other.json()["detail"]) == (422, True)
            assert Evidence.objects.count() == 2  # one was there before

    def test_a_key_is_ones_own_and_goes_with_one_address(self) -> None:
        self.ask("POST", "comments/", SAID, **KEY)
        assert self.ask("POST", "comments/", SAID, by="reviewer", **KEY).status_code == 201
        assert self.ask("POST", f"comments/{self.comment.pk}/answers/", {"text": "核对。"}, **KEY).status_code == 422

    def test_a_key_of_a_refused_request_is_free(self) -> None:
        assert self.ask("POST", "comments/", {**SAID, "text": ""}, **KEY).status_code == 400
        assert self.ask("POST", "comments/", SAID, **KEY).status_code == 201

    def test_a_key_of_another_form_is_refused(self) -> None:
        for key in ("", "a b", "x" * 129, "é"):
            answer = self.ask("POST", "comments/", SAID, Idempotency_Key=key)
            assert answer.status_code == (400 if key else 400), key
        assert Comment.objects.count() == 1

    def test_a_key_is_free_again_after_a_day(self) -> None:
        self.ask("POST", "comments/", SAID, **KEY)
        AnsweredRequest.objects.update(at=timezone.now() - idempotency.KEPT - timedelta(seconds=1))
        self.ask("POST", "comments/", SAID, Idempotency_Key="another")
        assert self.ask("POST", "comments/", {**SAID, "text": "又一事。"}, **KEY).status_code == 201


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_of_many_that_arrive_at_once_one_is_carried_out_and_all_get_its_answer(analyst: User) -> None:
    store_text()
    secret = issue(analyst, may_write=True)
    headers = {"Authorization": f"Token {secret}", "Idempotency-Key": "one"}

    def send(_number: int) -> Any:
        try:
            answer = Client().post("/api/v1/comments/", SAID, "application/json", headers=headers)
            return answer.status_code, answer.content, "Idempotency-Replayed" in answer
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(send, range(8)))
    assert Comment.objects.count() == 1
    assert Counter((status, replayed) for status, _content, replayed in answers) == {(201, False): 1, (201, True): 7}
    assert len({content for _status, content, _replayed in answers}) == 1
