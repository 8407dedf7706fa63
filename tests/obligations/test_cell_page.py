"""The page of a cell: one form for one's own draft, what others write beside it, and nothing that was typed is ever lost."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from obligations.admin.cell_markers import markers
from obligations.choices import ReviewState
from obligations.models import Actor, Assessment, Assignment, Document
from obligations.services import applicability, assessments, review
from obligations.services.assessments import Cell, Content, Proof
from tests.factories import AT, make_approved, make_evidence, make_submission, obligation, store_text

pytestmark = pytest.mark.django_db

KEY = "9101(2032)/2(a)/1"


@pytest.fixture
def document(db: None) -> Document:
    return store_text()


@pytest.fixture
def staff(client: Client, analyst: User) -> Client:
    client.force_login(analyst)
    return client


@pytest.fixture
def colleague(make_user: Callable[..., User]) -> User:
    user = make_user("colleague", groups=["analyst"], is_staff=True)
    Assignment.objects.create(user=user, made_at=AT)
    return user


def address(code: str = "JPN", key: str = KEY) -> str:
    return reverse("admin:obligations_cell", args=[obligation(key).slug, code])


def cell(code: str = "JPN", key: str = KEY) -> Cell:
    return Cell(Actor.objects.get(code=code), obligation=obligation(key))


def sent(page: Any, *, do: str = "save", proofs: Any = None, **changed: str) -> dict[str, str]:
    """What the browser sends from the page that was shown, with some fields changed; `proofs` are rows of evidence, place and remark."""
    shown = page.context["sheet"].shown
    rows = [tuple(row.values()) for row in shown.proofs] if proofs is None else proofs
    data = {**shown.values, "what": "draft", "do": do, "based_on": shown.based_on, "revision": shown.revision, "beside": page.context["beside"]}
    data |= {"keep": page.context["keep"], "proofs-TOTAL_FORMS": str(len(rows) + 1), "proofs-INITIAL_FORMS": str(len(shown.proofs))}
    for n, row in enumerate(rows):
        data |= {f"proofs-{n}-{name}": value for name, value in zip(("evidence", "locator", "remark"), row, strict=False)}
    return {**data, **changed}


def draft_of(by: User, **fields: Any) -> Assessment:
    content = {"status": "partial", "summary": "草稿。", "as_of": date(2024, 1, 31), **fields}
    revision = Assessment.objects.filter(author=by, state="draft").values_list("revision", flat=True).first() or 0
    based_on = cell().versions.current().first()
    return assessments.save_draft(cell=cell(), content=Content(**content), by=by, at=AT, based_on=based_on, revision=revision)


# One's own draft -----------------------------------------------------------------------------------------------------
def test_a_draft_is_saved_with_evidence_and_comes_back(staff: Client, document: Document, analyst: User) -> None:
    piece = make_evidence(analyst, title="挪威国家报告")
    page = staff.get(address())
    data = sent(page, status="partial", summary="已登记。", sources="官网", proofs=[(f"{piece.slug} · {piece.title}", "第3页", "登记制度")])
    assert staff.post(address(), data).status_code == 302
    made = Assessment.objects.get()
    link = made.links.get()
    assert (made.state, made.status, made.summary, made.sources) == (ReviewState.DRAFT, "partial", "已登记。", "官网")
    assert (link.evidence, link.locator, link.remark) == (piece, "第3页", "登记制度")
    shown = staff.get(address()).context["sheet"].shown
    assert (shown.values["summary"], shown.proofs[0]["locator"], shown.revision) == ("已登记。", "第3页", "1")


def test_a_draft_may_leave_almost_everything_open(staff: Client, document: Document) -> None:
    staff.post(address(), sent(staff.get(address())))
    assert Assessment.objects.get().status == ""


def test_saving_and_submitting_is_one_step(staff: Client, document: Document, analyst: User) -> None:
    piece = make_evidence(analyst)
    data = sent(staff.get(address()), do="submit", status="partial", summary="已登记。", proofs=[(piece.slug, "第3页", "")])
    assert staff.post(address(), data).status_code == 302
    assert Assessment.objects.get().state == ReviewState.SUBMITTED


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"status": ""}, "Choose a status"),
        ({"summary": " "}, "Say in a sentence"),
        ({"status": "no_information", "sources": ""}, "Name the sources"),
        ({"as_of": "2999-01-01"}, "future"),
    ],
)
def test_what_cannot_be_submitted_is_refused_with_a_sentence_and_stays_typed(
    staff: Client, document: Document, wrong: dict[str, str], sentence: str
) -> None:
    data = {**sent(staff.get(address()), do="submit", status="partial", summary="已登记。", details="细节"), **wrong}
    page = staff.post(address(), data, HTTP_ACCEPT_LANGUAGE="en")
    assert sentence in " ".join(page.context["sheet"].sentences)
    assert page.context["sheet"].shown.values["details"] == "细节" and "细节" in page.content.decode()
    assert not Assessment.objects.exists()


@pytest.mark.parametrize("row", [("没有这样的证据", "第1页", ""), ("", "第1页", "")])
def test_evidence_that_is_not_there_is_refused_beside_its_field(staff: Client, document: Document, row: tuple[str, str, str]) -> None:
    page = staff.post(address(), sent(staff.get(address()), summary="已登记。", proofs=[row]))
    assert page.context["sheet"].rows.forms[0].errors["evidence"]
    assert "第1页" in page.content.decode() and not Assessment.objects.exists()


def test_evidence_is_named_by_words_that_only_one_has(staff: Client, document: Document, analyst: User) -> None:
    piece = make_evidence(analyst, title="边境管制白皮书")
    make_evidence(analyst, title="边境年报")
    staff.post(address(), sent(staff.get(address()), proofs=[("管制", "第1页", "")]))
    assert Assessment.objects.get().links.get().evidence == piece
    page = staff.post(address("NOR"), sent(staff.get(address("NOR")), proofs=[("边境", "第1页", "")]))
    assert "边境年报" in page.context["sheet"].rows.forms[0].errors["evidence"][0]


def test_a_row_is_added_and_left_out_without_a_script(staff: Client, document: Document, analyst: User) -> None:
    one, two = make_evidence(analyst), make_evidence(analyst)
    page = staff.post(address(), sent(staff.get(address()), do="row", summary="已登记。", proofs=[(one.slug, "第1页", "")]))
    assert page.context["sheet"].rows.total_form_count() == 3 and page.context["sheet"].shown.values["summary"] == "已登记。"
    data = sent(page, proofs=[(one.slug, "第1页", ""), (two.slug, "第2页", "")])
    staff.post(address(), {**data, "proofs-0-DELETE": "on"})
    assert [link.evidence for link in Assessment.objects.get().links.all()] == [two]


def test_a_draft_is_discarded_and_taken_up_again(staff: Client, document: Document, analyst: User) -> None:
    draft_of(analyst)
    staff.post(address(), sent(staff.get(address()), do="discard"))
    gone = Assessment.objects.get()
    assert gone.state == ReviewState.DISCARDED
    staff.post(address(), {"what": "take-up", "version": gone.pk})
    assert Assessment.objects.get(version=2).continues == gone


def test_new_evidence_saves_the_draft_and_leads_on(staff: Client, document: Document, analyst: User) -> None:
    answer = staff.post(address(), sent(staff.get(address()), do="evidence", summary="写到一半"))
    assert answer["Location"].startswith(reverse("admin:obligations_evidence_add")) and "JPN" in answer["Location"]
    assert Assessment.objects.get().summary == "写到一半"
    piece = make_evidence(analyst)
    for key in (piece.slug, str(piece.pk)):
        rows = staff.get(address(), {"evidence": key}).context["sheet"].shown.proofs
        assert [row["evidence"] for row in rows] == [f"{piece.slug} · {piece.title}"]
    assert Assessment.objects.get().links.count() == 0
    assert staff.get(address("NOR"), {"evidence": "\x00x"}).context["sheet"].shown.proofs == ()


def test_an_untouched_page_makes_no_draft_on_the_way_to_new_evidence(staff: Client, document: Document) -> None:
    staff.post(address(), sent(staff.get(address()), do="evidence"))
    assert not Assessment.objects.exists()


# Who may -------------------------------------------------------------------------------------------------------------
def test_a_reviewer_has_no_form_and_a_reader_no_page(client: Client, document: Document, reviewer: User, reader: User) -> None:
    client.force_login(reviewer)
    assert 'id="draft-form"' not in client.get(address()).content.decode()
    client.force_login(reader)
    assert client.get(address()).status_code == 302


def test_an_analyst_who_is_not_assigned_is_told_so_and_keeps_what_was_typed(staff: Client, document: Document, analyst: User) -> None:
    data = sent(staff.get(address()), summary="写到一半")
    Assignment.objects.update(ended_at=AT)
    page = staff.post(address(), data, HTTP_ACCEPT_LANGUAGE="en")
    assert page.status_code == 200 and "assignment" in page.context["why_not"] and not Assessment.objects.exists()
    assert "写到一半" in page.content.decode()


@pytest.mark.parametrize("code", ["XXX", "all_states", "GBR"])
def test_a_cell_that_cannot_be_has_no_form(staff: Client, document: Document, code: str) -> None:
    page = staff.get(address(code, "9101(2032)/3/2"))
    assert page.status_code == (404 if code == "XXX" else 200)
    if page.status_code == 200:
        assert page.context["why_not"]


def test_an_unknown_button_and_a_version_of_another_cell_do_nothing(staff: Client, document: Document, analyst: User) -> None:
    other = make_submission((obligation(KEY), "NOR"), analyst)
    for data in ({"what": "x"}, {"what": "recall", "version": other.pk}, {"what": "recall", "version": "²"}):
        assert staff.post(address(), data).context["refused"]
    other.refresh_from_db()
    assert other.state == ReviewState.SUBMITTED


# Collisions ----------------------------------------------------------------------------------------------------------
def test_a_collision_shows_both_keeps_what_was_typed_and_saving_again_works(staff: Client, document: Document, colleague: User) -> None:
    mine = sent(staff.get(address()), status="partial", summary="我的摘要。")
    newer = make_approved(cell(), colleague, summary="同事的摘要。", status="implemented")
    page = staff.post(address(), mine)
    side_by_side = page.content.decode().partition('id="collision"')[2].partition("</table>")[0]
    assert "我的摘要。" in side_by_side and "同事的摘要。" in side_by_side
    assert Assessment.objects.count() == 1 and page.context["sheet"].shown.values["summary"] == "我的摘要。"
    taken = staff.post(address(), {**sent(page), "do": "", "take": f"summary:{newer.pk}"})
    assert taken.context["sheet"].shown.values == {**page.context["sheet"].shown.values, "summary": "同事的摘要。"}
    assert 'id="collision"' not in taken.content.decode() or taken.context["compared"]
    staff.post(address(), sent(taken))
    made = Assessment.objects.get(state="draft")
    assert (made.based_on, made.status, made.summary) == (newer, "partial", "同事的摘要。")


def test_evidence_is_taken_over_or_added(staff: Client, document: Document, analyst: User, colleague: User) -> None:
    own, theirs = make_evidence(analyst), make_evidence(colleague)
    page = staff.get(address())
    newer = make_approved(cell(), colleague, proofs=(Proof(theirs, "第9页"),))
    data = sent(page, summary="我的摘要。", proofs=[(own.slug, "第1页", "")])
    for what, count in ((f"more_proofs:{newer.pk}", 2), (f"proofs:{newer.pk}", 1)):
        rows = staff.post(address(), {**data, "take": what}).context["sheet"].shown.proofs
        assert len(rows) == count and rows[-1]["locator"] == "第9页"


def test_a_draft_that_was_saved_elsewhere_is_shown_too(staff: Client, document: Document, analyst: User) -> None:
    draft_of(analyst, summary="第一稿")
    data = sent(staff.get(address()), summary="这里的第二稿")
    draft_of(analyst, summary="别处的第二稿")
    page = staff.post(address(), data, HTTP_ACCEPT_LANGUAGE="en")
    html = page.content.decode()
    assert "saved elsewhere" in html and "别处的第二稿" in html and "这里的第二稿" in html
    assert staff.post(address(), sent(page)).status_code == 302
    assert Assessment.objects.get().summary == "这里的第二稿"


def test_a_draft_that_was_submitted_elsewhere_is_not_overwritten(staff: Client, document: Document, analyst: User) -> None:
    draft = draft_of(analyst, summary="第一稿", status="no_information", sources="官网")
    data = sent(staff.get(address()), summary="第二稿")
    assessments.submit(draft=draft, by=analyst, at=AT, revision=1)
    page = staff.post(address(), data, HTTP_ACCEPT_LANGUAGE="en")
    assert "submitted or discarded elsewhere" in page.content.decode()
    staff.post(address(), sent(page))
    assert list(Assessment.objects.order_by("version").values_list("state", "summary")) == [("submitted", "第一稿"), ("draft", "第二稿")]


def test_an_approval_withdrawn_meanwhile_is_said(staff: Client, document: Document, colleague: User, reviewer: User) -> None:
    version = make_approved(cell(), colleague)
    data = sent(staff.get(address()), summary="我的摘要。")
    review.withdraw(version=version, reason="误批。", by=reviewer, at=AT)
    page = staff.post(address(), data)
    assert page.context["collision"] and staff.post(address(), sent(page)).status_code == 302


def test_a_draft_begun_before_the_approval_opens_with_the_comparison(staff: Client, document: Document, analyst: User, colleague: User) -> None:
    draft_of(analyst, summary="早先的草稿")
    make_approved(cell(), colleague, summary="已批准")
    page = staff.get(address())
    assert page.context["collision"] and [column.version.summary for column in page.context["columns"]] == ["已批准"]
    assert staff.post(address(), sent(page)).status_code == 302


# What stands ---------------------------------------------------------------------------------------------------------
def test_the_words_the_force_and_the_hedges_stand_on_the_page(staff: Client, document: Document) -> None:
    html = staff.get(address(), HTTP_ACCEPT_LANGUAGE="en").content.decode()
    assert "mark-act" in html and "Urges" in html and "酌情" in html and 'class="disclaimer"' in html
    assert "Measures were found that answer part of what the paragraph asks." in html
    assert " style=" not in html and "<script>" not in html and " onclick=" not in html


def test_others_open_versions_are_compared_with_ones_own_draft(staff: Client, document: Document, analyst: User, colleague: User) -> None:
    draft_of(analyst, summary="我的草稿")
    theirs = make_submission(cell(), colleague, summary="同事已提交")
    page = staff.get(address())
    assert [shown.version for shown in page.context["open_versions"]] == [theirs]
    assert f"summary:{theirs.pk}" in page.content.decode()


def test_markers_say_what_changed_and_what_is_due(staff: Client, document: Document, analyst: User, colleague: User) -> None:
    old = make_evidence(analyst, expires_on=date(2032, 5, 2))
    make_approved(cell(), colleague, review_after=date(2032, 5, 3), proofs=(Proof(old, "第1页"),))
    make_evidence(analyst, revises=old, revision=2)
    draft_of(analyst)
    codes = [marker.code for marker in staff.get(address()).context["markers"]]
    assert codes[0] == "changed" and "newer-evidence" in codes
    current = Assessment.objects.prefetch_related("links__evidence").get(state="approved")
    days = [date(2032, 5, 2) + timedelta(days=n) for n in range(3)]
    due = [[marker.code for marker in markers(current=current, open_versions=[], on=day) if marker.code == "due"] for day in days]
    assert due == [[], ["due"], ["due", "due"]]


def test_what_was_carried_over_says_so_until_it_is_reviewed(staff: Client, document: Document, analyst: User, colleague: User) -> None:
    source = make_approved((obligation("9101(2032)/1/1"), "JPN"), colleague)
    content = Content("partial", "沿用。", date(2024, 1, 31))
    assessments.save_draft(cell=cell(), content=content, by=analyst, at=AT, carried_from=source)
    page = staff.get(address(), HTTP_ACCEPT_LANGUAGE="en")
    assert [marker.code for marker in page.context["markers"]] == ["carried"]
    assert "9101(2032)/1/1" in page.context["markers"][0].sentence


def test_applicability_is_decided_with_a_reason(staff: Client, document: Document, analyst: User) -> None:
    refused = staff.post(address(), {"what": "applicability", "value": "does_not_apply", "reason": ""})
    assert refused.context["refused"]
    staff.post(address(), {"what": "applicability", "value": "does_not_apply", "reason": "无此类部件。"})
    page = staff.get(address())
    assert (page.context["applicability"].value, page.context["applicability"].reason) == ("does_not_apply", "无此类部件。")
    applicability.decide(obligation=obligation(KEY), actor=cell().actor, value="applies", reason="改判。", by=analyst, at=AT)
    assert len(staff.get(address()).context["applicabilities"]) == 1


def test_a_condition_that_nobody_decided_counts_as_open(staff: Client, document: Document) -> None:
    obligation(KEY).addressees.update(condition="有能力的国家")
    html = staff.get(address(), HTTP_ACCEPT_LANGUAGE="en").content.decode()
    assert "the condition counts as open" in html and "有能力的国家" in html


# The way to it -------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("name", ["JPN", "jpn", "日本", "Japan"])
def test_a_name_or_code_leads_from_the_obligation_to_the_cell(staff: Client, document: Document, name: str) -> None:
    assert staff.get(reverse("admin:obligations_cell_chooser", args=[obligation(KEY).slug]), {"actor": name})["Location"] == address()


def test_a_name_nobody_has_leads_back_with_a_sentence(staff: Client, document: Document) -> None:
    page = staff.get(reverse("admin:obligations_cell_chooser", args=[obligation(KEY).slug]), {"actor": "\x00无此国"}, follow=True)
    assert page.context["obligation"] == obligation(KEY) and "无此国" in str(list(page.context["messages"])[0])


def test_the_obligation_lists_who_can_be_followed_up(staff: Client, document: Document) -> None:
    page = staff.get(reverse("admin:obligations_obligation_change", args=[obligation(KEY).pk]))
    kinds = {actor.kind for actor in page.context["reached"]}
    assert len(page.context["reached"]) == 193 and kinds == {"state"}
    named = staff.get(reverse("admin:obligations_obligation_change", args=[obligation("9101(2032)/3/2").pk])).context["reached"]
    assert {actor.code for actor in named} == {"JPN", "NOR"}


def test_evidence_about_the_actor_is_offered_first(staff: Client, document: Document, analyst: User) -> None:
    about = make_evidence(analyst, title="日本报告", issuer=cell().actor)
    newest = make_evidence(analyst, title="最新报告")
    make_evidence(analyst, title="撤回", withdrawn_at=AT)
    ask = reverse("admin:obligations_cell_evidence", args=["JPN"])
    found = staff.get(ask).json()["found"]
    assert [row["value"] for row in found] == [f"{about.slug} · 日本报告", f"{newest.slug} · 最新报告"]
    assert [row["value"] for row in staff.get(ask, {"q": "japan"}).json()["found"]] == [f"{about.slug} · 日本报告"]
    assert staff.get(ask, {"q": "\x00'%_"}).json()["found"] == []


# Cost ----------------------------------------------------------------------------------------------------------------
def test_the_page_asks_no_more_with_many_versions_and_much_evidence(staff: Client, document: Document, analyst: User, colleague: User) -> None:
    def questions() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert staff.get(address()).status_code == 200
        return len(asked)

    def one_more() -> None:
        pieces = tuple(Proof(make_evidence(colleague), f"第{n}页") for n in range(3))
        make_approved(cell(), colleague, proofs=pieces)

    draft_of(analyst, proofs=(Proof(make_evidence(analyst), "第1页"),))
    one_more()
    make_submission(cell(), colleague, based_on=cell().versions.current().first())
    few = questions()
    for _n in range(3):
        one_more()
    make_submission(cell(), colleague, based_on=cell().versions.current().first())
    assert questions() == few <= 60
