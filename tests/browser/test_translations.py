"""An English edition in a browser: beside the Chinese on a wide screen, under it on a phone, readable aloud and by everybody."""

from typing import TYPE_CHECKING

import pytest
from django.contrib.auth.models import User

from tests.browser.test_pages import DOCUMENT, log_in, violations
from tests.factories import store_text
from tests.obligations.translated import ENGLISH

if TYPE_CHECKING:
    from playwright.sync_api import Browser
    from pytest_django.live_server_helper import LiveServer

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PLACES = """() => {
    const [chinese, english] = document.querySelectorAll("[id='S-RES-9101-2032-1'] > .text");
    const [one, other] = [chinese.getBoundingClientRect(), english.getBoundingClientRect()];
    return {beside: other.left >= one.right && Math.abs(other.top - one.top) < 20, under: other.top >= one.bottom - 1,
            inside: document.documentElement.scrollWidth <= innerWidth, said: [chinese.lang, english.lang]};
}"""


def test_the_english_stands_beside_the_chinese_and_under_it_on_a_phone(chromium: "Browser", live_server: "LiveServer", reader: User) -> None:
    store_text()
    store_text(ENGLISH, filename="e.txt")
    context = chromium.new_context(base_url=live_server.url, locale="en-GB")
    page = log_in(context.new_page(), live_server, reader)
    found = {}
    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(f"{live_server.url}{DOCUMENT}")
        found[width] = page.evaluate(PLACES)
    assert (found[1280]["beside"], found[390]["under"]) == (True, True)
    assert all(one["inside"] and one["said"] == ["zh", "en"] for one in found.values())
    assert violations(page) == []
    context.close()
