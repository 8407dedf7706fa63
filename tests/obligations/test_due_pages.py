"""Due dates where people and programs meet them: the page, the API, and the staff's pages that record and supersede."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from obligations.choices import Lifecycle
from obligations.models import DueRecord, Event, Obligation
from obligations.services.deadlines import record_due
from tests.factories import StoreOnce, obligation, store_text

pytestmark = pytest.mark.django_db

ON = timezone.localdate()
YEAR = ON.year - 5
TEXT = f"""第 9501({YEAR})号决议

安全理事会{YEAR}年1月15日第9951次会议通过

安全理事会，

1. 请秘书长每两年向安理会提交一份关于简易爆炸装置的报告；

2. 敦促会员国最迟于{ON.year + 3}年6月30日登记简易爆炸装置部件的销售；

3. 请秘书长在专家组获得任命后30天内提交工作方案；

4. 决定将特派团的任务期限延长至{ON.year + 1}年9月30日。
"""
SLUG = f"S-RES-9501-{YEAR}"
FIRST = date(YEAR + 2, 1, 15)
RECORD = f"/admin/obligations/deadline/record/{SLUG}-1/{FIRST}/"
SENT = {"verdict": "met", "symbol": f"S/{FIRST.year}/289", "dated": f"{FIRST.year}-01-10", "reason": ""}


@pytest.fixture(scope="module", autouse=True)
def text(store_once: StoreOnce) -> None:
    """One resolution with deadlines of every kind."""
    store_once(lambda: store_text(TEXT))


@pytest.fixture
def staff(client: Client, analyst: User) -> Client:
    client.force_login(analyst)
    return client


@pytest.fixture
def api(client: Client, reader: User) -> Callable[..., Any]:
    """GET as a reader: the answer's JSON."""
    client.force_login(reader)

    def get(*, status: int = 200, **query: str) -> Any:
        answer = client.get("/api/v1/deadlines/", query, headers={"Accept-Language": "en"})
        assert answer.status_code == status, answer.content.decode()
        return answer.json()

    return get


def submit(user: User) -> DueRecord:
    """What the first day of the rhythm asked for came."""
    paragraph = obligation(f"9501({YEAR})/1/1").paragraph
    return record_due(paragraph=paragraph, due_on=FIRST, verdict="met", symbol="S/2033/289", by=user, at=timezone.now())


def html(client: Client, query: str = "", language: str = "zh-CN") -> str:
    answer = client.get(f"/deadlines/{query}", headers={"Accept-Language": language})
    assert answer.status_code == 200
    return answer.content.decode()


# The page -----------------------------------------------------------------------------------------------------------
def test_the_page_says_each_state_in_words_beside_a_sign(client: Client, reader: User, analyst: User) -> None:
    submit(analyst)
    client.force_login(reader)
    page = html(client)
    states = re.findall(r'<span class="due-state"><span aria-hidden="true">(.)</span> ([^<;；,，]+)', page)
    found = {(sign, words.split()[0]) for sign, words in states}
    assert {("●", "已提交"), ("△", "期限已过、未见记录"), ("○", "未到期")} <= found
    assert "S/2033/289" in page and "style=" not in page and "逾期" not in page
    assert 'class="disclaimer"' in page


def test_what_comes_stands_before_what_passed(client: Client, reader: User) -> None:
    client.force_login(reader)
    days = re.findall(r'<ol class="dues timeline">.*?</ol>', html(client), re.DOTALL)
    assert [len(re.findall("<li>", part)) for part in days] == [3, 2, 1]
    times = [re.findall(r'<li><time datetime="([^"]+)"', part) for part in days]
    assert times[0] == sorted(times[0]) and times[1] == sorted(times[1], reverse=True)


@pytest.mark.parametrize(
    ("query", "count"),
    [("?state=passed", 2), ("?state=passed,upcoming", 5), (f"?year={FIRST.year}", 1), ("?state=undated", 1), ("?addressee=member_states", 1)],
)
def test_the_page_is_filtered(client: Client, reader: User, query: str, count: int) -> None:
    client.force_login(reader)
    assert len(re.findall('class="due-what"', html(client, query))) == count


def test_the_page_ignores_what_it_does_not_know_and_says_so(client: Client, reader: User) -> None:
    client.force_login(reader)
    page = html(client, "?colour=red&state=late", language="en")
    assert "colour" in page and len(re.findall('class="due-what"', page)) == 6


def test_a_public_installation_shows_days_and_not_what_was_recorded(client: Client, analyst: User, settings: Any) -> None:
    settings.PUBLIC_READ = True
    submit(analyst)
    page = html(client)
    assert "S/2033/289" not in page and 'class="disclaimer"' not in page
    assert "期限已过" in page and "未见记录" not in page and "已提交" not in page


def test_who_may_not_read_sees_no_page(client: Client, outsider: User) -> None:
    assert client.get("/deadlines/").status_code == 302
    client.force_login(outsider)
    assert client.get("/deadlines/").status_code == 403


@pytest.mark.parametrize("address", ["/deadlines/", "/api/v1/deadlines/", "/admin/obligations/deadline/"])
def test_a_long_list_asks_no_more_questions_than_a_short_one(staff: Client, address: str) -> None:
    def questions() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert staff.get(address).status_code == 200
        return len(asked)

    short = questions()
    for number in range(9502, 9508):
        store_text(TEXT.replace("9501", str(number)), filename=f"{number}.txt")
    assert questions() == short <= 24


# The API ------------------------------------------------------------------------------------------------------------
def test_the_api_tells_what_is_due_by_date(api: Callable[..., Any], analyst: User) -> None:
    submit(analyst)
    answer = api()
    assert (answer["count"], answer["as_of"], len(answer["notices"])) == (6, ON.isoformat(), 2)
    days = [row["due_on"] for row in answer["results"]]
    assert days[:-1] == sorted(days[:-1]) and days[-1] is None
    first = answer["results"][0]
    assert (first["state"], first["symbol"]) == ({"code": "submitted", "label": "Submitted"}, "S/2033/289")
    assert (first["paragraph"]["label"], first["every"], first["words"], first["ends"]) == ("1", "P2Y", "每两年", False)
    (act,) = first["obligations"]
    assert (act["key"], act["force"]["code"], act["addressees"][0]["code"]) == (f"9501({YEAR})/1/1", "requests", "sg")
    assert first["links"]["page"].endswith(f"/documents/{SLUG}/#{SLUG}-1")


@pytest.mark.parametrize(
    ("query", "labels"),
    [
        ({"state": "passed"}, ["1", "1"]),
        ({"state": "upcoming,undated"}, ["1", "4", "2", "3"]),
        ({"addressee": "sg"}, ["1", "1", "1", "3"]),
        ({"addressee": "member_states,JPN"}, ["2"]),
        ({"document": SLUG, "due_before": FIRST.isoformat()}, ["1"]),
        ({"due_after": f"{ON.year + 1}-02-01"}, ["4", "2"]),
        ({"subject": "ied", "due_before": f"{ON.year + 5}-01-01"}, ["1", "1", "1", "2", "1"]),
        ({"subject": "treaties"}, []),
        ({"year": str(ON.year + 3)}, ["1", "2"]),
    ],
)
def test_the_api_filters(api: Callable[..., Any], query: dict[str, str], labels: list[str]) -> None:
    assert sorted(row["paragraph"]["label"] for row in api(**query)["results"]) == sorted(labels)


def test_a_rhythm_is_followed_ten_years_and_no_longer(api: Callable[..., Any]) -> None:
    days = [row["due_on"] for row in api(due_before="2999-12-31", addressee="sg")["results"] if row["due_on"]]
    assert len(days) == 7 and max(days) <= f"{ON.year + 10}-12-31"


@pytest.mark.parametrize("query", [{"state": "late"}, {"due_before": "soon"}, {"colour": "red"}, {"document": "S-RES-1"}, {"ordering": "state"}])
def test_the_api_refuses_what_it_does_not_know(api: Callable[..., Any], query: dict[str, str]) -> None:
    assert api(status=400, **query)["errors"][0]["parameter"] == next(iter(query))


# Staff record -------------------------------------------------------------------------------------------------------
def test_an_analyst_records_what_was_submitted(staff: Client) -> None:
    assert RECORD in staff.get("/admin/obligations/deadline/").content.decode()
    assert staff.post(RECORD, SENT).status_code == 302
    page = staff.get(RECORD, headers={"Accept-Language": "zh-CN"}).content.decode()
    assert f"S/{FIRST.year}/289" in page and "已提交" in page and "style=" not in page
    assert Event.objects.get(action="due.met").object_key == f"{SLUG}-1"


def test_what_is_refused_is_said_on_the_form(staff: Client) -> None:
    answer = staff.post(RECORD, {**SENT, "symbol": ""})
    assert answer.status_code == 200 and len(answer.context["form"].non_field_errors()) == 1
    assert not DueRecord.objects.exists()


def test_only_those_who_record_get_a_form(client: Client, reviewer: User) -> None:
    client.force_login(reviewer)
    assert RECORD not in client.get("/admin/obligations/deadline/").content.decode()
    assert 'name="verdict"' not in client.get(RECORD).content.decode()
    assert client.post(RECORD, SENT).status_code == 403


def test_a_day_that_is_none_has_no_form(staff: Client) -> None:
    other = RECORD.replace(str(FIRST), "2030-02-01")
    assert 'name="verdict"' not in staff.get(other).content.decode()
    assert staff.post(other, SENT).status_code == 200 and not DueRecord.objects.exists()
    for address in (RECORD.replace(str(FIRST), "soon"), RECORD.replace("-1/", "-9/")):
        assert staff.get(address).status_code == 404


def test_a_deadline_leads_to_the_days_of_its_document(staff: Client) -> None:
    deadline = obligation(f"9501({YEAR})/1/1").text.deadlines.get()
    answer = staff.get(reverse("admin:obligations_deadline_change", args=[deadline.pk]))
    assert answer["Location"] == f"/admin/obligations/deadline/?document={SLUG}"


# Staff supersede ----------------------------------------------------------------------------------------------------
def test_an_obligation_is_superseded_from_its_page_and_reinstated(staff: Client) -> None:
    row, successor = obligation(f"9501({YEAR})/1/1"), obligation(f"9501({YEAR})/3/1")
    address = reverse("admin:obligations_obligation_lifecycle", args=[row.pk])
    assert address in staff.get(reverse("admin:obligations_obligation_change", args=[row.pk])).content.decode()
    assert "style=" not in staff.get(address).content.decode()
    sent = {"successor": successor.pk, "on": ON.isoformat(), "reason": "由后一段取代。"}
    refused = staff.post(address, {**sent, "successor": row.pk})
    assert refused.status_code == 200 and len(refused.context["form"].non_field_errors()) == 1
    assert staff.post(address, sent).status_code == 302
    row.refresh_from_db()
    assert (row.lifecycle, row.successor) == (Lifecycle.SUPERSEDED, successor)
    assert successor.key in staff.get(address).content.decode()
    assert staff.post(address, {"reason": "误记。"}).status_code == 302
    assert Obligation.objects.get(pk=row.pk).lifecycle == Lifecycle.IN_FORCE
    assert staff.get(reverse("admin:obligations_obligation_lifecycle", args=[999999])).status_code == 404


def test_others_do_not_supersede(client: Client, make_user: Callable[..., User]) -> None:
    client.force_login(make_user("somebody", groups=["reader"], is_staff=True))
    assert client.get(reverse("admin:obligations_obligation_lifecycle", args=[obligation(f"9501({YEAR})/1/1").pk])).status_code == 403
