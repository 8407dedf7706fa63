"""The pages of meetings and commitments in a browser: free of barriers (axe), for staff and readers, in both languages."""

from typing import TYPE_CHECKING

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Page, expect

from obligations.choices import Verdict
from obligations.models import Commitment
from obligations.services import commitments
from tests.browser.test_pages import log_in, violations, visit
from tests.factories import AT
from tests.obligations.stored_records import store_sample

if TYPE_CHECKING:
    from playwright.sync_api import Browser
    from pytest_django.live_server_helper import LiveServer

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

CONFIRMED = ("PV.9901/c8", "PV.9901/c12", "PV.9901/c4")


@pytest.fixture(autouse=True)
def pages(analyst: User, reader: User) -> list[str]:
    """Records and a resolution, some commitments and ties confirmed; the addresses of what they show."""
    for name in ("S-RES-9004-2032.txt", "S-PV-9901.txt", "S-PV-9907.txt"):
        store_sample(name)
    tied = []
    for row in Commitment.objects.filter(key__in=CONFIRMED):
        commitments.decide(commitment=row, verdict=Verdict.ACCEPT, by=analyst, at=AT)
        for tie in row.ties.all()[:1]:
            commitments.decide_tie(commitment=row, obligation=tie.obligation, verdict=Verdict.ACCEPT, by=analyst, at=AT)
            tied += [row.get_absolute_url(), tie.obligation.get_absolute_url()]
    assert tied
    records = ["/documents/S-PV-9901/", "/documents/S-PV-9907/", "/documents/S-RES-9004-2032/"]
    return [*records, "/commitments/", "/commitments/?search=美元&kind=measure", "/commitments/PV-9901-c12/", "/actors/NOR/", *tied]


def test_no_page_has_barriers_for_staff_in_English(chromium: "Browser", live_server: "LiveServer", analyst: User, pages: list[str]) -> None:
    context = chromium.new_context(base_url=live_server.url, locale="en-GB")
    page = log_in(context.new_page(), live_server, analyst)
    for address in pages:
        visit(page, address)
        assert violations(page) == [], address
    context.close()


def test_in_the_dark_there_are_no_barriers_either(page: Page, live_server: "LiveServer", analyst: User, pages: list[str]) -> None:
    log_in(page, live_server, analyst).emulate_media(color_scheme="dark")
    for address in pages[:1] + pages[3:4] + pages[5:6]:
        visit(page, address)
        assert violations(page) == [], address


def test_from_a_vote_to_the_speech_and_from_a_sum_to_its_sentence(page: Page, live_server: "LiveServer", reader: User) -> None:
    log_in(page, live_server, reader)
    visit(page, "/documents/S-RES-9004-2032/")
    page.locator(".poll a", has_text="S/PV.9901").first.click()
    expect(page.locator("#vote-1")).to_be_in_viewport()
    page.locator("table.turns a", has_text="海厄达尔").click()
    expect(page.locator(".turn:target .m-commitment")).to_contain_text("3500万挪威克朗")
    page.locator("nav a", has_text="意向与措施").click()
    page.locator("table.amounts tr", has_text="NOK").get_by_role("link").click()
    expect(page.locator(".said-filter")).to_contain_text("NOK")
    page.locator("article.card h2 a").click()
    expect(page.locator("blockquote.text mark")).to_contain_text("3500万挪威克朗")
