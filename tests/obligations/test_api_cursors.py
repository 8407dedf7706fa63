"""Walking through lists by cursor: every row once, in the list's order, whatever is added meanwhile, and at the same cost at any depth."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlsplit

from django.contrib.auth.models import Group, User
from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from django.urls import resolve

from obligations.models import Assignment, Obligation
from tests.factories import AT, RESOLUTION, make_assessment, obligation, store_text
from tests.obligations.records import SHARING, confirm, store_record

LISTS = {
    "documents": 2,
    "paragraphs": 9,
    "obligations": 6,
    "assessments": 2,
    "deadlines": 1,
    "meetings": 1,
    "speeches": 5,
    "votes": 1,
    "commitments": 2,
    "evidence": 2,
    "comments": 1,
    "actors": 150,
    "subject-areas": 20,
    "verbs": 150,
    "instruments": 70,
    "codes": 25,
}


class TestWalking(TestCase):
    """An analyst's program reads lists page by page."""

    analyst: User

    @classmethod
    def setUpTestData(cls) -> None:
        cls.analyst = User.objects.create_user("analyst", is_staff=True)
        cls.analyst.groups.add(Group.objects.get_or_create(name="analyst")[0])
        Assignment.objects.create(user=cls.analyst, made_at=AT)
        store_text()
        store_text(RESOLUTION.replace("9101(2032)", "9102(2032)"))  # of the same day
        store_record()
        confirm(SHARING, cls.analyst)
        for actor in ("JPN", "NOR", "CHN"):
            make_assessment(obligation("9101(2032)/1/1"), actor, cls.analyst)

    def setUp(self) -> None:
        self.client.force_login(self.analyst)

    def get(self, address: str, *, status: int = 200, **query: Any) -> Any:
        """The JSON of an answer."""
        answer = self.client.get(address, query or None, headers={"Accept-Language": "en"})
        assert answer.status_code == status, answer.content.decode()
        return answer.json()

    def walked(self, name: str, towards: str = "next", **query: Any) -> list[list[Any]]:
        """The rows of every page from the first to the last, or from the last page back."""
        page = self.get(f"/api/v1/{name}/", cursor="start", page_size=LISTS[name], **query)
        pages = [page]
        while page["next"]:
            pages.append(page := self.get(page["next"]))
        if towards == "next":
            return [page["results"] for page in pages]
        back = [page]
        while page["previous"]:
            back.insert(0, page := self.get(page["previous"]))
        return [page["results"] for page in back]

    def whole(self, name: str, **query: Any) -> list[Any]:
        """The rows by numbered pages."""
        rows: list[Any] = []
        address: str | None = f"/api/v1/{name}/"
        query["page_size"] = 200
        while address:
            page = self.get(address, **query)
            rows, address, query = rows + page["results"], page["next"], {}
        return rows

    def test_every_list_gives_every_row_once_in_its_order(self) -> None:
        for name in LISTS:
            filters = resolve(f"/api/v1/{name}/").func.cls.filterset_class.base_filters  # type: ignore[attr-defined]
            orders = [order for order, _label in filters["ordering"].extra["choices"]][-1:] if "ordering" in filters else []
            for query in [{}, *({"ordering": order} for order in orders)]:
                expected, pages = self.whole(name, **query), self.walked(name, **query)
                assert [row for page in pages for row in page] == expected, (name, query)
                assert all(len(page) == LISTS[name] for page in pages[:-1]), (name, query)

    def test_the_way_back_gives_the_same_rows(self) -> None:
        for name, query in (("obligations", {"ordering": "-first_due"}), ("commitments", {"ordering": "actor"}), ("deadlines", {})):
            pages = self.walked(name, towards="previous", **query)
            assert [row for page in pages for row in page] == self.whole(name, **query), name

    def test_rows_that_come_and_go_shift_nothing(self) -> None:
        keys = [row["key"] for row in self.whole("obligations", presence="found")]
        page = self.get("/api/v1/obligations/", cursor="start", page_size=3, presence="found")
        seen = [row["key"] for row in page["results"]]
        store_text(RESOLUTION.replace("9101(2032)", "9103(2032)").replace("4月15日", "5月15日"))  # stands before all others
        Obligation.objects.filter(key__in=(seen[0], seen[2], keys[5])).update(presence="not_found")
        while page["next"]:
            page = self.get(page["next"])
            seen += [row["key"] for row in page["results"]]
        assert seen == [key for key in keys if key != keys[5]]

    def test_a_page_by_cursor_counts_nothing(self) -> None:
        page = self.get("/api/v1/obligations/", cursor="start", page_size=2)
        assert set(page) == {"next", "previous", "results"}
        assert page["previous"] is None
        assert set(self.get("/api/v1/assessments/", cursor="start")) == {"next", "previous", "results", "notices", "as_of"}

    def test_a_deep_page_takes_as_many_questions_as_the_second(self) -> None:
        address, counts = "/api/v1/obligations/?cursor=start&page_size=2", []
        while address:
            with CaptureQueriesContext(connection) as queries:
                page = self.get(address)
            counts.append(len(queries))
            assert not any("count(" in query["sql"].lower() or "offset" in query["sql"].lower() for query in queries)
            address = page["next"]
        assert len(counts) > 5
        assert max(counts) <= counts[0] + 2  # the rest of the same day, the days after, those without one

    def test_a_broken_cursor_is_refused_with_a_sentence(self) -> None:
        page = self.get("/api/v1/obligations/", cursor="start", page_size=2)
        cursor = parse_qs(urlsplit(page["next"]).query)["cursor"][0]
        for address, query in (
            ("obligations/", {"cursor": "abc"}),
            ("obligations/", {"cursor": cursor[:-1]}),
            ("obligations/", {"cursor": "x" + cursor}),
            ("obligations/", {"cursor": [cursor, cursor]}),
            ("obligations/", {"cursor": cursor, "ordering": "symbol"}),
            ("documents/", {"cursor": cursor}),
            ("codes/", {"cursor": cursor}),
        ):
            refused = self.get(f"/api/v1/{address}", status=400, **query)["errors"][0]
            assert (refused["parameter"], refused["allowed"]) == ("cursor", ["start"]), query
            assert "Begin again" in refused["detail"]
        assert self.get("/api/v1/obligations/", status=400, cursor="start", page=2)["errors"][0]["parameter"] == "page"
        assert self.get("/api/v1/obligations/", status=400, cursor="start", format="csv")["errors"][0]["parameter"] == "cursor"
        assert self.get("/api/v1/obligations/9101-2032-1-1/", status=400, cursor="start")["errors"][0]["parameter"] == "cursor"
