"""Programs record follow-up: through the same steps, rights and refusals as the desk's pages."""

from __future__ import annotations

import json
from typing import Any

from django.contrib.auth.models import Group, User
from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext

from obligations.choices import ReviewState
from obligations.models import Actor, Assessment, Assignment, Batch, Evidence, StateAccount, StateComment
from tests.factories import AT, make_approved, make_evidence, obligation, store_text

ROOT = "/api/v1/assessments/"
CELL = "9101-2032-1-1/JPN/versions/"
PATH = ROOT + CELL


class Recording(TestCase):
    """A resolution, an analyst, a reviewer, a reader who sits for Japan."""

    analyst: User
    reviewer: User
    delegate: User
    evidence: Evidence

    @classmethod
    def setUpTestData(cls) -> None:
        store_text()
        people = {}
        for name, role in (("analyst", "analyst"), ("reviewer", "reviewer"), ("delegate", "reader")):
            people[name] = User.objects.create_user(name, is_staff=role != "reader")
            people[name].groups.add(Group.objects.get(name=role))
        cls.analyst, cls.reviewer, cls.delegate = people.values()
        Assignment.objects.create(user=cls.analyst, made_at=AT)
        StateAccount.objects.create(user=cls.delegate, actor=Actor.objects.get(code="JPN"))
        cls.evidence = make_evidence(cls.analyst)

    def send(self, address: str, body: Any = None, *, by: User | None = None, status: int = 201, **headers: str) -> Any:
        """POST as the analyst, or as somebody else; the answer's JSON."""
        self.client.force_login(by or self.analyst)
        answer = self.client.post(address, json.dumps(body), "application/json", headers={"Accept-Language": "en", **headers})
        assert answer.status_code == status, answer.content.decode()
        return answer.json()

    def body(self, **changes: Any) -> dict[str, Any]:
        """A whole version on Japan's first obligation."""
        proof = {"evidence": self.evidence.slug, "locator": "p. 3"}
        whole = {"obligation": "9101-2032-1-1", "actor": "JPN", "status": "partial", "summary": "已登记。", "as_of": "2024-01-31", "based_on": None}
        return {**whole, "evidence": [proof], **changes}


class Steps(Recording):
    def test_a_version_goes_from_draft_to_readers(self) -> None:
        draft = self.send(ROOT, self.body())
        assert (draft["version"], draft["desk"]["state"]["code"], draft["desk"]["revision"]) == (1, "draft", 1)
        assert self.send(f"{PATH}1/submit/", {"revision": 1}, status=200)["desk"]["state"]["code"] == "submitted"
        assert self.send(f"{PATH}1/approve/", {"note": ""}, by=self.reviewer, status=200)["approved_at"]
        assert self.send(f"{PATH}1/publish/", {"audience": "readers"}, by=self.reviewer, status=200)["desk"]["audience"]["code"] == "readers"
        seen = self.client.get(f"{ROOT}9101-2032-1-1/JPN/", headers={"Accept-Language": "en"}).json()
        assert (seen["status"]["code"], seen["evidence"][0]["locator"]) == ("partial", "p. 3")

    def test_a_new_version_says_where_it_is(self) -> None:
        self.client.force_login(self.analyst)
        answer = self.client.post(ROOT, json.dumps(self.body(submit=True)), "application/json")
        assert answer.status_code == 201
        assert self.client.get(answer["Location"]).json() == answer.json()

    def test_a_draft_is_saved_again_by_its_revision(self) -> None:
        self.send(ROOT, self.body())
        again = self.send(ROOT, self.body(summary="更多。", revision=1))
        assert (again["version"], again["summary"], again["desk"]["revision"]) == (1, "更多。", 2)

    def test_what_was_returned_is_taken_up_and_discarded(self) -> None:
        self.send(ROOT, self.body(submit=True))
        self.send(f"{PATH}1/return/", {"note": "哪些部件？"}, by=self.reviewer, status=200)
        assert self.send(f"{PATH}1/take-up/")["version"] == 2
        assert self.send(f"{PATH}2/discard/", {}, status=200)["desk"]["state"]["code"] == "discarded"

    def test_an_approval_is_withdrawn_and_an_audience_narrowed_with_a_reason(self) -> None:
        make_approved((obligation("9101(2032)/1/1"), "JPN"), self.analyst)
        narrowed = self.send(f"{PATH}1/narrow/", {"audience": "state", "reason": "来源有误"}, by=self.reviewer, status=200)
        assert narrowed["desk"]["audience"]["code"] == "state"
        self.send(f"{PATH}1/withdraw/", {"reason": "来源有误"}, by=self.reviewer, status=200)
        assert Assessment.objects.get().state == ReviewState.WITHDRAWN

    def test_the_state_concerned_adds_its_comment(self) -> None:
        make_approved((obligation("9101(2032)/1/1"), "JPN"), self.analyst)
        said = self.send(f"{PATH}1/comments/", {"text": "本国已通过新法。", "received_on": "2026-01-02"}, by=self.delegate)
        assert (said["actor"]["code"], StateComment.objects.get().text) == ("JPN", "本国已通过新法。")

    def test_a_commitment_is_followed_up_by_its_slug_or_refused_in_a_sentence(self) -> None:
        refused = self.send(ROOT, self.body(obligation=None, commitment="nothing-here"), status=400)
        assert refused["errors"][0]["parameter"] == "commitment"


class Refused(Recording):
    def test_an_outdated_version_is_answered_with_the_one_that_stands(self) -> None:
        make_approved((obligation("9101(2032)/1/1"), "JPN"), self.analyst, summary="已经核准。")
        conflict = self.send(ROOT, self.body(), status=409)
        assert (conflict["type"], conflict["current"]["version"], conflict["current"]["summary"]) == ("urn:problem:outdated", 1, "已经核准。")
        assert conflict["mine"] is None
        assert self.send(ROOT, self.body(based_on=1))["version"] == 2

    def test_ones_own_draft_saved_elsewhere_is_shown(self) -> None:
        self.send(ROOT, self.body(summary="先写的。"))
        assert self.send(ROOT, self.body(), status=409)["mine"]["summary"] == "先写的。"

    def test_a_reader_records_nothing(self) -> None:
        self.send(ROOT, self.body(evidence=[], status="none_found", sources="联合国文件"), by=self.delegate, status=403)
        assert not Assessment.objects.exists()

    def test_nobody_approves_their_own(self) -> None:
        self.analyst.groups.add(Group.objects.get(name="reviewer"))
        self.send(ROOT, self.body(submit=True))
        assert "own version" in self.send(f"{PATH}1/approve/", {}, status=403)["detail"]

    def test_what_the_desk_would_not_take_is_refused_in_its_words(self) -> None:
        assert "evidence" in self.send(ROOT, self.body(evidence=[], submit=True), status=422)["detail"]
        assert not Assessment.objects.exists()

    def test_every_wrong_field_is_named(self) -> None:
        wrong = self.body(actor="ZZZ", as_of="yesterday", evidence=[{"evidence": "nowhere"}], based_on="x", statu="partial")
        named = {error["parameter"] for error in self.send(ROOT, wrong, status=400)["errors"]}
        assert {"actor", "as_of", "evidence.0.evidence", "based_on", "statu"} <= named

    def test_a_version_that_is_not_there_is_no_version(self) -> None:
        assert "no version 7" in self.send(ROOT, self.body(based_on=7), status=400)["detail"]
        self.send(f"{PATH}7/submit/", {"revision": 1}, status=404)

    def test_a_draft_of_staff_is_nobody_elses(self) -> None:
        self.send(ROOT, self.body())
        self.client.force_login(self.delegate)
        assert self.client.get(f"{PATH}1/").status_code == 404
        self.send(f"{PATH}1/comments/", {"text": "?", "received_on": "2026-01-02"}, by=self.delegate, status=404)


class Together(Recording):
    def rows(self, *actors: str, **changes: Any) -> dict[str, Any]:
        """A body of one row for each actor."""
        return {"rows": [self.body(actor=actor, **changes) for actor in actors], "submit": True, "description": "from our database"}

    def test_many_versions_are_one_batch(self) -> None:
        made = self.send(f"{ROOT}bulk/", self.rows("JPN", "NOR", "KEN"))
        assert (made["size"], Batch.objects.get().description) == (3, "from our database")
        assert Assessment.objects.submitted().count() == 3

    def test_one_wrong_row_and_nothing_is_written(self) -> None:
        make_approved((obligation("9101(2032)/1/1"), "NOR"), self.analyst)
        refused = self.send(f"{ROOT}bulk/", self.rows("JPN", "NOR", "KEN", "KEN"), status=422)
        assert [error["parameter"] for error in refused["errors"]] == ["rows.1", "rows.2", "rows.3"]
        assert Assessment.objects.submitted().count() == 0

    def test_questions_do_not_grow_with_rows(self) -> None:
        codes = list(Actor.objects.filter(kind="state").values_list("code", flat=True)[:24])
        self.send(f"{ROOT}bulk/", self.rows(codes.pop()))
        counts = []
        for some in (codes[:3], codes[3:]):
            with CaptureQueriesContext(connection) as asked:
                self.send(f"{ROOT}bulk/", self.rows(*some))
            counts.append(len(asked))
        assert counts[0] == counts[1]


class Once(Recording):
    def test_a_request_sent_twice_is_carried_out_once(self) -> None:
        first = self.send(ROOT, self.body(), **{"Idempotency-Key": "one"})
        assert self.send(ROOT, self.body(), **{"Idempotency-Key": "one"}) == first
        assert Assessment.objects.get().revision == 1

    def test_a_key_is_for_one_request(self) -> None:
        self.send(ROOT, self.body(), **{"Idempotency-Key": "one"})
        self.send(ROOT, self.body(summary="别的"), status=422, **{"Idempotency-Key": "one"})

    def test_a_refused_request_leaves_its_key_free(self) -> None:
        self.send(ROOT, self.body(actor="ZZZ"), status=400, **{"Idempotency-Key": "one"})
        self.send(ROOT, self.body(), **{"Idempotency-Key": "one"})
