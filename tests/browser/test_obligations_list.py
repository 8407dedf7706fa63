"""The list of obligations in a browser: its filter changes in place, and works the same without a script."""

from typing import TYPE_CHECKING

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Page, expect

from tests.browser.test_pages import log_in, violations, visit
from tests.factories import make_assessment, obligation, store_text

if TYPE_CHECKING:
    from playwright.sync_api import Browser
    from pytest_django.live_server_helper import LiveServer

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

FOUND = "#found"
MARK = "window.stayed = true"  # gone where a whole page is loaded


@pytest.fixture(autouse=True)
def rows(analyst: User, reader: User) -> None:
    """A resolution and some follow-up."""
    store_text()
    make_assessment(obligation("9101(2032)/1/1"), "JPN", analyst)


@pytest.fixture
def listed(page: Page, live_server: "LiveServer", reader: User) -> Page:
    """The list as a reader opens it."""
    log_in(page, live_server, reader)
    visit(page, "/obligations/")
    page.evaluate(MARK)
    return page


def test_a_facet_changes_the_list_in_place_and_keeps_the_focus_and_the_address(listed: Page) -> None:
    urges = listed.locator("#f-force-urges")
    urges.focus()
    listed.keyboard.press("Enter")
    expect(listed.locator("article.card")).to_have_count(3)
    expect(urges).to_have_attribute("aria-current", "true")
    expect(urges).to_be_focused()
    assert listed.url.endswith("/obligations/?force=urges")
    expect(listed.locator("#list-said")).to_contain_text("3")
    listed.locator("#f-subject-ied").click()
    expect(listed.locator(".said-condition")).to_have_count(2)
    listed.locator("#drop-force").click()
    expect(listed.locator(".said-condition")).to_have_count(1)
    expect(listed.locator(FOUND)).to_be_focused()  # what was pressed is gone
    assert listed.evaluate("window.stayed")
    listed.go_back()
    expect(listed.locator(".said-condition")).to_have_count(2)


def test_words_are_searched_for_together_with_what_is_chosen(listed: Page) -> None:
    listed.locator("#f-force-urges").click()
    expect(listed.locator(".said-condition")).to_have_count(1)
    listed.locator("#id_search").fill("可疑")
    listed.locator("#id_search").press("Enter")
    expect(listed.locator("article.card")).to_have_count(1)
    expect(listed.locator("mark.m-search")).to_have_text("可疑")
    assert listed.url.endswith("?force=urges&search=%E5%8F%AF%E7%96%91")  # what was left open is not in it
    assert listed.evaluate("window.stayed")
    listed.locator("#id_applies_to").select_option("VAT")
    listed.locator(".go button").click()
    expect(listed.locator(".nothing")).to_be_visible()
    listed.locator("#less-applies_to").click()
    expect(listed.locator("article.card")).to_have_count(1)


def test_words_that_are_typed_and_not_yet_searched_for_stay_until_all_is_cleared(listed: Page) -> None:
    search = listed.locator("#id_search")
    search.fill("可疑")
    listed.locator("#f-force-urges").click()
    expect(listed.locator("article.card")).to_have_count(3)
    expect(search).to_have_value("可疑")
    search.press("Enter")
    expect(listed.locator("article.card")).to_have_count(1)
    search.fill("")
    listed.locator("#drop-force").click()
    expect(listed.locator(".said-condition")).to_have_count(1)
    expect(search).to_have_value("")
    search.fill("交流")
    listed.locator("#drop-all").click()
    expect(listed.locator(".said-condition")).to_have_count(0)
    expect(search).to_have_value("")
    assert listed.evaluate("window.stayed")


def test_what_is_unfolded_stays_so(listed: Page) -> None:
    listed.set_viewport_size({"width": 390, "height": 800})
    expect(listed.locator("#f-force-urges")).to_be_hidden()
    listed.locator("#facets > summary").click()
    listed.locator("#f-force-urges").click()
    expect(listed.locator("#f-force-urges")).to_have_attribute("aria-current", "true")
    expect(listed.locator("#f-force-urges")).to_be_visible()
    assert listed.evaluate("window.stayed")


def test_who_was_logged_out_gets_to_log_in(listed: Page) -> None:
    listed.context.clear_cookies()
    listed.locator("#f-force-urges").click()
    listed.wait_for_url("**/accounts/login/?next=/obligations/*")


def test_a_view_is_saved_and_found_again(listed: Page) -> None:
    listed.locator("#f-force-urges").click()
    listed.locator("#views > summary").click()
    listed.locator("#id_view").fill("敦促")
    listed.locator("#views form button").click()
    expect(listed.locator(".notice").first).to_contain_text("敦促")
    listed.goto("/")
    listed.get_by_role("link", name="敦促", exact=True).click()
    expect(listed.locator("article.card")).to_have_count(3)
    visit(listed, "/account/views/")
    assert violations(listed) == []
    listed.get_by_role("button", name="删除“敦促”").click()
    expect(listed.locator(".notice").first).to_contain_text("敦促")


def test_without_a_script_the_same_links_and_forms_work(chromium: "Browser", live_server: "LiveServer", reader: User) -> None:
    context = chromium.new_context(base_url=live_server.url, locale="zh-CN", java_script_enabled=False, viewport={"width": 390, "height": 800})
    page = log_in(context.new_page(), live_server, reader)
    visit(page, "/obligations/")
    page.locator("#facets > summary").click()
    page.locator("#f-force-urges").click()
    expect(page.locator("article.card")).to_have_count(3)
    page.locator("#id_search").fill("可疑")
    page.locator(".go button").click()
    expect(page.locator("article.card")).to_have_count(1)
    expect(page.locator(".said-condition")).to_have_count(2)
    context.close()


def test_the_list_has_no_barriers_in_any_of_its_states(listed: Page) -> None:
    states = (("light", "force=urges&search=可疑&colour=red"), ("light", "force=directs&search=无此语&as_of=2033-01-01"), ("dark", "applies_to=JPN"))
    for scheme, query in states:
        listed.emulate_media(color_scheme=scheme)
        visit(listed, f"/obligations/?{query}")
        assert violations(listed) == [], (scheme, query)


def test_a_phone_never_scrolls_sideways_and_paper_has_the_list_alone(listed: Page) -> None:
    for query in ("", "force=urges&applies_to=JPN&search=无此语"):
        listed.set_viewport_size({"width": 360, "height": 740})
        visit(listed, f"/obligations/?{query}")
        listed.locator("#facets > summary").click()
        assert listed.evaluate("document.documentElement.scrollWidth") <= 360
    listed.emulate_media(media="print")
    for hidden in (".facets", ".list-form", ".list-tools"):
        expect(listed.locator(hidden)).to_be_hidden()
    expect(listed.locator(".said-filter")).to_be_visible()
