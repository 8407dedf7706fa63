"""What is typed into any kept form comes back until the server has saved it, then no more: here a comment and a reviewer's note."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from playwright.sync_api import Page, expect

from obligations.models import Comment
from tests.browser.test_cell_journeys import PATH, cell
from tests.factories import make_submission, store_text

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def log_in(page: Page, name: str) -> None:
    page.fill("#id_username", name)
    page.fill("#id_password", name)
    page.click("input[type=submit]")
    expect(page.locator("#standing")).to_be_visible()
    page.wait_for_load_state()  # the script that keeps what is typed is there


def test_a_note_comes_back_after_the_session_and_goes_once_it_is_recorded(page: Page, analyst: User, reviewer: User) -> None:
    store_text()
    version = make_submission(cell(), analyst)
    page.goto(PATH)
    log_in(page, "reviewer")
    page.fill(f"#note-{version.pk}", "请写明页码。")
    page.fill("#comment-text", "谁有原件？")
    Session.objects.all().delete()
    page.click("button[value=return]")
    log_in(page, "reviewer")
    expect(page.locator(f"#note-{version.pk}")).to_have_value("请写明页码。")
    expect(page.locator("#comment-text")).to_have_value("谁有原件？")
    page.click("#comments button[type=submit]")
    expect(page.locator(".messagelist .success")).to_be_visible()
    assert Comment.objects.get().text == "谁有原件？"
    expect(page.locator("#comment-text")).to_have_value("")
    expect(page.locator(f"#note-{version.pk}")).to_have_value("请写明页码。")
    page.click("button[value=return]")
    expect(page.locator(".messagelist .success")).to_be_visible()
    expect(page.locator(".kept-said")).to_have_count(0)


def test_what_came_back_can_be_left_out(page: Page, analyst: User, make_user: Callable[..., User]) -> None:
    store_text()
    page.goto(PATH)
    log_in(page, "analyst")
    page.fill("#id_summary", "不要了。")
    page.reload()
    expect(page.locator("#id_summary")).to_have_value("不要了。")
    page.click(".kept-said button")
    expect(page.locator(".kept-said")).to_have_count(0)
    expect(page.locator("#id_summary")).to_have_value("")
