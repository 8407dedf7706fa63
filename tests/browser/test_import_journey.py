"""Importing in a real browser: files are dropped, each has its state, what is known is corrected in place, and what was seen is stored."""

from __future__ import annotations

import re
from datetime import date

import pytest

from ingest.reading import read_and_parse
from obligations.incoming import previews
from obligations.models import Document, Event
from tests.factories import RESOLUTION, make_vocabulary

pytestmark = [pytest.mark.browser, pytest.mark.journey, pytest.mark.django_db(transaction=True, serialized_rollback=True)]
DROP = """(zone, files) => {
  const data = new DataTransfer();
  for (const [name, text] of files) data.items.add(new File([text], name));
  zone.dispatchEvent(new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true }));
}"""


@pytest.fixture
def desk(page, live_server, client, make_user, settings, tmp_path, monkeypatch):
    """The page of imports, opened by an editor."""
    settings.MEDIA_ROOT = tmp_path / "files"
    monkeypatch.setattr(previews, "parse_apart", read_and_parse)
    make_vocabulary()
    client.force_login(make_user("editor", groups=["editor"], is_staff=True))
    page.context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}])
    page.goto("/admin/obligations/document/import/")
    return page


def test_two_files_are_dropped_one_is_refused_the_other_corrected_and_stored(desk):
    from playwright.sync_api import expect

    zone = desk.query_selector(".drop")
    zone.evaluate(DROP, [["决议.txt", RESOLUTION], ["坏.pdf", "%PDF-1.4 broken"]])
    lines = desk.locator("#files li")
    expect(lines.nth(1).locator(".why")).to_contain_text("PDF")
    section = desk.locator("section.looked")
    expect(section).to_have_count(1)
    expect(lines.nth(0).locator("a")).to_have_attribute("href", "#looked-0")
    section.locator("input[type=date]").fill("2032-05-01")
    section.locator("input[name=meeting-0]").fill("9912")
    section.locator("input[name=meeting-0]").press("Tab")
    expect(section.locator("input[name=meeting-0]")).to_have_value("S/PV.9912")
    expect(section.locator("input[type=date]")).to_have_value("2032-05-01")
    expect(section.locator(".doubts")).to_contain_text("2032-04-15")
    assert not Document.objects.exists()
    desk.locator("button[value=store]").click()
    expect(section).to_have_attribute("data-state", "stored")
    stored = Document.objects.get()
    assert (stored.adopted_on, stored.meeting) == (date(2032, 5, 1), "S/PV.9912")
    assert Event.objects.get(object_type="document").after["given"] == {"adopted_on": "2032-05-01", "meeting": "S/PV.9912"}
    expect(desk.locator("#summary a")).to_have_attribute("href", re.compile("/admin/obligations/document/"))


def test_an_answer_that_comes_while_someone_types_leaves_the_field_and_what_is_unfolded_as_they_are(desk):
    from playwright.sync_api import expect

    held = []

    def hold(route):
        held.append(route)

    desk.query_selector(".drop").evaluate(DROP, [["决议.txt", RESOLUTION]])
    section = desk.locator("section.looked")
    section.locator("details summary").last.click()
    desk.route("**/import/", hold)
    with desk.expect_request("**/import/"):
        section.locator("input[type=date]").fill("2032-05-01")
    meeting = section.locator("input[name=meeting-0]")
    meeting.press("Control+a")
    desk.keyboard.type("S/PV.8")
    desk.keyboard.press("ArrowLeft")
    held[0].continue_()
    desk.unroute("**/import/")
    expect(section.locator(".doubts")).to_contain_text("2032-04-15")
    desk.keyboard.type("991")
    desk.keyboard.press("Tab")
    expect(meeting).to_have_value("S/PV.9918")
    expect(section).not_to_have_attribute("aria-busy", "true")
    expect(section.locator("details").last).to_have_attribute("open", "")
    expect(section.locator("input[type=date]")).to_have_value("2032-05-01")


ALONE = """field => {
  const alone = field.cloneNode();
  alone.removeAttribute("name");
  alone.id = "alone";
  document.querySelector("main").append(alone);
}"""


@pytest.mark.parametrize("keys", ["05022033", "20330502"])
def test_a_day_is_typed_figure_by_figure_as_it_would_be_with_nobody_looking(desk, keys):
    from playwright.sync_api import expect

    desk.query_selector(".drop").evaluate(DROP, [["决议.txt", RESOLUTION]])
    section = desk.locator("section.looked")
    day = section.locator("input[type=date]")
    day.evaluate(ALONE)
    for field in (desk.locator("#alone"), day):
        field.focus()
        for figure in keys:
            desk.keyboard.type(figure)
            expect(section).not_to_have_attribute("aria-busy", "true")
    assert day.input_value() == desk.locator("#alone").input_value() != "2032-04-15"  # which part comes first is the browser's own affair


def test_without_a_script_the_same_page_looks_and_stores(desk, chromium, live_server):
    context = chromium.new_context(base_url=live_server.url, locale="en-GB", java_script_enabled=False)
    context.add_cookies(desk.context.cookies())
    page = context.new_page()
    page.goto("/admin/obligations/document/import/")
    page.set_input_files("#id_files", {"name": "x.txt", "mimeType": "text/plain", "buffer": RESOLUTION.encode()})
    page.locator("#send button[value=preview]").click()
    page.locator("button[value=store]").click()
    page.wait_for_url("**/admin/obligations/document/")
    assert Document.objects.get().symbol == "S/RES/9101 (2032)"
    context.close()
