"""The pages that came ready-made work under the content security policy: the `page` fixture fails on what it blocks."""

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_the_admin_works(page: Page, admin: User) -> None:
    page.goto("/admin/")
    page.fill("#id_username", "admin")
    page.fill("#id_password", "admin")
    page.click("input[type=submit]")
    expect(page.locator("#user-tools")).to_be_visible()
    page.goto("/admin/auth/user/add/")
    expect(page.locator("#id_username")).to_be_focused()  # done by the admin's own script
    page.goto(f"/admin/auth/user/{admin.pk}/change/")
    expect(page.locator(".selector-chosen").first).to_be_visible()  # two lists side by side, drawn by a script


def test_the_api_documentation_works(page: Page) -> None:
    page.goto("/api/docs/")
    expect(page.locator("#swagger-ui .info .title")).to_contain_text("Commitments and obligations tracker")
