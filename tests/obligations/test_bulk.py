"""Many cells written in one step: all or nothing, with the rules of one."""

import time
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from obligations.choices import BatchKind, ReviewState
from obligations.models import Actor, Applicability, Assessment, Assignment, Batch, Event, EvidenceLink, Obligation, SubjectArea
from obligations.services import assessments, batches, bulk, review
from obligations.services.assessments import Cell, Content, Proof
from obligations.services.bulk import Refused, Write
from tests.factories import AT, make_approved, make_evidence, make_submission, obligation, second_reviewer, store_text

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(hours=1)


@pytest.fixture
def row():
    """Addressed to all States."""
    store_text()
    return obligation("9101(2032)/1/1")


def cell(row, code="JPN"):
    return Cell(Actor.objects.get(code=code), obligation=row)


def content(**fields):
    return Content(**{"status": "none_found", "summary": "未见措施。", "as_of": date(2032, 4, 30), "sources": "国家报告", **fields})


def write(rows, by, *, submit=True, at=AT):
    return bulk.write_many(rows=rows, by=by, at=at, kind=BatchKind.BULK, description="测试", submit=submit)


def sentences(rows, by, **options):
    with pytest.raises(Refused) as refused:
        write(rows, by, **options)
    assert not Batch.objects.exists()
    return [why for _row, why in refused.value.rows]


def test_each_cell_gets_a_version_of_the_same_batch(row, analyst):
    batch = write([Write(cell(row, code), content()) for code in ("JPN", "NOR")], analyst)
    made = Assessment.objects.filter(batch=batch)
    assert {(v.actor.code, v.version, v.state, v.author, v.edited_at) for v in made} == {
        (code, 1, ReviewState.SUBMITTED, analyst, AT) for code in ("JPN", "NOR")
    }
    assert (batch.size, batch.by, batch.kind) == (2, analyst, BatchKind.BULK)


def test_drafts_are_written_where_nothing_is_submitted(row, analyst):
    write([Write(cell(row), content(status="", summary=""))], analyst, submit=False)
    assert Assessment.objects.get().state == ReviewState.DRAFT


def test_the_log_says_the_same_as_of_versions_written_one_by_one(row, analyst):
    proofs = (Proof(make_evidence(analyst), "第3页", "登记"), Proof(make_evidence(analyst), "第5页"))
    make_submission((row, "JPN"), analyst, summary="一句。", proofs=proofs)
    write([Write(cell(row, "NOR"), content(status="partial", summary="一句。", sources="", proofs=proofs))], analyst)
    one, many = (
        [(e.action, e.before, e.after, e.by, e.at) for e in Event.objects.filter(object_type="assessment", object_key__endswith=code).order_by("pk")]
        for code in ("JPN", "NOR")
    )
    assert one == many


def test_every_event_carries_the_key_of_the_batch(row, analyst):
    batch = write([Write(cell(row), content())], analyst)
    assert set(Event.objects.filter(batch=batch.pk).values_list("action", flat=True)) == {
        "assessment.drafted",
        "assessment.submitted",
        "batch.made",
    }


def test_the_next_version_is_based_on_the_approved_one_that_was_seen(row, analyst):
    first = make_approved((row, "JPN"), analyst)
    write([Write(cell(row), content(), based_on_id=first.pk)], analyst, at=LATER)
    made = Assessment.objects.order_by("version").last()
    assert (made.version, made.based_on) == (2, first)


def test_evidence_is_written_in_its_order(row, analyst):
    proofs = tuple(Proof(make_evidence(analyst), place) for place in ("第9页", " 第2页 "))
    write([Write(cell(row), content(proofs=proofs))], analyst)
    assert list(EvidenceLink.objects.values_list("locator", flat=True)) == ["第9页", "第2页"]


@pytest.mark.parametrize(
    "broken",
    [
        {"status": "done"},
        {"status": ""},
        {"summary": " "},
        {"sources": ""},
        {"status": "partial"},
        {"as_of": date(2033, 1, 1)},
    ],
)
def test_a_row_is_refused_for_what_a_single_version_is_refused_for(row, analyst, broken):
    with pytest.raises(ValidationError) as single:
        assessments.record(cell=cell(row), content=content(**broken), by=analyst, at=AT)
    assert sentences([Write(cell(row), content(**broken)), Write(cell(row, "NOR"), content())], analyst) == single.value.messages
    assert not Assessment.objects.exists()


def test_a_place_without_its_page_is_refused(row, analyst):
    proofs = (Proof(make_evidence(analyst)),)
    with pytest.raises(ValidationError) as single:
        assessments.record(cell=cell(row), content=content(status="partial", proofs=proofs), by=analyst, at=AT)
    assert sentences([Write(cell(row), content(status="partial", proofs=proofs))], analyst) == single.value.messages


def test_actors_that_are_not_addressed_and_groups_are_refused(row, analyst):
    named = obligation("9101(2032)/3/2")
    rows = [Write(cell(named, "GBR"), content()), Write(cell(row, "all_states"), content())]
    assert len(sentences(rows, analyst)) == 2


def test_an_act_that_asks_for_nothing_is_refused(row, analyst):
    assert len(sentences([Write(cell(obligation("9101(2032)/4/1")), content())], analyst)) == 1


def test_an_outdated_version_is_refused(row, analyst):
    make_approved((row, "JPN"), analyst)
    (why,) = sentences([Write(cell(row), content())], analyst)
    assert why == assessments.Outdated(None).messages[0]


def test_a_cell_with_an_open_draft_of_the_author_is_refused(row, analyst):
    assessments.save_draft(cell=cell(row), content=content(), by=analyst, at=AT)
    assert len(sentences([Write(cell(row), content())], analyst)) == 1


def test_a_draft_of_somebody_else_is_in_nobodys_way(row, analyst, admin):
    assessments.save_draft(cell=cell(row), content=content(), by=admin, at=AT)
    write([Write(cell(row), content())], analyst)
    assert set(Assessment.objects.values_list("version", "author")) == {(1, admin.pk), (2, analyst.pk)}


def test_the_same_cell_twice_is_refused_twice(row, analyst):
    assert len(sentences([Write(cell(row), content())] * 2, analyst)) == 2


def test_cells_outside_the_assignment_are_refused(row, make_user):
    some = make_user("some", groups=["analyst"])
    Assignment.objects.create(user=some, made_at=AT, regional_groups=["african_states"])
    assert len(sentences([Write(cell(row), content()), Write(cell(row, "KEN"), content())], some)) == 1


@pytest.mark.parametrize("assigned", [True, False])
def test_a_subject_is_assigned_as_for_a_single_version(row, make_user, assigned):
    some = make_user("some", groups=["analyst"])
    own = list(row.paragraph.subjects.values_list("subject", flat=True))
    areas = SubjectArea.objects.filter(pk__in=own) if assigned else SubjectArea.objects.exclude(pk__in=own)
    Assignment.objects.create(user=some, made_at=AT).subjects.set(areas)
    assert own
    assert bulk.refusals(rows=[Write(cell(row), content())], by=some, at=AT, submit=True).keys() == (set() if assigned else {0})


@pytest.mark.parametrize("persona", ["reader", "reviewer", "outsider"])
def test_only_analysts_write(row, persona, request):
    with pytest.raises(PermissionDenied):
        write([Write(cell(row), content())], request.getfixturevalue(persona))


def test_nothing_to_write_is_said(row, analyst):
    with pytest.raises(ValidationError):
        write([], analyst)


@pytest.mark.parametrize("breaks", ["obligations.services.bulk.EvidenceLink.objects.bulk_create", "obligations.services.batches.finish"])
@pytest.mark.django_db(transaction=True)
def test_a_crash_in_the_middle_leaves_nothing_half_done(row, analyst, monkeypatch, breaks):
    def crash(*_arguments, **_options):
        raise RuntimeError

    events = Event.objects.count()
    monkeypatch.setattr(breaks, crash)
    with pytest.raises(RuntimeError):
        write([Write(cell(row, code), content()) for code in ("JPN", "NOR")], analyst)
    assert (Assessment.objects.count(), Batch.objects.count(), Event.objects.count()) == (0, 0, events)


def test_a_batch_can_be_undone(row, analyst):
    batch = write([Write(cell(row, code), content()) for code in ("JPN", "NOR")], analyst)
    batches.undo(batch=batch, by=analyst, at=LATER)
    assert set(Assessment.objects.values_list("state", flat=True)) == {ReviewState.DISCARDED}


def test_a_batch_that_was_reviewed_in_part_is_not_undone(row, analyst):
    batch = write([Write(cell(row, code), content()) for code in ("JPN", "NOR")], analyst)
    review.approve(version=Assessment.objects.get(actor__code="NOR"), by=second_reviewer(), at=LATER)
    with pytest.raises(ValidationError, match="9101-2032-1-1/NOR"):
        batches.undo(batch=batch, by=analyst, at=LATER)
    assert Assessment.objects.get(actor__code="JPN").state == ReviewState.SUBMITTED


# Applicability ------------------------------------------------------------------------------------------------------
def set_reach(cells, by, value="does_not_apply", reason="无此类企业。", at=AT):
    return bulk.set_applicability_many(cells=cells, value=value, reason=reason, by=by, at=at, description="测试")


def test_many_cells_get_the_same_applicability_and_are_set_back_by_undoing(row, analyst):
    set_reach([cell(row)], analyst, value="applies", reason="见报告。")
    batch = set_reach([cell(row), cell(row, "NOR")], analyst, at=LATER)
    current = Applicability.objects.current()
    assert set(current.values_list("actor__code", "value")) == {("JPN", "does_not_apply"), ("NOR", "does_not_apply")}
    batches.undo(batch=batch, by=analyst, at=LATER + timedelta(hours=1))
    assert set(current.values_list("actor__code", "value")) == {("JPN", "applies")}


def test_what_stands_already_is_not_written_again(row, analyst):
    set_reach([cell(row)], analyst)
    assert set_reach([cell(row), cell(row, "NOR")], analyst, at=LATER).size == 1
    with pytest.raises(ValidationError):
        set_reach([cell(row)], analyst, at=LATER)


def test_an_applicability_needs_a_reason_and_an_addressee(row, analyst):
    with pytest.raises(ValidationError):
        set_reach([cell(row)], analyst, reason=" ")
    with pytest.raises(Refused) as refused:
        set_reach([cell(row), cell(obligation("9101(2032)/3/2"), "GBR")], analyst)
    assert len(refused.value.rows) == 1
    assert not Applicability.objects.exists()


# Speed --------------------------------------------------------------------------------------------------------------
def test_the_queries_that_check_do_not_grow_with_the_rows(row, analyst, django_assert_num_queries):
    rows = [Write(Cell(actor, obligation=row), content()) for actor in Actor.objects.states()]
    bulk.refusals(rows=rows[:1], by=analyst, at=AT, submit=True)  # what is asked once for a person
    with django_assert_num_queries(6):
        bulk.refusals(rows=rows[:2], by=analyst, at=AT, submit=True)
    with django_assert_num_queries(6):
        bulk.refusals(rows=rows, by=analyst, at=AT, submit=True)


def test_a_branch_for_all_states_takes_seconds(analyst):
    parts = "".join(f"({chr(97 + n)}) 登记第{n}类部件的销售；\n\n" for n in range(24))
    store_text("第 9101(2032)号决议\n\n安全理事会2032年4月15日第9911次会议通过\n\n安全理事会，\n\n1. 敦促会员国采取以下措施：\n\n" + parts)
    obligations = list(Obligation.objects.tracked())
    proof = Proof(make_evidence(analyst), "第3页")
    rows = [Write(Cell(actor, obligation=o), content(proofs=(proof,))) for o in obligations for actor in Actor.objects.states()]
    assert len(rows) == 193 * 24
    begun = time.monotonic()
    batch = write(rows, analyst)
    written = time.monotonic()
    batches.undo(batch=batch, by=analyst, at=LATER)
    undone = time.monotonic()
    assert written - begun < 20
    assert undone - written < 20


def test_applicability_of_a_branch_is_undone_in_a_few_queries(row, analyst, django_assert_max_num_queries):
    batch = set_reach([Cell(actor, obligation=row) for actor in Actor.objects.states()], analyst)
    with django_assert_max_num_queries(40):
        batches.undo(batch=batch, by=analyst, at=LATER)
    assert not Applicability.objects.current().exists()
