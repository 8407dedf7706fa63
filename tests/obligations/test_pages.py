"""The pages, read as HTML: who gets them, what stands on them, how many queries they take."""

import re
from datetime import date

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.views.defaults import bad_request, server_error

from obligations.choices import Audience, Label, Lifecycle, Verdict
from obligations.models import Actor, Document, FormerSlug, Obligation, Problem, StateAccount
from obligations.services import decisions
from obligations.views.search_marks import search_marks
from tests.factories import AT, RESOLUTION, make_assessment, obligation, store_text

pytestmark = pytest.mark.django_db

SLUG = "S-RES-9101-2032"
PAGES = [
    "/",
    "/documents/",
    f"/documents/{SLUG}/",
    f"/documents/{SLUG}/editions/1/",
    "/obligations/",
    "/obligations/9101-2032-1-1/",
    "/actors/",
    "/actors/JPN/",
    "/deadlines/",
]
ALL_PAGES = [*PAGES, "/follow-up/"]
CHINESE = {"HTTP_ACCEPT_LANGUAGE": "zh-CN"}


@pytest.fixture(autouse=True)
def text(db: None) -> Document:
    """One resolution."""
    return store_text()


@pytest.fixture
def as_reader(client: Client, reader: User) -> Client:
    """A browser in which a reader is logged in."""
    client.force_login(reader)
    return client


@pytest.fixture
def as_analyst(client: Client, analyst: User) -> Client:
    """A browser in which an analyst is logged in."""
    client.force_login(analyst)
    return client


def html(client: Client, address: str, **headers: str) -> str:
    """The page at an address, in Chinese unless asked otherwise."""
    answer = client.get(address, **{**CHINESE, **headers})
    assert answer.status_code == 200, (address, answer.status_code)
    return answer.content.decode()


# Who gets what ------------------------------------------------------------------------------------------------------
def test_everybody_logs_in_first(client: Client) -> None:
    for address in ALL_PAGES:
        answer = client.get(address)
        assert (answer.status_code, answer["Location"]) == (302, f"/accounts/login/?next={address}")


def test_an_account_without_a_role_is_told_so(client: Client, outsider: User) -> None:
    client.force_login(outsider)
    for address in ALL_PAGES:
        answer = client.get(address, **CHINESE)
        assert answer.status_code == 403, address
        assert "还没有角色" in answer.content.decode()


@pytest.mark.parametrize(("audience", "shown"), [("staff", False), ("state", False), ("readers", False), ("public", True)])
def test_a_public_installation_shows_texts_and_what_was_made_public(
    client: Client, analyst: User, settings: object, audience: Audience, shown: bool
) -> None:
    settings.PUBLIC_READ = True
    make_assessment(obligation("9101(2032)/1/1"), "JPN", analyst, audience=audience)
    found = [address for address in [*PAGES, "/follow-up/"] if "已登记部分部件" in html(client, address)]
    assert bool(found) is shown, found


@pytest.mark.parametrize(("audience", "shown"), [(Audience.STAFF, False), (Audience.STATE, False), (Audience.READERS, True)])
def test_a_reader_sees_what_was_released(as_reader: Client, analyst: User, audience: Audience, shown: bool) -> None:
    make_assessment(obligation("9101(2032)/1/1"), "JPN", analyst, audience=audience)
    found = [address for address in ALL_PAGES if "已登记部分部件" in html(as_reader, address)]
    assert bool(found) is shown, found


def test_a_states_own_account_sees_what_was_sent_to_it(client: Client, reader: User, analyst: User) -> None:
    StateAccount.objects.create(user=reader, actor=Actor.objects.get(code="JPN"))
    make_assessment(obligation("9101(2032)/1/1"), "JPN", analyst, audience=Audience.STATE)
    make_assessment(obligation("9101(2032)/1/1"), "NOR", analyst, audience=Audience.STATE, summary="挪威的记录")
    client.force_login(reader)
    page = html(client, obligation("9101(2032)/1/1").get_absolute_url())
    assert "已登记部分部件" in page and "挪威的记录" not in page


def test_a_reader_reads_everything(as_reader: Client) -> None:
    for address in ALL_PAGES:
        html(as_reader, address)


def test_what_is_not_there(as_reader: Client) -> None:
    for address in ("/nowhere/", "/documents/S-RES-1/", "/obligations/x/", "/actors/XXQ/", f"/documents/{SLUG}/editions/9/"):
        answer = as_reader.get(address, **CHINESE)
        assert answer.status_code == 404, address
        assert "此页不存在" in answer.content.decode()


def test_the_pages_of_errors_need_nothing_that_may_be_broken() -> None:
    request = RequestFactory().get("/")  # neither user nor session
    assert server_error(request).status_code == 500
    assert "<form" not in server_error(request).content.decode()
    assert bad_request(request, ValueError()).status_code == 400


def test_pages_are_read_only(as_analyst: Client) -> None:
    assert as_analyst.post("/obligations/").status_code == 405


# Languages ----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("asked", "lang", "heading"), [("zh-CN", "zh-Hans", "总览"), ("", "zh-Hans", "总览"), ("fr", "zh-Hans", "总览"), ("en", "en", "Overview")]
)
def test_the_language_of_the_browser(as_reader: Client, asked: str, lang: str, heading: str) -> None:
    page = html(as_reader, "/", HTTP_ACCEPT_LANGUAGE=asked)
    assert f'<html lang="{lang}">' in page
    assert f"<h1>{heading}</h1>" in page


def test_the_language_can_be_switched(as_reader: Client) -> None:
    as_reader.post(reverse("set_language"), {"language": "en", "next": "/documents/"})
    assert "<h1>Documents</h1>" in html(as_reader, "/documents/")


# Documents ----------------------------------------------------------------------------------------------------------
def test_the_text_stands_whole_with_its_marks(as_reader: Client) -> None:
    page = html(as_reader, f"/documents/{SLUG}/")
    words = re.sub(r"<[^>]+>", "", page)
    for line in ("决定所有国家应防止爆炸物前体落入武装团体手中；", "请秘书长在六个月内向安理会报告本决议的执行情况，并鼓励日本和挪威分享培训材料；"):
        assert line in words
    assert re.search(r'<mark class="m m-act"[^>]*>决定</mark>', page)
    assert re.search(r'<mark class="m m-addressee"[^>]*>秘书长</mark>', page)
    assert re.search(r'<mark class="m m-deadline"[^>]*>', page)
    assert f'id="{SLUG}-2-a"' in page
    assert f'href="#{SLUG}-2-a"' in page
    assert '<details class="preamble">' in page


def test_a_former_address_leads_to_the_document(as_reader: Client, text: Document) -> None:
    FormerSlug.objects.create(slug="S-RES-9100-2032", document=text)
    answer = as_reader.get("/documents/S-RES-9100-2032/")
    assert (answer.status_code, answer["Location"]) == (301, f"/documents/{SLUG}/")


def test_doubts_are_for_staff(client: Client, analyst: User, reader: User, text: Document) -> None:
    Problem.objects.create(edition=text.reference_edition, line=3, what="第三行有疑", advice="请核对")
    client.force_login(reader)
    assert "第三行有疑" not in html(client, f"/documents/{SLUG}/")
    client.force_login(analyst)
    assert "第三行有疑" in html(client, f"/documents/{SLUG}/")


def test_the_file_is_handed_out_as_text_to_keep(as_reader: Client) -> None:
    answer = as_reader.get(f"/documents/{SLUG}/editions/1/")
    assert answer.content.decode() == RESOLUTION
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert answer["Content-Disposition"] == 'attachment; filename="x.txt"'
    assert answer["X-Content-Type-Options"] == "nosniff"


# Obligations --------------------------------------------------------------------------------------------------------
def test_a_list_says_its_filter_and_what_it_ignored(as_reader: Client) -> None:
    page = html(as_reader, "/obligations/?force=decides&force=urges&document=S-RES-9101-2032&colour=red&force=loudly")
    assert "没有参数“colour”" in page
    words = re.sub(r"\s+", "", re.sub(r"<[^>]+>", "", page))
    assert "文件：S/RES/9101(2032)" in words
    assert "loudly" in page


def test_the_words_searched_for_are_marked(as_reader: Client) -> None:
    page = html(as_reader, "/obligations/?search=簡易爆炸")
    assert '<mark class="m m-search">简易爆炸</mark>' in page


def test_marks_of_a_search_count_characters_of_the_text() -> None:
    text = "防止 简易\n爆炸 装置，简易爆炸"
    assert [text[mark.start : mark.end] for mark in search_marks("簡易爆炸", text)] == ["简易\n爆炸", "简易爆炸"]
    assert search_marks("  ", text) == []


def test_an_obligation_says_why_and_by_whom(as_analyst: Client, analyst: User) -> None:
    asked = obligation("9101(2032)/1/1")
    before = html(as_analyst, asked.get_absolute_url())
    assert "待确认" in before
    assert "系统建议，待确认" in before
    assert "词库 <code>" in before
    decisions.decide(label=Label.FORCE, value="demands", verdict=Verdict.SET, by=analyst, at=AT, obligation=asked, reason="与英文本核对")
    after = html(as_analyst, asked.get_absolute_url())
    assert "与英文本核对" in after
    assert "<s>决定</s>" in after


def test_follow_up_shows_the_version_that_stands_and_keeps_the_earlier(as_reader: Client, analyst: User) -> None:
    asked = obligation("9101(2032)/1/1")
    make_assessment(asked, "JPN", analyst, summary="第一次报告")
    make_assessment(asked, "JPN", analyst, summary="第二次报告", status="implemented")
    page = html(as_reader, asked.get_absolute_url())
    assert page.index("第二次报告") < page.index("1 个较早版次") < page.index("第一次报告")
    assert "状况仅为秘书处" in page


def test_an_actor_sees_what_names_it_and_what_reaches_all(as_reader: Client) -> None:
    words = re.sub(r"<[^>]+>", "", html(as_reader, "/actors/JPN/"))
    assert "点名" in words
    assert "作为各国之一" in words


def test_states_stand_in_the_uns_order(as_reader: Client) -> None:
    page = html(as_reader, "/actors/")
    order = [page.index(f'href="/actors/{code}/"') for code in ("DZA", "ZWE", "AFG", "JPN", "ALB", "ATG", "USA")]
    assert order == sorted(order)


# Rules that hold on every page --------------------------------------------------------------------------------------
def test_nothing_inline_and_nothing_from_elsewhere(as_reader: Client, analyst: User) -> None:
    make_assessment(obligation("9101(2032)/1/1"), "JPN", analyst)
    for address in (page for page in ALL_PAGES if "editions" not in page):
        page = html(as_reader, address)
        assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son[a-z]+=", page), address
        assert not re.search(r'(?:src|href|action)="(?:https?:)?//', page), address
        assert not re.search(r"overdue|逾期", page), address


def test_every_linked_number_of_the_overview_counts_its_list(as_reader: Client, analyst: User) -> None:
    make_assessment(obligation("9101(2032)/1/1"), "JPN", analyst)
    numbers = re.findall(r'<a href="(/(?:obligations|documents|follow-up)/[^"]*)">(\d+)</a>', html(as_reader, "/"))
    assert len(numbers) > 10
    for address, number in dict.fromkeys(numbers):
        words = re.sub(r"<[^>]+>", "", html(as_reader, address.replace("&amp;", "&")))
        assert re.search(rf"(?<!\d){number} (?:项执行事项|份文件|条现行状况)", words), (address, number)


def test_queries_do_not_grow_with_what_there_is(as_analyst: Client, analyst: User) -> None:
    make_assessment(obligation("9101(2032)/1/1"), "JPN", analyst)
    before = {address: queries(as_analyst, address) for address in ALL_PAGES}
    store_text(RESOLUTION.replace("9101", "9103").replace("9911", "9913"), filename="z.txt")
    more = "4. 请秘书长在90天内提交报告，并每年提交报告；\n\n5. 敦促挪威和日本合作；\n\n6. 决定继续处理此案。"
    store_text(RESOLUTION.replace("4. 决定继续处理此案。", more), filename="x2.txt")
    for row in Obligation.objects.tracked().filter(key__contains="/1/1"):
        make_assessment(row, "NOR", analyst, as_of=date(2032, 4, 29))
    assert {address: queries(as_analyst, address) for address in ALL_PAGES} == before


def queries(client: Client, address: str) -> int:
    """How many queries a page takes."""
    with CaptureQueriesContext(connection) as captured:
        html(client, address)
    return len(captured)


def test_what_is_superseded_leads_to_its_successor(as_reader: Client) -> None:
    old, new = obligation("9101(2032)/1/1"), obligation("9101(2032)/2/1")
    Obligation.objects.filter(pk=old.pk).update(lifecycle=Lifecycle.SUPERSEDED, successor=new)
    assert f'<a href="{new.get_absolute_url()}">{new.key}</a>' in html(as_reader, old.get_absolute_url())
