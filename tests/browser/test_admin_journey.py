"""An analyst's first day in a browser: find an obligation, see why it has its labels, correct one, go on to a State."""

from urllib.parse import urlparse

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from obligations.models import Obligation
from tests.factories import obligation, store_text

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

KEY = "9101(2032)/2(a)/1"


def sign_in(page: Page, name: str) -> None:
    page.goto("/admin/login/?next=/admin/obligations/obligation/")
    page.fill("#id_username", name)
    page.fill("#id_password", name)
    page.click("input[type=submit]")
    expect(page.locator("#changelist-search")).to_be_visible()


def find(page: Page, words: str, key: str) -> None:
    """Search for two characters and open what is found."""
    page.fill("#searchbar", words)
    page.press("#searchbar", "Enter")
    page.get_by_role("link", name=key, exact=True).click()
    expect(page.locator("#content h1")).to_have_text(key)


def test_an_analyst_finds_and_corrects_and_goes_on_to_a_state(page: Page, analyst: User) -> None:
    store_text()
    sign_in(page, "analyst")
    assert page.locator("html").get_attribute("lang") == "zh-hans"
    find(page, "登记", KEY)

    # The words that led to the labels are marked in a way that needs no colour.
    words = page.locator(".text-panel mark.mark-subject").first
    expect(words).to_be_visible()
    assert words.evaluate("word => getComputedStyle(word).textDecorationStyle") == "dotted"
    verb = page.locator(".chapeau mark.mark-act")
    expect(verb).to_have_text("敦促")
    assert verb.evaluate("word => getComputedStyle(word).borderBottomWidth") == "3px"

    # A change needs a reason; what was chosen stays when it is missing.
    page.select_option("#id_force", "encourages")
    page.click("#labels-form button.default")
    expect(page.locator("#labels-form .errorlist").first).to_be_visible()
    expect(page.locator("#id_force")).to_have_value("encourages")
    page.fill("#id_reason", "语气为鼓励。")
    page.click("#labels-form button.default")
    expect(page.locator(".messagelist .success")).to_be_visible()
    expect(page.locator("table.decisions")).to_contain_text("语气为鼓励。")
    row = obligation(KEY)
    assert (row.force, row.force_basis) == ("encourages", "changed")

    # From here a name leads to the page on which follow-up for that State is recorded.
    page.fill("#choose-actor-name", "日本")
    page.press("#choose-actor-name", "Enter")
    expect(page.locator("#content h1")).to_have_text(f"{KEY} · 日本")
    assert urlparse(page.url).path == f"/admin/obligations/assessment/cell/{row.slug}/JPN/"


def test_labels_are_added_by_name_and_confirmed(page: Page, analyst: User) -> None:
    store_text()
    sign_in(page, "analyst")
    find(page, "登记", KEY)
    page.locator("#id_add_addressees + .select2 .select2-selection").click()
    page.locator("#id_add_addressees + .select2 .select2-search__field").fill("Norway")
    page.locator(".select2-results__option", has_text="挪威").first.click()
    page.fill("#id_reason", "段中点名。")
    page.click("#labels-form button.default")
    expect(page.locator("table.labels")).to_contain_text("挪威")
    assert obligation(KEY).addressees.filter(code="NOR", basis="changed").exists()
    page.click(".confirm-all button")
    expect(page.locator("table.labels .label-open")).to_have_count(0)
    assert not Obligation.objects.filter(key=KEY, force_basis="machine").exists()


def test_the_pages_speak_english_too(page: Page, live_server: LiveServer, analyst: User) -> None:
    store_text()
    page.context.add_cookies([{"name": "django_language", "value": "en", "url": live_server.url}])
    sign_in(page, "analyst")
    find(page, "登记", KEY)
    expect(page.locator("#labels-heading")).to_contain_text("Labels")
    expect(page.locator("#choose-actor")).to_contain_text("Type a name in Chinese or English, or a code.")
    page.set_viewport_size({"width": 1100, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
