"""Somebody who was never here asks: what is Japan asked to do about improvised explosive devices, with what force, since when, what has been
found, on what source, as of when? The answer is at most four clicks from the first page, and what is not known is never nought."""

from datetime import date
from typing import TYPE_CHECKING

import pytest
from django.contrib.auth.models import User
from django.utils import timezone
from playwright.sync_api import Locator, Page, expect

from obligations.choices import Audience, EvidenceKind
from obligations.services.assessments import Proof
from tests.browser.test_pages import log_in, violations, visit
from tests.factories import make_approved, make_evidence, obligation, store_text

if TYPE_CHECKING:
    from playwright.sync_api import Browser
    from pytest_django.live_server_helper import LiveServer

    from obligations.models import Evidence

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

KEY = "9101(2032)/1/1"
SUMMARY = "国家报告第3页：已登记部分部件。"
TITLE, PLACE = "日本国家报告", "第3页"
MOST_CLICKS = 4


class Newcomer:
    """A reader who counts the clicks since the first page."""

    def __init__(self, page: Page) -> None:
        self.page, self.clicks = page, 0
        visit(page, "/")

    def click(self, where: Locator) -> None:
        where.click()
        self.clicks += 1


@pytest.fixture
def evidence(analyst: User, reader: User) -> "Evidence":
    """What the personas entered: a text, a status with its source, approved by another and shown to readers."""
    store_text()
    source = make_evidence(analyst, title=TITLE, kind=EvidenceKind.NATIONAL_REPORT, published_on=date(2032, 4, 20))
    proofs = (Proof(source, PLACE),)
    at = timezone.now()
    make_approved((obligation(KEY), "JPN"), analyst, at=at, audience=Audience.READERS, summary=SUMMARY, as_of=date(2026, 4, 30), proofs=proofs)
    return source


@pytest.fixture
def newcomer(page: Page, live_server: "LiveServer", reader: User, evidence: "Evidence") -> Newcomer:
    return Newcomer(log_in(page, live_server, reader))


def expect_the_answer(page: Page) -> None:
    """What, with what force, since when; what was found, on what source, as of when; for this State alone."""
    expect(page.locator("blockquote.text")).to_contain_text("决定所有国家应防止爆炸物前体落入武装团体手中")
    expect(page.locator("h1 + .tags .force")).to_contain_text("决定")
    expect(page.locator(".source")).to_contain_text("2032年4月15日")
    own = page.locator("#state-JPN")
    expect(own).to_be_in_viewport()
    for words in ("已见部分措施", "截至2026年4月30日", SUMMARY, PLACE):
        expect(own).to_contain_text(words)
    expect(own.get_by_role("link", name=TITLE)).to_be_visible()


def test_by_choosing_a_State_and_a_subject_it_takes_two_clicks(newcomer: Newcomer) -> None:
    page = newcomer.page
    page.get_by_label("询问哪一国").select_option(label="日本")
    page.get_by_label("哪一领域").select_option(label="简易爆炸装置和地雷")
    newcomer.click(page.locator(".finder button"))
    card = page.locator("article.card").filter(has_text=KEY)
    for words in ("决定", "2032年4月15日", "已见部分措施", "截至2026年4月30日", TITLE, PLACE):
        expect(card).to_contain_text(words)
    newcomer.click(card.get_by_role("link", name="详情"))
    expect_the_answer(page)
    assert newcomer.clicks <= MOST_CLICKS
    assert violations(page) == []


def test_by_links_alone_it_takes_four_clicks(newcomer: Newcomer) -> None:
    page = newcomer.page
    newcomer.click(page.get_by_role("navigation", name="主导航").get_by_role("link", name="行为方"))
    newcomer.click(page.locator("main").get_by_role("link", name="日本", exact=True))
    row = page.locator("table.grid-of-bars tbody tr").filter(has_text="简易爆炸装置和地雷")
    newcomer.click(row.locator("td.sum a"))
    newcomer.click(page.locator("article.card").filter(has_text=KEY).get_by_role("link", name="详情"))
    expect_the_answer(page)
    assert newcomer.clicks <= MOST_CLICKS


def test_from_the_status_of_a_State_to_the_source_itself(newcomer: Newcomer, evidence: "Evidence") -> None:
    page = newcomer.page
    visit(page, "/actors/JPN/?subject=ied")
    newcomer.click(page.locator("article.card").get_by_role("link", name=TITLE))
    expect(page.locator("h1")).to_have_text(TITLE)
    expect(page.get_by_role("link", name=evidence.url)).to_be_visible()


def test_a_State_of_which_nothing_is_known_is_not_assessed_and_never_nought(newcomer: Newcomer) -> None:
    page = newcomer.page
    page.get_by_label("询问哪一国").select_option(label="葡萄牙")
    page.get_by_label("哪一领域").select_option(label="简易爆炸装置和地雷")
    newcomer.click(page.locator(".finder button"))
    card = page.locator("article.card").filter(has_text=KEY)
    expect(card).to_contain_text("未评估")
    expect(card.locator("dd").last).not_to_contain_text("0")
    expect(page.locator("#by-status")).to_have_count(0)


@pytest.mark.parametrize(("locale", "scheme"), [("zh-CN", "dark"), ("en-US", "light")])
def test_the_dashboards_have_no_barriers(
    chromium: "Browser", live_server: "LiveServer", reader: User, evidence: "Evidence", locale: str, scheme: str
) -> None:
    context = chromium.new_context(base_url=live_server.url, locale=locale, color_scheme=scheme, viewport={"width": 390, "height": 844})
    page = log_in(context.new_page(), live_server, reader)
    for address in ("/", "/actors/JPN/", "/deadlines/", "/actors/JPN/brief/", "/matrix/cells/?mark=partial"):
        visit(page, address)
        page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
        assert violations(page) == [], address
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, address
    context.close()
