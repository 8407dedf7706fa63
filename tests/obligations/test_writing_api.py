"""What is true of every address that a program writes to: who is turned away, and what becomes of bodies that do not fit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.test import Client

from obligations.models import Comment, CommitmentDecision, Decision, Evidence, Tie
from tests.obligations.programs import COMMITMENT, OBLIGATION, PARAGRAPH, ROOT, Programs

NEW_EVIDENCE = {"kind": "press", "title": "报道", "url": "https://example.org/new"}
FORCE = {"label": "force", "value": "urges", "verdict": "set"}


@dataclass(frozen=True)
class Address:
    """Where something is written: the path, a body that fits, the method, whether it changes what is there, whether readers find nothing there."""

    path: str
    body: dict[str, Any] = field(default_factory=dict)
    method: str = "POST"
    conditional: bool = True
    hidden: bool = False  # from readers


ADDRESSES = [
    Address("evidence/", NEW_EVIDENCE, conditional=False),
    Address("evidence/E-test1/", {"title": "更正", "reason": "有误"}, "PATCH"),
    Address("evidence/E-test1/withdraw/", {"reason": "重复"}),
    Address(f"{OBLIGATION}decisions/", FORCE),
    Address(f"{OBLIGATION}confirm/", {"reason": "已核对"}),
    Address(f"{PARAGRAPH}decisions/", {"label": "subject", "value": "ied", "verdict": "accept"}),
    Address("decisions/bulk/", {"rows": [{"obligation": "9101-2032-1-1", "if_match": "*", **FORCE}]}, conditional=False),
    Address(f"{COMMITMENT}decisions/", {"verdict": "accept"}, hidden=True),
    Address(f"{COMMITMENT}ties/", {"obligation": "9101-2032-1-1", "verdict": "add"}, hidden=True),
    Address("comments/", {"obligation": "9101-2032-1-1", "text": "核对。"}, conditional=False),
    Address("comments/{comment}/answers/", {"text": "已核对。"}, conditional=False, hidden=True),
    Address("comments/{comment}/resolve/", hidden=True),
]
DEEP = "[" * 5000 + "]" * 5000
BROKEN = {  # bodies that are no object with known names, and with what each is answered
    "nothing": ("", 400),
    "a list": ("[]", 400),
    "a text": ('"x"', 400),
    "a number": ("5", 400),
    "null": ("null", 400),
    "half an object": ('{"title":', 400),
    "no JSON": ("title=x", 400),
    "no UTF-8": (b'{"title": "\xff"}', 400),
    "a name that stands twice": ('{"text": "a", "text": "b"}', 400),
    "no number": ('{"version": NaN}', 400),
    "a name that is not known": ('{"colour": "red"}', 400),
    "a name that cannot be shown": ('{"\\ud800": 1, "a\\u0000": 2}', 400),
    "lists in lists": (DEEP, 400),
    "objects in objects": ('{"a":' * 50 + "1" + "}" * 50, 400),
    "a long number": ('{"version": ' + "9" * 5000 + "}", 400),
    "ten million characters": ('{"text": "' + "x" * 10_000_000 + '"}', 413),
}


class Writing(Programs):
    """Every address in turn."""

    def asked(self, address: Address, **more: Any) -> Any:
        """The answer to the body that fits, or to another one."""
        return self.ask(address.method, address.path.format(comment=self.comment.pk), more.pop("body", address.body), **more)

    def statuses(self, addresses: Sequence[Address] = ADDRESSES, **more: Any) -> dict[str, int]:
        """The status of each address's answer; every refusal is a problem in a sentence."""
        answers = {f"{address.method} {address.path}": self.asked(address, **more) for address in addresses}
        for answer in answers.values():
            assert answer["Content-Type"] == "application/problem+json" and answer.json()["detail"], answer.content
        return {name: answer.status_code for name, answer in answers.items()}

    def nothing_was_written(self) -> bool:
        return not (Decision.objects.exists() or CommitmentDecision.objects.exists() or Tie.objects.exclude(basis="machine").exists()) and (
            Evidence.objects.count(),
            Comment.objects.count(),
        ) == (1, 1)


class TurnedAway(Writing):
    def test_without_an_account_the_answer_is_401(self) -> None:
        assert set(self.statuses(by="").values()) == {401}

    def test_a_token_that_only_reads_writes_nowhere(self) -> None:
        assert set(self.statuses(by="watcher", If_Match="*").values()) == {403}

    def test_a_reader_writes_nowhere_and_finds_nothing_where_there_is_nothing_for_readers(self) -> None:
        found = self.statuses(by="reader", If_Match="*")
        assert found == {f"{a.method} {a.path}": 404 if a.hidden else 403 for a in ADDRESSES}
        assert self.nothing_was_written()

    def test_a_session_writes_only_with_the_token_of_forms(self) -> None:
        browser = Client(enforce_csrf_checks=True)
        browser.force_login(self.analyst)
        for address in ADDRESSES:
            path = ROOT + address.path.format(comment=self.comment.pk)
            assert browser.generic(address.method, path, "{}", "application/json").status_code == 403
        browser.cookies["csrftoken"] = "a" * 32
        body = '{"obligation": "9101-2032-1-1", "text": "x"}'
        answer = browser.post(f"{ROOT}comments/", body, "application/json", headers={"X-CSRFToken": "a" * 32})
        assert answer.status_code == 201

    def test_what_is_there_is_changed_only_by_who_saw_it_as_it_is(self) -> None:
        for address in (address for address in ADDRESSES if address.conditional):
            missing, stale = self.asked(address), self.asked(address, If_Match='"long-ago"')
            assert (missing.status_code, stale.status_code) == (428, 412), address.path
            assert missing["ETag"] == stale["ETag"]
        assert self.nothing_was_written()

    def test_the_tag_of_its_own_address_opens_it(self) -> None:
        for address in (address for address in ADDRESSES if address.conditional):
            tag = self.asked(address)["ETag"]
            own = address.path.format(comment=self.comment.pk)
            own = own if address.method == "PATCH" else own.rstrip("/").rpartition("/")[0] + "/"
            assert self.got(own)["ETag"] == tag, own

    def test_other_methods_are_not_there(self) -> None:
        for address in ADDRESSES:
            assert self.ask("DELETE", address.path.format(comment=self.comment.pk)).status_code == 405


class Unfitting(Writing):
    def test_bodies_that_cannot_be_read_are_refused_in_a_sentence(self) -> None:
        for name, (body, status) in BROKEN.items():
            found = self.statuses(ADDRESSES[:2] + ADDRESSES[6:7] + ADDRESSES[9:10], body=body, If_Match="*")
            assert set(found.values()) == {status}, (name, found)
        assert self.nothing_was_written()

    def test_characters_that_no_database_keeps_are_refused_wherever_they_stand(self) -> None:
        for address in ADDRESSES:
            for bad in ("\x00", "\ud800"):
                answer = self.asked(address, body={**address.body, "reason": f"a{bad}b", "text": f"a{bad}b"}, If_Match="*")
                assert (answer.status_code, "cannot be kept" in answer.json()["detail"]) == (400, True), address.path

    def test_an_unknown_name_is_told_with_those_that_are_known(self) -> None:
        answer = self.ask("POST", f"{OBLIGATION}decisions/", {**FORCE, "because": "x"}, If_Match="*")
        assert answer.json()["errors"] == [
            {"parameter": "because", "detail": answer.json()["errors"][0]["detail"], "allowed": ["label", "value", "verdict", "reason"]}
        ]
        assert "because" in answer.json()["detail"]

    def test_everything_that_is_wrong_is_told_at_once_with_its_place(self) -> None:
        body = {"rows": [{"obligation": "nothing", "if_match": "*", "label": "colour", "value": 5, "verdict": "set"}, {}]}
        told = {each["parameter"]: each for each in self.ask("POST", "decisions/bulk/", body).json()["errors"]}
        assert {"rows.0.obligation", "rows.0.label", "rows.0.value", "rows.1.label"} <= set(told)
        assert told["rows.0.label"]["allowed"] == ["verb", "force", "tracked", "addressee", "subject"]

    def test_values_of_another_type_are_refused(self) -> None:
        wrong: list[Any] = [None, 5, [], {"a": 1}]
        for address in (address for address in ADDRESSES if address.body):
            for value in wrong:
                answer = self.asked(address, body=dict.fromkeys(address.body, value), If_Match="*")
                assert answer.status_code == 400, (address.path, value, answer.content)
        assert self.nothing_was_written()

    def test_a_form_or_a_text_is_not_taken_where_json_is(self) -> None:
        for content_type in ("application/x-www-form-urlencoded", "text/plain", "multipart/form-data; boundary=x"):
            assert self.ask("POST", f"{OBLIGATION}decisions/", b"a=b", content_type=content_type, If_Match="*").status_code == 415

    def test_parameters_in_the_address_are_refused(self) -> None:
        answer = self.ask("POST", "comments/?dry=true", {"obligation": "9101-2032-1-1", "text": "x"})
        assert (answer.status_code, answer.json()["errors"][0]["parameter"]) == (400, "dry")

    def test_the_limit_of_a_body_is_told(self) -> None:
        answer = self.ask("POST", "comments/", '{"text": "' + "x" * settings.DATA_UPLOAD_MAX_MEMORY_SIZE + '"}')
        assert (answer.status_code, answer.json()["type"]) == (413, "urn:problem:too-large")
        assert "2 MB" in answer.json()["detail"]
