"""The pages in a browser: in the dark, in the language asked for, without a script, and down from a number to its sentence."""

from typing import TYPE_CHECKING, Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.auth.models import User
from django.test import Client
from playwright.sync_api import Page, expect

from tests.factories import make_assessment, obligation, store_text

if TYPE_CHECKING:
    from playwright.sync_api import Browser
    from pytest_django.live_server_helper import LiveServer

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

DOCUMENT = "/documents/S-RES-9101-2032/"
PAGES = ("/", DOCUMENT, "/obligations/?search=爆炸&force=decides", "/obligations/9101-2032-1-1/", "/matrix/?compare=2031-01-01", "/subjects/ied/")
STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# Every rule looks at every element; only what is violated is told in full, for telling all the rest takes longer than looking.
LOOK = {"runOnly": STANDARDS, "resultTypes": ["violations"], "selectors": False}
LEGEND = "fieldset.legend"


@pytest.fixture(autouse=True)
def rows(analyst: User, reader: User) -> None:
    """A resolution and some follow-up."""
    store_text()
    make_assessment(obligation("9101(2032)/1/1"), "JPN", analyst)
    make_assessment(obligation("9101(2032)/1/1"), "JPN", analyst, status="implemented")


@pytest.fixture
def logged_in(page: Page, live_server: "LiveServer", reader: User) -> Page:
    """The page of a reader who is logged in."""
    return log_in(page, live_server, reader)


def log_in(page: Page, live_server: "LiveServer", user: User) -> Page:
    """Give the browser the session of a user, without the way through the form."""
    client = Client()
    client.force_login(user)
    page.context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}])
    return page


def violations(page: Page) -> list[str]:
    """What axe finds wrong with a page, a line each."""
    found = Axe().run(page, options=LOOK).response
    assert len(found["passes"]) > 10  # it did look
    return [f"{v['id']}: {node['html'][:120]}" for v in found["violations"] for node in v["nodes"]]


def foreign(page: Page, live_server: "LiveServer") -> list[str]:
    """A list that fills with every request that leaves the service."""
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if not request.url.startswith((live_server.url, "data:")) else None)
    return asked


def visit(page: Page, address: str) -> None:
    """Open a page and wait for its heading."""
    page.goto(address)
    expect(page.locator("h1")).to_be_visible()


def test_the_login_and_the_error_have_no_barriers(chromium: "Browser", live_server: "LiveServer") -> None:
    context = chromium.new_context(base_url=live_server.url, locale="zh-CN")
    page = context.new_page()
    for address in ("/accounts/login/?next=/", "/nowhere/"):
        visit(page, address)
        assert violations(page) == [], address
    context.close()


def test_in_the_dark_there_are_no_barriers_either(logged_in: Page) -> None:
    logged_in.emulate_media(color_scheme="dark")
    for address in PAGES:
        visit(logged_in, address)
        assert violations(logged_in) == [], address


def test_english_where_the_browser_asks_for_it(chromium: "Browser", live_server: "LiveServer", reader: User) -> None:
    context = chromium.new_context(base_url=live_server.url, locale="en-GB")
    page = log_in(context.new_page(), live_server, reader)
    visit(page, "/")
    expect(page.locator("h1")).to_have_text("Overview")
    assert page.locator("html").get_attribute("lang") == "en"
    page.get_by_role("button", name="中文").click()
    expect(page.locator("h1")).to_have_text("总览")
    context.close()


def test_from_a_number_down_to_the_sentence(logged_in: Page) -> None:
    visit(logged_in, "/")
    logged_in.locator("table.heat").first.locator("tfoot td a").first.click()
    expect(logged_in.locator("article.card").first).to_be_visible()
    logged_in.locator("article.card h2 a").first.click()
    expect(logged_in.locator("blockquote.text")).to_contain_text("决定所有国家应防止爆炸物前体落入武装团体手中")
    logged_in.locator(".source a").click()
    expect(logged_in.locator(".passage:target .text")).to_contain_text("决定所有国家")


def test_the_pages_work_without_a_script(chromium: "Browser", live_server: "LiveServer", reader: User) -> None:
    context = chromium.new_context(base_url=live_server.url, locale="zh-CN", java_script_enabled=False)
    page = context.new_page()
    page.goto("/documents/S-RES-9101-2032/")
    page.fill("#id_username", "reader")
    page.fill("#id_password", "reader")
    page.click("main button")
    expect(page.locator("h1")).to_contain_text("S/RES/9101 (2032)")
    page.locator(".preamble summary").click()
    expect(page.locator(".preamble .text").first).to_be_visible()
    page.get_by_label("安理会的行为").uncheck()
    page.goto("/obligations/")
    page.locator("#f-force-urges").click()
    expect(page.locator(".said-filter")).to_contain_text("敦促")
    expect(page.locator("article.card")).to_have_count(3)  # paragraph 2 and its two parts
    context.close()


def test_marks_can_be_switched_off_and_differ_without_colour(logged_in: Page) -> None:
    visit(logged_in, DOCUMENT)
    drawn = {kind: lines(logged_in, kind) for kind in ("act", "addressee", "subject", "deadline", "citation")}
    assert len(set(drawn.values())) == len(drawn)
    logged_in.locator("#show-act").uncheck()
    assert logged_in.locator(".text .m-act").first.evaluate("mark => getComputedStyle(mark).fontWeight") == "400"


def lines(page: Page, kind: str) -> tuple[Any, ...]:
    """How a kind of mark is drawn, colour apart."""
    script = """mark => { const s = getComputedStyle(mark);
      return [s.fontWeight, s.textDecorationLine, s.textDecorationStyle, s.borderBottomStyle, s.outlineStyle] }"""
    return tuple(page.locator(f"{LEGEND} .m-{kind}").evaluate(script))
