"""Pages of kept figures are what they are without, whatever happens."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib import import_module

import pytest

from obligations.choices import Applicability as Reach
from obligations.choices import Audience, EvidenceAccess, Verdict
from obligations.kept import log
from obligations.kept import store as kept_store
from obligations.kept.store import Store
from obligations.models import Commitment
from obligations.services import aliases, applicability, assessments, commitments, decisions, evidence, review
from obligations.services.assessments import Cell, Content
from tests.factories import AT, obligation, store_text
from tests.obligations.feed_house import ROW, SHORTER, Inhabited

PAGES = ("/", "/actors/JPN/", "/deadlines/", "/obligations/?force=decides")
API = ("/api/v1/deadlines/?cursor=start", "/api/v1/deadlines/?ordering=-due_on&page_size=2")
COUNTING = (  # functions, each with its module
    ("views.overview", "_asked"),
    ("views.actors", "_chosen"),
    ("views.deadlines", "_drawn"),
    ("views.listed_obligations", "_counted"),
    ("dues.reading", "read_dues"),
)
CHANGE_OF_A_STATE = "a status is shown to fewer"
OF_THE_REQUEST = re.compile(r'name="csrfmiddlewaretoken" value="[^"]*"|"next":"[^"]*"|"previous":"[^"]*"')


class TestPages(Inhabited):
    """A reader and a State's account look after each change, at what is kept and at what is counted anew."""

    @pytest.fixture(autouse=True)
    def in_one_transaction(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """As in `Inhabited`: these tests write and read in one transaction, where the order of the log tells all."""
        monkeypatch.setattr(kept_store, "in_transaction", lambda: False)
        monkeypatch.setattr(log, "has_snapshots", lambda _alias: False)
        self.keeping, self.counting = Store(100_000), Store(0)
        self.monkeypatch = monkeypatch

    def changes(self) -> Iterator[str]:
        """One after the other."""
        promised = Commitment.objects.filter(actor__isnull=False).order_by("pk")[0]
        commitments.decide(commitment=promised, verdict=Verdict.ACCEPT, by=self.by, at=AT)
        yield "a commitment was confirmed"
        self.publish("staff", Audience.READERS)
        yield "a status was shown to readers"
        self.narrow("public", Audience.STATE)
        yield CHANGE_OF_A_STATE
        review.withdraw(version=self.house.version("readers"), by=self.reviewer, at=AT, reason="x")
        yield "a status was withdrawn"
        piece = self.house.version("state").links.get().evidence
        evidence.revise(evidence=piece, by=self.by, at=AT, reason="x", access=EvidenceAccess.STAFF)
        yield "a piece of evidence was closed"
        applicability.decide(obligation=obligation(ROW), actor=self.house.japan, value=Reach.DOES_NOT_APPLY, reason="x", by=self.by, at=AT)
        yield "somebody said whom it concerns"
        decisions.confirm(obligation=obligation(ROW), by=self.by, at=AT)
        yield "labels were confirmed"
        aliases.add(actor=self.house.japan, name="扶桑之国", by=self.by, at=AT)
        yield "a State has another name"
        store_text(SHORTER, filename="shorter.txt")
        yield "a new edition came"

    def seen(self, store: Store) -> list[str]:
        self.monkeypatch.setattr(kept_store, "store", store)
        return [OF_THE_REQUEST.sub("", self.client.get(address).content.decode()) for address in (*PAGES, *API)]

    def test_each_page_is_the_same_kept_and_counted_anew_after_each_change(self) -> None:
        for change in ("nothing yet", *self.changes()):
            for name in ("reader", "japan") if change in ("nothing yet", CHANGE_OF_A_STATE) else ("reader",):
                self.client.force_login(self.person(name))
                assert self.seen(self.keeping) == self.seen(self.counting), (change, name)

    def test_what_is_kept_is_shown_again_without_being_counted(self) -> None:
        self.client.force_login(self.person("reader"))
        first = self.seen(self.keeping)
        for place, counting in COUNTING:
            self.monkeypatch.setattr(import_module(f"obligations.{place}"), counting, None)
        assert self.seen(self.keeping) == first

    def test_a_submission_changes_no_page_of_a_reader(self) -> None:
        self.client.force_login(self.person("reader"))
        before, version = self.seen(self.keeping), self.keeping.version(self.person("reader"))
        content = Content(status="partial", summary="x", as_of=AT.date())
        assessments.save_draft(cell=Cell(self.house.norway, obligation=obligation(ROW)), content=content, by=self.by, at=AT)
        assert (self.seen(self.keeping), self.keeping.version(self.person("reader"))) == (before, version)
