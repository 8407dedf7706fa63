"""Programs import documents: a preview first, stored only as it was seen, by editors alone."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from unittest.mock import patch

from django.contrib.auth.models import Group, User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import TestCase, override_settings
from django.utils import timezone

from ingest.reading import read_and_parse
from obligations.incoming.previews import VALID
from obligations.models import Document, Edition, Event
from tests.factories import RESOLUTION, store_text

ROOT = "/api/v1/imports/"
ENGLISH = {"Accept-Language": "en"}


class Import(TestCase):
    """An editor with a resolution at hand."""

    editor: User

    @classmethod
    def setUpTestData(cls) -> None:
        cls.editor = User.objects.create_user("editor", is_staff=True)
        cls.editor.groups.add(Group.objects.get(name="editor"))

    def setUp(self) -> None:
        """Files are read in this process, which takes no time to start."""
        self.enterContext(patch("obligations.incoming.previews.parse_apart", read_and_parse))
        self.client.force_login(self.editor)

    def preview(self, text: str = RESOLUTION, *, status: int = 201, **more: Any) -> Any:
        """Send a text; the answer."""
        answer = self.client.post(ROOT, {"text": text, **more}, "application/json", headers=ENGLISH)
        assert answer.status_code == status, answer.content.decode()
        return answer

    def store(self, shown: Any, *, status: int = 201, **headers: str) -> Any:
        """Store what a preview shows."""
        answer = self.client.post(shown.json()["links"]["store"], headers={**ENGLISH, "If-Match": shown["ETag"], **headers})
        assert answer.status_code == status, answer.content.decode()
        return answer

    def test_a_preview_says_what_would_be_stored_and_stores_nothing(self) -> None:
        found = self.preview().json()
        assert (found["symbol"], found["date"], found["outcome"]) == ("S/RES/9101 (2032)", "2032-04-15", "created")
        assert {each["code"]: each["count"] for each in found["found"]}["operative"] == len(found["paragraphs"])
        assert found["paragraphs"][0]["acts"][0]["force"] == "decides"
        assert not Document.objects.exists()

    def test_a_file_is_stored_as_it_was_seen(self) -> None:
        sent = {"file": SimpleUploadedFile("x.txt", RESOLUTION.encode())}
        shown = self.client.post(ROOT, sent, headers=ENGLISH)
        stored = self.store(shown)
        edition = Edition.objects.get()
        assert (edition.added_by, edition.filename, edition.sha256) == (self.editor, "x.txt", shown.json()["sha256"])
        assert self.client.get(stored["Location"]).json()["symbol"] == "S/RES/9101 (2032)"

    def test_a_symbol_that_the_text_does_not_say_is_given(self) -> None:
        shown = self.preview(RESOLUTION, symbol="S/RES/9102 (2032)")
        self.store(shown)
        assert Document.objects.get().symbol == "S/RES/9102 (2032)"

    def correct(self, shown: Any, *, status: int = 201, **said: Any) -> Any:
        """Look again with something else."""
        answer = self.client.post(shown.json()["links"]["correct"], said, "application/json", headers=ENGLISH)
        assert answer.status_code == status, answer.content.decode()
        return answer

    def test_symbol_date_and_meeting_are_corrected_without_sending_the_file_again(self) -> None:
        shown = self.correct(self.preview(), symbol="S/RES/9102 (2032)", date="2032-05-01", meeting="9912")
        found = shown.json()
        assert (found["symbol"], found["date"], found["meeting"]) == ("S/RES/9102 (2032)", "2032-05-01", "S/PV.9912")
        assert {problem["code"] for problem in found["problems"]} >= {"symbol_differs", "date_differs", "meeting_differs"}
        self.store(shown)
        given = Event.objects.get(object_type="document").after["given"]
        assert given == {"symbol": "S/RES/9102 (2032)", "adopted_on": "2032-05-01", "meeting": "S/PV.9912"}

    def test_what_is_not_named_in_a_correction_stays_and_what_is_empty_is_left_to_the_text(self) -> None:
        first = self.preview(symbol="S/RES/9102 (2032)", date="2032-05-01")
        assert first.json()["given"] == {"symbol": "S/RES/9102 (2032)", "date": "2032-05-01"}
        second = self.correct(first, date="").json()
        assert (second["given"], second["date"]) == ({"symbol": "S/RES/9102 (2032)"}, "2032-04-15")

    def test_a_correction_that_cannot_be_is_refused_by_its_field(self) -> None:
        shown = self.preview()
        for field, value in (("symbol", "x"), ("date", "2032-02-30"), ("meeting", "x"), ("date", 5)):
            errors = self.correct(shown, status=400, **{field: value}).json()["errors"]
            assert [error["parameter"] for error in errors] == [field]
        self.correct(shown, status=422, symbol="S/PV.9911")

    def test_what_changed_since_the_preview_has_to_be_looked_at_again(self) -> None:
        shown = self.preview(RESOLUTION.replace("就可疑交易", "就一切可疑交易"))
        store_text()
        self.store(shown, status=412)
        again = self.client.get(shown["Location"], headers=ENGLISH)
        assert [row["label"] for row in again.json()["differences"]] == ["2(b)"]
        assert self.store(again).json()["outcome"] == "new_edition"

    def test_storing_is_done_once_for_a_key(self) -> None:
        shown = self.preview()
        first = self.store(shown, **{"Idempotency-Key": "one"})
        again = self.store(shown, **{"Idempotency-Key": "one"})
        assert (again.json(), again["Idempotency-Replayed"]) == (first.json(), "true")

    def test_an_etag_is_asked_for(self) -> None:
        shown = self.preview()
        assert self.client.post(shown.json()["links"]["store"]).status_code == 428

    def test_a_preview_is_its_senders_own_and_lapses(self) -> None:
        place = self.preview()["Location"]
        other = User.objects.create_user("other", is_staff=True)
        other.groups.add(Group.objects.get(name="editor"))
        self.client.force_login(other)
        assert self.client.get(place).status_code == 404
        self.client.force_login(self.editor)
        with self.later():
            assert self.client.get(place, headers=ENGLISH).status_code == 404

    def later(self) -> Any:
        """A day and a minute from now, for signatures."""
        moment = (timezone.now() + VALID + timedelta(minutes=1)).timestamp()
        return patch("django.core.signing.time.time", return_value=moment)

    def test_what_cannot_be_read_is_refused_in_a_sentence(self) -> None:
        for text in ("这不是决议。", "<html><form>登录</form></html>"):
            assert self.preview(text, status=422).json()["detail"]
        for sent in ({}, {"text": ""}, {"file": SimpleUploadedFile("x.docx", b"")}, {"file": SimpleUploadedFile("x.pdf", b"%PDF-1.4 broken")}):
            answer = self.client.post(ROOT, sent, headers=ENGLISH)
            assert answer.status_code in (400, 422) and answer.json()["detail"]
        assert not Document.objects.exists()

    @override_settings(LARGEST_UPLOAD=1000)
    def test_a_file_that_is_too_large_is_refused(self) -> None:
        answer = self.client.post(ROOT, {"file": SimpleUploadedFile("x.txt", b"a" * 2000)}, headers=ENGLISH)
        assert answer.status_code == 413

    def test_only_editors_import(self) -> None:
        place = self.preview()["Location"]
        analyst = User.objects.create_user("analyst", is_staff=True)
        analyst.groups.add(Group.objects.get(name="analyst"))
        self.client.force_login(analyst)
        assert self.client.get(place).status_code == 403
        self.preview(status=403)
