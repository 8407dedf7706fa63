"""The figures in the API: those of the pages, and each the length of the lists behind its addresses."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from obligations.choices import Audience, Label, Verdict
from obligations.models import Actor, Round
from obligations.services import decisions
from obligations.stats import figures as stats
from tests.factories import AT, make_approved, obligation, store_text

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate()
FIVE_DAYS = timezone.now() - timedelta(days=5)
KEY, PART, TRAINING = "9101(2032)/1/1", "9101(2032)/2(a)/1", "9101(2032)/3/2"


@pytest.fixture
def recorded(analyst):
    """A text with one obligation confirmed and three statuses, of which one is for staff alone, and a round over two States."""
    store_text()
    decisions.confirm(obligation=obligation(KEY), by=analyst, at=AT)
    decisions.decide(label=Label.FORCE, value="urges", verdict=Verdict.SET, by=analyst, at=AT, obligation=obligation(PART))
    for key, code, audience in ((KEY, "JPN", "public"), (KEY, "NOR", "staff"), (TRAINING, "JPN", "readers")):
        make_approved((obligation(key), code), analyst, at=FIVE_DAYS, audience=Audience(audience), as_of=date(2026, 1, 1))
    held = Round.objects.create(name="第一轮", slug="first", opens_on=date(2026, 1, 1), closes_on=date(2032, 8, 1), made_by=analyst, made_at=AT)
    held.obligations.set([obligation(KEY), obligation(PART)])
    held.states.set(Actor.objects.filter(code__in=("JPN", "NOR")))
    return held


@pytest.fixture
def api(client):
    """GET as somebody (None: nobody), the whole answer."""

    def get(address, user, status=200):
        if user is None:
            client.logout()
        else:
            client.force_login(user)
        answer = client.get(address.removeprefix("http://testserver"), headers={"Accept-Language": "en"})
        assert answer.status_code == status, (address, answer.content.decode()[:500])
        return answer

    return get


def figures(answer: Any) -> Iterator[dict[str, Any]]:
    """Everything that counts something."""
    if isinstance(answer, dict):
        if {"count", "api", "page"} <= set(answer):
            yield answer
        for inside in answer.values():
            yield from figures(inside)
    elif isinstance(answer, list):
        for inside in answer:
            yield from figures(inside)


def test_each_figure_is_the_length_of_both_lists_behind_it(recorded, api, reader):
    for query in ("", "?actor=JPN", "?round=first"):
        found = {(row["api"], row["page"]): row["count"] for row in figures(api(f"/api/v1/statistics/{query}", reader).json())}
        assert len(found) > 10
        counting = sorted(found.items(), key=lambda pair: -pair[1])
        for (listed, page), count in [*counting[:3], *counting[3 :: max(1, len(found) // 4)]]:  # lists of all forces and subjects are made alike
            assert api(listed, reader).json()["count"] == count, listed
            assert api(page, reader).context["page"].paginator.count == count, page


def test_they_are_the_figures_of_the_pages(recorded, api, reader):
    answer = api("/api/v1/statistics/", reader).json()
    page = api("/", reader).context
    assert answer["obligations"]["asking"]["count"] == page["asking"].of.count
    assert answer["obligations"]["confirmed"]["count"] == page["asking"].confirmed.count == 1
    assert answer["follow_up"]["by_status"]["total"]["count"] == page["follow_up"].total.count == 2
    assert answer["obligations"]["by_subject"]["total"]["count"] == page["subjects"].total.count
    assert [row["count"] for row in answer["documents"]] == [figure.count for _kind, figure in page["kinds"]]
    assert [(row["state"]["code"], row["count"]) for row in answer["due_dates"]] == [(s.value, f.count) for s, _words, f in page["board"].states]


def test_an_actors_figures_are_those_of_its_page(recorded, api, reader):
    answer = api("/api/v1/statistics/?actor=JPN", reader).json()
    page = api(answer["links"]["page"], reader).context
    told = answer["obligations"]
    assert (told["asking"]["count"], told["named"]["count"]) == (page["every"].count, page["named"].count)
    assert told["confirmed"]["count"] == page["confirmed"].confirmed.count
    assert answer["follow_up"]["by_status"]["total"]["count"] == page["follow_up"].total.count == 2
    assert [(row["state"]["code"], row["count"]) for row in answer["due_dates"]] == [(s.value, f.count) for s, _words, f in page["board"].states]
    assert answer["actor"] == {"code": "JPN", "name": "Japan"}


def test_coverage_is_that_of_the_rounds_page(recorded, api, reader, analyst):
    shares = {}
    for user in (reader, analyst):
        told = api("/api/v1/statistics/?round=first", user).json()["coverage"]["all"]
        row = api("/api/v1/rounds/first/", user).json()["coverage_by_force"]["total"]
        assert (told["applicable"]["count"], told["assessed"]["count"], told["share"]) == (row["applicable"], row["assessed"], row["share"])
        shares[user] = told["assessed"]["count"]
    assert shares == {reader: 1, analyst: 2}


def test_cells_of_a_round_say_no_more_than_its_page(recorded, api, reader, outsider):
    rows = api("/api/v1/rounds/first/cells/?state=not_assessed", reader).json()["results"]
    assert {(row["obligation"]["key"], row["actor"]["code"], row["state"]["label"]) for row in rows} == {
        (PART, "JPN", "Nothing published"),
        (PART, "NOR", "Nothing published"),
        (KEY, "NOR", "Nothing published"),
    }
    assert {(row["obligation"]["force"]["code"], row["obligation"]["force"]["basis"]) for row in rows} == {
        ("decides", "confirmed"),
        ("urges", "confirmed"),
    }
    api("/api/v1/rounds/first/cells/", outsider, status=403)
    api("/api/v1/rounds/none/cells/", reader, status=404)


def test_a_past_day_has_the_statuses_of_then_and_its_lists(recorded, api, reader):
    before = (FIVE_DAYS - timedelta(days=2)).date()
    answer = api(f"/api/v1/statistics/?as_of={before}", reader).json()
    total = answer["follow_up"]["by_status"]["total"]
    assert (answer["as_of"], total["count"]) == (before.isoformat(), 0)
    assert total["api"].endswith(f"?as_of={before}")
    assert answer["links"]["page"].endswith(f"/?as_of={before}")


def test_what_does_not_fit_is_refused(recorded, api, reader):
    for query in ("?as_of=2999-01-01", "?actor=XXX", "?actor=JPN,NOR", "?round=none", "?colour=red", "?page=1"):
        assert api(f"/api/v1/statistics/{query}", reader, status=400).json()["errors"], query


def test_the_public_counts_what_is_public_where_the_installation_is(recorded, api, settings, outsider):
    api("/api/v1/statistics/", None, status=401)
    api("/api/v1/statistics/", outsider, status=403)
    settings.PUBLIC_READ = True
    for user in (None, outsider):
        answer = api("/api/v1/statistics/", user).json()
        assert answer["follow_up"]["by_status"]["total"]["count"] == 1
        total = answer["follow_up"]["by_status"]["total"]
        assert api(total["api"], user).json()["count"] == 1
        assert api(total["page"], user).context["page"].paginator.count == 1
        api("/api/v1/statistics/?round=first", user, status=400)


def test_notices_and_the_day_stand_beside_the_figures(recorded, api, reader):
    answer = api("/api/v1/statistics/", reader).json()
    assert answer["as_of"] == TODAY.isoformat()
    assert "not a legal finding" in answer["notices"][0]


def test_the_number_of_queries_does_not_grow(recorded, api, reader, analyst):
    def asked(address):
        with CaptureQueriesContext(connection) as queries:
            api(address, reader)
        return len(queries)

    addresses = ("/api/v1/statistics/?round=first", "/api/v1/statistics/?actor=JPN", "/api/v1/rounds/first/cells/")
    few = [(asked(address), asked(address))[1] for address in addresses]
    for code in ("FRA", "CHN"):
        make_approved((obligation(KEY), code), analyst, at=FIVE_DAYS, audience=Audience.READERS, as_of=date(2026, 1, 1))
    recorded.obligations.add(obligation("9101(2032)/2(b)/1"))
    assert [asked(address) for address in addresses] == few
    assert stats.follow_up(reader, TODAY).total.count == 4
