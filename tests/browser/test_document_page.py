"""The document page in a browser: read by keyboard, with details beside the text, marks switched off, printed, and two editions side by side."""

import io
import re
from typing import TYPE_CHECKING

import pypdfium2
import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Page, expect

from tests.browser.test_pages import log_in, violations, visit
from tests.factories import RESOLUTION, store_text

if TYPE_CHECKING:
    from playwright.sync_api import Browser
    from pytest_django.live_server_helper import LiveServer

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SLUG = "S-RES-9101-2032"
PAGE = f"/documents/{SLUG}/"
BESIDE = f"{PAGE}?beside=1"
CORRECTED = RESOLUTION.replace("的销售", "的销售和转让").replace("4. 决定", "4. 促请会员国通力合作；\n\n5. 决定")
FOCUS = "() => { const e = document.activeElement; return e.dataset.act || e.getAttribute('href') || e.tagName }"
SHIFTS = """() => new Promise(done => {
  let sum = 0;
  new PerformanceObserver(list => { for (const one of list.getEntries()) if (!one.hadRecentInput) sum += one.value })
    .observe({ type: 'layout-shift', buffered: true });
  setTimeout(() => done(sum), 300) })"""


@pytest.fixture(autouse=True)
def text(reader: User) -> None:
    """A resolution."""
    store_text()


@pytest.fixture
def opened(page: Page, live_server: "LiveServer", reader: User) -> Page:
    """The document page of a reader who is logged in."""
    log_in(page, live_server, reader)
    visit(page, PAGE)
    return page


def press(page: Page, *keys: str) -> str:
    """Press keys one after the other; what has the focus then."""
    for key in keys:
        page.keyboard.press(key)
    return str(page.evaluate(FOCUS))


def test_the_text_is_read_by_keyboard(opened: Page) -> None:
    assert press(opened, "j") == f"#{SLUG}-1"
    assert press(opened, "j", "j", "k") == f"#{SLUG}-2"
    assert press(opened, "n", "n") == "/obligations/9101-2032-2-a-1/"  # inherited: no words of its own
    assert press(opened, "n", "n", "n") == "9101-2032-3-2"
    assert press(opened, "p") == "9101-2032-3-1"
    press(opened, "Enter")
    expect(opened.locator("#panel h2")).to_be_focused()
    expect(opened.locator("#panel .act.current h3")).to_contain_text("9101(2032)/3/1")
    assert opened.url.endswith(f"#{SLUG}-3")
    assert press(opened, "Escape") == f"#{SLUG}-3"
    expect(opened.locator("#panel h2")).to_have_count(0)
    press(opened, "?")
    expect(opened.get_by_role("dialog")).to_be_visible()
    opened.get_by_label("在本页将字母键用作快捷键").uncheck()
    press(opened, "Escape")
    assert press(opened, "j") == f"#{SLUG}-3"
    opened.reload()
    assert press(opened, "j") == "BODY"


def test_letters_typed_in_a_field_stay_letters(opened: Page) -> None:
    store_text(CORRECTED, filename="x2.txt")
    visit(opened, PAGE)
    opened.locator("#beside").focus()
    assert press(opened, "j", "n") == "SELECT"


def test_a_link_opens_what_it_points_into_and_can_be_copied(page: Page, live_server: "LiveServer", reader: User) -> None:
    log_in(page, live_server, reader).context.grant_permissions(["clipboard-read", "clipboard-write"])
    visit(page, f"{PAGE}#{SLUG}-pp2")
    expect(page.locator(".passage:target .text")).to_be_in_viewport()
    expect(page.locator("#panel h2")).to_have_text("第pp2段")
    passage = page.locator(f"#{SLUG}-1")
    expect(passage.locator(".copy")).to_have_css("opacity", "0")
    passage.hover()
    expect(passage.locator(".copy")).to_have_css("opacity", "1")
    passage.locator(".copy").click()
    assert page.evaluate("navigator.clipboard.readText()") == f"{live_server.url}{PAGE}#{SLUG}-1"
    expect(page.get_by_role("status").filter(has_text="已复制该段的链接")).to_have_count(1)


def test_what_is_switched_off_stays_off_and_nothing_moves(opened: Page) -> None:
    opened.locator("#show-act").uncheck()
    opened.locator("#show-labels").uncheck()
    opened.reload()
    expect(opened.locator("#show-act")).not_to_be_checked()
    expect(opened.locator(".text .m-act").first).to_have_css("font-weight", "400")
    expect(opened.locator(f"#{SLUG}-1 .labels")).to_be_hidden()
    opened.locator(f"#{SLUG}-1 .more-about").click()
    expect(opened.locator("#panel h2")).to_be_focused()
    assert opened.evaluate(SHIFTS) < 0.01


def test_without_a_script_all_is_shown_and_details_are_a_page(chromium: "Browser", live_server: "LiveServer", reader: User) -> None:
    context = chromium.new_context(base_url=live_server.url, locale="zh-CN", java_script_enabled=False)
    page = log_in(context.new_page(), live_server, reader)
    visit(page, PAGE)
    expect(page.locator(f"#{SLUG}-1 .labels")).to_be_visible()
    expect(page.locator(".keys-hint")).to_be_hidden()
    expect(page.locator(".copy").first).to_be_hidden()
    page.locator("#show-labels").uncheck()
    expect(page.locator(f"#{SLUG}-1 .labels")).to_be_hidden()
    page.locator(f"#{SLUG}-3 .more-about").click()
    expect(page.locator(".panel-page")).to_contain_text("9101(2032)/3/2")
    context.close()


def test_paper_has_the_text_its_labels_and_what_they_are_not(opened: Page) -> None:
    paper = pypdfium2.PdfDocument(io.BytesIO(opened.pdf(prefer_css_page_size=True)))
    words = re.sub(r"\s+", "", "".join(sheet.get_textpage().get_text_range() for sheet in paper))
    read = ("回顾其第9001(2031)号决议", "决定所有国家应防止爆炸物前体", "9101(2032)/1/1", "待确认", "安理会的行为")
    for expected in (*read, "并非法律认定", "标签和落实情况截至"):
        assert expected in words, expected
    for left_out in ("退出reader", "详情", "快捷键", "请选择一个段落"):
        assert left_out not in words, left_out


@pytest.mark.parametrize("locale", ["zh-CN", "en-GB"])
def test_there_are_no_barriers(chromium: "Browser", live_server: "LiveServer", reader: User, locale: str) -> None:
    store_text(CORRECTED, filename="x2.txt")
    context = chromium.new_context(base_url=live_server.url, locale=locale)
    page = log_in(context.new_page(), live_server, reader)
    for width, addresses in ((1280, (PAGE, BESIDE, f"{PAGE}paragraphs/{SLUG}-3/")), (390, (PAGE, BESIDE))):
        page.set_viewport_size({"width": width, "height": 844})
        for address in addresses:
            visit(page, address)
            if address == PAGE:
                page.locator(f"#{SLUG}-3 .more-about").click()
                expect(page.locator("#panel h2")).to_be_in_viewport()
            assert violations(page) == [], (address, width)
            assert page.evaluate("document.documentElement.scrollWidth") <= width, address
    context.close()


def test_in_the_dark_and_in_the_list_of_keys_there_are_no_barriers_either(opened: Page) -> None:
    opened.emulate_media(color_scheme="dark")
    opened.locator(f"#{SLUG}-1 .more-about").click()
    expect(opened.locator("#panel h2")).to_be_focused()
    assert violations(opened) == []
    press(opened, "?")
    assert violations(opened) == []


def test_two_editions_stand_beside_one_another_and_on_a_phone_below(opened: Page) -> None:
    store_text(CORRECTED, filename="x2.txt")
    visit(opened, PAGE)
    opened.locator("#beside").select_option("1")
    opened.get_by_role("button", name="并列显示").click()
    expect(opened.locator("ins")).to_contain_text("和转让")
    columns = opened.locator(f"#{SLUG}-2-a .column")
    left, right = (columns.nth(n).bounding_box() or {} for n in (0, 1))
    assert left["y"] == right["y"] and left["x"] < right["x"]
    opened.set_viewport_size({"width": 390, "height": 844})
    left, right = (columns.nth(n).bounding_box() or {} for n in (0, 1))
    assert left["x"] == right["x"] and left["y"] < right["y"]
    expect(opened.locator(f"#{SLUG}-1 .column").nth(1)).to_be_hidden()
