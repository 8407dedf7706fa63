"""A morning with the review queue, in Chinese and with the keyboard alone; and the same page without a script."""

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from obligations.choices import Basis
from obligations.models import Decision
from tests.browser.test_admin_journey import sign_in
from tests.factories import RESOLUTION, obligation, store_text

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

QUEUE = "/admin/obligations/obligation/queue/"
MORE = """4. 要求所有各方立即停止招募儿童；

5. 请将本决议译成当地语文；

6. 决定继续处理此案。
"""
TEXT = RESOLUTION.replace("4. 决定继续处理此案。\n", MORE)
AMBIGUOUS, OPEN, TWO, PLAIN = "9101(2032)/4/1", "9101(2032)/5/1", "9101(2032)/3/2", "9101(2032)/1/1"


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def write(page: Page, words: str) -> None:
    """Type into the field that has the focus."""
    assert page.evaluate("document.activeElement.tagName") == "INPUT"
    page.keyboard.insert_text(words)


def expect_paragraph(page: Page, label: str) -> None:
    expect(page.locator("#text-heading")).to_have_text(f"S/RES/9101 (2032) · {label}")
    expect(page.locator(".chip:focus")).to_have_count(1)


def expect_at(page: Page, label: str) -> None:
    """The keys are about this label of an act: `force`, `addressee-JPN`."""
    expect(page.locator(f".chip:focus[data-chip$='-{label}']")).to_have_count(1)


def test_a_queue_is_worked_through_with_the_keyboard(page: Page, analyst: User) -> None:
    store_text(TEXT)
    sign_in(page, "analyst")
    page.goto(QUEUE)
    assert page.locator("html").get_attribute("lang") == "zh-hans"

    # First the force that the Chinese cannot tell. Enter alone does not accept it: it asks first.
    expect_paragraph(page, "4")
    expect_at(page, "force")
    press(page, "k")
    expect_at(page, "verb")
    press(page, "Enter")
    expect_at(page, "force")
    expect(page.locator("#queue-said")).not_to_be_empty()
    assert not Decision.objects.exists()
    press(page, "c")  # opens the list: 要求, 指示, 请, 敦促, 促请
    expect(page.locator("select:focus")).to_have_count(1)
    press(page, *["ArrowDown"] * 4, "Enter")
    expect(page.locator("[data-chip$='-force'] select").first).to_have_value("calls")
    press(page, "Tab")  # the verb of another official language
    write(page, "calls for")
    press(page, "Enter")
    expect_at(page, "force")
    press(page, "Enter")

    # The next one comes by itself: an act that names nobody.
    expect_paragraph(page, "5")
    row = obligation(AMBIGUOUS)
    assert (row.force, row.force_basis, row.verb_basis, row.tracked_basis) == ("calls", Basis.CHANGED, Basis.CONFIRMED, Basis.CONFIRMED)
    assert "calls for" in row.decisions.get(label="force").reason
    press(page, "+")
    write(page, "秘书长")
    press(page, "Enter", "Enter")  # back to the label; then on, which asks for the reason
    expect(page.locator("#queue-reason")).to_be_focused()
    write(page, "依上文，由秘书长办理。")
    press(page, "Enter")

    # A plain paragraph: one key.
    expect_paragraph(page, "1")
    assert list(obligation(OPEN).addressees.values_list("code", "basis")) == [("sg", Basis.CHANGED)]
    press(page, "s")
    expect_paragraph(page, "2")
    press(page, "Enter")
    expect_paragraph(page, "2(a)")
    press(page, "?")
    expect(page.locator("#queue-help")).to_be_visible()
    press(page, "?")
    expect(page.locator("#queue-help")).to_be_hidden()
    press(page, "s")
    expect_paragraph(page, "2(b)")
    assert obligation(PLAIN).force_basis == Basis.MACHINE
    assert obligation("9101(2032)/2/1").force_basis == Basis.CONFIRMED


def test_labels_are_accepted_rejected_and_taken_back(page: Page, analyst: User) -> None:
    store_text(TEXT)
    row = obligation(TWO)
    sign_in(page, "analyst")
    page.goto(f"{QUEUE}?paragraph={row.paragraph.slug}")
    expect_paragraph(page, "3")
    norway = page.locator(f"[data-chip='a{row.pk}-addressee-NOR']")
    for _ in range(30):
        if norway.evaluate("chip => chip === document.activeElement"):
            break
        press(page, "ArrowDown")
    press(page, "r")
    expect(norway).to_have_attribute("data-said", "reject")
    expect(norway).not_to_be_focused()  # on to the next label that is open
    norway.focus()
    press(page, "r")
    expect(norway).to_have_attribute("data-said", "")
    press(page, "r", "Enter")
    expect(page.locator("#queue-reason")).to_be_focused()
    write(page, "英文本未点名挪威。")
    press(page, "Enter")
    expect(page.locator(".messagelist .success")).to_be_visible()
    assert list(row.addressees.values_list("code", "basis")) == [("JPN", Basis.CONFIRMED)]


def test_the_page_works_without_a_script(chromium: Browser, live_server: LiveServer, analyst: User) -> None:
    store_text(TEXT)
    context = chromium.new_context(base_url=live_server.url, locale="zh-CN", java_script_enabled=False)
    page = context.new_page()
    sign_in(page, "analyst")
    page.goto(f"{QUEUE}?paragraph={obligation(PLAIN).paragraph.slug}")
    page.click("button[value=accept]")
    expect(page.locator("#text-heading")).to_have_text("S/RES/9101 (2032) · 2")
    assert obligation(PLAIN).force_basis == Basis.CONFIRMED
    context.close()


def test_it_fits_a_desktop(page: Page, analyst: User) -> None:
    store_text(TEXT)
    sign_in(page, "analyst")
    for width in (1100, 1400):
        page.set_viewport_size({"width": width, "height": 800})
        page.goto(QUEUE)
        expect_paragraph(page, "4")
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
