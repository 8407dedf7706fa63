"""The matrix in a browser: from cell to cell by keyboard, what a cell says without leaving, and all of it without a script."""

import re
from typing import TYPE_CHECKING

import pytest
from django.contrib.auth.models import User
from django.utils import timezone
from playwright.sync_api import Page, expect

from tests.browser.test_pages import log_in, violations, visit
from tests.factories import make_assessment, obligation, store_text

if TYPE_CHECKING:
    from playwright.sync_api import Browser
    from pytest_django.live_server_helper import LiveServer

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SUMMARY = "国家报告第9页"


@pytest.fixture(autouse=True)
def rows(analyst: User, reader: User) -> None:
    """A resolution and one status."""
    store_text()
    now = timezone.now()
    make_assessment(obligation("9101(2032)/1/1"), "JPN", analyst, summary=SUMMARY, at=now, as_of=now.date())


def cell(page: Page, code: str) -> str:
    """The selector of a State's first cell."""
    return f"table.matrix td a[href$='#state-{code}']"


def test_the_keyboard_goes_from_cell_to_cell_and_opens_one(page: Page, live_server: "LiveServer", reader: User) -> None:
    log_in(page, live_server, reader)
    visit(page, "/matrix/?group=asia_pacific_states&force=decides")
    first = page.locator("table.matrix tbody td a[tabindex='0']")
    expect(first).to_have_count(1)
    first.focus()
    for _step in range(300):
        if (page.evaluate("document.activeElement.hash") or "") == "#state-JPN":
            break
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator("#cell-panel")).to_contain_text(SUMMARY)
    assert violations(page) == []
    page.keyboard.press("Escape")
    expect(page.locator("#cell-panel")).to_be_hidden()
    assert page.evaluate("document.activeElement.hash") == "#state-JPN"


def test_without_a_script_a_cell_leads_to_the_obligation_at_its_State(chromium: "Browser", live_server: "LiveServer", reader: User) -> None:
    context = chromium.new_context(base_url=live_server.url, locale="zh-CN", java_script_enabled=False)
    page = log_in(context.new_page(), live_server, reader)
    visit(page, "/matrix/?force=decides")
    page.locator(cell(page, "JPN")).click()
    expect(page).to_have_url(re.compile("/obligations/9101-2032-1-1/#state-JPN$"))
    expect(page.locator("#state-JPN")).to_contain_text(SUMMARY)
    context.close()


def test_a_phone_chooses_a_State_and_gets_a_list(chromium: "Browser", live_server: "LiveServer", reader: User) -> None:
    context = chromium.new_context(base_url=live_server.url, locale="zh-CN", viewport={"width": 390, "height": 800})
    page = log_in(context.new_page(), live_server, reader)
    visit(page, "/matrix/")
    expect(page.locator("table.matrix")).to_be_hidden()
    page.locator(".matrix-states").get_by_role("link", name="日本", exact=True).click()
    expect(page.locator(".state-cells li").first).to_contain_text("9101(2032)")
    context.close()


def test_heads_stay_where_they_are_seen(page: Page, live_server: "LiveServer", reader: User) -> None:
    log_in(page, live_server, reader)
    visit(page, "/matrix/")
    frame, head = page.locator(".matrix-frame"), page.locator("table.matrix thead")
    before = head.evaluate("e => e.getBoundingClientRect().top")
    frame.evaluate("e => { e.scrollTop = 2000 }")
    assert abs(head.evaluate("e => e.getBoundingClientRect().top") - before) < 2
