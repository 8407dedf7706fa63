"""The grid of one obligation: typed into, pasted into, the same for many; previewed, written as one batch, undone."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from obligations.choices import ReviewState
from obligations.models import Applicability, Assessment, Batch
from obligations.services import assessments
from obligations.services.assessments import Cell, Content
from tests.factories import make_approved, make_evidence, make_submission, obligation, store_text

pytestmark = pytest.mark.django_db
KEY, NAMED, CHAPEAU, PART = "9101(2032)/1/1", "9101(2032)/3/2", "9101(2032)/2/1", "9101(2032)/2(a)/1"


@pytest.fixture
def row():
    """Addressed to all States."""
    store_text()
    return obligation(KEY)


@pytest.fixture
def staff(client, analyst):
    client.force_login(analyst)
    return client


def address(row):
    return reverse("admin:obligations_grid", args=[row.pk])


def now():
    return timezone.now() - timedelta(minutes=1)


def typed(code, **values):
    day = (timezone.localdate() - timedelta(days=1)).isoformat()
    fields = {"status": "none_found", "summary": "未见措施。", "proof": "国家报告", "as_of": day, "based_on": "", "revision": "0", **values}
    return {f"{code}.{name}": value for name, value in fields.items()}


def post(client, row, do, data=None, **more):
    return client.post(address(row), {"do": do, **(data or {}), **more})


def write(client, row, preview):
    return post(client, row, "write", plan=preview.context["sealed"], follow=False)


def reasons(preview):
    return [planned.why for planned in preview.context["plan"].refused]


def test_the_grid_shows_every_state_and_observer_in_the_uns_order(row, staff):
    rows = staff.get(address(row)).context["rows"]
    assert len(rows) == 195
    assert [each.cell.actor.position for each in rows] == sorted(each.cell.actor.position for each in rows)


def test_a_regional_group_and_a_marker_narrow_it_down(row, staff, analyst):
    make_approved((row, "JPN"), analyst, at=now(), as_of=date(2026, 1, 1))
    asia = staff.get(address(row), {"group": "asia_pacific_states"}).context["rows"]
    open_ones = staff.get(address(row), {"group": "asia_pacific_states", "marker": "not_assessed"}).context["rows"]
    assert {each.cell.actor.regional_group for each in asia} == {"asia_pacific_states"}
    assert {each.code for each in asia} - {each.code for each in open_ones} == {"JPN"}


def test_the_queries_do_not_grow_with_the_rows(row, staff, analyst, django_assert_num_queries):
    named = obligation(NAMED)
    for each in (named, row):
        make_approved((each, "JPN"), analyst, at=now(), as_of=date(2026, 1, 1))
    for code in ("KEN", "FRA", "BRA"):
        make_submission((row, code), analyst, at=now(), as_of=date(2026, 1, 1))
    make_submission((named, "NOR"), analyst, at=now(), as_of=date(2026, 1, 1))

    staff.get(address(named))
    with CaptureQueriesContext(connection) as two:
        staff.get(address(named))
    with django_assert_num_queries(len(two)):
        assert len(staff.get(address(row)).context["rows"]) == 195


def test_it_is_edited_page_by_page_without_a_script(row, staff):
    answer = staff.get(address(row), {"edit": "1", "page": "2"})
    assert len(answer.context["rows"]) == 20
    assert answer.content.count(b'.status"') == 20


def test_readers_cannot_open_it_and_reviewers_cannot_write(row, client, reader, reviewer):
    client.force_login(reviewer)
    assert b"grid-together" not in client.get(address(row)).content
    post(client, row, "save:JPN", typed("JPN"))
    assert not Assessment.objects.exists()
    client.force_login(reader)
    assert client.get(address(row)).status_code == 302


# One row ------------------------------------------------------------------------------------------------------------
def test_one_row_is_saved_by_itself_and_what_is_typed_elsewhere_stays(row, staff):
    answer = post(staff, row, "save:JPN", typed("JPN") | typed("NOR", summary="还没有写完"))
    assert Assessment.objects.get().actor.code == "JPN"
    assert "还没有写完" in answer.content.decode()


def test_a_script_gets_the_row_alone(row, staff):
    answer = staff.post(address(row), {"do": "save:JPN", **typed("JPN")}, headers={"X-Grid-Row": "1"})
    assert answer.status_code == 200
    assert answer.content.decode().strip().startswith("<tr")
    assert Assessment.objects.get().state == ReviewState.SUBMITTED


def test_a_refused_row_says_why_and_keeps_what_was_typed(row, staff):
    answer = staff.post(address(row), {"do": "save:JPN", **typed("JPN", summary="", proof="保留我")}, headers={"X-Grid-Row": "1"})
    assert not Assessment.objects.exists()
    assert "保留我" in answer.content.decode()
    assert 'role="alert"' in answer.content.decode()


def test_an_outdated_row_is_refused(row, staff, analyst):
    make_approved((row, "JPN"), analyst, at=now(), as_of=date(2026, 1, 1))
    answer = staff.post(address(row), {"do": "save:JPN", **typed("JPN")}, headers={"X-Grid-Row": "1"})
    assert 'role="alert"' in answer.content.decode()
    assert Assessment.objects.count() == 1


def test_an_own_draft_is_gone_on_with_in_its_row(row, staff, analyst):
    cell = Cell(Assessment._meta.get_field("actor").related_model.objects.get(code="JPN"), obligation=row)
    draft = assessments.save_draft(cell=cell, content=Content("", "开始", date(2026, 1, 1)), by=analyst, at=now())
    post(staff, row, "save:JPN", typed("JPN", revision="1"), **{"as": "draft"})
    draft.refresh_from_db()
    assert (draft.revision, draft.summary) == (2, "未见措施。")


def test_details_that_the_grid_does_not_show_stay(row, staff, analyst):
    first = make_approved((row, "JPN"), analyst, at=now(), as_of=date(2026, 1, 1), details="细节")
    post(staff, row, "save:JPN", typed("JPN", based_on=str(first.pk)))
    assert Assessment.objects.order_by("pk").last().details == "细节"


# Together -----------------------------------------------------------------------------------------------------------
def test_typed_rows_are_previewed_and_written_as_one_batch(row, staff):
    preview = post(staff, row, "preview", typed("JPN") | typed("NOR") | typed("KEN", status="", summary="", proof=""))
    assert not Assessment.objects.exists()
    write(staff, row, preview)
    assert sorted(Assessment.objects.values_list("actor__code", flat=True)) == ["JPN", "NOR"]
    assert Batch.objects.get().size == 2


def test_rows_that_say_what_stands_are_not_written(row, staff, analyst):
    first = make_approved((row, "JPN"), analyst, at=now(), as_of=date(2026, 1, 1))
    link = first.links.get()
    same = {"status": first.status, "summary": first.summary, "proof": f"{link.evidence.slug} {link.locator}", "as_of": "2026-01-01"}
    preview = post(staff, row, "preview", typed("JPN", based_on=str(first.pk), **same))
    assert (len(preview.context["plan"].same), preview.context["plan"].writable) == (1, [])


def test_what_was_typed_comes_back_from_the_preview(row, staff):
    preview = post(staff, row, "preview", typed("JPN", summary="带回来"))
    typed_again = dict(preview.context["typed"])
    assert "带回来" in post(staff, row, "edit", typed_again).content.decode()


def test_what_changed_after_the_preview_is_refused_and_nothing_is_written(row, staff, analyst):
    preview = post(staff, row, "preview", typed("JPN") | typed("NOR"))
    make_approved((row, "JPN"), analyst, at=now(), as_of=date(2026, 1, 1))
    answer = write(staff, row, preview)
    assert len(reasons(answer)) == 1
    assert Assessment.objects.count() == 1
    write(staff, row, answer)
    assert Batch.objects.get().size == 1


def test_a_preview_of_somebody_else_or_a_changed_one_is_refused(row, staff, client, admin):
    preview = post(staff, row, "preview", typed("JPN"))
    post(staff, row, "write", plan=preview.context["sealed"] + "x")
    client.force_login(admin)
    post(client, row, "write", plan=preview.context["sealed"])
    assert not Assessment.objects.exists()


# A block ------------------------------------------------------------------------------------------------------------
def block(rows):
    return "\n".join("\t".join(values) for values in rows)


def test_a_block_is_read_with_codes_names_labels_and_numbers(row, staff, analyst):
    slug = make_evidence(analyst).slug
    pasted = [
        ["国家", "状态", "摘要", "证据", "截至"],
        ["JPN", "partial", "甲", f"{slug} 第3页", "2026-05-31"],
        ["挪威", "已见部分措施", "乙", f"{slug.lower()}：第4段；{slug} 第9页", "2026/5/31"],
        ["Kenya", "Measures found", "丙", f"{slug} p. 3", "2026年5月31日"],
        ["FRA", "2", "丁", "国家报告、委员会网站", ""],
    ]
    preview = post(staff, row, "paste", paste=block(pasted), paste_as_of="2026-05-01")
    assert reasons(preview) == []
    write(staff, row, preview)
    made = {v.actor.code: v for v in Assessment.objects.select_related("actor")}
    assert {code: (v.status, v.summary, v.as_of.isoformat()) for code, v in made.items()} == {
        "JPN": ("partial", "甲", "2026-05-31"),
        "NOR": ("partial", "乙", "2026-05-31"),
        "KEN": ("implemented", "丙", "2026-05-31"),
        "FRA": ("none_found", "丁", "2026-05-01"),
    }
    assert list(made["NOR"].links.values_list("locator", flat=True)) == ["第4段", "第9页"]
    assert made["FRA"].sources == "国家报告、委员会网站"


@pytest.mark.parametrize(
    "values",
    [
        ["某国", "2", "摘要", "来源", ""],
        ["JPN", "完成", "摘要", "来源", ""],
        ["JPN", "4", "摘要", "E-nothing 第3页", ""],
        ["JPN", "4", "摘要", "第3页", ""],
        ["JPN", "2", "摘要", "来源", "5月31日"],
        ["JPN", "2", "摘要", "来源", "2099-05-31"],
        ["JPN", "2", "", "来源", ""],
        ["sg", "2", "摘要", "来源", ""],
    ],
)
def test_a_row_that_cannot_be_written_says_why_beside_those_that_can(row, staff, values):
    preview = post(staff, row, "paste", paste=block([["NOR", "2", "摘要", "来源", ""], values]))
    (why,) = reasons(preview)
    assert why
    assert [planned.row.actor.code for planned in preview.context["plan"].writable] == ["NOR"]


def test_an_empty_column_of_a_block_leaves_what_stands(row, staff, analyst):
    first = make_approved((row, "JPN"), analyst, at=now(), as_of=date(2026, 1, 1))
    write(staff, row, post(staff, row, "paste", paste="JPN\timplemented"))
    made = Assessment.objects.order_by("pk").last()
    assert (made.status, made.summary, made.links.get().evidence) == ("implemented", first.summary, first.links.get().evidence)


def test_a_cell_of_a_spreadsheet_may_hold_several_lines(row, staff):
    write(staff, row, post(staff, row, "paste", paste='JPN\t2\t"第一行\n第二行"\t来源\t'))
    assert Assessment.objects.get().summary == "第一行\n第二行"


# The same for many --------------------------------------------------------------------------------------------------
def same(**values):
    return {
        "whom": "chosen",
        "where": "here",
        "what": "status",
        "bulk_status": "no_information",
        "bulk_summary": "来源未提及。",
        "bulk_proof": "国家报告",
        **values,
    }


def test_chosen_states_get_the_same_status(row, staff):
    write(staff, row, post(staff, row, "bulk", same(chosen=["JPN", "NOR"])))
    assert set(Assessment.objects.values_list("actor__code", "status", "sources")) == {
        ("JPN", "no_information", "国家报告"),
        ("NOR", "no_information", "国家报告"),
    }


def test_all_of_a_regional_group_get_the_same_status(row, staff):
    write(staff, row, post(staff, row, "bulk", same(whom="african_states")))
    assert Assessment.objects.count() == 54
    assert set(Assessment.objects.values_list("actor__regional_group", flat=True)) == {"african_states"}


@pytest.mark.parametrize("key", [CHAPEAU, PART])
def test_a_whole_branch_is_written_from_its_chapeau_and_from_a_part(row, staff, key):
    at = obligation(key)
    write(staff, at, post(staff, at, "bulk", same(chosen=["JPN", "NOR"], where="branch")))
    keys = set(Assessment.objects.values_list("obligation__key", "actor__code"))
    assert keys == {(f"9101(2032)/2({part})/1", code) for part in "ab" for code in ("JPN", "NOR")}


def test_does_not_apply_is_recorded_with_one_reason_and_undone(row, staff, analyst):
    preview = post(staff, row, "bulk", same(chosen=["JPN", "NOR"], what="does_not_apply", bulk_summary="无此类企业。"))
    assert not Applicability.objects.exists()
    write(staff, row, preview)
    assert set(Applicability.objects.current().values_list("value", "reason")) == {("does_not_apply", "无此类企业。")}
    staff.post(reverse("admin:obligations_batch_undo", args=[Batch.objects.get().pk]))
    assert not Applicability.objects.current().exists()


def test_nobody_ticked_is_said_and_what_was_typed_stays(row, staff):
    answer = post(staff, row, "bulk", same(bulk_summary="留着"))
    assert answer.status_code == 200
    assert "留着" in answer.content.decode()


# Batches ------------------------------------------------------------------------------------------------------------
def test_the_message_leads_to_undoing(row, staff):
    answer = staff.post(address(row), {"do": "write", "plan": post(staff, row, "preview", typed("JPN")).context["sealed"]}, follow=True)
    undo = reverse("admin:obligations_batch_undo", args=[Batch.objects.get().pk])
    assert undo in answer.content.decode()
    assert Assessment.objects.get().state == ReviewState.SUBMITTED
    staff.get(undo)
    assert Assessment.objects.get().state == ReviewState.SUBMITTED
    staff.post(undo)
    assert Assessment.objects.get().state == ReviewState.DISCARDED


def test_the_list_and_the_page_of_a_batch_show_it_and_why_it_cannot_be_undone(row, staff, client, reviewer):
    write(staff, row, post(staff, row, "preview", typed("JPN")))
    batch = Batch.objects.get()
    assert batch.description in staff.get(reverse("admin:obligations_batch_changelist")).content.decode()
    page = reverse("admin:obligations_batch_change", args=[batch.pk])
    assert staff.get(page).context["why_not"] == ""
    client.force_login(reviewer)
    assert client.get(page).context["why_not"]
    client.post(reverse("admin:obligations_batch_undo", args=[batch.pk]))
    assert Assessment.objects.get().state == ReviewState.SUBMITTED


def test_the_page_of_a_batch_asks_the_same_queries_for_many_rows(row, staff, django_assert_max_num_queries):
    write(staff, row, post(staff, row, "bulk", same(whom="african_states")))
    with django_assert_max_num_queries(20):
        staff.get(reverse("admin:obligations_batch_change", args=[Batch.objects.get().pk]))


# A past day -----------------------------------------------------------------------------------------------------------
def test_a_past_day_shows_what_stood_then_and_takes_no_writing(staff, row, analyst):
    make_approved((row, "JPN"), analyst, at=timezone.now() - timedelta(days=20), as_of=date(2026, 1, 1), summary="先前的记录")
    make_approved((row, "JPN"), analyst, at=timezone.now() - timedelta(days=1), as_of=date(2026, 1, 1), summary="后来的记录")
    day = (timezone.localdate() - timedelta(days=10)).isoformat()
    page = staff.get(address(row), {"as_of": day}).content.decode()
    assert "先前的记录" in page and "后来的记录" not in page and 'name="do"' not in page
    assert staff.post(f"{address(row)}?as_of={day}", {"do": "save:JPN"}).status_code == 403


def test_what_is_under_way_today_is_not_shown_on_a_past_day(staff, row, analyst):
    make_submission((row, "JPN"), analyst, at=timezone.now(), as_of=date(2026, 1, 1), summary="待审核的记录")
    assert "待审核的记录" in staff.get(address(row)).content.decode()
    day = (timezone.localdate() - timedelta(days=10)).isoformat()
    assert "待审核的记录" not in staff.get(address(row), {"as_of": day}).content.decode()


@pytest.mark.parametrize("day", ["2999-01-01", "x", "9999-12-31", "0001-01-01"])
def test_a_day_that_cannot_be_shown_is_said_in_a_sentence(staff, row, day):
    assert 'class="notice' in staff.get(address(row), {"as_of": day}).content.decode()
