"""A walk without a plan through the pages, along whatever links they show: every page answers, is whole, and complains of nothing."""

import os
import random
import time
from typing import TYPE_CHECKING
from urllib.parse import urldefrag

import pytest
from django.contrib.auth.models import User
from hypothesis import settings

from tests.browser.test_pages import foreign, log_in
from tests.browser.test_settings_of_pages import addresses, heard

if TYPE_CHECKING:
    from playwright.sync_api import Page
    from pytest_django.live_server_helper import LiveServer

pytestmark = [pytest.mark.browser, pytest.mark.hypothesis, pytest.mark.django_db(transaction=True)]

IS_LONG = os.environ.get("HYPOTHESIS_PROFILE") == "fuzz"
STEPS = settings.default.max_examples if IS_LONG else 25
SEED = int(os.environ.get("WALK_SEED") or (time.time_ns() % 10**9 if IS_LONG else 1))
LINKS = "links => links.map(link => link.href).filter(href => href.startsWith(location.origin))"
FILES = (".pdf", "/file/", "/export/", "format=csv", "format=xlsx", "/editions/", ".ics", "/api/")  # what a browser saves or another program reads
__all__ = ["addresses"]


@pytest.mark.parametrize("persona", ["reader", "analyst"])
def test_wherever_the_links_lead_there_is_a_page(page: "Page", live_server: "LiveServer", addresses: list[str], persona: str) -> None:
    dice = random.Random(SEED)
    log_in(page, live_server, User.objects.get(username=persona))
    asked, complaints, faults, at = foreign(page, live_server), heard(page), [], live_server.url + "/"
    for _step in range(STEPS):
        answer = page.goto(at)
        if answer is None or answer.status != 200 or not page.locator("h1").first.is_visible():
            faults.append(f"{at}: {answer and answer.status}")
        onward = sorted({urldefrag(link).url for link in page.locator("a[href]").evaluate_all(LINKS)})
        onward = [link for link in onward if not any(mark in link for mark in FILES)]
        at = dice.choice(onward or [live_server.url + "/"]) if dice.random() < 0.9 else live_server.url + dice.choice(addresses)
        at = live_server.url + "/" if "/nowhere/" in at else at
    assert (faults, asked, complaints) == ([], [], []), f"WALK_SEED={SEED} walks there again"
