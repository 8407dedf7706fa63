"""The worklist of a State: what is not assessed, due for review, changed since approval or returned; and what comes after a cell."""

import re
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from obligations.cells import Marker
from obligations.desk.worklist import Wanted, worklist
from obligations.models import Actor
from obligations.services import review
from tests.factories import AT, RESOLUTION, StoreOnce, make_approved, make_submission, obligation, second_reviewer, store_text

pytestmark = pytest.mark.django_db
ON = AT.date()
FIRST, PART = "9101(2032)/1/1", "9101(2032)/2(a)/1"
PAGE = "/admin/obligations/assessment/worklist/"


@pytest.fixture(scope="module", autouse=True)
def texts(store_once: StoreOnce) -> None:
    store_once(store_text)


def listed(user: User, **wanted: object) -> dict[str, list[Marker]]:
    found = worklist(Actor.objects.get(code="JPN"), user=user, on=ON, wanted=Wanted(**wanted))  # type: ignore[arg-type]
    return {item.row.obligation.key: item.markers for item in found.items}


def test_a_cell_without_a_status_is_not_assessed(analyst: User) -> None:
    assert listed(analyst)[FIRST] == [Marker.NOT_ASSESSED]


def test_an_assessed_cell_leaves_the_list(analyst: User) -> None:
    make_approved((obligation(FIRST), "JPN"), analyst)
    assert FIRST not in listed(analyst) and FIRST in listed(analyst, everything=True)


def test_a_cell_is_back_when_its_review_is_due(analyst: User) -> None:
    make_approved((obligation(FIRST), "JPN"), analyst, review_after=ON - timedelta(days=1))
    assert listed(analyst)[FIRST] == [Marker.DUE_FOR_REVIEW]


def test_a_returned_version_is_listed(analyst: User) -> None:
    review.send_back(version=make_submission((obligation(FIRST), "JPN"), analyst), note="x", by=second_reviewer(), at=AT)
    assert Marker.RETURNED in listed(analyst)[FIRST]


def test_a_list_is_narrowed_by_document_subject_and_marker(analyst: User) -> None:
    assert set(listed(analyst, document="S-RES-9101-2032")) == set(listed(analyst))
    assert listed(analyst, document="S-RES-1") == {}
    assert PART in listed(analyst, subject="ied") and listed(analyst, subject="drugs") == {}
    assert listed(analyst, markers=("returned",)) == {}


def test_the_page_leads_to_each_cell_and_from_there_to_the_next(client: Client, analyst: User) -> None:
    client.force_login(analyst)
    page = client.get(PAGE, {"actor": "JPN"}).content.decode()
    assert "/admin/obligations/assessment/cell/9101-2032-1-1/JPN/?next=" in page
    answer = client.get(f"{PAGE}next/", {"actor": "JPN", "after": obligation(FIRST).slug})
    assert answer["Location"].startswith("/admin/obligations/assessment/cell/9101-2032-2-a-1/JPN/")


def test_what_waits_for_review_is_passed_over(client: Client, analyst: User) -> None:
    make_submission((obligation(PART), "JPN"), analyst)
    client.force_login(analyst)
    answer = client.get(f"{PAGE}next/", {"actor": "JPN", "after": obligation(FIRST).slug})
    assert "2-b" in answer["Location"]


def test_after_the_last_cell_comes_the_list(client: Client, analyst: User) -> None:
    client.force_login(analyst)
    last = list(listed(analyst))[-1]
    assert client.get(f"{PAGE}next/", {"actor": "JPN", "after": obligation(last).slug})["Location"] == f"{PAGE}?actor=JPN"


def test_without_a_state_the_page_offers_those_assigned(client: Client, make_user: object) -> None:
    user = make_user("one", groups=["analyst"], is_staff=True)  # type: ignore[operator]
    user.assignments.create(made_at=AT).states.set(Actor.objects.filter(code="JPN"))
    client.force_login(user)
    assert 'href="?actor=JPN"' in client.get(PAGE).content.decode()


HANDMADE = [{"actor": "XXX"}, {"actor": "JPN", "marker": "x", "document": "\x00", "page": "x"}, {"actor": "JPN", "subject": "'"}]


@pytest.mark.parametrize("query", HANDMADE)
def test_an_address_made_by_hand_does_no_harm(client: Client, analyst: User, query: dict[str, str]) -> None:
    client.force_login(analyst)
    assert client.get(PAGE, query).status_code == 200


def test_readers_do_not_get_there(client: Client, reader: User) -> None:
    client.force_login(reader)
    assert client.get(PAGE).status_code == 302


def test_a_long_list_asks_no_more_questions_than_a_short_one(client: Client, analyst: User) -> None:
    client.force_login(analyst)

    def questions() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert client.get(PAGE, {"actor": "JPN"}).status_code == 200
        return len(asked)

    make_approved((obligation(FIRST), "JPN"), analyst, review_after=ON)
    short = questions()
    for number in range(9601, 9606):
        store_text(RESOLUTION.replace("9101", str(number)))
        make_approved((obligation(FIRST.replace("9101", str(number))), "JPN"), analyst, review_after=ON)
    assert questions() == short


def test_the_review_list_shows_what_waits_oldest_first(client: Client, analyst: User, reviewer: User) -> None:
    make_submission((obligation(PART), "JPN"), analyst, at=AT + timedelta(hours=1))
    make_submission((obligation(FIRST), "JPN"), analyst)
    client.force_login(reviewer)
    page = client.get("/admin/obligations/assessment/review/").content.decode()
    assert 0 < page.index("9101-2032-1-1/JPN") < page.index("9101-2032-2-a-1/JPN")


# From cell to cell ----------------------------------------------------------------------------------------------------
def written(**fields: str) -> dict[str, str]:
    """What the form of a cell sends for a complete version."""
    typed = {"status": "none_found", "summary": "未见。", "sources": "委员会网页", "as_of": "2026-01-31", "revision": "0", "based_on": ""}
    return {"what": "draft", "do": "submit", "proofs-TOTAL_FORMS": "0", "proofs-INITIAL_FORMS": "0", **typed, **fields}


def first_cell(client: Client) -> str:
    return str(client.get(f"{PAGE}next/", {"actor": "JPN"})["Location"])


def test_submitting_leads_to_the_next_cell_of_the_list(client: Client, analyst: User) -> None:
    client.force_login(analyst)
    first = first_cell(client)
    onward = client.post(first, written())["Location"]
    assert onward.startswith(f"{PAGE}next/") and "cell/9101-2032-2-a-1/JPN" in client.get(onward)["Location"]


def test_saving_a_draft_stays_with_the_cell_and_the_list(client: Client, analyst: User) -> None:
    client.force_login(analyst)
    first = first_cell(client)
    assert client.post(first, written(do="save"))["Location"] == f"{first}#draft"


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example", "/logout/", "javascript:alert(1)"])
def test_nobody_is_led_elsewhere(client: Client, analyst: User, elsewhere: str) -> None:
    client.force_login(analyst)
    address = f"/admin/obligations/assessment/cell/{obligation(FIRST).slug}/JPN/"
    assert elsewhere not in client.post(f"{address}?next={elsewhere}", written())["Location"]


def test_status_day_and_sources_are_taken_over_on_request_and_the_summary_is_not(client: Client, analyst: User) -> None:
    client.force_login(analyst)
    client.post(first_cell(client), written())
    second = first_cell(client)
    assert 'value="none_found" id="id_status_1" checked' not in client.get(second).content.decode()
    form = client.get(f"{second}&last=1").context["sheet"].shown
    taken = [form.values[name] for name in ("status", "as_of", "sources", "summary")]
    assert taken == ["none_found", "2026-01-31", "委员会网页", ""]


# The first page -------------------------------------------------------------------------------------------------------
def test_the_first_page_of_the_admin_leads_to_the_work_and_counts_what_waits(analyst: User, reviewer: User) -> None:
    make_submission((obligation(FIRST), "JPN"), analyst)
    client = Client(headers={"accept-language": "en"})
    client.force_login(reviewer)
    page = client.get("/admin/").content.decode()
    assert "1 waits for your review" in page and PAGE not in page
    client.force_login(analyst)
    page = client.get("/admin/").content.decode()
    assert PAGE in page and f"author__id__exact={analyst.pk}" in page


def test_its_links_open(analyst: User) -> None:
    client = Client(headers={"accept-language": "en"})
    client.force_login(analyst)
    links = re.findall(r'href="(/admin/obligations/[^"]+)"', client.get("/admin/").content.decode())
    assert links and {client.get(link.replace("&amp;", "&")).status_code for link in links} == {200}


def test_a_reader_with_access_to_the_admin_sees_no_desk(client: Client, make_user: object) -> None:
    client.force_login(make_user("odd", groups=["reader"], is_staff=True))  # type: ignore[operator]
    assert "desk-heading" not in client.get("/admin/").content.decode()
