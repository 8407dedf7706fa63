"""Programs decide on labels, on commitments and their ties: of one thing that they have seen, or of many in one step."""

from __future__ import annotations

from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

from obligations.choices import Opinion
from obligations.models import Decision, Event, Obligation, Tie
from tests.factories import obligation
from tests.obligations.programs import COMMITMENT, OBLIGATION, PARAGRAPH, Programs
from tests.obligations.records import SHARING, commitment, confirm

SECOND = "obligations/9101-2032-2-a-1/"
FORCE = {"label": "force", "value": "urges", "verdict": "set"}


class Labels(Programs):
    def test_a_decision_settles_the_label_and_the_answer_is_the_obligation(self) -> None:
        tag = self.got(OBLIGATION)["ETag"]
        answer = self.ask("POST", f"{OBLIGATION}decisions/", {**FORCE, "reason": "与英文本一致"}, If_Match=tag)
        assert (answer.status_code, answer.json()["force"]["code"], answer.json()["force"]["basis"]) == (200, "urges", "changed")
        own = self.got(OBLIGATION)
        assert (own.content, own["ETag"], own["ETag"] != tag) == (answer.content, answer["ETag"], True)
        assert (Event.objects.get(action="force.set").reason, Decision.objects.get().by) == ("与英文本一致", self.analyst)

    def test_who_saw_an_earlier_state_is_told_and_decides_nothing(self) -> None:
        tag = self.got(OBLIGATION)["ETag"]
        self.sent(f"{OBLIGATION}decisions/", FORCE)
        stale = self.ask("POST", f"{OBLIGATION}decisions/", {**FORCE, "value": "demands"}, If_Match=tag)
        assert (stale.status_code, stale["ETag"]) == (412, self.got(OBLIGATION)["ETag"])
        assert obligation("9101(2032)/1/1").force == "urges"

    def test_addressees_are_rejected_and_added(self) -> None:
        self.sent(f"{OBLIGATION}decisions/", {"label": "addressee", "value": "all_states", "verdict": "reject"})
        told = self.sent(f"{OBLIGATION}decisions/", {"label": "addressee", "value": "JPN", "verdict": "add"})
        assert [link["code"] for link in told["addressees"]] == ["JPN"]

    def test_a_value_or_verdict_that_does_not_fit_is_refused_in_the_desks_words(self) -> None:
        for wrong, word in (({"value": "asks"}, "no known"), ({"verdict": "accept"}, "are set"), ({"label": "addressee"}, "are accepted")):
            assert word in self.sent(f"{OBLIGATION}decisions/", {**FORCE, **wrong}, status=422)["detail"]

    def test_everything_open_is_confirmed_at_once(self) -> None:
        told = self.sent(f"{OBLIGATION}confirm/", {"reason": "已核对"})
        labels = [told["verb"], told["force"], told["tracked"], *told["addressees"], *told["subjects"]]
        assert {label["basis"] for label in labels} == {"confirmed"}

    def test_subject_areas_are_decided_on_the_paragraph(self) -> None:
        told = self.sent(f"{PARAGRAPH}decisions/", {"label": "subject", "value": "ied", "verdict": "reject"})
        assert "ied" not in [subject["code"] for subject in told["subjects"]]
        assert self.got(f"{PARAGRAPH}decisions/").json()["results"][0]["verdict"] == "reject"

    def test_decisions_are_listed_with_their_authors_for_staff_alone(self) -> None:
        self.sent(f"{OBLIGATION}decisions/", {**FORCE, "reason": "内部"})
        own, theirs = (self.got(f"{OBLIGATION}decisions/", by=by).json()["results"] for by in ("reviewer", "reader"))
        assert (own[0]["by"], own[0]["reason"], own[0]["value"]) == ("analyst", "内部", "urges")
        assert (theirs[0]["by"], theirs[0]["reason"], theirs[0]["value"], theirs[0]["at"]) == (None, None, "urges", own[0]["at"])

    def test_of_what_is_not_there_no_decisions_are_listed(self) -> None:
        assert {self.ask("GET", f"{kind}/nothing/decisions/").status_code for kind in ("obligations", "paragraphs", "commitments")} == {404}


class Together(Programs):
    def rows(self, *paths: str) -> list[dict[str, Any]]:
        """A row for each obligation, with the ETag of its own GET."""
        return [{"obligation": path.split("/")[1], "if_match": self.got(path)["ETag"], **FORCE} for path in paths]

    def test_many_are_decided_in_one_step_and_the_new_tags_are_told(self) -> None:
        subject = {"paragraph": PARAGRAPH.split("/")[1], "if_match": self.got(PARAGRAPH)["ETag"]}
        subject |= {"label": "subject", "value": "ied", "verdict": "accept"}
        told = self.sent("decisions/bulk/", {"rows": [*self.rows(OBLIGATION, SECOND), subject], "reason": "一并核对"})
        assert (told["size"], Obligation.objects.filter(force="urges", force_basis__in=("changed", "confirmed")).count()) == (3, 2)
        assert [thing["etag"] for thing in told["things"]] == [self.got(path)["ETag"] for path in (OBLIGATION, SECOND, PARAGRAPH)]
        assert set(Event.objects.filter(action="labels.decided").values_list("reason", flat=True)) == {"一并核对"}

    def test_one_row_that_does_not_fit_and_nothing_is_decided(self) -> None:
        rows = self.rows(OBLIGATION, SECOND)
        rows[1]["value"] = "asks"
        told = self.sent("decisions/bulk/", {"rows": rows}, status=422)
        assert ([each["parameter"] for each in told["errors"]], "no known" in told["detail"]) == (["rows.1"], True)
        rows[1] |= {"value": "urges", "if_match": '"old"'}
        told = self.sent("decisions/bulk/", {"rows": rows}, status=412)
        assert [each["parameter"] for each in told["errors"]] == ["rows.1.if_match"]
        assert not Decision.objects.exists()

    def test_a_row_names_one_thing(self) -> None:
        both = {**self.rows(OBLIGATION)[0], "paragraph": PARAGRAPH.split("/")[1]}
        neither = {"if_match": "*", **FORCE}
        told = self.sent("decisions/bulk/", {"rows": [both, neither]}, status=400)
        assert [each["parameter"] for each in told["errors"]] == ["rows.0.obligation", "rows.1.obligation"]

    def test_questions_do_not_grow_with_rows(self) -> None:
        counts = []
        for paths in ((OBLIGATION,), (OBLIGATION, SECOND, "obligations/9101-2032-2-b-1/", "obligations/9101-2032-2-1/")):
            rows = [{**row, "if_match": "*"} for row in self.rows(*paths[:1])] if len(paths) == 1 else []
            rows = rows or [{"obligation": path.split("/")[1], "if_match": "*", **FORCE} for path in paths if self.known(path)]
            with CaptureQueriesContext(connection) as seen:
                self.sent("decisions/bulk/", {"rows": rows})
            counts.append((len(rows), len(seen)))
        (few, first), (many, second) = counts
        assert many > few and second - first <= 2 * (many - few), counts  # an event for each thing, and no more

    def known(self, path: str) -> bool:
        """Whether there is such an obligation."""
        return Obligation.objects.filter(slug=path.split("/")[1]).exists()


class Commitments(Programs):
    def test_a_suggested_commitment_is_accepted_and_readers_see_it(self) -> None:
        assert self.ask("GET", COMMITMENT, by="reader").status_code == 404
        answer = self.ask("POST", f"{COMMITMENT}decisions/", {"verdict": "accept", "reason": "明确"}, If_Match=self.got(COMMITMENT)["ETag"])
        assert (answer.status_code, answer.json()["opinion"]["code"], answer["ETag"]) == (200, "confirmed", self.got(COMMITMENT)["ETag"])
        assert self.got(COMMITMENT, by="reader").json()["opinion"]["basis"] == "confirmed"
        assert self.got(f"{COMMITMENT}decisions/", by="reader").json()["results"][0]["by"] is None

    def test_a_tie_is_added_confirmed_and_rejected(self) -> None:
        for verdict, opinion in (("add", Opinion.CONFIRMED), ("reject", Opinion.REJECTED)):
            told = self.sent(f"{COMMITMENT}ties/", {"obligation": "9101-2032-1-1", "verdict": verdict})
            assert Tie.objects.get(commitment=commitment(SHARING), obligation=obligation("9101(2032)/1/1")).opinion == opinion
            shown = [tie["obligation"]["slug"] for tie in told["ties"] if tie["opinion"] == "confirmed"]
            assert shown == (["9101-2032-1-1"] if verdict == "add" else [])

    def test_what_is_no_verdict_on_a_commitment_is_told_with_what_is(self) -> None:
        told = self.sent(f"{COMMITMENT}decisions/", {"verdict": "set"}, status=400)
        assert told["errors"][0]["allowed"] == ["accept", "reject"]


class FollowUp(Programs):
    """What became of a commitment takes the same steps as what became of an obligation."""

    def body(self, **changes: Any) -> dict[str, Any]:
        """A whole version."""
        proof = {"evidence": self.piece.slug, "locator": "p. 3"}
        said = {"commitment": "PV-9951-c3", "status": "reported_done", "summary": "已分享。", "as_of": "2024-01-31", "based_on": None}
        return {**said, "evidence": [proof], "submit": True, **changes}

    def test_a_version_goes_from_its_author_to_readers(self) -> None:
        confirm(SHARING, self.analyst)
        made = self.ask("POST", "assessments/", self.body())
        assert (made.status_code, made.json()["status"]["code"]) == (201, "reported_done"), made.content.decode()
        path = made["Location"].partition("/api/v1/")[2]
        assert (path, made.json()["commitment"]["slug"]) == (f"{COMMITMENT}versions/1/", "PV-9951-c3")
        self.sent(f"{path}approve/", {}, by="reviewer")
        assert self.ask("GET", path, by="reader").status_code == 404
        shown = self.sent(f"{path}publish/", {"audience": "readers"}, by="reviewer")
        assert (shown["desk"]["audience"]["code"], shown["links"]["self"].endswith(path)) == ("readers", True)
        seen = self.got(f"{COMMITMENT}versions/", by="reader").json()
        assert ([row["version"] for row in seen["results"]], seen["results"][0]["desk"], bool(seen["notices"])) == ([1], None, True)

    def test_an_outdated_version_is_answered_with_the_one_that_stands(self) -> None:
        confirm(SHARING, self.analyst)
        self.sent("assessments/", self.body(), status=201)
        self.sent(f"{COMMITMENT}versions/1/approve/", {}, by="reviewer")
        told = self.sent("assessments/", self.body(), status=409)
        assert (told["current"]["version"], told["current"]["commitment"]["slug"]) == (1, "PV-9951-c3")

    def test_versions_of_what_is_not_shown_are_not_there(self) -> None:
        assert self.ask("GET", f"{COMMITMENT}versions/", by="reader").status_code == 404
        confirm(SHARING, self.analyst)
        assert self.got(f"{COMMITMENT}versions/", by="reader").json()["results"] == []
