"""Due dates in a calendar program: a valid file, what its person may see, and nothing once the address is revoked."""

from __future__ import annotations

from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from obligations.dues.icalendar import calendar, escaped, folded
from obligations.dues.states import DueState
from obligations.models import CalendarFeed, Event, Obligation
from obligations.services import calendars
from obligations.services.deadlines import record_due
from tests.factories import store_text
from tests.obligations.test_due_pages import FIRST, ON, SLUG, TEXT

NOW = timezone.now()
STAMP = datetime(2032, 5, 1, 12, 0, tzinfo=UTC)


def opened(user: User, *, name: str = "phone", language: str = "en") -> calendars.Opened:
    """A calendar address of a person."""
    return calendars.open(user=user, name=name, language=language, by=user, at=NOW)


def fetch(secret: str) -> Any:
    """As a calendar program does: without cookies."""
    return Client().get(f"/calendar/{secret}.ics")


def unfolded(text: str) -> list[str]:
    """The lines of a file as a calendar program puts them together again; fails where the form is wrong."""
    assert text.endswith("\r\n") and "\n" not in text.replace("\r\n", "") and "\r" not in text.replace("\r\n", "")
    parts = text[:-2].split("\r\n")
    assert all(0 < len(part.encode()) <= 75 for part in parts)
    return "\r\n".join(parts).replace("\r\n ", "").split("\r\n")


def events_of(text: str) -> list[dict[str, str]]:
    """The events of a file, each a dictionary by property with its parameters; fails where the nesting or a duty of RFC 5545 is missed."""
    lines = unfolded(text)
    assert (lines[0], lines[1], lines[-1]) == ("BEGIN:VCALENDAR", "VERSION:2.0", "END:VCALENDAR")
    assert sum(line.startswith("PRODID:") for line in lines) == 1
    found: list[dict[str, str]] = []
    for line in lines[1:-1]:
        name, colon, value = line.partition(":")
        assert colon and name == name.upper()
        if line == "BEGIN:VEVENT":
            found.append({})
        elif line != "END:VEVENT" and found:
            assert name not in found[-1]
            found[-1][name] = value
    assert all({"UID", "DTSTAMP", "DTSTART;VALUE=DATE"} <= set(event) for event in found)
    assert len({event["UID"] for event in found}) == len(found)
    return found


# The form -------------------------------------------------------------------------------------------------------------
@given(st.text(alphabet=st.characters(blacklist_characters="\r\n", blacklist_categories=("Cs",)), max_size=200))
def test_a_folded_line_has_at_most_75_octets_and_unfolds_to_itself(line: str) -> None:
    parts = list(folded(line))
    assert all(len(part.encode()) <= 75 for part in parts)
    assert "\r\n".join(parts).replace("\r\n ", "") == line or line.startswith(" ")
    assert parts[0] + "".join(part[1:] for part in parts[1:]) == line


@pytest.mark.parametrize(
    ("text", "value"),
    [("a, b; c", "a\\, b\\; c"), ("a\\n", "a\\\\n"), ("a\r\nb\rc\nd", "a\\nb\\nc\\nd"), ("a\x00b\x07", "ab"), ("决定：“是”", "决定：“是”")],
)
def test_what_separates_is_escaped(text: str, value: str) -> None:
    assert escaped(text) == value


def item(**fields: Any) -> Any:
    """A due item, without a database."""
    document = SimpleNamespace(symbol="S/RES/9999 (2032)")
    paragraph = SimpleNamespace(slug="S-RES-9999-2032-1", label="1", document=document, get_absolute_url=lambda: "/documents/x/#1")
    usual = {"paragraph": paragraph, "due_on": date(2033, 1, 31), "words": "1月31日前, 逐一", "rule": "by", "obligations": (), "ends": False}
    return SimpleNamespace(**{**usual, "state": DueState.UPCOMING, "state_label": "Upcoming", "symbol": "", **fields})


def test_a_day_is_an_event_for_the_whole_day_stamped_as_told() -> None:
    event = events_of(calendar([item()], name="x", stamp=STAMP, site="https://t.example"))[0]
    assert (event["DTSTART;VALUE=DATE"], event["DTEND;VALUE=DATE"], event["DTSTAMP"]) == ("20330131", "20330201", "20320501T120000Z")
    assert event["UID"] == "S-RES-9999-2032-1-by-20330131@obligations-tracker"
    assert event["URL"] == "https://t.example/documents/x/#1"
    assert event["SUMMARY"].endswith("1月31日前\\, 逐一")


def test_the_same_items_give_the_same_file() -> None:
    rows = [item(), item(), item(due_on=date(2033, 2, 1))]
    first, second = (calendar(rows, name="x", stamp=STAMP, site="") for _time in range(2))
    assert first == second
    assert len(events_of(first)) == 3


@pytest.mark.parametrize(
    ("state", "written"), [(DueState.REPLACED, "CANCELLED"), (DueState.DISCONTINUED, "CANCELLED"), (DueState.PASSED, "CONFIRMED")]
)
def test_what_no_longer_counts_is_cancelled(state: DueState, written: str) -> None:
    assert events_of(calendar([item(state=state)], name="x", stamp=STAMP, site=""))[0]["STATUS"] == written


def test_the_last_day_of_the_calendar_and_no_day_at_all_do_no_harm() -> None:
    rows = [item(due_on=date.max), item(due_on=None)]
    assert ["DTEND;VALUE=DATE" in event for event in events_of(calendar(rows, name="x", stamp=STAMP, site=""))] == [False]


# The address ----------------------------------------------------------------------------------------------------------
@pytest.mark.django_db
def test_the_feed_holds_the_due_dates_with_their_force_and_notices(reader: User) -> None:
    store_text(TEXT)
    answer = fetch(opened(reader).secret)
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    assert answer["Cache-Control"].startswith("private")
    found = events_of(answer.content.decode())
    days = {event["DTSTART;VALUE=DATE"] for event in found}
    assert {f"{ON.year + 3}0630", f"{ON.year + 1}0930"} <= days
    described = next(event["DESCRIPTION"] for event in found if event["DTSTART;VALUE=DATE"] == f"{ON.year + 3}0630")
    assert "Urges [to be confirmed]" in described and "not a legal finding" in described
    assert all(event["URL"].startswith("http://127.0.0.1:8000/documents/") for event in found)


@pytest.mark.django_db
def test_labels_are_in_the_language_of_the_address(reader: User) -> None:
    store_text(TEXT)
    assert "待确认" in "".join(unfolded(fetch(opened(reader, language="zh-hans").secret).content.decode()))


@pytest.mark.django_db
def test_what_was_retired_is_for_staff_alone_here_too(reader: User, analyst: User) -> None:
    store_text(TEXT)
    Obligation.objects.update(presence="retired")
    assert events_of(fetch(opened(reader).secret).content.decode()) == []


@pytest.mark.django_db
def test_a_moved_day_is_cancelled_and_the_new_one_stands(reader: User, analyst: User) -> None:
    document = store_text(TEXT)
    paragraph = document.paragraphs.get(slug=f"{SLUG}-2")
    day, later = date(ON.year + 3, 6, 30), date(ON.year + 3, 9, 30)
    record_due(paragraph=paragraph, due_on=day, verdict="replaced", symbol="S/1", dated=later, by=analyst, at=NOW)
    found = {event["DTSTART;VALUE=DATE"]: event["STATUS"] for event in events_of(fetch(opened(reader).secret).content.decode())}
    assert (found[f"{day:%Y%m%d}"], found[f"{later:%Y%m%d}"]) == ("CANCELLED", "CONFIRMED")
    assert f"{FIRST:%Y%m%d}" not in found  # longer ago than a year


@pytest.mark.django_db
def test_nothing_is_there_once_revoked_dismissed_or_closed_nor_under_another_secret(reader: User, admin: User) -> None:
    first, second, third = (opened(reader, name=name) for name in "abc")
    calendars.revoke(feed=first.feed, by=admin, at=NOW)
    assert [fetch(each.secret).status_code for each in (first, second)] == [404, 200]
    reader.groups.clear()
    assert fetch(second.secret).status_code == 404
    reader.groups.add(Group.objects.get_or_create(name="reader")[0])
    User.objects.filter(pk=reader.pk).update(is_active=False)
    assert fetch(third.secret).status_code == 404
    assert fetch("x" * 43).status_code == 404


@pytest.mark.django_db
def test_who_asks_too_often_is_told_when_to_come_again_whether_the_address_exists_or_not(reader: User, settings: Any) -> None:
    settings.API_RATES = {"caller": "", "address": "2/min"}
    cache.clear()
    found = [fetch(secret).status_code for secret in (opened(reader).secret, "x" * 43, "y" * 43)]
    assert found == [200, 404, 429]
    answer = fetch("z" * 43)
    assert (answer["Content-Type"], answer["Cache-Control"]) == ("text/plain; charset=utf-8", "private, no-cache")
    assert 0 < int(answer["Retry-After"]) <= 60
    cache.clear()


@pytest.mark.django_db
def test_a_day_more_costs_no_query_more(reader: User) -> None:
    secret = opened(reader).secret
    store_text(TEXT)
    fetch(secret)
    counts = []
    for text in (TEXT, TEXT.replace("9501", "9502").replace("9951", "9952")):
        store_text(text)
        with CaptureQueriesContext(connection) as seen:
            fetch(secret)
        counts.append(len(seen))
    assert counts[0] == counts[1]


@pytest.mark.django_db
def test_only_the_digest_is_kept_and_the_log_names_the_address_without_it(reader: User) -> None:
    made = opened(reader)
    assert made.secret not in str(list(CalendarFeed.objects.values())) + str(list(Event.objects.values()))
    assert Event.objects.get(object_type="calendar").action == "calendar.opened"


@pytest.mark.django_db
def test_nobody_makes_an_address_for_somebody_else(reader: User, admin: User) -> None:
    with pytest.raises(PermissionDenied):
        calendars.open(user=reader, name="x", language="en", by=admin, at=NOW)
