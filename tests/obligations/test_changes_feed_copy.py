"""A copy kept by the changes feed alone is what the lists show; and how the feed is asked."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.core.signing import b64_encode
from django.db import connection
from django.test import override_settings
from django.test.utils import CaptureQueriesContext

from obligations.choices import Audience, EvidenceAccess, Label, Verdict
from obligations.feed import reading as feed
from obligations.feed.things import Kind
from obligations.models import Assessment, Commitment, Event
from obligations.services import (
    aliases,
    assessments,
    comments,
    commitments,
    decisions,
    evidence,
    publication,
    review,
    rounds,
)
from obligations.services.assessments import Cell, Content
from tests.factories import AT, make_approved, obligation, store_text
from tests.obligations.feed_house import ROW, SHORTER, Inhabited
from tests.obligations.stored_records import store_sample

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
