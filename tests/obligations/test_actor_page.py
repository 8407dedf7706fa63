"""The page of a State: what reaches it and how, what is recorded and since when, each number with the list behind it."""

import re
from datetime import date, timedelta
from unittest.mock import patch

from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext

from obligations.brief.reading import Brief, brief
from obligations.choices import Force, Status
from obligations.matrix.reading import columns_of, matrix, obligations_between, states_of
from obligations.models import Actor, Assessment
from obligations.querysets import groups_of
from obligations.reach import Reached, reached
from obligations.stats import plots
from obligations.stats.history import _days, history
from tests.obligations.dashboards import FUNDS, LONG_AGO, NOW, SALES, TODAY, TRAINING, Dashboards, length


class AStatesPage(Dashboards):
    def test_each_number_is_the_length_of_its_list_for_each_persona(self) -> None:
        for user, each in ((self.reader, 3), (self.analyst, 6), (self.delegate, 6)):
            self.assertGreater(self.check_numbers("/actors/JPN/", user, each=each), 15, user)

    def test_each_number_of_a_body_and_of_a_past_day_is_the_length_of_its_list(self) -> None:
        day = (NOW - timedelta(days=100)).date()
        for address in ("/actors/sg/", f"/actors/JPN/?as_of={day}", "/actors/JPN/?subject=ied&reach=named"):
            self.assertGreater(self.check_numbers(address, self.reader, each=6), 1, address)

    def test_each_number_of_a_brief_is_the_length_of_its_list(self) -> None:
        for user, each in ((self.reader, 3), (self.analyst, 8)):
            self.assertGreater(self.check_numbers("/actors/JPN/brief/", user, each=each), 8, user)

    def test_a_brief_says_the_first_in_words_and_counts_the_rest(self) -> None:
        with patch("obligations.brief.reading.MOST_ASKED", 2), patch("obligations.brief.reading.MOST_DATES", 1):
            found = self.briefed()
        whole = self.briefed()
        self.assertEqual([cell.obligation.pk for cell in found.lines], [cell.obligation.pk for cell in whole.lines[:2]])
        self.assertTrue(found.lines[0].named)
        self.assertEqual(found.unsaid, found.asked.count - 2)
        self.assertEqual((len(found.ahead), found.later_dates), (1, len(whole.ahead) - 1))

    def briefed(self) -> Brief:
        state = Actor.objects.get(code="JPN")
        return brief(state, user=self.reader, on=TODAY, today=TODAY, sees_statuses=True)

    def test_marks_are_those_of_the_matrix(self) -> None:
        for user in (self.reader, self.delegate, self.analyst):
            state = Actor.objects.get(code="JPN")
            columns = columns_of(obligations_between(user, TODAY, today=TODAY))
            shown = matrix(columns, states_of(Actor.objects.filter(pk=state.pk)), user=user, on=TODAY, today=TODAY)
            in_matrix = {column.pk: str(mark) for column, mark in zip(columns, shown.rows[0], strict=True) if mark != "not_addressed"}
            here = reached(user, state, TODAY, today=TODAY, statuses=True)
            self.assertEqual({row.obligation: row.mark for row in here}, in_matrix, user)

    def test_each_obligation_says_whether_it_names_the_State(self) -> None:
        named, group = (self.asked(f"/actors/JPN/?reach={way}", self.reader) for way in ("named", "group"))
        self.assertEqual(re.findall(r"<h2><a[^>]*>(.*?)</a>", named), [TRAINING])
        self.assertIn("<dd>named</dd>", named)
        self.assertIn("<dd>as one of all States</dd>", group)
        self.assertNotIn("<dd>named</dd>", group)

    def test_what_is_not_shown_to_a_reader_is_not_assessed_for_them(self) -> None:
        address = "/actors/JPN/?status=not_assessed"
        self.assertIn(f">{SALES}</a>", self.asked(address, self.reader))
        self.assertNotIn(f">{SALES}</a>", self.asked(address, self.delegate))

    def test_a_State_without_a_record_is_not_assessed_and_never_nought(self) -> None:
        page = self.html("/actors/PRT/", self.reader)
        self.assertIn('<span class="muted">Not assessed</span>', page)
        self.assertNotIn('id="by-status"', page)
        self.assertNotIn('id="history"', page)

    def test_a_status_stands_with_its_day_its_source_and_since_when_it_is_asked(self) -> None:
        card = self.asked("/actors/JPN/?subject=ied&force=decides", self.reader)
        self.assertIn("<b>Measures found</b>", card)
        self.assertRegex(card, r"Evidence.*国家报告\d+</a> 第3页")
        self.assertIn("Asked since", card)

    def test_the_condition_of_a_group_keeps_a_cell_open(self) -> None:
        self.assertIn("Condition open", self.html("/actors/PRT/?status=condition_open", self.reader))
        self.assertEqual(len([row for row in self.rows("PRT") if row.mark == "condition_open"]), 1)

    def asked(self, address: str, user: User) -> str:
        """The section of what is asked."""
        page = self.html(address, user)
        return page[page.index('id="asked"') :].partition("</section>")[0]

    def rows(self, code: str) -> tuple[Reached, ...]:
        return reached(self.reader, Actor.objects.get(code=code), TODAY, today=TODAY, statuses=True)

    def test_due_dates_of_all_States_reach_a_State(self) -> None:
        self.assertIn("/deadlines/?applies_to=JPN&amp;state=upcoming", self.html("/actors/JPN/", self.reader))
        self.assertIn("member_states", groups_of(Actor.objects.get(code="JPN")))

    # Over time --------------------------------------------------------------------------------------------------------
    def test_the_history_counts_what_stood_at_the_end_of_each_period(self) -> None:
        told = history(self.reader, Actor.objects.get(code="JPN"), TODAY, today=TODAY)
        assert told is not None
        self.assertEqual([day.total.total.count for day in told.days[:2]], [0, 1])
        self.assertEqual(told.days[-1].on, TODAY)
        self.assertEqual([figure.count for figure in told.days[-1].total.figures], [int(s == Status.IMPLEMENTED) for s in told.statuses])
        self.assertEqual({line.force for day in told.days for line in day.lines}, {Force.DECIDES})

    def test_the_history_tells_each_persona_what_the_list_of_that_day_tells(self) -> None:
        state = Actor.objects.get(code="JPN")
        for user in (self.reader, self.delegate, self.analyst):
            told = history(user, state, TODAY, today=TODAY)
            assert told is not None
            for day in told.days:
                self.assertEqual(day.total.total.count, length(f"/follow-up/{day.total.total.query}", user), (str(user), day.on))

    def test_the_history_takes_one_query(self) -> None:
        state = Actor.objects.get(code="JPN")
        history(self.reader, state, TODAY, today=TODAY)  # the roles are remembered
        with CaptureQueriesContext(connection) as captured:
            history(self.reader, state, TODAY, today=TODAY)
        self.assertEqual(len(captured), 1)

    def test_before_anything_stood_there_is_no_history(self) -> None:
        day = LONG_AGO.date() - timedelta(days=30)
        self.assertIsNone(history(self.reader, Actor.objects.get(code="JPN"), day, today=TODAY))

    def test_a_withdrawn_status_stands_until_it_was_withdrawn(self) -> None:
        Assessment.objects.filter(obligation__key=FUNDS).update(public_until=NOW, released_until=NOW, shared_until=NOW)
        told = history(self.reader, Actor.objects.get(code="NOR"), TODAY, today=TODAY)
        assert told is not None
        self.assertEqual(told.days[-1].total.total.count, 0)

    def test_a_page_takes_the_same_queries_whatever_is_filtered(self) -> None:
        self.assertEqual(self.queries("/actors/JPN/"), self.queries("/actors/JPN/?force=decides&status=implemented"))

    def queries(self, address: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            self.html(address, self.reader)
        return len(captured)


def test_the_days_of_a_history_are_the_ends_of_quarters_and_then_of_years() -> None:
    quarters = _days(date(2031, 5, 20), date(2031, 11, 21))
    assert quarters == (date(2031, 3, 31), date(2031, 6, 30), date(2031, 9, 30), date(2031, 11, 21))
    years = _days(date(2020, 5, 20), date(2031, 12, 31))
    assert (years[0], years[1], years[-2:]) == (date(2019, 12, 31), date(2020, 12, 31), (date(2030, 12, 31), date(2031, 12, 31)))


def test_a_bar_is_as_long_as_its_share() -> None:
    bar = plots.stretches([("a", "A", 1), ("b", "B", 0), ("c", "C", 3)], longest=8)
    assert [(part.mark, part.start, part.share) for part in bar] == [("a", "0.00", "12.50"), ("c", "12.50", "37.50")]


def test_columns_stand_on_the_ground_and_ticks_are_round() -> None:
    drawn = plots.stacked([("x", [("a", "A", 3), ("b", "B", 4)]), ("y", [])], rule=0.5)
    first, second = drawn.columns
    assert [value for _y, value in drawn.ticks] == [0, 2, 4, 6, 8]
    assert first.boxes[0].y + first.boxes[0].height == drawn.base
    assert (first.total, second.total, second.boxes) == (7, 0, ())
    assert round(first.boxes[1].y + first.boxes[1].height, 2) == first.boxes[0].y
    assert drawn.rule == plots.LEFT + plots.STEP / 2


def test_nothing_is_drawn_on_round_ticks_too() -> None:
    assert [value for _y, value in plots.stacked([("x", [])]).ticks] == [0, 1]
