"""The changes feed: complete, in order, and silent about what its caller could never see."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

from obligations.choices import Audience, EvidenceAccess, Label, Verdict
from obligations.feed import reading as feed
from obligations.feed.things import BRINGS
from obligations.models import Commitment, Event, Evidence, Obligation
from obligations.services import (
    applicability,
    comments,
    commitments,
    decisions,
    evidence,
    publication,
    relations,
    review,
    rounds,
    statecomments,
)
from obligations.services.assessments import Cell, Proof
from tests.factories import AT, RESOLUTION, make_approved, make_submission, obligation, store_text
from tests.obligations.feed_house import CELL, NOT_TOLD, ROW, Inhabited, Told


class TestFollowUp(Inhabited):
    """A status is announced to those it is shown to, and to them alone."""

    def evidence_of(self, name: str) -> str:
        return self.house.version(name).links.get().evidence.slug

    def test_staff_hear_of_every_step_and_nobody_else_of_any_before_it_is_shown(self) -> None:
        draft = make_submission((obligation("9105(2032)/2/1"), "NOR"), self.by)
        review.approve(version=draft, by=self.reviewer, at=AT)
        slug = draft.links.get().evidence.slug
        staff = {("changed", "version", "9105-2032-2-1/NOR/1"), ("changed", "assessment", "9105-2032-2-1/NOR"), ("changed", "evidence", slug)}
        assert self.told("analyst") == staff
        assert [self.told(name) for name in ("reader", "japan", "norway")] == [set(), set(), set()]
        assert self.told_to_anybody() == set()

    def test_what_is_sent_to_a_state_is_told_to_that_state_alone(self) -> None:
        self.publish("staff", Audience.STATE)
        assert self.told("japan") == {
            ("changed", "version", f"{CELL}/1"),
            ("changed", "assessment", CELL),
            ("changed", "evidence", self.evidence_of("staff")),
        }
        assert self.told("reader") == self.told("norway") == self.told_to_anybody() == set()

    def test_what_is_narrowed_is_removed_for_those_who_saw_it_and_for_nobody_else(self) -> None:
        self.narrow("readers", Audience.STATE)
        self.narrow("state", Audience.STAFF)
        readers, states = "9101-2032-2-b-1/JPN", "9101-2032-2-a-1/JPN"
        gone = {("removed", "version", f"{readers}/1"), ("removed", "assessment", readers), ("removed", "evidence", self.evidence_of("readers"))}
        assert self.told("reader") == gone
        assert ("changed", "assessment", readers) in self.told("japan")
        assert ("removed", "assessment", states) in self.told("japan")
        assert self.told_to_anybody() == set()

    def test_a_withdrawn_status_is_removed_for_all_who_saw_it_and_its_trace_stays_for_staff(self) -> None:
        review.withdraw(version=self.house.version("public"), by=self.reviewer, at=AT, reason="x")
        key = "9101-2032-3-2/JPN"
        assert ("removed", "assessment", key) in self.told("reader") & self.told("norway") & self.told("analyst")
        assert ("removed", "version", f"{key}/1") in self.told("reader")
        assert ("changed", "version", f"{key}/1") in self.told("analyst")

    def test_withdrawing_what_readers_never_saw_says_nothing_to_those_who_see_the_one_before(self) -> None:
        first = self.house.version("public")
        second = make_approved(Cell.of(first), self.by, at=AT + timedelta(days=1), audience=Audience.STAFF)
        review.withdraw(version=second, by=self.reviewer, at=AT + timedelta(days=2), reason="x")
        assert self.told("reader") == self.told("japan") == set()

    def test_the_words_of_a_state_are_told_to_who_sees_the_status(self) -> None:
        for name in ("readers", "state"):
            statecomments.add(version=self.house.version(name), text="x", received_on=AT.date(), by=self.by, at=AT)
        assert ("changed", "assessment", "9101-2032-2-b-1/JPN") in self.told("reader")
        assert {key for _change, kind, key in self.told("reader") if kind == "assessment"} == {"9101-2032-2-b-1/JPN"}
        assert len({key for _change, kind, key in self.told("japan") if kind == "assessment"}) == 2

    def test_follow_up_of_a_commitment_is_told_with_the_commitment(self) -> None:
        row = Commitment.objects.filter(actor__isnull=False).order_by("pk")[0]
        commitments.decide(commitment=row, verdict=Verdict.ACCEPT, by=self.by, at=AT)
        self.since["reader"] = feed.end(self.person("reader")).next
        row.refresh_from_db()
        content = {"status": "open", "sources": "x", "summary": "x"}
        version = make_approved(Cell(row.actor, commitment=row), self.by, audience=Audience.STAFF, **content)
        assert self.told("reader") == set()
        publication.publish(version=version, audience=Audience.READERS, by=self.reviewer, at=AT)
        assert self.told("reader") == {("changed", "commitment", row.slug), ("changed", "commitment_version", f"{row.slug}/{row.actor.code}/1")}

    def test_without_a_role_everybody_hears_of_what_was_published_to_the_public_alone(self) -> None:
        self.publish("staff", Audience.READERS)
        assert self.told_to_anybody() == set()
        self.publish("staff", Audience.PUBLIC)
        assert {kind for _change, kind, _key in self.told_to_anybody()} == {"assessment", "version", "evidence"}


class TestEvidence(Inhabited):
    """A piece is announced while a status that rests on it is shown and it is open itself."""

    def made(self, **fields: Any) -> Evidence:
        return evidence.add(kind="press", title="报道", url="https://example.org/new", by=self.by, at=AT, **fields)

    def rests_on(self, piece: Evidence, audience: Audience) -> Any:
        proofs = (Proof(piece, "第1页"),)
        return make_approved((obligation("9105(2032)/2/1"), "NOR"), self.by, audience=audience, proofs=proofs)

    def of_reader(self) -> Told:
        return self.told("reader", "evidence")

    def test_what_supports_nothing_that_is_shown_is_told_to_staff_alone(self) -> None:
        piece = self.made()
        self.rests_on(piece, Audience.STATE)
        assert self.of_reader() == set()
        assert self.told("norway", "evidence") == self.told("analyst", "evidence") == {("changed", "evidence", piece.slug)}

    def test_what_is_closed_after_it_was_seen_is_removed(self) -> None:
        piece = self.made()
        self.rests_on(piece, Audience.READERS)
        assert self.of_reader() == {("changed", "evidence", piece.slug)}
        new = evidence.revise(evidence=piece, by=self.by, at=AT, reason="x", access=EvidenceAccess.STAFF)
        assert self.of_reader() == {("removed", "evidence", piece.slug)}
        assert ("changed", "evidence", new.slug) in self.told("analyst")

    def test_what_was_open_only_while_nobody_saw_it_is_never_told(self) -> None:
        piece = self.made()
        evidence.revise(evidence=piece, by=self.by, at=AT, reason="x", access=EvidenceAccess.STAFF)
        self.rests_on(piece, Audience.READERS)
        assert self.of_reader() == set()

    def test_what_is_opened_afterwards_is_told_then(self) -> None:
        piece = self.made(access=EvidenceAccess.STAFF)
        self.rests_on(piece, Audience.READERS)
        assert self.of_reader() == set()
        evidence.revise(evidence=piece, by=self.by, at=AT, reason="x", access=EvidenceAccess.WITH_STATUS)
        assert self.of_reader() == {("changed", "evidence", piece.slug)}

    def test_a_revision_that_no_status_names_yet_is_not_told(self) -> None:
        piece = self.made()
        self.rests_on(piece, Audience.READERS)
        self.since["reader"] = feed.end(self.person("reader")).next
        evidence.revise(evidence=piece, by=self.by, at=AT, reason="x", title="另一题目")
        assert self.of_reader() == set()


class TestTexts(Inhabited):
    """Texts, what is read from them, and what staff say of it."""

    def test_a_label_of_a_paragraph_is_told_of_its_obligations_too(self) -> None:
        row = obligation(ROW)
        decisions.decide(label=Label.SUBJECT, value="ied", verdict=Verdict.ADD, by=self.by, at=AT, paragraph=row.paragraph)
        told = {("changed", "paragraph", row.paragraph.slug), ("changed", "obligation", row.slug)}
        assert self.told("reader") == self.told_to_anybody() == self.told("analyst") == told

    def test_whom_an_obligation_concerns_is_told_to_people_with_a_role(self) -> None:
        applicability.decide(obligation=obligation(ROW), actor=self.house.japan, value="does_not_apply", reason="x", by=self.by, at=AT)
        assert self.told("reader") == self.told("analyst") == {("changed", "obligation", "9101-2032-1-1")}
        assert self.told_to_anybody() == set()

    def test_a_relation_is_told_at_both_ends(self) -> None:
        relations.relate(source=obligation("9105(2032)/1/1"), target=obligation(ROW), kind="repeats", by=self.by, at=AT)
        assert self.told("reader") == {("changed", "obligation", "9105-2032-1-1"), ("changed", "obligation", "9101-2032-1-1")}

    def test_what_a_new_edition_no_longer_says_is_removed_for_readers(self) -> None:
        gone = Obligation.objects.create(**{**_copied(obligation("9101(2032)/4/1")), "number": 9, "key": "9101(2032)/4/9", "slug": "9101-2032-4-9"})
        store_text(RESOLUTION + "\n", filename="second.txt")
        gone.refresh_from_db()
        assert gone.presence == "retired"
        assert ("removed", "obligation", gone.slug) in self.told("reader") & self.told_to_anybody()
        assert ("changed", "obligation", gone.slug) in self.told("analyst")
        assert ("changed", "obligation", "9101-2032-1-1") in self.told("reader")

    def test_a_suggested_commitment_is_told_to_nobody_but_staff_and_a_confirmed_one_that_is_rejected_is_removed(self) -> None:
        row, other = Commitment.objects.order_by("pk")[:2]
        for verdict in (Verdict.REJECT, Verdict.ACCEPT):
            commitments.decide_tie(commitment=other, obligation=obligation(ROW), verdict=verdict, by=self.by, at=AT)
        commitments.decide(commitment=other, verdict=Verdict.REJECT, by=self.by, at=AT)
        assert self.told("reader") == set()
        assert ("changed", "commitment", other.slug) in self.told("analyst")
        commitments.decide(commitment=row, verdict=Verdict.ACCEPT, by=self.by, at=AT)
        commitments.decide_tie(commitment=row, obligation=obligation(ROW), verdict=Verdict.ACCEPT, by=self.by, at=AT)
        told = {("changed", "commitment", row.slug), ("changed", "obligation", "9101-2032-1-1")}
        assert self.told("reader") == self.told_to_anybody() == told
        commitments.decide(commitment=row, verdict=Verdict.REJECT, by=self.by, at=AT)
        assert self.told("reader") == {("removed", "commitment", row.slug), ("changed", "obligation", "9101-2032-1-1")}

    def test_comments_and_rounds_are_told_to_those_who_may_see_them(self) -> None:
        first = comments.say(text="核对译文。", by=self.by, at=AT, obligation=obligation(ROW))
        second = comments.answer(comment=first, text="好。", by=self.by, at=AT)
        scope = {"states": [self.house.japan], "obligations": [obligation(ROW)], "state_first": False, "days_to_comment": 0}
        held = rounds.open(name="一", opens_on=AT.date(), closes_on=AT.date(), by=self.reviewer, at=AT, **scope)
        assert self.told("reader") == {("changed", "round", held.slug)}
        said = {("changed", "comment", str(comment.pk)) for comment in (first, second)}
        assert self.told("analyst") == {*said, ("changed", "round", held.slug)}
        assert self.told_to_anybody() == set()

    def test_a_comment_of_before_the_log_named_it_is_found_by_its_words(self) -> None:
        said = comments.say(text="核对译文。", by=self.by, at=AT, obligation=obligation(ROW))
        for event in Event.objects.filter(action="comment.made"):
            Event.objects.filter(pk=event.pk).update(after={"text": "核对译文。", "answers": None})
        assert self.told("analyst", "comment") == {("changed", "comment", str(said.pk))}


def _copied(row: Obligation) -> dict[str, Any]:
    """The columns of an obligation."""
    return {field.attname: getattr(row, field.attname) for field in Obligation._meta.concrete_fields if not field.primary_key}


def test_whatever_is_logged_is_told_or_known_not_to_be() -> None:
    services = (Path(feed.__file__).parents[1] / "services").glob("*.py")
    logged = {name for path in services for name in re.findall(r'object_type"?[=:] ?"(\w+)"', path.read_text(encoding="utf-8"))}
    assert logged == set(BRINGS) | NOT_TOLD


# A copy kept by the feed ----------------------------------------------------------------------------------------------
