"""A spreadsheet in a browser: filter, export, fill in, look at what would change, confirm, undo."""

from datetime import date
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Page, expect

from obligations.choices import ReviewState
from obligations.models import Assessment, Batch
from tests.browser.test_admin_journey import sign_in
from tests.factories import make_approved, make_evidence, obligation, store_text
from tests.obligations.sheet_files import number_of, with_values

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PAGE = "/admin/obligations/assessment/sheet/"
KEY = "9101(2032)/3/2"  # addressed to Japan and Norway


def downloaded(page: Page, button: str) -> bytes:
    with page.expect_download() as download:
        page.get_by_role("button", name=button).click()
    return Path(download.value.path()).read_bytes()


def test_a_sheet_goes_out_and_comes_back(page: Page, analyst: User) -> None:
    store_text()
    make_evidence(analyst, slug="E-9")
    make_approved((obligation(KEY), "JPN"), analyst, as_of=date(2026, 1, 31))
    sign_in(page, "analyst")
    page.goto(PAGE)
    assert page.locator("html").get_attribute("lang") == "zh-hans"
    page.fill("#id_obligation", KEY)
    page.get_by_role("button", name="计数").click()
    expect(page.locator(".sheet-count")).to_contain_text("2")

    content = downloaded(page, "导出XLSX")
    filled = {"status": "正在采取措施", "summary": "已提出法案。", "evidence": "E-9", "place": "第4页", "as_of": "2026-02-01"}
    changed = with_values(content, (number_of(content, "NOR"), filled), (number_of(content, "JPN"), {"as_of": "昨天"}))
    page.set_input_files("#id_sheet", {"name": "改好.xlsx", "mimeType": "application/octet-stream", "buffer": changed})
    page.get_by_label("立即提交").check()
    page.get_by_role("button", name="显示").click()

    expect(page.locator("section", has_text="已提出法案。").first).to_be_visible()
    expect(page.get_by_text("正在采取措施")).to_be_visible()
    expect(page.locator("tr", has_text="昨天")).to_contain_text("as_of")
    assert Assessment.objects.filter(state=ReviewState.SUBMITTED).count() == 0
    page.locator("button[value=confirm]").click()
    version = Assessment.objects.get(state=ReviewState.SUBMITTED)
    assert (version.actor.code, version.status, version.batch) == ("NOR", "in_progress", Batch.objects.get())

    page.locator(".messagelist a").click()
    page.locator("#content form button, #content form input[type=submit]").last.click()
    assert Batch.objects.get().undone_at is not None
