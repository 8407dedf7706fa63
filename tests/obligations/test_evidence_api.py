"""Programs add evidence, revise and withdraw it, and fetch the files that are kept."""

from __future__ import annotations

import shutil
import tempfile
import tracemalloc
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import override_settings
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

from obligations.choices import EvidenceAccess
from obligations.models import Event, Evidence
from tests.obligations.programs import COMMITMENT, Programs
from tests.obligations.records import SHARING, confirm
from tests.obligations.uploaded_files import PDF

NEW = "evidence/"
MB = 1024 * 1024
SAID = {"kind": "law", "title": "国内法", "url": "https://example.org/law", "issuer": "JPN", "actors": ["JPN", "NOR"], "published_on": "2032-01-31"}


def upload(content: bytes, name: str = "a.pdf") -> SimpleUploadedFile:
    """A file as a form sends it."""
    return SimpleUploadedFile(name, content, "application/octet-stream")


class Pieces(Programs):
    """Files go to a folder of their own."""

    def setUp(self) -> None:
        folder = tempfile.mkdtemp()
        self.folder = Path(folder)
        self.addCleanup(shutil.rmtree, folder)
        settings = override_settings(MEDIA_ROOT=self.folder)
        settings.enable()
        self.addCleanup(settings.disable)

    def form(self, path: str = NEW, *, method: str = "POST", file: Any = None, **fields: Any) -> Any:
        """The answer to a form with a file."""
        sent = {**fields, "file": file or upload(PDF, "国内法 第5号.pdf")}
        return self.ask(method, path, encode_multipart(BOUNDARY, sent), content_type=MULTIPART_CONTENT, If_Match="*")

    def kept(self) -> list[Path]:
        """The files that are kept."""
        return [path for path in self.folder.rglob("*") if path.is_file()]


class Adding(Pieces):
    def test_a_piece_is_added_with_all_that_is_said_of_it(self) -> None:
        more = {"expires_on": "2034-12-31", "language": "ja", "access": "staff", "note": "只供内部"}
        more |= {"document": "S-RES-9101-2032", "speech": "S-PV-9951/6"}
        answer = self.ask("POST", NEW, {**SAID, **more})
        assert answer.status_code == 201, answer.content.decode()
        made, row = answer.json(), Evidence.objects.exclude(pk=self.piece.pk).get()
        assert (made["issuer"]["code"], [actor["code"] for actor in made["actors"]]) == ("JPN", ["JPN", "NOR"])
        assert (made["document"]["slug"], made["speech"]["order"], made["expires_on"]) == ("S-RES-9101-2032", 6, "2034-12-31")
        assert (row.access, row.note, row.added_by) == (EvidenceAccess.STAFF, "只供内部", self.analyst)
        assert Event.objects.get(action="evidence.added").object_key == row.slug

    def test_the_answer_is_that_of_its_own_address_and_says_where_that_is(self) -> None:
        answer = self.ask("POST", NEW, SAID)
        own = self.got(answer["Location"].partition("/api/v1/")[2])
        assert (own.content, own["ETag"]) == (answer.content, answer["ETag"])

    def test_a_file_comes_in_a_form(self) -> None:
        answer = self.form(kind="law", title="国内法", actors=["JPN", "NOR"], issuer="JPN")
        assert answer.status_code == 201, answer.content.decode()
        made = answer.json()
        assert (made["file"]["filename"], made["file"]["size"]) == ("国内法 第5号.pdf", len(PDF))
        assert ([actor["code"] for actor in made["actors"]], len(self.kept())) == (["JPN", "NOR"], 1)

    def test_what_is_here_already_is_answered_with_its_address(self) -> None:
        first, second = self.form(kind="law", title="国内法"), self.form(kind="press", title="又一份")
        assert (second.status_code, second.json()["type"]) == (409, "urn:problem:already-here")
        assert second.json()["known"] == first["Location"]
        same = self.ask("POST", NEW, {**SAID, "url": "https://example.org/1"})
        assert same.json()["known"].endswith("/evidence/E-test1/")

    def test_a_rule_of_the_service_is_told_in_its_own_sentence(self) -> None:
        told = self.sent(NEW, {"kind": "law", "title": "国内法"}, status=422)
        assert (told["type"], "Add a file or an address" in told["detail"]) == ("urn:problem:refused", True)
        assert "expire before" in self.sent(NEW, {**SAID, "expires_on": "2031-01-01"}, status=422)["detail"]

    def test_names_that_lead_nowhere_are_told_with_their_place(self) -> None:
        wrong = {"issuer": "XXX", "actors": ["JPN", "YYY"], "document": "S-RES-1", "speech": "S-PV-9951/999", "commitment": "none"}
        told = {each["parameter"]: each["detail"] for each in self.sent(NEW, {**SAID, **wrong}, status=400)["errors"]}
        assert set(told) == set(wrong)
        assert "YYY" in told["actors"]

    def test_a_commitment_that_staff_confirmed_becomes_evidence_once(self) -> None:
        assert "Confirm it first" in self.sent(f"{COMMITMENT}evidence/", {}, status=422)["detail"]
        confirm(SHARING, self.analyst)
        made, again = (self.sent(f"{COMMITMENT}evidence/", {}, status=status) for status in (201, 200))
        assert (made["commitment"], made["slug"]) == (SHARING, again["slug"])


class Files(Pieces):
    def test_what_is_not_kept_is_refused_in_the_words_of_the_scanner(self) -> None:
        for name, content, word in (("a.exe", b"MZ\x90\x00", "program"), ("a.pdf", b"", "empty"), ("a.html", b"<html><script>", "PDF")):
            answer = self.form(kind="law", title="国内法", file=upload(content, name))
            assert (answer.status_code, word in answer.json()["detail"]) == (422, True), answer.content.decode()
        assert self.kept() == []

    @override_settings(LARGEST_UPLOAD=3 * MB, EVIDENCE_LARGEST=3 * MB)
    def test_a_file_that_is_too_large_is_never_held_in_memory(self) -> None:
        sent = encode_multipart(BOUNDARY, {"kind": "law", "title": "国内法", "file": upload(PDF + b" " * 40 * MB, "a.pdf")})
        tracemalloc.start()
        answer = self.ask("POST", NEW, sent, content_type=MULTIPART_CONTENT)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert (answer.status_code, "larger than 3 MB" in answer.json()["detail"]) == (413, True)
        assert peak < len(sent) + 8 * MB, peak  # the test's own program holds it once
        assert (self.kept(), Evidence.objects.count()) == ([], 1)

    @override_settings(EVIDENCE_LARGEST=1000)
    def test_the_limit_of_evidence_holds_below_that_of_all_uploads(self) -> None:
        assert self.form(kind="law", title="国内法", file=upload(PDF + b" " * 2000)).status_code == 413

    def test_who_may_not_add_evidence_leaves_no_file_behind(self) -> None:
        sent = encode_multipart(BOUNDARY, {"kind": "law", "title": "国内法", "file": upload(PDF, "a.pdf")})
        assert self.ask("POST", NEW, sent, by="reviewer", content_type=MULTIPART_CONTENT).status_code == 403
        assert self.kept() == []

    def test_a_text_is_no_file_and_one_file_is_not_two(self) -> None:
        assert [e["parameter"] for e in self.sent(NEW, {**SAID, "file": "x"}, status=400)["errors"]] == ["file"]
        twice = self.form(kind="law", title="国内法", file=[upload(PDF, "a.pdf"), upload(PDF + b" ", "b.pdf")])
        assert (twice.status_code, [e["parameter"] for e in twice.json()["errors"]]) == (400, ["file"])

    def test_form_fields_that_are_too_large_are_refused(self) -> None:
        answer = self.form(kind="law", title="国内法", note="x" * 3 * MB)
        assert (answer.status_code, answer.json()["type"]) == (413, "urn:problem:too-large")

    def test_a_program_fetches_the_file_with_its_token(self) -> None:
        made = self.form(kind="law", title="国内法").json()
        answer = self.got(made["links"]["file"].partition("/api/v1/")[2], Accept="application/pdf")
        assert b"".join(answer.streaming_content) == PDF
        assert (answer["Content-Type"], answer["X-Content-Type-Options"]) == ("application/pdf", "nosniff")
        assert answer["Content-Disposition"].startswith("attachment") and "sandbox" in answer["Content-Security-Policy"]

    def test_a_file_is_there_for_those_who_see_its_piece_and_nobody_else(self) -> None:
        made = self.form(kind="law", title="国内法").json()
        path = f"evidence/{made['slug']}/file/"
        assert (self.ask("GET", path, by="reader").status_code, self.ask("GET", path, by="").status_code) == (404, 401)
        nothing = self.ask("GET", "evidence/E-test1/file/")
        assert (nothing.status_code, nothing["Content-Type"]) == (404, "application/problem+json")


class Revising(Pieces):
    def test_a_revision_has_an_address_of_its_own_and_what_is_left_out_stays(self) -> None:
        old = self.got("evidence/E-test1/")
        answer = self.ask("PATCH", "evidence/E-test1/", {"title": "国家报告(更正)", "reason": "标题有误"}, If_Match=old["ETag"])
        assert answer.status_code == 200, answer.content.decode()
        new = answer.json()
        assert (new["title"], new["url"], new["revision"], new["revises"]) == ("国家报告(更正)", old.json()["url"], 2, "E-test1")
        assert self.got(answer["Location"].partition("/api/v1/")[2])["ETag"] == answer["ETag"]
        assert Event.objects.get(action="evidence.revised").reason == "标题有误"

    def test_of_two_who_saw_the_same_one_revises_and_the_other_is_told(self) -> None:
        tag = self.got("evidence/E-test1/")["ETag"]
        statuses = [self.ask("PATCH", "evidence/E-test1/", {"title": t, "reason": "x"}, If_Match=tag).status_code for t in "甲乙"]
        assert statuses == [200, 412]
        assert "has made revision 2" in self.sent("evidence/E-test1/", {"title": "丙", "reason": "x"}, method="PATCH", status=422)["detail"]

    def test_null_takes_away_and_a_form_brings_a_file(self) -> None:
        made = self.ask("POST", NEW, SAID).json()
        cleared = self.sent(f"evidence/{made['slug']}/", {"issuer": None, "actors": [], "reason": "x"}, method="PATCH")
        assert (cleared["issuer"], cleared["actors"], cleared["published_on"]) == (None, [], "2032-01-31")
        filed = self.form(f"evidence/{cleared['slug']}/", method="PATCH", reason="附上全文")
        assert filed.json()["file"]["size"] == len(PDF)

    def test_without_a_reason_nothing_is_revised_or_withdrawn(self) -> None:
        for path, body, method in (("", {"title": "x"}, "PATCH"), ("", {"title": "x", "reason": " "}, "PATCH"), ("withdraw/", {}, "POST")):
            told = self.sent(f"evidence/E-test1/{path}", body, method=method, status=400)
            assert [each["parameter"] for each in told["errors"]] == ["reason"]

    def test_a_piece_is_withdrawn_and_stays_to_be_read(self) -> None:
        tag = self.got("evidence/E-test1/")["ETag"]
        gone = self.ask("POST", "evidence/E-test1/withdraw/", {"reason": "重复"}, If_Match=tag)
        assert gone.json()["withdrawn_at"] and self.got("evidence/E-test1/")["ETag"] == gone["ETag"]
        assert "has been withdrawn" in self.sent("evidence/E-test1/withdraw/", {"reason": "x"}, status=422)["detail"]
