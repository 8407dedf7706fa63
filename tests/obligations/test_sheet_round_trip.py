"""A spreadsheet that comes back: what nobody changed is no change, and what somebody changed is exactly that."""

import io
import re
import time
import zipfile
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from obligations.choices import BatchKind, ReviewState
from obligations.models import Actor, Assessment, Batch, Event, Obligation
from obligations.services import assessments, batches, review
from obligations.services.assessments import Cell, Content, Proof
from obligations.sheets.escaping import MOST_UNITS, guarded, plain, to_xlsx
from tests.factories import AT, make_approved, make_evidence, make_submission, obligation, second_reviewer, store_text
from tests.obligations.sheet_files import csv_file, csv_rows, exported, imported, number_of, plan_of, rezipped, with_values

pytestmark = pytest.mark.django_db

KEY = "9101(2032)/3/2"  # addressed to Japan and Norway
FILLED = {"status": "partial", "summary": "已登记部分部件。", "evidence": "E-9", "place": "第4页", "as_of": date(2032, 4, 1)}


@pytest.fixture
def row():
    store_text()
    return obligation(KEY)


def sheet(user, kind="xlsx"):
    return exported(user, kind, key=[KEY])


def counts(plan):
    return len(plan.added), len(plan.changed), plan.unchanged, len(plan.conflicting), len(plan.refused)


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_an_unchanged_file_is_no_change(row, analyst, kind):
    approved = make_approved((row, "JPN"), analyst, summary="=1+1\n第二行", details="'=x", review_after=date(2033, 1, 1))
    approved.links.update(remark="只登记部件")
    plan = plan_of(sheet(analyst, kind), analyst, filename=f"x.{kind}")
    assert counts(plan) == (0, 0, 2, 0, 0)


def test_a_filled_row_becomes_a_draft_with_its_evidence(row, analyst):
    make_evidence(analyst, slug="E-9")
    content = sheet(analyst)
    batch = imported(with_values(content, (number_of(content, "NOR"), FILLED)), analyst)
    version = Assessment.objects.get()
    assert (version.actor.code, version.status, version.summary, version.as_of) == ("NOR", "partial", "已登记部分部件。", date(2032, 4, 1))
    assert [(link.evidence.slug, link.locator) for link in version.links.all()] == [("E-9", "第4页")]
    assert (version.state, version.batch, version.based_on) == (ReviewState.DRAFT, batch, None)
    assert (batch.kind, batch.size, batch.filename, len(batch.sha256)) == (BatchKind.SPREADSHEET, 1, "x.xlsx", 64)


def test_a_batch_can_be_submitted_at_once_and_undone(row, analyst):
    make_evidence(analyst, slug="E-9")
    content = sheet(analyst)
    batch = imported(with_values(content, (2, FILLED), (3, FILLED)), analyst, submit=True)
    assert set(Assessment.objects.values_list("state", flat=True)) == {ReviewState.SUBMITTED}
    assert Event.objects.filter(batch=batch.pk, action="assessment.submitted").count() == 2
    batches.undo(batch=batch, by=analyst, at=AT)
    assert set(Assessment.objects.values_list("state", flat=True)) == {ReviewState.DISCARDED}


def test_only_the_changed_column_changes(row, analyst):
    approved = make_approved((row, "JPN"), analyst, details="细节 ")
    Assessment.objects.filter(pk=approved.pk).update(details="细节\x0b")  # as an older import may have left it
    approved.links.update(remark="只登记部件")
    content = sheet(analyst)
    changed = with_values(content, (number_of(content, "JPN"), {"summary": "全部登记。"}))
    (entry,) = plan_of(changed, analyst).changed
    assert [(change.column, change.before, change.after) for change in entry.changes] == [("summary", approved.summary, "全部登记。")]
    imported(changed, analyst)
    draft = Assessment.objects.get(state=ReviewState.DRAFT)
    assert (draft.based_on, draft.links.get().remark, draft.links.get().locator) == (approved, "只登记部件", "第3页")


@pytest.mark.parametrize("written", ["已见部分措施", "Measures found for part", " PARTIAL ", "measures  found for part"])
def test_a_status_may_be_a_label_in_either_language(row, analyst, written):
    make_approved((row, "JPN"), analyst)
    content = sheet(analyst)
    assert plan_of(with_values(content, (number_of(content, "JPN"), {"status": written})), analyst).unchanged == 2


@pytest.mark.parametrize("written", ["2032-4-30", "2032/04/30", "2032.4.30", "2032年4月30日", "2032-04-30 00:00:00"])
def test_a_day_may_be_written_in_any_way_that_begins_with_the_year(row, analyst, written):
    make_approved((row, "JPN"), analyst)
    content = sheet(analyst)
    assert plan_of(with_values(content, (number_of(content, "JPN"), {"as_of": written})), analyst).unchanged == 2


def test_several_pieces_of_evidence_stand_one_in_a_line(row, analyst):
    proofs = (Proof(make_evidence(analyst, slug="E-1"), "第1页", "甲"), Proof(make_evidence(analyst, slug="E-2"), "第2页", "乙"))
    make_approved((row, "JPN"), analyst, proofs=proofs)
    content = sheet(analyst)
    assert plan_of(content, analyst).unchanged == 2
    imported(with_values(content, (number_of(content, "JPN"), {"place": "第1页\n第5条"})), analyst)
    links = Assessment.objects.get(state=ReviewState.DRAFT).links.all()
    assert [(link.evidence.slug, link.locator, link.remark) for link in links] == [("E-1", "第1页", "甲"), ("E-2", "第5条", "乙")]


def test_a_row_edited_on_both_sides_is_a_conflict_with_both_texts(row, analyst):
    make_approved((row, "JPN"), analyst)
    content = sheet(analyst)
    make_approved((row, "JPN"), analyst, summary="新报告第9页。")
    plan = plan_of(with_values(content, (number_of(content, "JPN"), {"summary": "全部登记。"})), analyst)
    (entry,) = plan.conflicting
    (change,) = entry.changes
    assert (change.before, change.after, change.now) == ("国家报告第3页：已登记部分部件。", "全部登记。", "新报告第9页。")
    assert counts(plan) == (0, 0, 1, 1, 0)
    assert not plan.writes


def test_a_row_that_only_the_others_changed_is_unchanged(row, analyst):
    make_approved((row, "JPN"), analyst)
    content = sheet(analyst)
    make_approved((row, "JPN"), analyst, summary="新报告第9页。")
    assert counts(plan_of(content, analyst)) == (0, 0, 2, 0, 0)


def test_an_open_draft_of_ones_own_is_a_conflict(row, analyst):
    content = sheet(analyst)
    cell = Cell(Actor.objects.get(code="JPN"), obligation=row)
    assessments.save_draft(cell=cell, content=Content("partial", "草稿", date(2032, 4, 1)), by=analyst, at=AT)
    (entry,) = plan_of(with_values(content, (number_of(content, "JPN"), {**FILLED, "evidence": "", "place": ""})), analyst).conflicting
    assert "草稿" in [change.now for change in entry.changes]


def test_a_version_withdrawn_in_the_meantime_is_a_conflict(row, analyst):
    approved = make_approved((row, "JPN"), analyst)
    content = sheet(analyst)
    review.withdraw(version=approved, by=second_reviewer(), at=AT, reason="有误。")
    plan = plan_of(with_values(content, (number_of(content, "JPN"), {"summary": "全部登记。"})), analyst)
    assert counts(plan) == (0, 0, 1, 1, 0)


def test_words_that_changed_since_the_export_are_a_conflict(row, analyst):
    content = sheet(analyst)
    Obligation.objects.filter(pk=row.pk).update(clause="另一句话")
    plan = plan_of(with_values(content, (2, {"status": "no_information", "summary": "无。", "sources": "国家报告", "as_of": "2032-04-01"})), analyst)
    assert ["另一句话" in entry.reason for entry in plan.conflicting] == [True]


def test_the_same_file_sent_again_is_unchanged(row, analyst):
    make_evidence(analyst, slug="E-9")
    content = sheet(analyst)
    filled = with_values(content, (2, FILLED))
    imported(filled, analyst)
    assert counts(plan_of(filled, analyst)) == (0, 0, 2, 0, 0)


def test_a_text_longer_than_a_cell_is_cut_and_unchanged(row, analyst):
    make_approved((row, "JPN"), analyst, details="长😀" * MOST_UNITS)
    content = sheet(analyst)
    assert counts(plan_of(content, analyst)) == (0, 0, 2, 0, 0)
    plan = plan_of(with_values(content, (number_of(content, "JPN"), {"details": "短"})), analyst)
    assert [refusal.column for refusal in plan.refused] == ["details"]


def test_texts_that_a_program_numbers_in_the_file_are_read_as_they_are(row, analyst):
    text = "x005F_ _x0041_ 甲 _x000D_"
    make_approved((row, "JPN"), analyst, summary=text)
    content = sheet(analyst)
    said = f'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>{to_xlsx(text)}</t><rPh><t>jia</t></rPh></si></sst>'
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        cells = parts.read("xl/worksheets/sheet1.xml").decode()
    numbered, times = re.subn(r't="inlineStr"><is><t>x005F_.*?</is>', 't="s"><v>0</v>', cells)
    assert times == 1
    again = rezipped(content, **{"xl/worksheets/sheet1.xml": numbered.encode(), "xl/sharedStrings.xml": said.encode()})
    assert counts(plan_of(again, analyst)) == (0, 0, 2, 0, 0)


def test_drafts_of_others_and_what_waits_for_review_are_not_exported(row, analyst, make_user):
    make_submission((row, "JPN"), analyst, summary="尚未审核")
    assert "尚未审核" not in str(csv_rows(sheet(analyst, "csv")))


# Any text -----------------------------------------------------------------------------------------------------------
TEXTS = st.one_of(
    st.text(max_size=60),
    st.builds(
        str.__add__,
        st.sampled_from(["=", "+", "-", "@", "'", "''=", "\t=", "\r", "＝", " =", "#N/A", "_x0041_", "_x000D_", "1", "\u202e"]),
        st.text(),
    ),
    st.text(st.sampled_from("=+-@'\"\n\r\t,;#_x0041005F中😀\u202e\u200f\x0b \\"), max_size=40),
)


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(text=TEXTS)
def test_any_summary_survives_the_way_there_and_back(row, analyst, kind, text):
    Assessment.objects.all().delete()
    cell = Cell(Actor.objects.get(code="JPN"), obligation=row)
    fields = {
        "status": "no_information",
        "as_of": date(2032, 4, 1),
        "author": analyst,
        "created_at": AT,
        "edited_at": AT,
        "sources": text.replace("\x00", ""),
    }
    fields |= {"summary": text.replace("\x00", ""), "approved_at": AT, "state": ReviewState.APPROVED, "version": 1}
    Assessment.objects.create(**assessments.vars_of(cell), **fields)
    content = sheet(analyst, kind)
    plan = plan_of(content, analyst, filename=f"x.{kind}")
    assert counts(plan) == (0, 0, 2, 0, 0)
    if kind == "csv":
        rows = csv_rows(content)
        assert not [field for line in rows[1:] for field in line if field[:1] in ("=", "+", "-", "@", "\t", "\r", "\n")]


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(text=TEXTS)
def test_any_text_that_is_written_into_a_file_is_what_is_recorded(row, analyst, kind, text):
    content, summary = sheet(analyst, kind), guarded(plain(text))
    if kind == "csv":
        rows = csv_rows(content)
        places = {name.split()[0]: place for place, name in enumerate(rows[0])}
        rows[1][places["summary"]], rows[1][places["as_of"]] = summary, "2032-04-01"
        content = csv_file(rows)
    else:
        content = with_values(content, (2, {"summary": to_xlsx(summary), "as_of": "2032-04-01"}))
    (entry,) = plan_of(content, analyst, filename=f"x.{kind}").added
    assert [change.after for change in entry.changes if change.column == "summary"] == ([plain(text)] if plain(text) else [])


# At size ------------------------------------------------------------------------------------------------------------
LETTERS = "abcdefghijklmnopqrstuvwx"


def twenty_four() -> None:
    """A resolution with 24 parts that ask all members for something."""
    parts = "\n\n".join(f"({letter}) 登记第{n}类简易爆炸装置部件的销售；" for n, letter in enumerate(LETTERS, 1))
    store_text(
        "第 9102(2032)号决议\n\n安全理事会2032年4月16日第9912次会议通过\n\n安全理事会，\n\n"
        f"1. 敦促会员国在国家一级采取以下措施：\n\n{parts}\n\n2. 决定继续处理此案。\n"
    )


@pytest.mark.slow
def test_at_size_an_unchanged_file_is_no_change_and_one_in_a_hundred_are_exactly_these(analyst, django_assert_max_num_queries):
    twenty_four()
    rows = Obligation.objects.filter(key__startswith="9102(2032)/1(", tracked=True)
    assert rows.count() == 24
    members = list(Actor.objects.states())
    fields = {"status": "no_information", "sources": "国家报告", "as_of": date(2032, 4, 1), "author": analyst, "created_at": AT, "edited_at": AT}
    fields |= {"approved_at": AT, "state": ReviewState.APPROVED, "version": 1}
    Assessment.objects.bulk_create(
        Assessment(obligation=row, actor=actor, summary=f"{row.key} {actor.code}", **fields) for row in rows for actor in members
    )
    content = exported(analyst)
    with django_assert_max_num_queries(30):
        assert counts(plan_of(content, analyst)) == (0, 0, 193 * 24, 0, 0)
    numbers = range(2, 193 * 24, 100)
    changed = with_values(content, *[(number, {"summary": f"新 {number}"}) for number in numbers])
    with django_assert_max_num_queries(30):
        plan = plan_of(changed, analyst, submit=True)
    assert [entry.number for entry in plan.changed] == list(numbers)
    assert counts(plan) == (0, 47, 193 * 24 - 47, 0, 0)
    batch = imported(changed, analyst, submit=True)
    assert (batch.size, Assessment.objects.filter(state=ReviewState.SUBMITTED).count()) == (47, 47)
    started = time.monotonic()
    batches.undo(batch=batch, by=analyst, at=AT)
    assert time.monotonic() - started < 30
    assert not Assessment.objects.filter(state=ReviewState.SUBMITTED).exists()
    assert Batch.objects.get().undone_at == AT


def test_in_csv_at_a_smaller_size(analyst):
    twenty_four()
    content = exported(analyst, "csv", key=["9102(2032)/1(a)/1"])
    rows = csv_rows(content)
    places = {name.split()[0]: place for place, name in enumerate(rows[0])}
    rows[7][places["status"]], rows[7][places["summary"]] = "暂无信息", "未见。"
    rows[7][places["sources"]], rows[7][places["as_of"]] = "国家报告", "2032/4/1"
    plan = plan_of(csv_file(rows), analyst, submit=True, filename="x.csv")
    assert counts(plan) == (1, 0, 192, 0, 0)
    assert plan.added[0].number == 8
