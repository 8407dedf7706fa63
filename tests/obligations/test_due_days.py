"""Due dates told many at a time: the same days as one by one, and a page of them the same as that part of the whole list."""

import random
from datetime import date, timedelta
from itertools import count

import pytest

from obligations.dues.days import Days, DueDay
from obligations.dues.reading import Dues
from obligations.dues.rhythm import days_of, nth_day
from obligations.dues.runs import Run, Source, runs_of, states_of
from obligations.dues.states import DueState
from obligations.dues.timeline import timeline

ON = date(2026, 11, 21)
RHYTHMS = ("", "P1M", "P6M", "P2Y", "P90D", "P7D")


def sources(number: int, seed: int = 7) -> list[Source]:
    """Deadlines of all kinds, some of which nobody is asked by any more."""
    rng = random.Random(seed)
    found = []
    for key in range(1, number + 1):
        first = date(2019, 1, 31) + timedelta(days=rng.randrange(3600)) if rng.random() < 0.9 else None
        stop = date(2020, 1, 1) + timedelta(days=rng.randrange(4000)) if rng.random() < 0.3 else None
        rule = "until" if rng.random() < 0.1 else "within"
        place = (f"S/RES/{rng.randrange(40)}", rng.randrange(5))
        found.append(Source(key, key, *place, rule, first, rng.choice(RHYTHMS) if first and rule != "until" else "", (key,), stop))
    return found


def told_one_by_one(source: Source, until: date | None) -> list[tuple[date | None, DueState]]:
    """What `runs_of` says of a deadline without records, by its definition."""
    if source.first_due is None:
        return [(None, DueState.DISCONTINUED if source.stop and source.stop <= ON else DueState.UNDATED)]
    found = []
    limit = max(ON, until) if until else ON
    for times in count():
        day = nth_day(source.first_due, source.every, times)
        if day is None:
            break
        gone = source.stop is not None and source.stop <= day
        over = DueState.ELAPSED if source.ends else DueState.PASSED
        found.append((day, DueState.DISCONTINUED if gone else DueState.UPCOMING if day >= ON else over))
        if gone or day >= limit:
            break
    return [(day, state) for day, state in found if until is None or day <= until]


def days_in(runs: list[Run]) -> list[tuple[date | None, DueState]]:
    return [(date.fromordinal(day) if run.source.first_due else None, run.state) for run in runs for day in run.days]


@pytest.mark.parametrize("until", [None, ON, date(2024, 2, 29), date(2031, 12, 31)])
def test_runs_tell_the_days_as_they_are_told_one_by_one(until: date | None) -> None:
    for source in sources(300):
        runs = list(runs_of(source, {}, on=ON, until=until))
        assert days_in(runs) == told_one_by_one(source, until), source
        assert all(run.days for run in runs)


def test_the_states_of_a_deadline_are_those_of_its_days() -> None:
    for source in sources(300):
        if not source.ends:
            assert states_of(source, {}, on=ON) == {run.state for run in runs_of(source, {}, on=ON, until=None)}


@pytest.mark.parametrize("every", RHYTHMS[1:])
def test_days_of_a_rhythm_are_counted_from_the_first(every: str) -> None:
    first = date(2023, 12, 31)
    found = [date.fromordinal(day) for day in days_of(first, every, date(2029, 3, 1).toordinal())]
    assert found == [nth_day(first, every, times) for times in range(len(found))]
    assert found[-1] >= date(2029, 3, 1) > found[-2]


def test_a_rhythm_ends_with_the_calendar() -> None:
    assert [date.fromordinal(day).year for day in days_of(date(9997, 5, 31), "P1Y", date.max.toordinal())] == [9997, 9998, 9999]
    assert days_of(date(9999, 12, 30), "P7D", date.max.toordinal()) == [date(9999, 12, 30).toordinal()]


def naive(days: Days, order: str) -> list[DueDay]:
    rows = sorted(days, key=lambda day: (day.due_on or date.max, day.due_on is None, day.place, day.deadline_id))
    if order == "latest":
        return sorted(rows, key=lambda day: (day.due_on is None, -day.due_on.toordinal() if day.due_on else 0))
    if order == "reading":
        passed = [day for day in rows if day.due_on and day.due_on < ON]
        return [day for day in rows if day.due_on and day.due_on >= ON] + passed[::-1] + [day for day in rows if day.due_on is None]
    return rows


@pytest.mark.parametrize("order", ["date", "latest", "reading"])
def test_a_page_is_that_part_of_the_whole_list(order: str) -> None:
    found = Dues(sources(120), {}, told=True)
    by_date = found.days(on=ON)
    expected = naive(by_date, order)
    for start in (0, 10, 95, 300, len(expected) - 7, len(expected) + 5):
        fresh = found.days(on=ON)
        days = {"date": fresh, "latest": fresh.latest_first(), "reading": fresh.in_reading_order(ON)}[order]
        assert days[start : start + 10] == expected[start : start + 10], start
        assert days.told(start, start + 10) == expected[start : start + 10]
    assert len(days) == len(expected) == len(list(days))
    assert days[-1] == expected[-1]


def test_an_empty_list_has_no_page_and_no_timeline() -> None:
    days = Dues([], {}, told=True).days(on=ON)
    assert (len(days), days[0:50], list(days), days.keys()) == (0, [], [], [])
    assert timeline(days, on=ON, wanted={}, parameters=()) is None


def test_the_timeline_counts_each_dated_day_once() -> None:
    days = Dues(sources(200), {}, told=True).days(on=ON, until=date(2030, 12, 31))
    found = timeline(days, on=ON, wanted={}, parameters=())
    assert found is not None
    assert sum(figure.count for period in found.periods for figure in period.figures) == sum(day.due_on is not None for day in days)
