"""Many cells at speed, in Chinese: a block pasted onto the grid, cells typed with the keyboard, a report marked beside, a batch undone."""

from datetime import date

import pytest
from django.contrib.auth.models import User
from django.urls import reverse
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from obligations.choices import ReviewState
from obligations.models import Actor, Assessment, Batch, Evidence, Obligation
from tests.browser.test_admin_journey import sign_in
from tests.factories import make_evidence, obligation, store_text

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

ALL_STATES = "9101(2032)/1/1"
PASTE = """block => {
  const data = new DataTransfer();
  data.setData("text/plain", block);
  document.activeElement.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
}"""


def grid_of(row: Obligation) -> str:
    return reverse("admin:obligations_grid", args=[row.pk])


def many_paragraphs(count: int) -> str:
    """A resolution with many paragraphs addressed to the members."""
    listed = "".join(f"{n}. 敦促会员国登记第{n}类部件的销售；\n\n" for n in range(1, count + 1))
    return f"第 9101(2032)号决议\n\n安全理事会2032年4月15日第9911次会议通过\n\n安全理事会，\n\n{listed}"


def test_a_block_of_twenty_rows_is_pasted_in_one_step_and_undone(page: Page, analyst: User) -> None:
    store_text()
    row = obligation(ALL_STATES)
    report = make_evidence(analyst)
    states = list(Actor.objects.states()[:20])
    block = "\r\n".join(f"{state.name_zh}\t已见部分措施\t见报告第{n}页。\t{report.slug} 第{n}页\t2026-05-31" for n, state in enumerate(states))
    sign_in(page, "analyst")
    page.goto(grid_of(row))
    expect(page.locator("#grid td:focus")).to_have_count(1)
    page.evaluate(PASTE, block + "\r\n")
    button = page.locator("button[value=write]")
    expect(button).to_be_focused()
    expect(page.locator(".before-after tbody tr")).to_have_count(20)
    assert not Assessment.objects.exists()
    page.keyboard.press("Enter")
    expect(page.locator(".messagelist .success")).to_be_visible()
    assert Assessment.objects.filter(state=ReviewState.SUBMITTED).count() == 20

    page.locator(".messagelist .success a").click()
    expect(page.locator("button.default")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".messagelist .success")).to_be_visible()
    assert set(Assessment.objects.values_list("state", flat=True)) == {ReviewState.DISCARDED}
    assert Batch.objects.get().undone_by == analyst


def test_cells_are_typed_with_the_keyboard_one_by_one_and_together(page: Page, analyst: User) -> None:
    store_text()
    row = obligation(ALL_STATES)
    first, second, third = (actor.code for actor in Actor.objects.states()[:3])
    sign_in(page, "analyst")
    page.goto(grid_of(row))

    def type_row(summary: str) -> None:
        """From the cell of a status: its number, the summary, the sources; back to where it began, one row down."""
        page.keyboard.press("2")
        page.keyboard.press("ArrowRight")
        page.keyboard.press("Enter")
        page.keyboard.insert_text(summary)
        page.keyboard.press("Tab")
        page.keyboard.insert_text("国家报告")
        page.keyboard.press("Enter")
        page.keyboard.press("ArrowLeft")
        page.keyboard.press("ArrowLeft")

    type_row("第一句。")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("s")
    expect(page.locator(f"tr[data-code={first}] .row-said")).to_be_visible()
    expect(page.locator(f"tr[data-code={first}] td[data-part=status]")).to_be_focused()
    assert Assessment.objects.get().actor.code == first

    page.keyboard.press("ArrowDown")
    type_row("第二句。")
    type_row("第三句。")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".before-after tbody tr")).to_have_count(2)
    page.locator("button[value=edit]").click()  # back: what was typed is there
    expect(page.locator(f"textarea[name='{third}.summary']")).to_have_value("第三句。")
    page.locator("#grid-together").click()
    page.locator("button[value=write]").click()
    expect(page.locator(".messagelist .success")).to_be_visible()
    assert sorted(Assessment.objects.values_list("actor__code", flat=True)) == sorted([first, second, third])
    assert Batch.objects.get().size == 2


def test_a_refused_row_says_why_in_its_place(page: Page, analyst: User) -> None:
    store_text()
    sign_in(page, "analyst")
    page.goto(grid_of(obligation(ALL_STATES)))
    page.keyboard.press("2")
    page.locator("[data-save]").click()
    expect(page.locator("tr.errors .row-error")).to_be_visible()


def test_thirty_cells_are_marked_from_one_report_at_four_keys_a_cell(page: Page, analyst: User) -> None:
    store_text(many_paragraphs(31))
    report = make_evidence(analyst, issuer=Actor.objects.get(code="JPN"), published_on=date(2026, 5, 1), title="日本国家报告")
    sign_in(page, "analyst")
    page.goto(reverse("admin:obligations_evidence_mark", args=[report.pk]))
    expect(page.locator(".mark-row:focus")).to_have_count(1)
    keys = 0

    def press(key: str) -> None:
        nonlocal keys
        keys += 1
        page.keyboard.press(key)

    for n in range(1, 21):
        press("4")
        page.keyboard.insert_text(f"第{n}页")
        press("Enter")
        page.keyboard.insert_text(f"已登记第{n}类部件。")
        press("Enter")
    for _n in range(10):
        press(".")  # the same once more, on request
    expect(page.locator(".mark-row.is-marked")).to_have_count(30)
    assert keys <= 4 * 30
    page.keyboard.press("Control+Enter")
    expect(page.locator(".before-after tbody tr")).to_have_count(30)
    expect(page.locator("button[value=write]")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".messagelist .success")).to_be_visible()
    made = Assessment.objects.filter(actor__code="JPN", state=ReviewState.SUBMITTED)
    assert made.count() == 30
    assert Evidence.objects.get().links.count() == 30
    assert Batch.objects.get().size == 30


def test_the_grid_works_without_a_script(chromium: Browser, live_server: LiveServer, analyst: User) -> None:
    store_text()
    context = chromium.new_context(base_url=live_server.url, locale="zh-CN", java_script_enabled=False)
    page = context.new_page()
    sign_in(page, "analyst")
    page.goto(f"{grid_of(obligation(ALL_STATES))}?edit=1&group=asia_pacific_states")
    page.fill("textarea[name='JPN.summary']", "未见措施。")
    page.select_option("select[name='JPN.status']", "none_found")
    page.fill("input[name='JPN.proof']", "国家报告")
    page.click("button[value=preview]")
    page.click("button[value=write]")
    expect(page.locator(".messagelist .success")).to_be_visible()
    assert Assessment.objects.get().actor.code == "JPN"
    context.close()


@pytest.mark.parametrize("width", [390, 1280])
def test_the_page_itself_never_scrolls_sideways(page: Page, analyst: User, width: int) -> None:
    store_text()
    report = make_evidence(analyst, issuer=Actor.objects.get(code="JPN"))
    sign_in(page, "analyst")
    page.set_viewport_size({"width": width, "height": 800})
    for address in (grid_of(obligation(ALL_STATES)), reverse("admin:obligations_evidence_mark", args=[report.pk])):
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
