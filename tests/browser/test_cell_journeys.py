"""Days at the desk, in Chinese and in English: record with evidence, review, collide and merge, and lose no word to an expired session."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime

import pytest
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from obligations.choices import Audience, ReviewState
from obligations.models import Actor, Assessment, Assignment
from obligations.services import assessments
from obligations.services.assessments import Cell, Content, Proof
from tests.browser.conftest import is_complaint
from tests.factories import make_approved, make_evidence, obligation, store_text

pytestmark = [pytest.mark.browser, pytest.mark.journey, pytest.mark.django_db(transaction=True)]

PATH = "/admin/obligations/assessment/cell/9101-2032-2-a-1/JPN/"
MOST_KEYS = 12  # for one assessment with a piece of evidence that is there, beyond its text
AT = datetime(2024, 5, 1, tzinfo=UTC)
LANGUAGES = pytest.mark.parametrize("language", ["zh-hans", "en"])


class Desk:
    """A person at the page of a cell, who uses the keyboard and counts the keys."""

    def __init__(self, page: Page, name: str, language: str, live_server: LiveServer) -> None:
        self.page, self.keys = page, 0
        page.context.add_cookies([{"name": "django_language", "value": language, "url": live_server.url}])
        self.log_in(name)

    def log_in(self, name: str) -> None:
        self.page.goto(f"/admin/login/?next={PATH}")
        self._say_who(name)

    def log_in_again(self, name: str) -> None:
        """On the page that asks for it, wherever one came from."""
        self._say_who(name)

    def _say_who(self, name: str) -> None:
        self.page.fill("#id_username", name)
        self.page.fill("#id_password", name)
        self.page.click("input[type=submit]")
        expect(self.page.locator("#draft-heading")).to_be_visible()
        self.page.wait_for_load_state()  # the script that listens to keys runs before this, but after the heading is there

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)
            self.keys += 1 + key.count("+") if len(key) > 1 else 1

    def write(self, words: str) -> None:
        """Type into the field that has the focus; the text does not count."""
        assert self.page.evaluate("document.activeElement.tagName") in ("INPUT", "TEXTAREA")
        self.page.keyboard.insert_text(words)

    def send(self, key: str) -> None:
        """Press what sends the form, and wait for the page that answers: only its own message counts, and only its script hears keys."""
        with self.page.expect_navigation():
            self.press(key)

    def click(self, selector: str) -> None:
        """Press a button that sends a form, and wait for the page that answers."""
        with self.page.expect_navigation():
            self.page.click(selector)

    def expect_done(self) -> None:
        expect(self.page.locator(".messagelist .success")).to_be_visible()


@pytest.fixture
def open_desk(chromium: Browser, live_server: LiveServer) -> Iterator[Callable[..., Desk]]:
    """Another person with a browser of their own; what its console complains of fails the test."""
    contexts, complaints = [], []

    def open_it(name: str, language: str) -> Desk:
        context = chromium.new_context(base_url=live_server.url, locale="zh-CN")
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: complaints.append(message.text) if is_complaint(message) else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        return Desk(page, name, language, live_server)

    yield open_it
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.fixture
def colleague(make_user: Callable[..., User]) -> User:
    user = make_user("colleague", groups=["analyst"], is_staff=True)
    Assignment.objects.create(user=user, made_at=AT)
    return user


def cell() -> Cell:
    return Cell(Actor.objects.get(code="JPN"), obligation=obligation("9101(2032)/2(a)/1"))


@LANGUAGES
def test_an_analyst_records_with_evidence_in_twelve_keys(open_desk: Callable[..., Desk], analyst: User, language: str) -> None:
    store_text()
    about = make_evidence(analyst, title="日本国家报告", issuer=Actor.objects.get(code="JPN"))
    make_evidence(analyst, title="别国报告")
    desk = open_desk("analyst", language)
    assert desk.page.locator("html").get_attribute("lang") == language
    desk.press("4")
    desk.write("已登记部分部件。")
    desk.press("Tab", "ArrowDown")
    expect(desk.page.locator(".offered:visible [role=option]")).to_have_count(2)
    expect(desk.page.locator("[role=option][aria-selected=true]")).to_contain_text("日本国家报告")
    desk.press("Enter")
    desk.write("第3页")
    desk.press("Tab")
    desk.write("自三月起施行")
    desk.send("Control+Enter")
    desk.expect_done()
    assert desk.keys <= MOST_KEYS
    made = Assessment.objects.get()
    link = made.links.get()
    assert (made.state, made.status, made.summary) == (ReviewState.SUBMITTED, "partial", "已登记部分部件。")
    assert (link.evidence, link.locator, link.remark) == (about, "第3页", "自三月起施行")


@LANGUAGES
def test_a_reviewer_returns_then_approves_and_publishes(open_desk: Callable[..., Desk], analyst: User, reviewer: User, language: str) -> None:
    store_text()
    content = Content("partial", "国家报告：已登记。", date(2024, 1, 31), proofs=(Proof(make_evidence(analyst), "第3页"),))
    first = assessments.record(cell=cell(), content=content, by=analyst, at=AT)
    checks = open_desk("reviewer", language)
    checks.page.fill(f"#note-{first.pk}", "请写明是哪些部件。")
    checks.click("button[value=return]")
    checks.expect_done()

    writes = open_desk("analyst", language)
    expect(writes.page.locator("#open")).to_contain_text("请写明是哪些部件。")
    writes.click("#open button[value=take-up]")
    writes.expect_done()
    writes.page.fill("#id_summary", "国家报告第3页：已登记雷管。")
    writes.send("Control+s")
    writes.expect_done()
    writes.send("Control+Enter")
    expect(writes.page.locator("#open button[value=recall]")).to_be_visible()

    checks.page.goto(PATH)
    expect(checks.page.locator("#review")).to_contain_text("已登记雷管")
    checks.click("button[value=approve]")
    checks.expect_done()
    checks.click("#shown button[value=readers]")
    checks.expect_done()
    approved = cell().versions.current().get()
    assert (approved.version, approved.continues, approved.audience) == (2, first, Audience.READERS)


@LANGUAGES
def test_two_analysts_collide_and_merge(open_desk: Callable[..., Desk], analyst: User, colleague: User, language: str) -> None:
    store_text()
    desk = open_desk("analyst", language)
    desk.press("3")
    desk.write("我的摘要。")
    make_approved(cell(), colleague, at=AT, as_of=date(2024, 1, 1), summary="同事的摘要。", status="implemented", details="同事的细节。")
    desk.send("Control+s")
    collision = desk.page.locator("#collision")
    expect(collision).to_contain_text("我的摘要。")
    expect(collision).to_contain_text("同事的摘要。")
    expect(desk.page.locator("#id_summary")).to_have_value("我的摘要。")
    collision.locator("tr", has_text="同事的细节。").locator("button").click()
    expect(desk.page.locator("#id_details")).to_have_value("同事的细节。")
    expect(desk.page.locator("#id_summary")).to_have_value("我的摘要。")
    desk.send("Control+s")
    desk.expect_done()
    made = Assessment.objects.get(author=analyst)
    assert (made.status, made.summary, made.details) == ("in_progress", "我的摘要。", "同事的细节。")
    assert made.based_on == cell().versions.current().get()


@LANGUAGES
def test_an_expired_session_gives_back_what_was_typed(open_desk: Callable[..., Desk], analyst: User, language: str) -> None:
    store_text()
    make_evidence(analyst, title="日本国家报告")
    desk = open_desk("analyst", language)
    desk.press("4")
    desk.write("写了很久的摘要。")
    for row in range(2):  # the second row is one that the script made
        desk.press("Escape", "+")
        desk.write(f"别处{row}")
    Session.objects.all().delete()
    desk.send("Control+s")
    expect(desk.page.locator("#id_username")).to_be_visible()
    assert not Assessment.objects.exists()
    desk.log_in_again("analyst")
    expect(desk.page.locator(".kept-said")).to_be_visible()
    expect(desk.page.locator("#id_summary")).to_have_value("写了很久的摘要。")
    expect(desk.page.locator("input[value=partial]")).to_be_checked()
    expect(desk.page.locator("#id_proofs-1-evidence")).to_have_value("别处1")
    for row in range(2):
        desk.page.fill(f"#id_proofs-{row}-evidence", "")
    desk.press("Escape")
    desk.send("Control+s")
    desk.expect_done()
    expect(desk.page.locator(".kept-said")).to_have_count(0)
    assert Assessment.objects.get().summary == "写了很久的摘要。"
    desk.page.goto(PATH)
    expect(desk.page.locator(".kept-said")).to_have_count(0)


def test_what_one_person_typed_is_not_shown_to_another(open_desk: Callable[..., Desk], analyst: User, colleague: User) -> None:
    store_text()
    desk = open_desk("analyst", "zh-hans")
    desk.press("4")
    desk.write("只有我看。")
    Session.objects.all().delete()
    desk.log_in("colleague")
    expect(desk.page.locator("#id_summary")).to_have_value("")
    expect(desk.page.locator(".kept-said")).to_have_count(0)


def test_the_keys_are_explained_and_left_alone_while_typing(open_desk: Callable[..., Desk], analyst: User) -> None:
    store_text()
    desk = open_desk("analyst", "zh-hans")
    expect(desk.page.locator("#cell-help-button")).to_be_visible()  # the script has begun
    desk.press("?")
    expect(desk.page.locator("#cell-help")).to_be_visible()
    desk.press("?")
    expect(desk.page.locator("#cell-help")).to_be_hidden()
    desk.press("2", "5", "?")
    expect(desk.page.locator("#id_summary")).to_have_value("5?")
    expect(desk.page.locator("input[value=none_found]")).to_be_checked()


def test_enter_in_a_field_saves_the_draft_and_nothing_else(open_desk: Callable[..., Desk], analyst: User) -> None:
    store_text()
    piece = make_evidence(analyst)
    desk = open_desk("analyst", "zh-hans")
    desk.page.fill("#id_proofs-0-evidence", piece.slug)
    desk.page.fill("#id_proofs-0-locator", "第1页")
    desk.page.press("#id_proofs-0-locator", "Enter")
    desk.expect_done()
    assert Assessment.objects.get().state == ReviewState.DRAFT


def test_the_form_works_without_a_script(chromium: Browser, live_server: LiveServer, analyst: User) -> None:
    store_text()
    one, two = make_evidence(analyst), make_evidence(analyst)
    context = chromium.new_context(base_url=live_server.url, locale="zh-CN", java_script_enabled=False)
    desk = Desk(context.new_page(), "analyst", "zh-hans", live_server)
    page = desk.page
    page.check("input[value=partial]")
    page.fill("#id_summary", "已登记。")
    page.fill("#id_proofs-0-evidence", one.slug)
    page.fill("#id_proofs-0-locator", "第1页")
    page.click("#add-row")
    page.fill("#id_proofs-1-evidence", two.slug)
    page.fill("#id_proofs-1-locator", "第2页")
    desk.click("#submit")
    desk.expect_done()
    made = Assessment.objects.get()
    assert (made.state, [link.evidence for link in made.links.all()]) == (ReviewState.SUBMITTED, [one, two])
    context.close()


def test_new_evidence_comes_back_in_a_row(open_desk: Callable[..., Desk], analyst: User) -> None:
    store_text()
    desk = open_desk("analyst", "zh-hans")
    desk.press("4")
    desk.write("写到一半。")
    desk.click("button[value=evidence]")
    desk.page.select_option("#id_kind", "law")
    desk.page.fill("#id_title", "前体管制法")
    desk.page.fill("#id_url", "https://example.org/law")
    desk.page.press("#id_title", "Enter")
    expect(desk.page.locator("#id_summary")).to_have_value("写到一半。")
    assert "前体管制法" in desk.page.input_value("#id_proofs-0-evidence")


@pytest.mark.parametrize("width", [390, 1280])
def test_it_fits_a_phone_and_a_desktop(open_desk: Callable[..., Desk], analyst: User, colleague: User, width: int) -> None:
    store_text()
    make_approved(cell(), colleague, at=AT, as_of=date(2024, 1, 1))
    desk = open_desk("analyst", "en")
    desk.page.set_viewport_size({"width": width, "height": 800})
    desk.page.goto(PATH)
    desk.page.locator("details").evaluate_all("all => all.forEach((one) => { one.open = true; })")
    assert desk.page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
