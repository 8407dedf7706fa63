"""The first page: each number is the length of its list, for each persona; and what to do where nothing has been stored yet."""

import re
from datetime import timedelta

from django.db import connection
from django.test import Client, TestCase, override_settings
from django.test.utils import CaptureQueriesContext

from obligations.dues.board import board as board_of
from obligations.dues.reading import read_dues
from obligations.dues.states import DueState
from obligations.models import Obligation
from obligations.stats import grid
from tests.factories import make_approved, make_vocabulary, obligation, store_text
from tests.obligations.dashboards import FIRST, NOW, TEXT, TODAY, YEAR, Dashboards, bare_numbers, linked_numbers, person


class TheOverview(Dashboards):
    def test_each_number_is_the_length_of_its_list_for_each_persona(self) -> None:
        for user, each in ((self.reader, 1), (self.analyst, 4), (self.delegate, 6)):
            self.assertGreater(self.check_numbers("/", user, each=each), 25, user)

    @override_settings(PUBLIC_READ=True)
    def test_each_number_is_the_length_of_its_list_for_the_public(self) -> None:
        self.assertGreater(self.check_numbers("/", None, each=3), 15)

    def test_each_number_of_a_past_day_is_the_length_of_its_list(self) -> None:
        day = (NOW - timedelta(days=100)).date()
        page = self.html(f"/?as_of={day}", self.reader)
        self.assertTrue([place for place, _number in linked_numbers(page) if f"as_of={day}" in place])
        self.check_numbers(f"/?as_of={day}", self.reader, each=4)

    def test_coverage_of_a_round_stands_where_it_is_chosen_and_its_numbers_lead_to_its_cells(self) -> None:
        page = self.html(f"/?round={self.round.slug}", self.reader)
        self.assertIn("Coverage of 第一轮", page)
        self.assertIn(f"/rounds/{self.round.slug}/cells/", page)
        self.check_numbers(f"/?round={self.round.slug}", self.reader, each=2)

    def test_without_a_round_there_is_no_percentage(self) -> None:
        self.assertNotRegex(self.html("/", self.reader), r"\d ?%<|>\s*\d+ ?%\s*<")
        self.assertNotIn("Coverage of 第一轮", self.html("/", self.reader))

    def test_a_round_that_is_not_there_is_said(self) -> None:
        self.assertIn("no such round", self.html("/?round=nowhere", self.reader))

    def test_statuses_are_counted_as_far_as_they_are_shown(self) -> None:
        totals = {user.username: grid.recorded(user, TODAY).foot.total.total.count for user in (self.reader, self.delegate, self.analyst)}
        self.assertEqual(totals, {"reader": 2, "delegate": 3, "analyst": 4})

    def test_changes_name_nobody_to_readers_and_show_nothing_that_was_not_published(self) -> None:
        page = self.html("/", self.reader)
        lately = re.search(r'<ul class="lately">.*?</ul>', page, re.DOTALL)
        assert lately is not None
        self.assertEqual(lately[0].count("<li>"), 2)  # the public status and the one replaced three days ago
        self.assertNotIn("reviewer", lately[0])

    def test_dates_without_a_record_stand_apart_from_those_recorded(self) -> None:
        board = board_of(read_dues(self.reader).days(on=TODAY))
        self.assertEqual({item.state for item in board.passed}, {DueState.PASSED})
        self.assertEqual({item.state for item in board.ahead}, {DueState.UPCOMING})
        self.assertIn((DueState.SUBMITTED, 1), [(state, figure.count) for state, _words, figure in board.states])

    def test_groups_are_asked_first_and_States_stand_in_the_uns_order(self) -> None:
        page = self.html("/", self.reader)
        self.assertLess(page.index('href="/actors/JPN/"'), page.index('href="/actors/NOR/"'))
        self.assertIn("member_states", page)

    def test_a_State_and_a_subject_lead_to_what_is_asked(self) -> None:
        client = Client()
        client.force_login(self.reader)
        self.assertEqual(client.get("/actors/?state=JPN&subject=ied")["Location"], "/actors/JPN/?subject=ied#asked")
        self.assertEqual(client.get("/actors/?state=JPN&subject=")["Location"], "/actors/JPN/")
        self.assertEqual(client.get("/actors/?state=XXQ").status_code, 200)

    def test_every_drawing_has_a_title_and_nothing_inline(self) -> None:
        for address in ("/", "/deadlines/", "/actors/JPN/"):
            page = self.html(address, self.reader)
            for drawn in re.findall(r'<svg[^>]*role="img".*?</svg>', page, re.DOTALL):
                self.assertRegex(drawn, r"<title[^>]*>\S")
            self.assertNotRegex(page, r"<style|\sstyle=|\son[a-z]+=")

    def test_every_number_of_a_table_is_a_link(self) -> None:
        for address in ("/", "/deadlines/", "/actors/JPN/", "/actors/JPN/brief/", "/matrix/?state=JPN"):
            self.assertEqual(bare_numbers(self.html(address, self.reader)), [], address)

    def test_queries_do_not_grow_with_what_there_is(self) -> None:
        addresses = ["/?round=" + self.round.slug, "/deadlines/", "/actors/JPN/", "/matrix/cells/?mark=implemented"]
        before = [self.queries(address) for address in addresses]
        store_text(TEXT.replace("9701", "9702").replace("9971", "9972"), filename="y.txt")
        for row in Obligation.objects.tracked().filter(key__startswith=f"9702({YEAR})").exclude(key__contains="/3/").exclude(key__contains="/4/"):
            make_approved((row, "JPN"), self.analyst, at=NOW, as_of=TODAY)
            make_approved((row, "NOR"), self.analyst, at=NOW, as_of=TODAY, status="unclear")
        self.assertEqual([self.queries(address) for address in addresses], before)

    def queries(self, address: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            self.html(address, self.reader)
        return len(captured)

    def test_the_numbers_of_the_due_dates_lead_to_their_lists(self) -> None:
        for query, each in (("", 2), (f"?year={YEAR + 1}", 1), (f"?addressee=sg&due_after={YEAR}-06-01", 3)):
            self.assertGreater(self.check_numbers(f"/deadlines/{query}", self.reader, each=each), 1, query)

    def test_the_calendar_is_offered_to_people_with_a_role(self) -> None:
        self.assertIn('<a href="/account/access/">Have these dates', self.html("/deadlines/", self.reader))
        with override_settings(PUBLIC_READ=True):
            self.assertNotIn("Have these dates", self.html("/deadlines/", None))

    def test_the_numbers_of_the_matrix_lead_to_its_cells(self) -> None:
        for query in ("?state=JPN", "?group=asia_pacific_states&force=decides"):
            self.assertGreater(self.check_numbers(f"/matrix/{query}", self.reader, each=2), 4, query)

    def test_what_is_superseded_leaves_the_grid(self) -> None:
        row = obligation(FIRST)
        before = grid.recorded(self.reader, TODAY).foot.total.total.count
        Obligation.objects.filter(pk=row.pk).update(lifecycle="superseded", superseded_on=TODAY)
        self.assertEqual(grid.recorded(self.reader, TODAY).foot.total.total.count, before - 1)


class AnEmptyInstallation(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        make_vocabulary()
        cls.reader, cls.editor = person("reader", "reader"), person("editor", "editor", is_staff=True)

    def page(self, name: str) -> str:
        client = Client(headers={"Accept-Language": "en"})
        client.force_login(getattr(self, name))
        return client.get("/").content.decode()

    def test_an_editor_is_led_to_the_import(self) -> None:
        self.assertRegex(self.page("editor"), r'<a href="/admin/obligations/document/import/">Import documents</a>')

    def test_a_reader_is_told_whom_to_ask(self) -> None:
        page = self.page("reader")
        self.assertIn("ask an editor", page)
        self.assertNotIn("/admin/", page)
