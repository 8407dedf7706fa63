"""Every page in a browser, in Chinese and English, on a desk and on a phone, with and without a script: each pair of these occurs on each page.

In Chinese on a desk axe finds no barriers. No page asks anybody but the service, and none makes the console complain.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

import pytest
from django.contrib.auth.models import User
from django.urls import URLPattern, resolve

from obligations.choices import Verdict
from obligations.models import Actor, Assignment, Commitment, Evidence, Round
from obligations.services import commitments
from obligations.urls import urlpatterns
from tests.browser.conftest import is_complaint
from tests.browser.test_pages import foreign, log_in, violations
from tests.factories import AT
from tests.obligations.dashboards import FIRST, Dashboards
from tests.obligations.stored_records import store_sample

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page
    from pytest_django.live_server_helper import LiveServer

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]

# What is no page of a reader's: files, what is posted, what only answers a script, what only the account of a State has.
NO_PAGES = {
    "edition", "evidence-file", "brief-pdf", "calendar", "revoke-token", "revoke-calendar",
    "save-view", "rename-view", "delete-view", "state_comment",
}  # fmt: skip


class Setting(NamedTuple):
    """How a page is looked at."""

    locale: str
    width: int
    script: bool


# An orthogonal array of strength two (Rao 1947): any two columns have every pair of their values.
SETTINGS = [Setting("zh-CN", 1280, True), Setting("zh-CN", 360, False), Setting("en-GB", 1280, False), Setting("en-GB", 360, True)]


@pytest.fixture
def addresses(db: None) -> list[str]:
    """A small world of everything a reader can see, and the addresses of its pages."""
    Dashboards.setUpTestData()
    for name in ("S-RES-9004-2032.txt", "S-PV-9901.txt"):
        store_sample(name)
    analyst = User.objects.get(username="analyst")
    pledge = Commitment.objects.get(key="PV.9901/c12")
    commitments.decide(commitment=pledge, verdict=Verdict.ACCEPT, by=analyst, at=AT)
    first, evidence = FIRST.replace("(", "-").replace(")", "").replace("/", "-"), Evidence.objects.order_by("pk").first()
    turn, document = Round.objects.get(), f"S-RES-{FIRST[:4]}-{FIRST[5:9]}"
    assert evidence is not None and Actor.objects.filter(code="JPN").exists() and Assignment.objects.exists()
    return [
        "/", "/obligations/", "/obligations/?search=爆炸&force=decides&colour=red", f"/obligations/{first}/",
        "/documents/", f"/documents/{document}/", f"/documents/{document}/paragraphs/{document}-1/",
        "/documents/S-PV-9901/", "/documents/S-RES-9004-2032/",
        "/commitments/", pledge.get_absolute_url(), "/actors/", "/actors/JPN/", "/actors/NOR/", "/actors/JPN/brief/", "/follow-up/",
        f"/evidence/{evidence.slug}/", "/rounds/", f"/rounds/{turn.slug}/", f"/rounds/{turn.slug}/cells/", f"/rounds/{turn.slug}/compare/",
        "/subjects/", "/subjects/ied/", "/matrix/?compare=2031-01-01", "/matrix/?state=JPN", "/matrix/cells/", f"/matrix/{first}/JPN/",
        "/changes/", "/deadlines/", "/account/access/", "/account/views/",
        "/obligations/?force=decides&force=declares&tracked=true&search=没有这样的词", "/follow-up/?as_of=1950-01-01", "/nowhere/",
    ]  # fmt: skip


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda one: f"{one.locale}-{one.width}-{'script' if one.script else 'no-script'}")
def test_every_page_is_whole(chromium: "Browser", live_server: "LiveServer", addresses: list[str], setting: Setting) -> None:
    with opened(chromium, live_server, setting) as context:
        page = log_in(context.new_page(), live_server, User.objects.get(username="reader"))
        asked, complaints = foreign(page, live_server), heard(page)
        faults = [f"{address}: {fault}" for address in addresses for fault in look(page, address, setting)]
    assert (faults, asked, complaints) == ([], [], [])


def test_no_page_is_left_out(addresses: list[str]) -> None:
    looked_at = {resolve(address.partition("?")[0]).url_name for address in addresses if address != "/nowhere/"}
    assert {pattern.name for pattern in urlpatterns if isinstance(pattern, URLPattern)} - NO_PAGES == looked_at


def opened(chromium: "Browser", live_server: "LiveServer", setting: Setting) -> "BrowserContext":
    """A browser set so."""
    viewport = {"width": setting.width, "height": 800}
    return chromium.new_context(base_url=live_server.url, locale=setting.locale, java_script_enabled=setting.script, viewport=viewport)


def heard(page: "Page") -> list[str]:
    """A list that fills with what the console complains of; that a page is not there is no complaint of its own."""
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if is_complaint(message) and "404" not in message.text else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    return said


def look(page: "Page", address: str, setting: Setting) -> Iterator[str]:
    """What is wrong with a page, a line each."""
    answer = page.goto(address)
    if answer is None or answer.status != (404 if address == "/nowhere/" else 200):
        yield f"answered {answer and answer.status}"
    if not page.locator("h1").is_visible():
        yield "has no heading"
    language = "zh-Hans" if setting.locale.startswith("zh") else "en"
    if page.locator("html").get_attribute("lang") != language:
        yield "is in another language"
    if (width := page.evaluate("document.documentElement.scrollWidth")) > setting.width:
        yield f"scrolls sideways, {width} wide"
    if setting == SETTINGS[0]:
        yield from violations(page)
