"""A house in which everybody has work, and what its people are told of it by the changes feed."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import TestCase, override_settings

from obligations.choices import Audience
from obligations.feed import reading as feed
from obligations.feed.things import Kind
from obligations.models import Event
from obligations.services import (
    publication,
)
from tests.factories import AT, RESOLUTION, second_reviewer
from tests.obligations.test_policy import House, make_house, make_people

ROW, PART = "9101(2032)/1/1", "9101(2032)/2(b)/1"
CELL = "9101-2032-1-1/JPN"
SHORTER = RESOLUTION.replace("，并鼓励日本和挪威分享培训材料", "")
NOT_TOLD = {"account", "assignment", "batch", "calendar", "demonstration", "token"}  # what no list of the API shows
Told = set[tuple[str, str, str]]


class Inhabited(TestCase):
    """A house in which everybody has work, and the people who look at it."""

    house: House
    people: dict[str, Any]

    @pytest.fixture(autouse=True)
    def all_settled(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """These tests write and read in one transaction, of which the feed of PostgreSQL would tell nothing before it ends."""
        monkeypatch.setattr(feed, "settled", Event.objects.all)

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
