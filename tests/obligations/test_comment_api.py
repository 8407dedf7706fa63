"""Programs write in the threads of staff: on what, who may, and that nobody else ever sees it."""

from __future__ import annotations

from obligations.models import Comment
from tests.factories import make_submission, obligation
from tests.obligations.programs import COMMITMENT, Programs

CELL = {"obligation": "9101-2032-1-1", "actor": "JPN"}


class Threads(Programs):
    def test_a_thread_is_begun_answered_and_resolved_and_an_answer_opens_it_again(self) -> None:
        made = self.ask("POST", "comments/", {**CELL, "text": " 核对译文。 "})
        assert (made.status_code, made.json()["text"], made.json()["actor"]["code"]) == (201, "核对译文。", "JPN")
        path = made["Location"].partition("/api/v1/")[2]
        assert (self.got(path).content, self.got(path)["ETag"]) == (made.content, made["ETag"])
        answer = self.sent(f"{path}answers/", {"text": "已核对。"}, by="reviewer", status=201)
        assert (answer["answers"], answer["author"]) == (made.json()["number"], "reviewer")
        assert self.sent(f"{path}resolve/", {})["resolved_at"]
        assert "already resolved" in self.sent(f"{path}resolve/", {}, status=422)["detail"]
        self.sent(f"{path}answers/", {"text": "还有一处。"}, status=201)
        assert self.got(path).json()["resolved_at"] is None

    def test_only_who_saw_the_thread_as_it_is_resolves_it(self) -> None:
        path = f"comments/{self.comment.pk}/"
        tag = self.got(path)["ETag"]
        assert [self.ask("POST", f"{path}resolve/", If_Match=tag).status_code for _time in range(2)] == [200, 412]

    def test_a_comment_is_about_a_version_or_a_commitment_too(self) -> None:
        make_submission((obligation("9101(2032)/1/1"), "JPN"), self.analyst)
        told = self.sent("comments/", {**CELL, "version": 1, "text": "页码?"}, status=201)
        assert (told["version"], told["actor"]["code"]) == (1, "JPN")
        told = self.sent("comments/", {"commitment": COMMITMENT.split("/")[1], "text": "是否承诺?"}, status=201)
        assert told["commitment"] == "PV.9951/c3"

    def test_a_comment_is_about_one_thing_that_is_there(self) -> None:
        wrong = {
            "obligation": [{}, {**CELL, "commitment": "PV-9951-c3"}, {"obligation": "nothing"}],
            "version": [{**CELL, "version": 7}, {"obligation": CELL["obligation"], "version": 1}],
            "actor": [{"commitment": "PV-9951-c3", "actor": "JPN"}, {**CELL, "actor": "XXX"}],
            "text": [{**CELL, "text": " "}, {**CELL, "text": "x" * 10_001}],
        }
        for name, bodies in wrong.items():
            for body in bodies:
                told = self.sent("comments/", {"text": "x", **body}, status=400)
                assert [each["parameter"] for each in told["errors"]] == [name], body
        assert Comment.objects.count() == 1

    def test_readers_find_no_thread_and_begin_none(self) -> None:
        path = f"comments/{self.comment.pk}/"
        assert self.ask("GET", path, by="reader").status_code == 403
        assert "for staff" in self.sent("comments/", {**CELL, "text": "x"}, by="reader", status=403)["detail"]
        self.sent(f"{path}answers/", {"text": "x"}, by="reader", status=404)
