"""Rounds where people meet them: the readers' pages by persona, the staff's pages, and pages of follow-up as they stood on a past day."""

import csv
import io
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from obligations.choices import Audience
from obligations.models import Actor, Event, Obligation, Round, StateAccount
from obligations.services import publication, rounds
from tests.factories import make_approved, obligation, store_text

pytestmark = pytest.mark.django_db

NOW = timezone.now()
TODAY = timezone.localdate()
KEY, OTHER = "9101(2032)/1/1", "9101(2032)/2(a)/1"
TEN_DAYS, FIVE_DAYS = NOW - timedelta(days=10), NOW - timedelta(days=5)
SUMMARY = "国家报告第3页"


@pytest.fixture(scope="module", autouse=True)
def text(store_once):
    store_once(store_text)


def approved(key, code, by, at=FIVE_DAYS, **fields):
    fields = {"audience": Audience.READERS, "summary": SUMMARY, **fields}
    return make_approved((obligation(key), code), by, at=at, as_of=date(2020, 1, 1), **fields)


@pytest.fixture
def running(reviewer):
    """A round of two States and two obligations that opened a week ago."""
    return rounds.open(
        name="第一轮",
        opens_on=TODAY - timedelta(days=7),
        closes_on=TODAY + timedelta(days=7),
        states=Actor.objects.filter(code__in=["JPN", "NOR"]),
        obligations=[obligation(KEY), obligation(OTHER)],
        state_first=False,
        days_to_comment=0,
        by=reviewer,
        at=TEN_DAYS,
    )


@pytest.fixture
def html(client):
    def get(address, user=None, status=200, language="en"):
        if user is not None:
            client.force_login(user)
        answer = client.get(address, headers={"Accept-Language": language})
        assert answer.status_code == status, (address, answer.status_code)
        return answer.content.decode()

    return get


def addresses(row):
    page = f"/rounds/{row.slug}/"
    return ["/rounds/", page, f"{page}cells/", f"{page}compare/"]


# Who gets what --------------------------------------------------------------------------------------------------------
def test_nobody_sees_a_round_without_a_role(client, outsider, running, settings):
    settings.PUBLIC_READ = True
    assert {client.get(address).status_code for address in addresses(running)} == {302}
    client.force_login(outsider)
    assert {client.get(address).status_code for address in addresses(running)} == {403}


@pytest.mark.parametrize(
    ("audience", "bound", "shown"),
    [(Audience.STAFF, False, False), (Audience.STATE, False, False), (Audience.STATE, True, True), (Audience.READERS, False, True)],
)
def test_readers_and_bound_states_see_of_a_round_what_was_published_to_them(html, running, reader, analyst, audience, bound, shown):
    approved(KEY, "JPN", analyst, audience=audience)
    if bound:
        StateAccount.objects.create(user=reader, actor=Actor.objects.get(code="JPN"))
    assert (SUMMARY in html(f"/rounds/{running.slug}/cells/", reader)) is shown
    assert (SUMMARY in html(f"/rounds/{running.slug}/compare/")) is shown


def test_a_bound_state_does_not_see_what_was_sent_to_another(html, running, reader, analyst):
    StateAccount.objects.create(user=reader, actor=Actor.objects.get(code="NOR"))
    approved(KEY, "JPN", analyst, audience=Audience.STATE)
    assert SUMMARY not in html(f"/rounds/{running.slug}/cells/", reader)


def test_staff_see_what_is_approved_and_the_check_of_the_seal(html, running, reviewer, analyst):
    approved(KEY, "JPN", analyst, audience=Audience.STAFF)
    rounds.close(round=running, by=reviewer, at=NOW)
    assert SUMMARY in html(f"/rounds/{running.slug}/cells/", analyst)
    assert "The closing picture is still the same." in html(f"/rounds/{running.slug}/")


def test_readers_are_told_the_day_and_what_a_status_is_not(html, running, reader):
    for address in addresses(running)[1:]:
        page = html(address, reader)
        assert "not a legal finding" in page, address
        assert "Nothing published" in page or "compare" in address, address


def test_every_number_of_a_round_leads_to_as_many_cells(client, running, analyst):
    approved(KEY, "JPN", analyst)
    approved(OTHER, "NOR", analyst, at=TEN_DAYS)
    client.force_login(analyst)
    page = client.get(f"/rounds/{running.slug}/").context
    for table in (page["by_force"], page["by_subject"]):
        for row in (*table.rows, table.total):
            for figure in (row.applicable, row.assessed, *row.states):
                listed = client.get(f"/rounds/{running.slug}/cells/{figure.query}").context["page"].paginator.count
                assert listed == figure.count, figure


@pytest.mark.parametrize("other", ["opening", "later"])
def test_every_number_of_a_comparison_leads_to_as_many_cells(client, running, reviewer, analyst, other):
    approved(KEY, "JPN", analyst, at=TEN_DAYS)
    approved(KEY, "JPN", analyst, status="implemented")
    approved(OTHER, "NOR", analyst)
    rounds.open(
        name="Later", opens_on=TODAY, closes_on=TODAY, states=running.states.filter(code="NOR"), obligations=running.obligations.all(),
        state_first=False, days_to_comment=0, by=reviewer, at=NOW,
    )  # fmt: skip
    client.force_login(analyst)
    address = f"/rounds/{running.slug}/compare/"
    table = client.get(address, {"other": other}).context["table"]
    for figure in (*(row.total for row in table.rows), *table.totals):
        assert client.get(f"{address}{figure.query}").context["page"].paginator.count == figure.count, figure


def test_what_a_list_of_cells_cannot_read_is_said(html, running, reader):
    assert "Unknown value: nonsense." in html(f"/rounds/{running.slug}/cells/?state=nonsense", reader)


def test_a_round_takes_as_many_queries_however_many_cells_it_has(client, running, reviewer, analyst):
    approved(KEY, "JPN", analyst)
    every = list(Obligation.objects.tracked())
    large = rounds.open(
        name="全部", opens_on=TODAY - timedelta(days=7), closes_on=TODAY, states=Actor.objects.states(), obligations=every,
        state_first=False, days_to_comment=0, by=reviewer, at=TEN_DAYS,
    )  # fmt: skip
    client.force_login(analyst)
    for kind in range(1, 4):
        counted = []
        for row in (running, large):
            client.get(addresses(row)[kind])
            with CaptureQueriesContext(connection) as queries:
                client.get(addresses(row)[kind])
            counted.append(len(queries))
        assert counted[0] == counted[1], addresses(running)[kind]


# Staff ----------------------------------------------------------------------------------------------------------------
def admin_page(name, row):
    return reverse(f"admin:obligations_round_{name}", args=[row.pk])


def sent(**changed):
    fields = {"name": "第二轮", "opens_on": "2099-01-01", "closes_on": "2099-02-01", "groups": ["asia_pacific_states"], "forces": ["decides"]}
    return {**fields, "words": "", "more": OTHER, "days_to_comment": "14", "state_first": "on", "what": "save", **changed}


def test_a_round_is_made_of_groups_and_of_what_obligations_are_about(client, reviewer):
    client.force_login(reviewer)
    client.post(reverse("admin:obligations_round_add"), sent())
    made = Round.objects.get()
    assert set(made.states.values_list("regional_group", flat=True)) == {"asia_pacific_states"}
    assert sorted(made.obligations.values_list("key", flat=True)) == [KEY, OTHER]
    assert (made.state_first, made.days_to_comment) == (True, 14)


def test_a_round_is_shown_before_it_is_made(client, reviewer):
    client.force_login(reviewer)
    answer = client.post(reverse("admin:obligations_round_add"), sent(what="preview"))
    assert [row.key for row in answer.context["covered"]["obligations"]] == [OTHER, KEY]
    assert not Round.objects.exists()


def test_what_was_typed_comes_back_with_the_refusal(client, reviewer):
    client.force_login(reviewer)
    page = client.post(reverse("admin:obligations_round_add"), sent(opens_on="2099-03-01", more=f"{OTHER}\n9101(2032)/99/1")).content.decode()
    assert "9101(2032)/99/1" in page and "第二轮" in page
    page = client.post(reverse("admin:obligations_round_add"), sent(opens_on="2099-03-01"), headers={"Accept-Language": "en"}).content.decode()
    assert "would close before it opens" in page
    assert not Round.objects.exists()


def test_a_round_changes_on_its_page_until_it_opens(client, reviewer, running):
    client.force_login(reviewer)
    later = rounds.open(
        name="以后", opens_on=TODAY + timedelta(days=1), closes_on=TODAY + timedelta(days=9), states=running.states.all(),
        obligations=running.obligations.all(), state_first=False, days_to_comment=0, by=reviewer, at=NOW,
    )  # fmt: skip
    form = client.get(admin_page("edit", later)).context["form"]
    client.post(admin_page("edit", later), {**form.initial, "name": "改名", "state_first": "on", "what": "save"})
    later.refresh_from_db()
    assert (later.name, later.state_first, later.obligations.count()) == ("改名", True, 2)
    page = client.post(admin_page("edit", running), {**form.initial, "name": "不行", "what": "save"}, headers={"Accept-Language": "en"})
    assert "This round has opened" in page.content.decode()


@pytest.mark.parametrize("persona", ["analyst", "reader"])
@pytest.mark.parametrize("name", ["edit", "close", "publish"])
def test_only_reviewers_and_editors_get_to_the_forms(client, running, persona, name, request):
    client.force_login(request.getfixturevalue(persona))
    assert client.get(admin_page(name, running)).status_code in (302, 403)
    client.post(admin_page(name, running), {"audience": "readers"})
    running.refresh_from_db()
    assert running.closed_at is None


def test_closing_asks_first_and_says_what_is_under_way(client, running, reviewer, analyst):
    client.force_login(reviewer)
    page = client.get(admin_page("close", running))
    assert page.status_code == 200 and Round.objects.get().closed_at is None
    client.post(admin_page("close", running))
    assert Round.objects.get().picture_hash


def test_what_is_published_is_what_the_preview_showed(client, running, reviewer, analyst):
    approved(KEY, "JPN", analyst, audience=Audience.STAFF)
    client.force_login(reviewer)
    address = admin_page("publish", running)
    seen = client.get(address, {"audience": "readers"}).context
    approved(KEY, "NOR", analyst, audience=Audience.STAFF)
    refused = client.post(address, {"audience": "readers", "versions": seen["versions"]}, headers={"Accept-Language": "en"})
    assert "nothing was published" in refused.content.decode()
    client.post(address, {"audience": "readers", "versions": refused.context["versions"]})
    assert Event.objects.filter(action="assessment.published").count() == 2


def test_the_export_holds_each_cell_with_its_moment_and_the_notices(client, running, analyst):
    approved(KEY, "JPN", analyst, summary='=HYPERLINK("http://example.org")')
    client.force_login(analyst)
    answer = client.get(admin_page("export", running), headers={"Accept-Language": "en"})
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert len([row for row in rows if row and row[0] in (KEY, OTHER)]) == 4
    assert any("'=HYPERLINK" in cell for row in rows for cell in row)
    assert any("not a legal finding" in cell for row in rows for cell in row)
    assert str(TODAY.year) in answer["Content-Disposition"]


# As it stood on a past day --------------------------------------------------------------------------------------------
THEN = (NOW - timedelta(days=7)).date()


@pytest.fixture
def twice(analyst):
    """A status of ten days ago, replaced five days ago."""
    approved(KEY, "JPN", analyst, at=TEN_DAYS, summary="从前的记录", status="partial")
    approved(KEY, "JPN", analyst, at=FIVE_DAYS, summary="后来的记录", status="implemented")


PAGES = ["/follow-up/", "/actors/JPN/", "/obligations/9101-2032-1-1/"]


@pytest.mark.parametrize("address", ["/follow-up/", "/obligations/9101-2032-1-1/"])
@pytest.mark.parametrize("persona", ["reader", "analyst"])
def test_a_page_shows_what_stood_on_a_past_day(html, twice, address, persona, request):
    page = html(f"{address}?as_of={THEN}", request.getfixturevalue(persona))
    assert "从前的记录" in page and "后来的记录" not in page
    assert "后来的记录" in html(address)


def test_a_states_page_and_the_overview_count_what_stood_on_a_past_day(client, twice, reader):
    client.force_login(reader)
    for address in ("/actors/JPN/", "/"):
        counts = {row.code: row.total.count for row in client.get(f"{address}?as_of={THEN}").context["follow_up"].rows if row.total.count}
        assert counts == {"partial": 1}, address


def test_every_number_of_a_past_day_leads_to_as_many_rows_of_that_day(client, twice, analyst):
    approved(OTHER, "NOR", analyst, at=TEN_DAYS)
    client.force_login(analyst)
    table = client.get(f"/?as_of={THEN}").context["follow_up"]
    for figure in (*(row.total for row in table.rows), *table.totals, table.total):
        assert client.get(f"/follow-up/{figure.query}").context["page"].paginator.count == figure.count, figure


def test_the_chosen_day_stays_in_links_and_is_said(html, twice, reader):
    for address in [*PAGES, "/"]:
        page = html(f"{address}?as_of={THEN}", reader)
        assert "not as it stands today" in page, address
        assert f"as_of={THEN}" in page.partition("<h1>")[2].replace("&amp;", "&"), address


@pytest.mark.parametrize(
    ("day", "sentence"),
    [
        ("2999-01-01", "has not come yet"),
        ("2032-02-30", "Write a day as 2017-08-02"),
        ("gestern", "Write a day"),
        ("1999-01-01", "Nothing stood here"),
    ],
)
def test_a_day_that_cannot_be_shown_gives_a_sentence(html, twice, reader, day, sentence):
    for address in [*PAGES, "/"]:
        assert sentence in html(f"{address}?as_of={day}", reader), address


def test_what_readers_see_of_a_past_day_is_what_was_shown_to_them_then(html, reader, analyst, reviewer):
    version = approved(KEY, "JPN", analyst, at=TEN_DAYS, audience=Audience.STAFF)
    publication.publish(version=version, audience=Audience.READERS, by=reviewer, at=FIVE_DAYS)
    assert SUMMARY not in html(f"/follow-up/?as_of={THEN}", reader)
    assert SUMMARY in html("/follow-up/")


def test_a_past_day_shows_what_has_been_superseded_since(client, twice, analyst):
    Obligation.objects.filter(key=KEY).update(lifecycle="superseded", superseded_on=TODAY - timedelta(days=1))
    client.force_login(analyst)
    assert client.get(f"/follow-up/?as_of={THEN}").context["page"].paginator.count == 1
    assert client.get("/follow-up/").context["page"].paginator.count == 0


def test_a_past_day_takes_no_query_more_for_each_row(client, analyst, reader):
    client.force_login(reader)
    counted = []
    for codes in (["JPN"], ["NOR", "GHA", "CRI"]):
        for code in codes:
            approved(KEY, code, analyst, at=TEN_DAYS)
        client.get(f"/follow-up/?as_of={THEN}")
        with CaptureQueriesContext(connection) as queries:
            client.get(f"/follow-up/?as_of={THEN}")
        counted.append(len(queries))
    assert counted[0] == counted[1]
