"""Facets: each number is the length of the list behind it, counted under the other conditions, and only of what its reader may see."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable
from datetime import date
from html import unescape
from typing import Any

from django.contrib.auth.models import AnonymousUser, Group, User
from django.db import connection
from django.http import QueryDict
from django.test import RequestFactory, TestCase, override_settings
from django.test.utils import CaptureQueriesContext

from obligations.choices import Audience
from obligations.dues.reading import due_items, obligations_by_state
from obligations.facets.obligations import Listed, facets
from obligations.facets.values import MOST, SHOWN, Asked, Facet, Offer, Value, facet
from obligations.filters.obligations import ObligationFilter
from obligations.models import Assessment, Assignment, Deadline, Document, DueRecord, Obligation
from obligations.querysets import UNTIL
from tests.factories import AT, RESOLUTION, make_assessment, obligation, store_text
from tests.obligations.stored_records import store_sample

SAMPLES = ("S-RES-9001-2031.txt", "S-RES-9003-2032.md", "S-PRST-2032-3.txt")
CHINESE = {"HTTP_ACCEPT_LANGUAGE": "zh-CN"}
LIST = "/obligations/"
# beginnings from which every value of every facet is followed
BEGINNINGS = (
    "",
    "search=措施&confirmed=false&force=calls,requests",
    "applies_to=JPN&year=2031,2032&status=partial,not_assessed",
    "due=passed,upcoming&as_of=2033-03-01&subject=reporting&document=S-RES-9001-2031",
)
OF_NORWAY = """第9200(2032)号决议

安全理事会2032年5月2日第9950次会议通过

安全理事会，

1. 敦促挪威合作；

2. 敦促挪威和日本合作；
"""
MOST_QUERIES = 50  # of the whole page with its session, whatever there is and whatever is asked


class FacetCase(TestCase):
    """Three samples with follow-up: public on Japan, for staff alone on Norway."""

    analyst: User
    reader: User

    @classmethod
    def setUpTestData(cls) -> None:
        for name in SAMPLES:
            store_sample(name)
        cls.analyst = cls.person("analyst", is_staff=True)
        Assignment.objects.create(user=cls.analyst, made_at=AT)
        cls.reader = cls.person("reader")
        asking = list(Obligation.objects.tracked().applies_to(_japan()).order_by("pk")[:3])
        make_assessment(asking[0], "JPN", cls.analyst, status="partial")
        make_assessment(asking[1], "JPN", cls.analyst, status="implemented")
        make_assessment(asking[0], "NOR", cls.analyst, status="unclear", audience=Audience.STAFF)
        make_assessment(asking[2], "NOR", cls.analyst, status="unclear", audience=Audience.STAFF)

    @staticmethod
    def person(role: str, **fields: Any) -> User:
        """Somebody with a role."""
        user = User.objects.create_user(username=role, **fields)
        user.groups.add(Group.objects.get_or_create(name=role)[0])
        return user

    def asked(self, query: str, user: Any = None) -> Asked:
        """The list as an address asks for it."""
        request = RequestFactory().get("/", QUERY_STRING=query)
        request.user = user or self.reader
        rows = Obligation.objects.visible_to(request.user)
        kept = QueryDict(query)
        return Asked(ObligationFilter(kept, rows, request=request), kept, rows)

    def facets(self, query: str, user: Any = None) -> dict[str, Facet]:
        """The facets of an address, by parameter."""
        asked = self.asked(query, user)
        return {found.name: found for found in facets(asked, Listed(asked))}

    def total(self, query: str, user: Any = None) -> int:
        """How long the list of an address is; nothing of it may be refused."""
        filterset = self.asked(query, user).filterset
        assert filterset.refusals(QueryDict(query)) == [], query
        return int(filterset.qs.count())

    def page(self, query: str = "", address: str = LIST, user: User | None = None) -> str:
        """The page as HTML."""
        self.client.force_login(user or self.reader)
        answer = self.client.get(f"{address}?{query}", **CHINESE)
        assert answer.status_code == 200, answer.status_code
        return str(answer.content.decode())


def _japan() -> Any:
    from obligations.models import Actor

    return Actor.objects.get(code="JPN")


def _all(found: Facet) -> Iterable[Value]:
    return (*found.values, *found.folded)


class NumbersTest(FacetCase):
    """One truth per number."""

    def test_the_number_of_a_value_is_the_length_of_the_list_with_that_value_in_its_place(self) -> None:
        for query in BEGINNINGS:
            for name, found in self.facets(query).items():
                for value in _all(found):
                    alone = QueryDict(query, mutable=True)
                    alone[name] = value.code
                    assert value.count == self.total(alone.urlencode()), (query, name, value)

    def test_a_link_leads_to_the_number_beside_it_where_nothing_of_its_kind_is_chosen(self) -> None:
        followed = [value for found in self.facets("force=calls,requests").values() for value in _all(found) if not found.chosen]
        assert len(followed) > 30
        assert [value.count for value in followed] == [self.total(value.query) for value in followed]

    def test_what_is_chosen_in_a_facet_does_not_narrow_its_own_numbers(self) -> None:
        free, chosen = self.facets("tracked=true"), self.facets("tracked=true&force=calls")
        assert [value.count for value in free["force"].values] == [value.count for value in chosen["force"].values]
        assert [value.count for value in free["subject"].values] != [value.count for value in chosen["subject"].values]

    def test_a_link_adds_a_value_or_takes_it_out(self) -> None:
        values = {value.code: value for value in self.facets("force=calls&search=措施")["force"].values}
        assert QueryDict(values["urges"].query).getlist("force") == ["calls", "urges"]
        assert QueryDict(values["calls"].query) == QueryDict("search=措施")
        assert [code for code, value in values.items() if value.chosen] == ["calls"]
        yes = next(value for value in self.facets("tracked=false")["tracked"].values if value.code == "true")
        assert QueryDict(yes.query).getlist("tracked") == ["true"]  # takes one value: it is put in the other's place

    def test_a_document_is_taken_out_by_whatever_name_it_was_given(self) -> None:
        for name in ("S-RES-9001-2031", "S/RES/9001 (2031)"):
            chosen = [value for value in self.facets(f"document={name}")["document"].values if value.chosen]
            assert [(value.label, value.query) for value in chosen] == [("S/RES/9001 (2031)", "")]

    def test_what_is_chosen_stays_where_nothing_has_it(self) -> None:
        found = self.facets("document=S-RES-9001-2031&year=2032&addressee=NOR")
        assert [(value.code, value.count) for value in _all(found["document"]) if value.chosen] == [("S-RES-9001-2031", 0)]
        assert [value.code for value in _all(found["addressee"]) if value.chosen] == ["NOR"]

    # What is shown at once, and what behind 'show more'
    def offered(self, count: int, chosen: int) -> Facet:
        """A facet of so many years, of which one is chosen."""
        return facet(self.asked(""), "year", [Offer(str(1000 + n), str(n), 1, n == chosen) for n in range(count)])

    def test_a_long_facet_shows_its_first_values_and_those_chosen(self) -> None:
        found = self.offered(SHOWN + MOST + 5, chosen=50)
        assert [value.label for value in found.values] == [*map(str, range(SHOWN)), "50"]
        assert (len(found.folded), found.left_out) == (MOST, 4)

    def test_a_facet_that_is_hardly_longer_is_not_folded(self) -> None:
        assert self.offered(SHOWN + 2, chosen=0).folded == ()

    def test_states_stand_in_the_uns_order_after_all_others(self) -> None:
        store_text(OF_NORWAY, filename="n.txt")
        order = [value.code for value in _all(self.facets("")["addressee"])]
        states = [code for code in order if code in ("JPN", "NOR")]
        assert states == ["JPN", "NOR"]  # though Norway is named more often
        assert order[-2:] == states

    # The samples say enough for these tests to mean something
    def test_every_facet_has_values(self) -> None:
        found = self.facets("as_of=2033-03-01", self.analyst)
        assert {name for name, one in found.items() if sum(value.count for value in _all(one)) == 0} == set()
        assert Document.objects.count() == len(SAMPLES)
        assert Assessment.objects.current().count() == 4



class FollowUpTest(FacetCase):
    """Statuses as far as their reader may see them; due dates as the page of due dates has them."""

    def test_statuses_are_counted_as_far_as_their_reader_may_see_them(self) -> None:
        counts = {user: {value.code: value.count for value in self.facets("", user)["status"].values} for user in (self.reader, self.analyst)}
        assert (counts[self.reader]["unclear"], counts[self.analyst]["unclear"]) == (0, 2)
        assert counts[self.reader]["partial"] == counts[self.analyst]["partial"] == 1
        assert counts[self.reader]["not_assessed"] == counts[self.analyst]["not_assessed"] + 1

    @override_settings(PUBLIC_READ=True)
    def test_without_a_role_there_are_no_statuses_and_no_records(self) -> None:
        found = self.facets("", AnonymousUser())
        assert "status" not in found
        assert {value.code for value in found["due"].values}.isdisjoint({"submitted", "replaced"})

    def test_with_a_state_chosen_its_own_status_is_meant(self) -> None:
        japan, norway = (self.facets(f"applies_to={code}", self.analyst)["status"] for code in ("JPN", "NOR"))
        counts = {value.code: value.count for value in norway.values}
        assert (counts["unclear"], counts["partial"]) == (2, 0)
        reached = Obligation.objects.tracked().applies_to(_japan()).count()
        assert sum(value.count for value in japan.values) == reached  # each is not assessed, or has one status
        assert "日本" not in norway.label and japan.label != norway.label

    def test_statuses_are_split_by_force(self) -> None:
        for value in self.facets("", self.analyst)["status"].values:
            assert sum(count for _force, count in value.split) == value.count

    def test_states_of_due_dates_are_those_of_the_page_of_due_dates(self) -> None:
        dated = Deadline.objects.filter(first_due__isnull=False).exclude(rule=UNTIL).select_related("text").order_by("first_due")[0]
        first = dated.first_due
        for verdict, moved in (("met", None), ("ended", None), ("replaced", date(2033, 9, 1))):
            DueRecord.objects.create(
                paragraph_id=dated.text.paragraph_id, due_on=first, verdict=verdict, symbol="S/2032/1", dated=moved, by=self.analyst, at=AT
            )
            for on in (date(2031, 12, 1), date(2032, 9, 1), date(2033, 12, 31)):
                for user in (self.reader, AnonymousUser()):
                    with override_settings(PUBLIC_READ=True):
                        expected: dict[str, set[int]] = {}
                        for item in due_items(on=on, user=user):
                            if not item.ends:
                                expected.setdefault(item.state, set()).update(row.pk for row in item.obligations)
                        assert obligations_by_state(user, on) == expected, (verdict, on, user)

    def test_a_superseded_obligation_has_its_date_discontinued(self) -> None:
        row = next(row for row in Obligation.objects.tracked() if row.text.deadlines.filter(rule__in=("within", "by")).exists())
        Obligation.objects.filter(paragraph=row.paragraph).update(lifecycle="superseded", superseded_on=date(2031, 1, 2))
        assert row.pk in obligations_by_state(self.reader, date(2032, 1, 1))["discontinued"]


class PageTest(FacetCase):
    """What stands on the page."""

    def test_a_value_that_nothing_has_is_no_link(self) -> None:
        page = self.page("document=S-PRST-2032-3")
        assert re.search(r'<li class="none">(?:(?!</li>).)*决定', page)

    def test_each_condition_can_be_taken_out_of_the_sentence(self) -> None:
        page = self.page("force=calls&document=S-RES-9001-2031&search=措施")
        sentence = page[page.index('class="said-filter"') :]
        links = {name: QueryDict(unescape(query)) for name, query in re.findall(r'id="drop-([a-z_]+)" href="/obligations/\?([^"]*)"', sentence)}
        assert set(links) == {"force", "document", "search"}
        assert set(links["force"]) == {"document", "search"}
        assert "S/RES/9001 (2031)" in sentence

    def test_an_empty_list_says_which_condition_to_drop(self) -> None:
        page = self.page("document=S-PRST-2032-3&force=decides&tracked=true")
        told = re.findall(r'id="less-([a-z]+)" href="/obligations/\?([^"]*)">[^<]*?(\d+) 项', page)
        assert {name for name, _query, _n in told} == {"document", "force"}
        assert [int(n) for _name, _query, n in told] == sorted((self.total(unescape(query)) for _name, query, _n in told), reverse=True)

    def test_where_no_single_condition_is_the_reason_the_page_says_so(self) -> None:
        page = self.page("document=S-PRST-2032-3&year=2031&search=并无此语")
        assert 'id="less-all"' in page

    def test_contradictions_unknown_names_and_hostile_text_get_a_page_that_helps(self) -> None:
        hostile = "%3Cscript%3Ealert(1)%3C/script%3E"
        query = f"document={hostile}&force={hostile}&year=abc&search={hostile}&applies_to=XXX&due=late&status=overdue&colour=red&page=-9&x=%00"
        page = self.page(query)
        assert "<script>alert" not in page
        assert page.count("alert(1)") >= 2  # said back, as text
        self.page("search=" + "爆" * 500)
        self.page("search=%00&document=%00&addressee=%F0%9F%92%A9")

    def test_the_file_holds_exactly_the_list(self) -> None:
        page = self.page("force=calls&search=安全&applies_to=&due_after=")
        found = re.search(r'href="(/api/v1/obligations/\?[^"]*format=csv)"', page)
        assert found is not None
        address = unescape(found[1])
        answer = self.client.get(address)
        rows = list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))
        keys = {row["key"] for row in rows if not row["key"].startswith("#")}
        shown = re.findall(r'<h2><a href="[^"]*">([^<]+)</a></h2>', page)
        assert keys == set(shown) and len(shown) == self.total("force=calls&search=安全") > 1

    def test_the_words_searched_for_are_marked_from_two_characters_on(self) -> None:
        assert '<mark class="m m-search">措施</mark>' in self.page("search=措施")

    def test_the_page_never_says_overdue(self) -> None:
        for language in ("zh-CN", "en"):
            answer = self.client.get(LIST, HTTP_ACCEPT_LANGUAGE=language)
            assert not re.search(r"overdue|逾期", answer.content.decode())

    def test_what_the_form_does_not_ask_itself_is_sent_along(self) -> None:
        page = self.page("force=calls&subject=ied&search=措施")
        form = page[page.index('id="list-form"') : page.index("</form>", page.index('id="list-form"'))]
        hidden = re.findall(r'type="hidden" name="([a-z_]+)" value="([^"]*)"', form)
        assert hidden == [("force", "calls"), ("subject", "ied")]

    def test_queries_grow_neither_with_what_there_is_nor_with_what_is_asked(self) -> None:
        asked = ("", "force=calls", "force=calls&subject=ied&due=upcoming&status=partial&applies_to=JPN")
        self.page()  # reads once what is kept in memory
        before = [self.queries(query) for query in asked]
        store_text(RESOLUTION)
        store_text(RESOLUTION.replace("9101", "9103").replace("9911", "9913"), filename="z.txt")
        make_assessment(obligation("9101(2032)/1/1"), "NOR", self.analyst)
        assert [self.queries(query) for query in asked] == before
        assert max(before) <= MOST_QUERIES, before

    def queries(self, query: str) -> int:
        """How many the page takes."""
        with CaptureQueriesContext(connection) as captured:
            self.page(query)
        return len(captured)
