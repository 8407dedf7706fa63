"""Lists whose rows are made of plain values answer exactly what their serializers do, to each reader; and parts of answers."""

from __future__ import annotations

from typing import Any
from unittest import mock

from django.contrib.auth.models import Group, User
from django.db import connection
from django.test import TestCase, override_settings
from django.test.utils import CaptureQueriesContext

from obligations.api.views.reading import QuickList
from obligations.choices import Audience, Label, RelationKind, Verdict
from obligations.models import Actor, Assignment, Obligation, StateAccount
from obligations.services import decisions, relations
from tests.factories import AT, RESOLUTION, make_assessment, obligation, store_text
from tests.obligations.records import SHARING, confirm, store_record, tie

LONG_LISTS = ("obligations", "obligations/?applies_to=JPN", "obligations/?fields=key,document.symbol,force.code,subjects", "assessments")
ROW = "/api/v1/obligations/9101-2032-1-1/"


class TestRows(TestCase):
    """A resolution of which labels were decided, with ties, relations and statuses for different eyes."""

    people: dict[str, User]

    @classmethod
    def setUpTestData(cls) -> None:
        cls.people = {name: User.objects.create_user(name) for name in ("reader", "tokyo", "analyst", "reviewer")}
        for name, user in cls.people.items():
            user.groups.add(Group.objects.get_or_create(name="reader" if name == "tokyo" else name)[0])
        analyst = cls.people["analyst"]
        Assignment.objects.create(user=analyst, made_at=AT)
        store_text()
        store_record()
        StateAccount.objects.create(user=cls.people["tokyo"], actor=Actor.objects.get(code="JPN"))
        first, part, last = (obligation(f"9101(2032)/{key}") for key in ("1/1", "2(a)/1", "3/2"))
        decisions.decide(label=Label.FORCE, value="demands", verdict=Verdict.SET, by=analyst, at=AT, obligation=first)
        decisions.decide(label=Label.ADDRESSEE, value="NOR", verdict=Verdict.REJECT, by=analyst, at=AT, obligation=last)
        decisions.decide(label=Label.ADDRESSEE, value="all_states", verdict=Verdict.ACCEPT, by=analyst, at=AT, obligation=first)
        decisions.decide(label=Label.SUBJECT, value="drugs", verdict=Verdict.ADD, by=analyst, at=AT, paragraph=part.paragraph)
        confirm(SHARING, analyst)
        tie(SHARING, "9101(2032)/1/1", analyst)
        relations.relate(source=part, target=first, kind=RelationKind.IMPLEMENTS, by=cls.people["reviewer"], at=AT)
        for code, audience in (("JPN", Audience.PUBLIC), ("NOR", Audience.READERS), ("CHN", Audience.STAFF), ("JPN", Audience.STATE)):
            make_assessment(first, code, analyst, audience=audience)
        make_assessment(last, "JPN", analyst, audience=Audience.STATE)
        Obligation.objects.filter(pk=last.pk).update(lifecycle="superseded", successor=first, superseded_on=AT.date())

    def get(self, address: str, by: str | None = "reader", *, status: int = 200, language: str = "en", **query: Any) -> Any:
        """The answer to somebody."""
        self.client.logout()
        if by:
            self.client.force_login(self.people[by])
        answer = self.client.get(address if address.startswith("/") else f"/api/v1/{address}", query or None, headers={"Accept-Language": language})
        assert answer.status_code == status, answer.getvalue()
        return answer

    # Rows ---------------------------------------------------------------------------------------------------------
    @override_settings(PUBLIC_READ=True)
    def test_everybody_gets_the_bytes_that_the_serializers_would_give(self) -> None:
        for name in LONG_LISTS:
            address = name if "?" in name else f"{name}/"
            for by in (None, *self.people):
                for language in ("en", "zh-hans") if by == "analyst" else ("en",):
                    quick = self.get(address, by, language=language).content
                    with mock.patch.object(QuickList, "quick", new=False):
                        slow = self.get(address, by, language=language).content
                    assert quick == slow, (name, by, language)
        assert len(self.get("assessments/", "analyst").json()["results"]) == 4
        assert [row["actor"]["code"] for row in self.get("assessments/", None).json()["results"]] == ["JPN"]

    def test_files_have_the_same_cells_too(self) -> None:
        for name in ("obligations/", "assessments/"):
            quick = self.get(name, "analyst", format="csv").getvalue()
            with mock.patch.object(QuickList, "quick", new=False):
                assert self.get(name, "analyst", format="csv").getvalue() == quick

    def test_a_long_list_asks_as_often_for_one_row_as_for_all_and_counts_without_a_join(self) -> None:
        store_text(RESOLUTION.replace("9101(2032)", "9102(2032)"))
        for name, most in (("obligations", 12), ("assessments", 8)):
            asked = [self.asked(f"{name}/", page_size=size) for size in (1, 200)]
            assert len(asked[0]) == len(asked[1]) <= most, name
            assert "JOIN" not in next(sql for sql in asked[0] if "COUNT(*)" in sql)

    def test_parts_that_nobody_asks_for_are_not_read(self) -> None:
        words = ("decision", "addressee", "tie", "relation")
        for query, expected in (({}, set(words)), ({"fields": "key,text"}, set())):
            assert {word for sql in self.asked("obligations/", **query) for word in words if word in sql} == expected

    def asked(self, address: str, **query: Any) -> list[str]:
        """What an answer to the reader asks of the database."""
        self.client.force_login(self.people["reader"])
        with CaptureQueriesContext(connection) as queries:
            self.client.get(f"/api/v1/{address}", query)
        return [query["sql"] for query in queries]

    # Parts of answers -----------------------------------------------------------------------------------------------
    def test_only_the_parts_asked_for_are_answered(self) -> None:
        row = self.get(ROW, fields="key,document.symbol,addressees.code").json()
        assert row == {"key": "9101(2032)/1/1", "document": {"symbol": "S/RES/9101 (2032)"}, "addressees": [{"code": "all_states"}]}
        page = self.get("actors/", fields="code", page_size=2).json()
        assert (page["count"] > 100, page["results"]) == (True, [{"code": "AFG"}, {"code": "ALB"}])

    def test_a_status_never_comes_without_its_day_its_force_and_the_notices(self) -> None:
        row = self.get("assessments/9101-2032-1-1/JPN/", fields="status.code").json()
        assert set(row) == {"obligation", "status", "as_of", "notices"}
        assert (set(row["obligation"]), row["status"]) == ({"force", "hedges"}, {"code": "partial"})
        page = self.get("assessments/", fields="status").json()
        assert page["notices"]
        assert {frozenset(row) for row in page["results"]} == {frozenset({"obligation", "status", "as_of"})}

    def test_what_there_is_not_is_refused_with_what_there_is(self) -> None:
        for address, query, parameter, allowed in (
            ("obligations/", {"fields": "colour"}, "fields", "force"),
            (ROW, {"fields": "document.colour"}, "fields", "document.symbol"),
            ("deadlines/", {"fields": "obligations.colour"}, "fields", "obligations.force"),
            ("obligations/", {"fields": "assessments"}, "fields", "key"),
            ("obligations/", {"fields": ""}, "fields", None),
            ("obligations/", {"expand": "everything"}, "expand", "document"),
            ("verbs/", {"expand": "obligations"}, "expand", "fields"),
            ("actors/JPN/obligations/", {"applies_to": "NOR"}, "applies_to", "force"),
        ):
            refused = self.get(address, status=400, **query).json()["errors"][0]
            assert refused["parameter"] == parameter
            assert allowed is None or allowed in refused["allowed"], (query, refused)

    def test_a_file_has_the_columns_of_the_parts_asked_for(self) -> None:
        head = self.get("obligations/", format="csv", fields="key,force,addressees.text").getvalue().decode("utf-8-sig").splitlines()[0]
        assert head == "key,force.code,force.label,force.basis,addressees.text"

    def test_names_expand_to_whole_things(self) -> None:
        row = self.get(ROW, expand="document,paragraph").json()
        assert row["document"] == self.get("documents/S-RES-9101-2032/").json()
        assert row["paragraph"] == self.get(f"paragraphs/{row['paragraph']['slug']}/").json()
        assert row in self.get("obligations/", expand="document,paragraph").json()["results"]

    @override_settings(PUBLIC_READ=True)
    def test_statuses_expand_as_far_as_one_may_see_and_with_the_notices(self) -> None:
        seen = {}
        for by in (None, "reader", "analyst"):
            row = self.get(ROW, by, expand="assessments").json()
            assert "not a legal finding" in row["notices"][0]
            page = self.get("obligations/", by, expand="assessments", search="爆炸物前体").json()
            assert (page["results"][0]["assessments"], "notices" in page, "as_of" in page) == (row["assessments"], True, True)
            seen[by] = {found["actor"]["code"] for found in row["assessments"]}
        assert seen == {None: {"JPN"}, "reader": {"JPN", "NOR"}, "analyst": {"JPN", "NOR", "CHN"}}
        assert "assessments" not in self.get(ROW).json()

    def test_an_assessment_expands_to_its_evidence_and_its_obligation(self) -> None:
        alone = self.get("assessments/9101-2032-1-1/JPN/").json()
        listed = self.get("assessments/", expand="evidence,obligation", actor="JPN", force="demands").json()["results"][0]
        assert (listed["evidence"], listed["obligation"]) == (alone["evidence"], self.get(ROW).json())
        Obligation.objects.filter(slug="9101-2032-1-1").update(presence="retired")
        listed = self.get("assessments/", expand="obligation", force="demands").json()["results"][0]
        assert listed["obligation"] == alone["obligation"]  # no more than before

    # Whom it reaches --------------------------------------------------------------------------------------------------
    def test_what_reaches_an_actor_is_marked_as_naming_it_or_as_meaning_all(self) -> None:
        rows = {row["key"]: row["applies_as"] for row in self.get("actors/JPN/obligations/").json()["results"]}
        assert (rows["9101(2032)/1/1"], rows["9101(2032)/3/2"]) == ("as_group", "named")
        assert rows == {row["key"]: row["applies_as"] for row in self.get("obligations/", applies_to="JPN").json()["results"]}
        narrowed = self.get("actors/JPN/obligations/", force="encourages", cursor="start").json()["results"]
        assert [row["key"] for row in narrowed] == ["9101(2032)/3/2"]
        self.get("actors/XYZ/obligations/", status=404)
