"""Deciding on suggested commitments: in Chinese with two keys, and the same page without a script."""

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from obligations.choices import Opinion
from obligations.models import Commitment, CommitmentDecision
from tests.browser.test_admin_journey import sign_in
from tests.obligations.stored_records import store_sample

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

QUEUE = "/admin/obligations/commitment/queue/"


def expect_shown(page: Page, key: str) -> None:
    row = Commitment.objects.get(key=key)
    expect(page.locator("blockquote.sentence")).to_have_text(" ".join(row.text.split()))


def opinion(key: str) -> str:
    return Commitment.objects.get(key=key).opinion


def test_two_keys_go_through_the_queue(page: Page, analyst: User) -> None:
    store_sample("S-PV-9902.txt")
    sign_in(page, "analyst")
    page.goto(QUEUE)
    assert page.locator("html").get_attribute("lang") == "zh-hans"
    expect_shown(page, "PV.9902/c1")
    expect(page.locator(".mark-sentence").first).to_be_in_viewport()
    page.keyboard.press("a")
    expect_shown(page, "PV.9902/c2")
    page.keyboard.press("s")
    expect_shown(page, "PV.9902/c3")
    page.keyboard.press("c")
    expect(page.locator("#id_reason")).to_be_focused()
    page.keyboard.insert_text("原文如此 ar")  # in the field the keys are letters
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    page.keyboard.press("r")
    expect_shown(page, "PV.9902/c4")
    page.keyboard.press("?")
    expect(page.locator("#queue-help")).to_be_visible()
    assert [opinion(f"PV.9902/c{number}") for number in (1, 2, 3)] == [Opinion.CONFIRMED, Opinion.SUGGESTED, Opinion.REJECTED]
    assert CommitmentDecision.objects.get(verdict="reject").reason == "原文如此 ar"


def test_the_queue_works_without_a_script(chromium: Browser, live_server: LiveServer, analyst: User) -> None:
    store_sample("S-PV-9902.txt")
    context = chromium.new_context(base_url=live_server.url, locale="en", java_script_enabled=False)
    page = context.new_page()
    sign_in(page, "analyst")
    page.goto(QUEUE)
    page.locator("button[value=accept]").click()
    expect_shown(page, "PV.9902/c2")
    page.locator("button[value=reject]").click()
    expect_shown(page, "PV.9902/c3")
    context.close()
    assert [opinion(f"PV.9902/c{number}") for number in (1, 2)] == [Opinion.CONFIRMED, Opinion.REJECTED]
