"""What a cell is, and what is said of it."""

from datetime import date, timedelta

import pytest

from obligations.cells import Marker, cells_between, cells_of_actor, cells_of_obligation, obligations_in_force
from obligations.choices import Applicability, Audience, Lifecycle
from obligations.models import Actor, Assessment, Obligation
from obligations.services import applicability, assessments, review
from obligations.services.assessments import Cell, Content, Proof
from tests.factories import AT, make_approved, make_evidence, make_submission, obligation, second_reviewer, store_text

pytestmark = pytest.mark.django_db
ON = AT.date()


@pytest.fixture
def row():
    """Addressed to all States."""
    store_text()
    return obligation("9101(2032)/1/1")


def of(row, user, code="JPN", on=ON):
    return next(cell for cell in cells_of_obligation(row, user=user, on=on) if cell.actor.code == code)


def draft(row, user, code="JPN", **fields):
    cell = Cell(Actor.objects.get(code=code), obligation=row)
    content = Content(**{"status": "partial", "summary": "见第3页。", "as_of": date(2032, 4, 30), **fields})
    return assessments.save_draft(cell=cell, content=content, by=user, at=AT, based_on=cell.versions.current().first())


def test_all_states_are_the_members_and_the_observers_in_the_uns_order(row, analyst):
    cells = cells_of_obligation(row, user=analyst, on=ON)
    kinds = [cell.actor.kind for cell in cells]
    assert (kinds.count("state"), kinds.count("observer"), len(kinds)) == (193, 2, 195)
    assert [cell.actor.position for cell in cells] == sorted(cell.actor.position for cell in cells)


def test_member_states_are_the_193(row, analyst):
    assert len(cells_of_obligation(obligation("9101(2032)/2(a)/1"), user=analyst, on=ON)) == 193


def test_those_named_are_the_only_cells_of_their_obligation(row, analyst):
    cells = cells_of_obligation(obligation("9101(2032)/3/2"), user=analyst, on=ON)
    assert sorted((cell.actor.code, cell.named) for cell in cells) == [("JPN", True), ("NOR", True)]


def test_what_asks_for_nothing_or_is_superseded_has_no_cells(row, analyst):
    Obligation.objects.filter(pk=row.pk).update(lifecycle=Lifecycle.SUPERSEDED, superseded_on=ON)
    assert cells_of_obligation(row, user=analyst, on=ON) == []
    assert cells_of_obligation(obligation("9101(2032)/4/1"), user=analyst, on=ON) == []


def test_the_cells_of_an_actor_are_the_obligations_that_reach_it(row, analyst):
    reaching = set(obligations_in_force(analyst, ON).applies_to(Actor.objects.get(code="PSE")))
    cells = cells_of_actor(Actor.objects.get(code="PSE"), user=analyst, on=ON)
    assert {cell.obligation for cell in cells} == reaching == {row}


def test_the_cells_of_an_actor_can_be_narrowed_down(row, analyst):
    japan, some = Actor.objects.get(code="JPN"), Obligation.objects.filter(paragraph__label="2(a)")
    assert [cell.key for cell in cells_of_actor(japan, user=analyst, on=ON, obligations=some)] == ["9101-2032-2-a-1/JPN"]


def test_a_group_with_a_condition_starts_as_condition_open(row, analyst):
    row.addressees.update(condition="有能力的")
    cell = of(row, analyst)
    assert (cell.applicability, cell.condition, cell.counts, cell.markers) == (Applicability.CONDITION_OPEN, "有能力的", False, frozenset())


def test_who_is_named_without_the_condition_is_reached_without_it(row, analyst):
    row.addressees.update(condition="有能力的")
    row.addressees.create(code="JPN", actor=Actor.objects.get(code="JPN"), position=9)
    assert of(row, analyst).applicability == Applicability.APPLIES


@pytest.mark.parametrize(("value", "counts"), [("applies", True), ("does_not_apply", False)])
def test_what_staff_recorded_on_applicability_counts_before_the_text(row, analyst, value, counts):
    row.addressees.update(condition="有能力的")
    made = applicability.decide(obligation=row, actor=Actor.objects.get(code="JPN"), value=value, reason="见法律。", by=analyst, at=AT)
    cell = of(row, analyst)
    assert (cell.applicability, cell.decided, cell.counts) == (value, made, counts)


def test_a_cell_without_a_version_is_not_assessed(row, analyst):
    assert of(row, analyst).markers == {Marker.NOT_ASSESSED}


def test_the_standing_version_is_the_one_the_reader_may_see(row, analyst, reader):
    version = make_approved((row, "JPN"), analyst, audience=Audience.STAFF)
    assert (of(row, analyst).standing, of(row, reader).standing) == (version, None)


def test_open_versions_are_mine_and_those_of_others_and_only_staff_see_them(row, analyst, reader, make_user, admin):
    mine, theirs = draft(row, analyst), make_submission((row, "JPN"), admin)
    cell = of(row, analyst)
    assert (cell.mine, cell.others, cell.draft) == ((mine,), (theirs,), mine)
    assert (of(row, reader).mine, of(row, reader).others) == ((), ())


def test_a_version_is_due_for_review_after_its_day(row, analyst):
    make_approved((row, "JPN"), analyst, review_after=ON)
    days = [ON, ON + timedelta(days=1)]
    assert [Marker.DUE_FOR_REVIEW in of(row, analyst, on=day).markers for day in days] == [False, True]


def test_a_version_is_due_for_review_after_its_evidence_expires(row, analyst):
    make_approved((row, "JPN"), analyst, proofs=(Proof(make_evidence(analyst, expires_on=ON - timedelta(days=1)), "第1页"),))
    assert Marker.DUE_FOR_REVIEW in of(row, analyst).markers


def test_a_newer_version_under_way_marks_the_cell_as_changed_since_approval(row, analyst):
    make_approved((row, "JPN"), analyst)
    assert Marker.CHANGED not in of(row, analyst).markers
    draft(row, analyst)
    assert Marker.CHANGED in of(row, analyst).markers


def test_other_words_in_a_later_edition_mark_the_cell_as_changed_since_approval(row, analyst):
    version = make_approved((row, "JPN"), analyst)
    Assessment.objects.filter(pk=version.pk).update(approved_at=AT - timedelta(days=1))
    old = row.paragraph.current
    edition = old.edition
    edition.pk, edition.number, edition.sha256, edition.added_at = None, 2, "f" * 64, AT
    edition.save()
    old.pk, old.edition, old.text, old.search = None, edition, "决定所有国家。", "决定所有国家。"
    old.save()
    assert Marker.CHANGED in of(row, analyst).markers


def test_a_returned_version_marks_the_cell(row, analyst):
    review.send_back(version=make_submission((row, "JPN"), analyst), note="请补充。", by=second_reviewer(), at=AT)
    assert of(row, analyst).markers == {Marker.RETURNED, Marker.NOT_ASSESSED}


def test_the_queries_do_not_grow_with_the_cells(row, analyst, django_assert_num_queries, django_assert_max_num_queries):
    two = list(Actor.objects.filter(code__in=["JPN", "NOR"]))
    for actor in two:
        make_approved((row, actor), analyst)
        draft(row, analyst, actor.code)
    with django_assert_max_num_queries(14) as few:
        cells_between(obligations_in_force(analyst, ON).filter(pk=row.pk), two[:1], user=analyst, on=ON, with_evidence=True)
    with django_assert_num_queries(len(few)):
        assert len(cells_between(obligations_in_force(analyst, ON), two, user=analyst, on=ON, with_evidence=True)) == 8
