"""The changes feed: complete, in order, and silent about what its caller could never see."""

from __future__ import annotations

import re
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser, User
from django.core.signing import b64_encode
from django.db import connection
from django.test import TestCase, override_settings
from django.test.utils import CaptureQueriesContext

from obligations import feed
from obligations.choices import Audience, EvidenceAccess, Label, Verdict
from obligations.feedthings import BRINGS, Kind
from obligations.models import Assessment, Commitment, Event, Evidence, Obligation
from obligations.services import (
    aliases,
    applicability,
    assessments,
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
from obligations.services.assessments import Cell, Content, Proof
from tests.factories import AT, RESOLUTION, make_approved, make_submission, obligation, second_reviewer, store_text
from tests.obligations.stored_records import store_sample
from tests.obligations.test_policy import House, make_house, make_people

ROW, PART = "9101(2032)/1/1", "9101(2032)/2(b)/1"
CELL = "9101-2032-1-1/JPN"
SHORTER = RESOLUTION.replace("，并鼓励日本和挪威分享培训材料", "")
NOT_TOLD = {"account", "assignment", "batch", "calendar", "demonstration", "token"}  # what no list of the API shows
Told = set[tuple[str, str, str]]


@pytest.fixture(autouse=True)
def all_settled(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """These tests write and read in one transaction, of which the feed of PostgreSQL would tell nothing before it ends."""
    monkeypatch.setattr(feed, "settled", Event.objects.all)


class Inhabited(TestCase):
    """A house in which everybody has work, and the people who look at it."""

    house: House
    people: dict[str, Any]

    @classmethod
    def setUpTestData(cls) -> None:
        cls.house = make_house()
        cls.people = make_people(cls.house)
        cls.by, cls.reviewer = cls.house.author, second_reviewer()

    def setUp(self) -> None:
        """From here on the feed is read."""
        self.since = {name: feed.end(self.person(name)).next for name in ("reader", "japan", "norway", "analyst")}
        with override_settings(PUBLIC_READ=True):
            self.since["anybody"] = feed.end(self.person("anybody")).next

    def person(self, name: str) -> Any:
        """Somebody, with a fresh memory."""
        found = self.people[name]
        return User.objects.get(pk=found.pk) if found.pk else found

    def told(self, name: str, *kinds: str) -> Told:
        """What somebody has been told since the test began."""
        page = feed.page(self.person(name), since=self.since[name], limit=1000, kinds=[Kind(kind) for kind in kinds])
        assert not page.more
        return {(str(entry.change), str(entry.kind), entry.key) for entry in page.entries}

    def told_to_anybody(self) -> Told:
        """The same, of somebody without an account where texts are public."""
        with override_settings(PUBLIC_READ=True):
            return self.told("anybody")

    def publish(self, name: str, audience: Audience) -> None:
        publication.publish(version=self.house.version(name), audience=audience, by=self.reviewer, at=AT)

    def narrow(self, name: str, audience: Audience) -> None:
        publication.narrow(version=self.house.version(name), audience=audience, by=self.reviewer, at=AT, reason="x")


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
    services = (Path(feed.__file__).parent / "services").glob("*.py")
    logged = {name for path in services for name in re.findall(r'object_type"?[=:] ?"(\w+)"', path.read_text(encoding="utf-8"))}
    assert logged == set(BRINGS) | NOT_TOLD


# A copy kept by the feed ----------------------------------------------------------------------------------------------
LISTS = ("documents", "obligations", "meetings", "speeches", "votes", "commitments", "assessments", "rounds", "evidence")
SEEN_BY_STAFF = LISTS[:-1]  # the house has evidence that no service made, so that the log does not know it


class Copy:
    """What a program knows that follows the feed from its beginning: the addresses of things, by kind and key."""

    def __init__(self, client: Any, *, limit: int) -> None:
        self.client, self.limit, self.next = client, limit, ""
        self.known: dict[tuple[str, str], str] = {}

    def follow(self) -> None:
        """Read the feed to its end."""
        more = True
        while more:
            query = {"limit": self.limit, **({"since": self.next} if self.next else {})}
            answer = self.client.get("/api/v1/changes/", query)
            assert answer.status_code == 200, answer.content.decode()
            body = answer.json()
            assert len(body["results"]) <= self.limit
            for entry in body["results"]:
                if entry["change"] == "removed":
                    self.known.pop((entry["kind"], entry["key"]), None)
                else:
                    self.known[entry["kind"], entry["key"]] = entry["link"]
            self.next, more = body["next"], body["more"]

    def addresses(self, name: str) -> set[str]:
        """Those of a list."""
        return {link for link in self.known.values() if f"/api/v1/{name}/" in link and "/versions/" not in link}

    def listed(self, name: str) -> set[str]:
        """What the list itself shows."""
        found: set[str] = set()
        address = f"/api/v1/{name}/?page_size=200"
        while address:
            body = self.client.get(address).json()
            found |= {row["links"]["self"] for row in body["results"]}
            address = body["next"]
        return found


class TestCopy(Inhabited):
    """Whoever follows the feed knows what the lists show, whatever happens and however small the pages."""

    def busy_day(self) -> None:
        """A bit of everything."""
        row = Commitment.objects.filter(actor__isnull=False).order_by("pk")[0]
        commitments.decide(commitment=row, verdict=Verdict.ACCEPT, by=self.by, at=AT)
        self.publish("staff", Audience.READERS)
        self.narrow("public", Audience.STATE)
        review.withdraw(version=self.house.version("readers"), by=self.reviewer, at=AT, reason="x")
        piece = self.house.version("state").links.get().evidence
        evidence.revise(evidence=piece, by=self.by, at=AT, reason="x", access=EvidenceAccess.STAFF)
        store_text(SHORTER, filename="shorter.txt")
        store_sample("S-PV-9901.txt", was="（以阿拉伯语发言）", becomes="（以法语发言）")
        store_sample("S-RES-9001-2031.txt")
        aliases.add(actor=self.house.japan, name="扶桑之国", by=self.by, at=AT)
        scope = {"states": [self.house.japan], "obligations": [obligation(ROW)], "state_first": False, "days_to_comment": 0}
        rounds.open(name="一", opens_on=AT.date(), closes_on=AT.date(), by=self.reviewer, at=AT, **scope)
        comments.say(text="核对译文。", by=self.by, at=AT, obligation=obligation(ROW))
        content = {"status": "open", "sources": "x", "summary": "x"}
        make_approved(Cell(row.actor, commitment=Commitment.objects.get(pk=row.pk)), self.by, **content)
        decisions.confirm(obligation=obligation(ROW), by=self.by, at=AT)

    def test_a_copy_is_what_the_lists_show_and_every_kind_of_link_leads_somewhere(self) -> None:
        copies = {}
        for name in ("reader", "analyst"):
            self.client.force_login(self.people[name])
            copies[name] = Copy(self.client, limit=1000)
            copies[name].follow()
        self.busy_day()
        for name, copy in copies.items():
            self.client.force_login(self.people[name])
            copy.limit = 23
            copy.follow()
            for listed in LISTS if name == "reader" else SEEN_BY_STAFF:
                assert copy.addresses(listed) == copy.listed(listed), (name, listed)
            links = {kind: link for (kind, _key), link in copy.known.items()}
            assert [link for link in links.values() if self.client.get(link).status_code != 200] == []
            assert set(Kind) - set(links) == ({Kind.COMMENT} if name == "reader" else set())

    def test_the_smallest_pages_tell_the_same_in_the_same_order(self) -> None:
        def read(limit: int, turns: int) -> list[tuple[Kind, str]]:
            found, since = [], feed.Cursor.after(Event.objects.get(action="vocabulary.loaded"), rights="readers")
            for _turn in range(turns):
                page = feed.page(self.person("reader"), since=since, limit=limit)
                found += [(entry.kind, entry.key) for entry in page.entries]
                since = feed.Cursor.read(str(page.next))
            return found

        pieces = read(limit=3, turns=25)
        assert len(pieces) > 30
        assert pieces == read(limit=1000, turns=1)[: len(pieces)]


# Asking -----------------------------------------------------------------------------------------------------------------
class TestAsking(Inhabited):
    """The parameters, the refusals, and what an answer costs."""

    def ask(self, name: str = "reader", *, status: int = 200, **query: Any) -> Any:
        if self.people[name].pk:
            self.client.force_login(self.people[name])
        answer = self.client.get("/api/v1/changes/", query, headers={"Accept-Language": "en"})
        assert answer.status_code == status, answer.content.decode()
        return answer.json()

    def test_an_entry_says_what_happened_and_where_to_read_it_and_staff_also_who_and_why(self) -> None:
        commitments.decide(commitment=Commitment.objects.order_by("pk")[0], verdict=Verdict.ACCEPT, by=self.by, at=AT, reason="核对过")
        entry = self.ask(since=str(self.since["reader"]))["results"][0]
        assert (entry["kind"], entry["change"], entry["desk"]) == ("commitment", "changed", None)
        assert entry["link"].endswith(f"/api/v1/commitments/{entry['key']}/")
        staffs = self.ask("analyst", since=str(self.since["analyst"]))["results"][0]
        assert staffs["desk"].items() >= {"action": "commitment.accept", "by": "author", "reason": "核对过"}.items()

    def test_what_is_removed_comes_without_link_and_content(self) -> None:
        self.narrow("public", Audience.STAFF)
        entries = self.ask(since=str(self.since["reader"]), kind="assessment")["results"]
        assert [(entry["change"], entry["link"], entry["desk"]) for entry in entries] == [("removed", None, None)]

    def test_latest_gives_the_end_alone_and_the_end_stays_where_it_is(self) -> None:
        latest = self.ask(since="latest")
        assert (latest["results"], latest["more"]) == ([], False)
        assert self.ask(since=latest["next"]) == latest

    def test_an_empty_log_has_a_cursor_too(self) -> None:
        Event.objects.all().delete()
        empty = self.ask()
        assert (empty["results"], empty["more"]) == ([], False)
        decisions.decide(label=Label.FORCE, value="demands", verdict=Verdict.SET, by=self.by, at=AT, obligation=obligation(ROW))
        assert len(self.ask(since=empty["next"])["results"]) == 1

    def test_only_the_kinds_asked_for_come_and_the_cursor_leads_past_the_others(self) -> None:
        first = self.ask(kind="round,assessment", limit=2)
        assert {entry["kind"] for entry in first["results"]} == {"assessment"} and first["more"]
        last = self.ask(kind="round", limit=2)
        assert (last["results"], last["more"]) == ([], False)
        assert self.ask(since=last["next"])["results"] == []

    def test_what_is_not_understood_is_refused(self) -> None:
        other_form = b64_encode(b"2.0.1.x.readers.").decode()
        negative = b64_encode(b"1.0.1.x.readers.-1").decode()
        wrong = [{"since": "x"}, {"since": "中"}, {"since": other_form}, {"since": negative}, {"limit": 0}, {"limit": 1001}, {"limit": "x"}]
        for query in [*wrong, {"kind": "secret"}, {"page": 2}, {"since": ""}]:
            body = self.ask(status=400, **query)
            assert body["errors"][0]["parameter"] == next(iter(query)), body

    def test_a_cursor_of_a_log_that_was_put_back_is_told_to_start_again(self) -> None:
        cursor = str(self.since["reader"])
        last = Event.objects.order_by("sequence").last()
        last.delete()
        assert self.ask(since=cursor, status=410)["type"] == "urn:problem:start-again"
        Event.objects.create(sequence=last.sequence, action="due.met", object_type="paragraph", object_key="other", at=last.at)
        self.ask(since=cursor, status=410)

    def test_a_cursor_of_somebody_who_may_see_other_things_is_told_to_start_again(self) -> None:
        assert "may see other things" in self.ask("japan", since=str(self.since["reader"]), status=410)["detail"]
        self.ask("norway", since=str(self.since["japan"]), status=410)
        self.ask("editor", since=str(self.since["analyst"]))

    def test_without_a_role_only_what_is_public_is_told_and_only_where_anything_is(self) -> None:
        self.ask("anybody", status=401)
        self.ask("outsider", status=403)
        with override_settings(PUBLIC_READ=True):
            for name in ("anybody", "outsider"):
                self.client.logout()
                told = self.ask(name, limit=1000)["results"]
                kinds = {entry["kind"] for entry in told}
                assert kinds >= {"document", "obligation"} and not kinds & {"round", "comment"}
                shown = {entry["key"] for entry in told if entry["kind"] == "assessment" and entry["change"] == "changed"}
                public = Assessment.objects.standing_for(AnonymousUser()).of_obligations()
                assert shown == {f"{row.obligation.slug}/{row.actor.code}" for row in public.select_related("obligation", "actor")}

    def test_an_answer_takes_as_many_queries_whatever_it_tells(self) -> None:
        counts = []
        for days in range(1, 4):
            for code in ("JPN", "NOR", "FRA")[:days]:
                version = make_approved((obligation("9105(2032)/1/1"), code), self.by, at=AT + timedelta(days=days), as_of=date(2032, 4, 29))
                publication.narrow(version=version, audience=Audience.STAFF, by=self.reviewer, at=AT + timedelta(days=days), reason="x")
            with CaptureQueriesContext(connection) as asked:
                assert feed.page(self.person("reader"), since=self.since["reader"], limit=1000).entries
            counts.append(len(asked))
        assert counts[0] == counts[1] == counts[2] <= 30

    def test_a_page_is_cut_from_the_log_by_an_index(self) -> None:
        last = Event.objects.order_by("sequence").last()
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":  # which reads a small table whole
                cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off")
        plan = feed._between(self.since["reader"], last)[:10].explain()
        assert "Index Cond: ((ROW(" in plan or "PRIMARY KEY (rowid>? AND rowid<?)" in plan, plan
        assert "Sort" not in plan and "TEMP B-TREE" not in plan

    def test_a_draft_saved_again_and_again_leaves_readers_pages_as_they_are(self) -> None:
        content = Content("no_information", "未见", date(2032, 4, 1), sources="x")
        for revision in range(3):
            cell = Cell(self.house.japan, obligation=obligation("9105(2032)/2/1"))
            assessments.save_draft(cell=cell, content=content, by=self.by, at=AT, revision=revision)
        page = feed.page(self.person("reader"), since=self.since["reader"], limit=1)
        assert (page.entries, page.more) == ([], False)
