"""What deadlines ask for by which day: days counted by the calendar, what is known of each, and where a rhythm stops."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser, User
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from obligations.choices import DueVerdict, Lifecycle
from obligations.dues.days import DueItem
from obligations.dues.reading import due_items
from obligations.dues.rhythm import nth_day
from obligations.dues.states import GLYPHS, OF_VERDICT, DueState
from obligations.models import Deadline, DueRecord, Event, Obligation, Paragraph
from obligations.services.deadlines import normal_symbol, record_due
from tests.factories import AT, StoreOnce, obligation, store_text

pytestmark = pytest.mark.django_db

ON = date(2036, 5, 1)
LATER = AT.replace(year=2036)
TEXT = """第 9301(2031)号决议

安全理事会2031年9月26日第9931次会议通过

安全理事会，

1. 请秘书长每两年向安理会提交一份关于小武器的报告；

2. 敦促会员国在六个月内登记简易爆炸装置部件的销售；

3. 请秘书长在专家组获得任命后30天内提交工作方案；

4. 决定将特派团的任务期限延长至2033年9月30日；

5. 请秘书长在十二个月内：

(a) 提交一份报告；

(b) 召开一次会议；

6. 申明安理会打算在12个月内审议本决议。
"""


@pytest.fixture(scope="module", autouse=True)
def text(store_once: StoreOnce) -> None:
    """One resolution with deadlines of every kind."""
    store_once(lambda: store_text(TEXT))


def paragraph(label: str) -> Paragraph:
    return Paragraph.objects.get(label=label, document__slug="S-RES-9301-2031")


def items(user: User, label: str = "", *, on: date = ON, until: date | None = None) -> list[DueItem]:
    found = due_items(on=on, until=until, user=user)
    return [item for item in found if not label or item.paragraph.label == label]


def days(user: User, label: str, **when: Any) -> list[tuple[str, str]]:
    return [(str(item.due_on), str(item.state)) for item in items(user, label, **when)]


@pytest.fixture
def record(analyst: User) -> Callable[..., DueRecord]:
    """Record something about the first day of paragraph 1, unless told otherwise."""

    def make(verdict: str = DueVerdict.MET, *, label: str = "1", due_on: date = date(2033, 9, 26), **fields: Any) -> DueRecord:
        given = {"symbol": "S/2033/289", "by": analyst, "at": LATER, **fields}
        return record_due(paragraph=paragraph(label), due_on=due_on, verdict=verdict, **given)

    return make


# Days ---------------------------------------------------------------------------------------------------------------
def test_a_month_is_counted_from_the_first_day() -> None:
    assert [nth_day(date(2031, 1, 31), "P1M", n) for n in range(4)] == [date(2031, m, d) for m, d in ((1, 31), (2, 28), (3, 31), (4, 30))]
    assert nth_day(date(2031, 1, 31), "P1M", 13) == date(2032, 2, 29)
    assert [nth_day(date(2032, 2, 29), "P1Y", n) for n in (1, 4)] == [date(2033, 2, 28), date(2036, 2, 29)]


def test_the_calendar_has_an_end_and_what_does_not_repeat_one_day() -> None:
    assert nth_day(date(2031, 1, 31), "P9000Y", 1) is None
    assert nth_day(date(2031, 1, 31), "P999D", 10**6) is None
    assert [nth_day(date(2031, 1, 31), "", n) for n in (0, 1)] == [date(2031, 1, 31), None]


def test_a_rhythm_shows_what_passed_and_what_comes_next(reader: User) -> None:
    assert days(reader, "1") == [("2033-09-26", "passed"), ("2035-09-26", "passed"), ("2037-09-26", "upcoming")]


def test_a_rhythm_goes_on_up_to_the_day_asked_for(reader: User) -> None:
    later = days(reader, "1", until=date(2041, 9, 26))
    assert [day for day, _state in later] == [f"{year}-09-26" for year in range(2033, 2042, 2)]
    assert days(reader, "1", until=date(2034, 1, 1)) == [("2033-09-26", "passed")]


def test_a_day_is_upcoming_until_it_is_over(reader: User) -> None:
    assert days(reader, "2", on=date(2032, 3, 26)) == [("2032-03-26", "upcoming")]
    assert days(reader, "2", on=date(2032, 3, 27)) == [("2032-03-26", "passed")]


def test_what_is_counted_from_another_event_is_listed_with_its_words(reader: User) -> None:
    item = items(reader, "3")[0]
    assert (item.due_on, item.state, item.rule) == (None, DueState.UNDATED, "event")
    assert item.words.endswith("获得任命后30天内")
    assert items(reader)[-1] == item


def test_a_mandate_ends_and_nobody_owes_anything(reader: User) -> None:
    item = items(reader, "4", on=date(2033, 9, 30))[0]
    assert (item.ends, item.state, item.obligations) == (True, DueState.UPCOMING, ())
    assert days(reader, "4") == [("2033-09-30", "elapsed")]


def test_a_deadline_above_a_list_belongs_to_its_parts(reader: User) -> None:
    (item,) = items(reader, "5")
    assert [row.key for row in item.obligations] == ["9301(2031)/5(a)/1", "9301(2031)/5(b)/1"]


def test_nothing_is_due_where_nobody_is_asked(reader: User) -> None:
    assert Deadline.objects.filter(text__paragraph__label="6").exists()
    assert items(reader, "6") == []


def test_a_deadline_of_an_earlier_edition_is_not_due(reader: User) -> None:
    store_text(TEXT.replace("六个月", "九个月"), filename="y.txt")
    assert [day for day, _state in days(reader, "2")] == ["2032-06-26"]


def test_each_state_has_words_and_a_sign(reader: User) -> None:
    assert set(GLYPHS) == set(DueState)
    assert set(OF_VERDICT) == set(DueVerdict)
    assert len(set(GLYPHS.values())) == len(GLYPHS)


# Who reads ----------------------------------------------------------------------------------------------------------
def test_who_may_not_see_follow_up_is_told_only_that_the_date_passed(record: Callable[..., DueRecord], settings: Any, outsider: User) -> None:
    record()
    assert due_items(on=ON, user=outsider) == []
    settings.PUBLIC_READ = True
    for user in (AnonymousUser(), outsider):
        first = due_items(on=ON, user=user)[0]
        assert (first.told, first.record, first.symbol) == (False, None, "")
        assert "no record" not in {item.state_label for item in due_items(on=ON, user=user)}


def test_the_number_of_queries_does_not_grow(analyst: User, record: Callable[..., DueRecord]) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            due_items(on=ON, user=User.objects.get(pk=analyst.pk))
        return len(asked)

    few = queries()
    for number in range(9302, 9308):
        store_text(TEXT.replace("9301", str(number)), filename=f"{number}.txt")
    record()
    assert queries() == few <= 14


# What staff record --------------------------------------------------------------------------------------------------
def test_a_document_that_was_submitted_closes_its_day_and_no_other(reader: User, record: Callable[..., DueRecord]) -> None:
    record(symbol=" ｓ／2033 /289", dated=date(2033, 4, 27))
    first, second, _next = items(reader, "1")
    assert (first.state, first.symbol, first.dated) == (DueState.SUBMITTED, "S/2033/289", date(2033, 4, 27))
    assert second.state == DueState.PASSED
    event = Event.objects.get(action="due.met")
    assert (event.object_key, event.before, event.after["symbol"]) == (paragraph("1").slug, None, "S/2033/289")


def test_what_was_submitted_early_leaves_the_next_day_open(reader: User, record: Callable[..., DueRecord]) -> None:
    record(due_on=date(2037, 9, 26), dated=date(2036, 4, 1))
    assert days(reader, "1")[-2:] == [("2037-09-26", "submitted"), ("2039-09-26", "upcoming")]


def test_the_last_record_counts_and_the_first_stays(reader: User, record: Callable[..., DueRecord]) -> None:
    record(symbol="S/2033/1")
    record(symbol="S/2033/2", reason="笔误。")
    assert items(reader, "1")[0].symbol == "S/2033/2"
    assert DueRecord.objects.count() == 2
    assert Event.objects.filter(action="due.met").first().before["symbol"] == "S/2033/1"


def test_staff_end_a_rhythm(reader: User, record: Callable[..., DueRecord]) -> None:
    record(due_on=date(2037, 9, 26))
    record(DueVerdict.ENDED, due_on=date(2035, 9, 26), symbol="", reason="不再要求提交报告。")
    expected = [("2033-09-26", "passed"), ("2035-09-26", "discontinued"), ("2037-09-26", "submitted")]
    assert days(reader, "1", until=date(2046, 1, 1)) == expected


def test_a_replaced_day_is_followed_by_the_one_in_its_place(reader: User, record: Callable[..., DueRecord]) -> None:
    record(DueVerdict.REPLACED, dated=date(2033, 12, 15))
    assert days(reader, "1")[:2] == [("2033-09-26", "replaced"), ("2033-12-15", "passed")]
    assert items(reader, "1")[1].replaces == date(2033, 9, 26)
    record(due_on=date(2033, 12, 15))
    record(DueVerdict.REPLACED, label="2", due_on=date(2032, 3, 26), dated=date(2040, 1, 1))
    assert days(reader, "1")[1] == ("2033-12-15", "submitted")
    assert days(reader, "2") == [("2032-03-26", "replaced"), ("2040-01-01", "upcoming")]


REFUSED: list[tuple[dict[str, Any], str]] = [
    ({"verdict": "late"}, "Choose what is known"),
    ({"symbol": " "}, "Give the symbol"),
    ({"symbol": "the report"}, "is no symbol"),
    ({"symbol": "S/" + "9" * 70}, "is no symbol"),
    ({"verdict": "ended", "symbol": ""}, "Name the document"),
    ({"verdict": "replaced"}, "Give the date"),
    ({"verdict": "replaced", "dated": date(2033, 9, 26)}, "sets that date already"),
    ({"verdict": "replaced", "dated": date(2035, 9, 26)}, "sets that date already"),
    ({"verdict": "replaced", "dated": date(2030, 9, 26)}, "before the adoption"),
    ({"due_on": date(2033, 9, 27)}, "is no date that this paragraph sets"),
    ({"label": "4", "due_on": date(2033, 9, 30)}, "something ends"),
    ({"dated": date(2036, 5, 2)}, "lies in the future"),
    ({"dated": date(2031, 9, 25)}, "before the adoption"),
]


@pytest.mark.parametrize(("given", "sentence"), REFUSED, ids=[sentence for _given, sentence in REFUSED])
def test_what_does_not_fit_is_refused_with_a_sentence(record: Callable[..., DueRecord], given: dict[str, Any], sentence: str) -> None:
    from django.utils.translation import override

    with override("en"), pytest.raises(ValidationError) as refused:
        record(**given)
    assert len(refused.value.messages) == 1 and sentence in refused.value.messages[0]
    assert not DueRecord.objects.exists() and not Event.objects.filter(action__startswith="due.").exists()


@pytest.mark.parametrize(
    ("written", "symbol"),
    [("s/2015/289", "S/2015/289"), ("S/2015/289/add.1", "S/2015/289/Add.1"), ("Ａ／70／183", "A/70/183"), ("S/RES/2370(2017)", "S/RES/2370 (2017)")],
)
def test_symbols_are_written_in_one_way(written: str, symbol: str) -> None:
    assert normal_symbol(written) == symbol


@pytest.mark.parametrize("role", ["reader", "reviewer"])
def test_only_analysts_and_editors_record(make_user: Callable[..., User], record: Callable[..., DueRecord], role: str) -> None:
    with pytest.raises(PermissionDenied):
        record(by=make_user("somebody", groups=[role]))
    assert record(by=make_user("other", groups=["editor"])).verdict == "met"
    assert record(by=make_user("chief", is_superuser=True)).verdict == "met"


# Where it stops -----------------------------------------------------------------------------------------------------
def test_a_rhythm_stops_on_the_day_its_obligation_is_superseded(reader: User) -> None:
    rows = Obligation.objects.filter(paragraph=paragraph("1"))
    rows.update(lifecycle=Lifecycle.SUPERSEDED, superseded_on=date(2035, 9, 26))
    assert days(reader, "1", until=date(2045, 1, 1)) == [("2033-09-26", "passed"), ("2035-09-26", "discontinued")]
    rows.update(superseded_on=date(2035, 9, 27))
    assert days(reader, "1") == [("2033-09-26", "passed"), ("2035-09-26", "passed"), ("2037-09-26", "discontinued")]


def test_a_day_stays_open_while_one_of_its_acts_stands(reader: User) -> None:
    obligations = [obligation(f"9301(2031)/5({part})/1") for part in "ab"]
    before = [(str(date(2032, 9, 26)), "passed")]
    for row, expected in zip(obligations, (before, [(before[0][0], "discontinued")]), strict=True):
        Obligation.objects.filter(pk=row.pk).update(lifecycle=Lifecycle.SUPERSEDED, superseded_on=date(2032, 1, 1))
        assert days(reader, "5") == expected


def test_what_has_no_date_is_discontinued_with_its_obligation(reader: User) -> None:
    Obligation.objects.filter(paragraph=paragraph("3")).update(lifecycle=Lifecycle.SUPERSEDED, superseded_on=ON)
    assert days(reader, "3") == [("None", "discontinued")]
    assert days(reader, "3", on=ON - timedelta(days=1)) == [("None", "undated")]


def test_reports_end_with_the_mandate_of_their_paragraph(reader: User) -> None:
    store_text(TEXT.replace("9301", "9302").replace("延长至2033年9月30日；", "延长至2033年9月30日，并请秘书长每年提出报告；"), filename="y.txt")
    rhythm = [item for item in items(reader, "4") if item.every]
    assert [(str(item.due_on), str(item.state)) for item in rhythm] == [
        ("2032-09-26", "passed"),
        ("2033-09-26", "passed"),
        ("2034-09-26", "discontinued"),
    ]
