"""Programs name a symbol in place of sending a file: the same preview, the same rules, and a sentence where nothing was fetched."""

from __future__ import annotations

from typing import Any
from unittest.mock import patch

from django.contrib.auth.models import Group, User
from django.test import TestCase, override_settings

from ingest.reading import read_and_parse
from obligations.fetching import service
from obligations.incoming import previews
from obligations.models import Document, Edition, Event
from tests.factories import RESOLUTION
from tests.obligations.document_service import Answer, Time, document_service, gives

ROOT = "/api/v1/imports/"
ENGLISH = {"Accept-Language": "en"}
ASKED = {"symbol": "第9101（2032）号决议", "language": "zh"}


class Fetching(TestCase):
    """An editor and a document service."""

    @classmethod
    def setUpTestData(cls) -> None:
        cls.editor = User.objects.create_user("editor", is_staff=True)
        cls.editor.groups.add(Group.objects.get(name="editor"))

    def setUp(self) -> None:
        self.client.force_login(self.editor)
        self.service = self.enterContext(document_service())
        self.enterContext(patch.object(service, "PACE", Time().pace()))
        self.enterContext(patch.object(previews, "parse_apart", read_and_parse))  # in this process, which is quicker

    def fetch(self, *answers: Answer, status: int, headers: dict[str, str] | None = None, **body: Any) -> Any:
        """Ask for a preview; the answer."""
        self.service.answers = list(answers) or [gives(RESOLUTION.encode())]
        answer = self.client.post(ROOT, body or ASKED, "application/json", headers=ENGLISH | (headers or {}))
        assert answer.status_code == status, answer.content.decode()
        return answer

    def test_a_document_is_fetched_looked_at_and_then_stored(self) -> None:
        shown = self.fetch(status=201)
        address = f"{self.service.base}/zh/S/RES/9101(2032)"
        assert (shown.json()["symbol"], shown.json()["source"], Document.objects.exists()) == ("S/RES/9101 (2032)", address, False)
        stored = self.client.post(shown.json()["links"]["store"], headers={**ENGLISH, "If-Match": shown["ETag"]})
        assert (stored.status_code, Edition.objects.get().filename) == (201, "S-RES-9101-2032.txt")
        assert Event.objects.get(action="document.created").after["source"] == address

    def test_the_same_request_is_fetched_once(self) -> None:
        first = self.fetch(status=201, headers={"Idempotency-Key": "one"})
        again = self.fetch(status=201, headers={"Idempotency-Key": "one"})
        assert (again.json(), len(self.service.asked)) == (first.json(), 1)

    def test_what_was_not_fetched_is_said_in_a_sentence(self) -> None:
        for answer, status, kind in (
            (gives(b"", 404), 422, "refused"),
            (gives(b"<html><title>Sign in</title>"), 422, "refused"),
            (gives(b"", 403), 502, "document-service"),
            (gives(b"", 429, retry_after="999"), 502, "document-service"),
        ):
            with self.subTest(status=status, kind=kind):
                said = self.fetch(answer, status=status).json()
                assert (said["type"], said["detail"][:9], "127.0.0.1" in said["detail"]) == (f"urn:problem:{kind}", "127.0.0.1", True)
        assert not Document.objects.exists()

    def test_what_is_fetched_is_read_as_what_is_sent(self) -> None:
        assert "no text, Word, PDF or HTML file" in self.fetch(gives(b"%PDF"[1:] + b"\x00\x01" * 400), status=422).json()["detail"]

    def test_a_symbol_is_asked_for_and_no_file_beside_it(self) -> None:
        unfit = ({"symbol": "S/2017/605", "language": "zh"}, {"symbol": "S/PV.1", "language": "de"}, {"symbol": "S/PV.1"})
        for body in ({"language": "zh"}, {**ASKED, "text": "x"}, *unfit):
            with self.subTest(body=body):
                assert self.fetch(status=400, **body).json()["errors"]
        assert not self.service.asked

    def test_only_editors_fetch(self) -> None:
        self.client.force_login(User.objects.create_user("somebody", is_staff=True))
        self.fetch(status=403)
        assert not self.service.asked

    def test_where_no_service_is_set_up_nothing_is_fetched(self) -> None:
        with override_settings(DOCUMENT_SERVICE=""):
            assert "DOCUMENT_SERVICE" in self.fetch(status=422).json()["detail"]
