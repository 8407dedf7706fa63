"""Rounds of review: opened, changed before they open, closed with a seal, published as a whole; their pictures are asked for, never copied."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from obligations.choices import Applicability as Reach
from obligations.choices import Audience
from obligations.models import Actor, Applicability, Assessment, Event, Obligation, ObligationAddressee, Round
from obligations.rounds import coverage, seals
from obligations.rounds.reading import CellState, Change, closing, compare, opening
from obligations.services import applicability, publication, review, rounds
from tests.factories import AT, make_approved, make_submission, obligation, second_reviewer, store_text

pytestmark = pytest.mark.django_db

OPENS, CLOSES = date(2032, 5, 10), date(2032, 6, 30)
BEFORE, DURING, AFTER = AT, AT + timedelta(days=15), AT + timedelta(days=40)  # 1 May, 16 May, 10 June 2032
KEY, OTHER = "9101(2032)/1/1", "9101(2032)/2(a)/1"


@pytest.fixture(scope="module", autouse=True)
def text(store_once):
    store_once(store_text)


def scope(**changed):
    fields = {
        "name": "2032年第一轮",
        "opens_on": OPENS,
        "closes_on": CLOSES,
        "states": list(Actor.objects.filter(code__in=["JPN", "NOR"])),
        "obligations": [obligation(KEY), obligation(OTHER)],
        "state_first": False,
        "days_to_comment": 0,
    }
    return {**fields, **changed}


def open_round(by, **changed):
    return rounds.open(**scope(**changed), by=by, at=BEFORE)


def states_of(picture):
    return {(cell.obligation.key, cell.actor.code): cell.state for cell in picture.cells}


# Opening and changing -------------------------------------------------------------------------------------------------
def test_a_round_says_in_the_log_what_it_covers(reviewer):
    made = open_round(reviewer)
    event = Event.objects.get(action="round.opened")
    assert (event.object_key, event.after["states"], event.after["obligations"]) == (made.slug, ["JPN", "NOR"], [KEY, OTHER])


def test_a_name_in_chinese_gets_an_address_from_its_first_day(reviewer):
    slugs = [open_round(reviewer, name=name).slug for name in ("第一轮", "第二轮", "Spring 2032")]
    assert slugs == ["round-2032-05-10", "round-2032-05-10-2", "spring-2032"]


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"name": " "}, "name"),
        ({"opens_on": date(2032, 7, 1)}, "would close before it opens"),
        ({"days_to_comment": -1}, "number from 0"),
        ({"states": []}, "Choose at least one State"),
        ({"obligations": []}, "Choose at least one obligation"),
    ],
)
def test_what_does_not_fit_is_refused_with_a_sentence(reviewer, settings, changed, sentence):
    settings.LANGUAGE_CODE = "en"
    with pytest.raises(ValidationError, match=sentence):
        open_round(reviewer, **changed)
    assert not Round.objects.exists()


def test_a_group_is_no_member_of_a_round(reviewer):
    with pytest.raises(ValidationError):
        open_round(reviewer, states=[Actor.objects.get(code="all_states")])


def test_what_asks_nobody_for_action_is_no_part_of_a_round(reviewer):
    untracked = Obligation.objects.filter(tracked=False)[0]
    with pytest.raises(ValidationError, match=untracked.key.replace("(", r"\(").replace(")", r"\)")):
        open_round(reviewer, obligations=[obligation(KEY), untracked])


def test_a_round_without_any_cell_is_refused(reviewer):
    with pytest.raises(ValidationError):
        open_round(reviewer, states=[Actor.objects.get(code="GBR")], obligations=[obligation("9101(2032)/3/2")])


@pytest.mark.parametrize("persona", ["analyst", "reader", "outsider"])
def test_only_reviewers_and_editors_open_rounds(persona, request):
    with pytest.raises(PermissionDenied):
        open_round(request.getfixturevalue(persona))


def test_a_round_changes_until_it_opens(reviewer):
    made = open_round(reviewer)
    rounds.change(round=made, **scope(name="新名", obligations=[obligation(KEY)]), by=reviewer, at=BEFORE)
    made.refresh_from_db()
    assert (made.name, [row.key for row in made.obligations.all()]) == ("新名", [KEY])
    with pytest.raises(ValidationError):
        rounds.change(round=made, **scope(), by=reviewer, at=DURING)


# Pictures -------------------------------------------------------------------------------------------------------------
def test_a_cell_is_carried_over_until_a_version_is_approved_after_the_round_opened(reviewer, analyst):
    made = open_round(reviewer)
    make_approved((obligation(KEY), "JPN"), analyst, at=BEFORE)
    make_approved((obligation(KEY), "NOR"), analyst, at=BEFORE)
    make_approved((obligation(KEY), "JPN"), analyst, at=DURING)
    found = states_of(closing(made, reviewer, at=AFTER))
    assert found[KEY, "JPN"] == CellState.REVIEWED
    assert found[KEY, "NOR"] == CellState.CARRIED_OVER
    assert found[OTHER, "JPN"] == CellState.NOT_ASSESSED


def test_the_opening_picture_is_what_stood_when_the_round_opened(reviewer, analyst):
    made = open_round(reviewer)
    first = make_approved((obligation(KEY), "JPN"), analyst, at=BEFORE)
    make_approved((obligation(KEY), "JPN"), analyst, at=DURING, status="implemented")
    before = opening(made, reviewer, at=AFTER)
    assert [cell.version for cell in before.cells if cell.version] == [first]


def test_what_does_not_apply_or_is_open_stands_outside_the_denominator(reviewer, analyst):
    made = open_round(reviewer)
    japan = Actor.objects.get(code="JPN")
    decided = {"by": analyst, "at": BEFORE, "reason": "无此类货物"}
    applicability.decide(obligation=obligation(KEY), actor=japan, value=Reach.DOES_NOT_APPLY, **decided)
    ObligationAddressee.objects.filter(obligation=obligation(OTHER)).update(condition="如有需要")
    picture = closing(made, reviewer, at=AFTER)
    assert states_of(picture)[KEY, "JPN"] == CellState.DOES_NOT_APPLY
    assert states_of(picture)[OTHER, "NOR"] == CellState.CONDITION_OPEN
    assert coverage.by_force(picture).total.applicable.count == 1


def test_an_applicability_decided_after_the_close_leaves_the_picture_as_it_was(reviewer, analyst):
    made = rounds.close(round=open_round(reviewer), by=reviewer, at=DURING)
    japan = Actor.objects.get(code="JPN")
    applicability.decide(obligation=obligation(KEY), actor=japan, value=Reach.DOES_NOT_APPLY, by=analyst, at=AFTER, reason="无此类货物")
    assert states_of(closing(made, reviewer, at=AFTER))[KEY, "JPN"] == CellState.NOT_ASSESSED


def test_coverage_adds_up_by_force_and_counts_a_cell_of_two_subjects_once(reviewer, analyst):
    made = open_round(reviewer)
    make_approved((obligation(KEY), "JPN"), analyst, at=DURING)
    picture = closing(made, reviewer, at=AFTER)
    for table in (coverage.by_force(picture), coverage.by_subject(picture)):
        assert (table.total.applicable.count, table.total.assessed.count, table.total.share) == (4, 1, 25)
    forces = {row.code: (row.assessed.count, row.applicable.count) for row in coverage.by_force(picture).rows}
    assert forces == {"decides": (1, 2), "urges": (0, 2)}


def test_a_share_of_a_hundred_per_cent_means_all():
    assert [coverage.share_of(*pair) for pair in ((199, 200), (200, 200), (0, 0))] == [99, 100, None]


def test_readers_get_the_figures_of_what_was_published_to_them(reviewer, reader, analyst):
    made = open_round(reviewer)
    make_approved((obligation(KEY), "JPN"), analyst, at=DURING, audience=Audience.READERS)
    make_approved((obligation(KEY), "NOR"), analyst, at=DURING, audience=Audience.STAFF)
    seen = [coverage.by_force(closing(made, user, at=AFTER)).total.assessed.count for user in (reviewer, reader)]
    assert seen == [2, 1]


def test_readers_of_a_closed_round_get_its_own_versions_once_they_are_published(reviewer, reader, analyst):
    made = open_round(reviewer)
    version = make_approved((obligation(KEY), "JPN"), analyst, at=DURING, audience=Audience.STAFF)
    rounds.close(round=made, by=reviewer, at=DURING)
    made.refresh_from_db()
    assert not any(cell.version for cell in closing(made, reader, at=AFTER).cells)
    publication.publish(version=version, audience=Audience.READERS, by=reviewer, at=AFTER)
    assert [cell.version for cell in closing(made, reader, at=AFTER).cells if cell.version] == [version]


def test_a_picture_takes_as_many_queries_however_many_cells_it_has(reviewer, analyst):
    small = open_round(reviewer, obligations=[obligation(KEY)], states=[Actor.objects.get(code="JPN")])
    large = open_round(reviewer, name="全部", states=list(Actor.objects.states()), obligations=list(Obligation.objects.tracked()))
    for code in ("JPN", "NOR", "GHA"):
        make_approved((obligation(KEY), code), analyst, at=DURING)
    counted = []
    for made in (small, large):
        with CaptureQueriesContext(connection) as queries:
            coverage.by_subject(closing(made, reviewer, at=AFTER))
        counted.append(len(queries))
    assert counted[0] == counted[1]


# Closing --------------------------------------------------------------------------------------------------------------
@pytest.fixture
def closed(reviewer, analyst):
    made = open_round(reviewer)
    make_approved((obligation(KEY), "JPN"), analyst, at=DURING, audience=Audience.STAFF)
    return rounds.close(round=made, by=reviewer, at=DURING + timedelta(days=1))


def test_later_approvals_publications_and_withdrawals_leave_the_seal_whole(closed, reviewer, analyst):
    version = Assessment.objects.get()
    publication.publish(version=version, audience=Audience.PUBLIC, by=reviewer, at=AFTER)
    later = make_approved((obligation(KEY), "JPN"), analyst, at=AFTER, status="implemented")
    make_approved((obligation(KEY), "NOR"), analyst, at=AFTER)
    review.withdraw(version=later, reason="来源撤回", by=reviewer, at=AFTER)
    assert seals.verify(closed, reviewer).same


@pytest.mark.parametrize("column", ["status", "summary", "sources", "as_of"])
def test_a_word_changed_in_the_database_breaks_the_seal(closed, reviewer, column):
    changed = {"status": "implemented", "summary": "别的", "sources": "别的", "as_of": date(2032, 1, 1)}
    Assessment.objects.update(**{column: changed[column]})
    found = seals.verify(closed, reviewer)
    assert (found.same, found.changed) == (False, (seals.Part.FOLLOW_UP,))


def test_evidence_exchanged_in_the_database_breaks_the_seal(closed, reviewer):
    Assessment.objects.get().links.get().evidence.__class__.objects.update(url="https://example.org/other")
    assert seals.verify(closed, reviewer).changed == (seals.Part.FOLLOW_UP,)


def test_addressees_corrected_later_are_told_apart_from_changed_follow_up(closed, reviewer):
    ObligationAddressee.objects.filter(obligation=obligation(OTHER)).delete()
    assert seals.verify(closed, reviewer).changed == (seals.Part.CELLS,)


def test_a_seal_exchanged_together_with_the_words_does_not_fit_the_log(closed, reviewer):
    Assessment.objects.update(summary="别的")
    Round.objects.update(picture_hash=seals.seal(closed, closed.closed_at, reviewer).whole)
    closed.refresh_from_db()
    assert not seals.verify(closed, reviewer).same


def test_whoever_verifies_gets_the_same_seal(closed, admin, analyst):
    assert all(seals.verify(closed, user).same for user in (admin, analyst))


def test_a_round_that_runs_has_no_seal(reviewer):
    assert seals.verify(open_round(reviewer), reviewer) is None


@pytest.mark.parametrize("at", [BEFORE, AFTER])
def test_a_round_is_closed_once_and_after_it_opened(reviewer, at):
    made = open_round(reviewer)
    if at == AFTER:
        rounds.close(round=made, by=reviewer, at=DURING)
    with pytest.raises(ValidationError):
        rounds.close(round=made, by=reviewer, at=at)


def test_an_analyst_does_not_close_a_round(reviewer, analyst):
    with pytest.raises(PermissionDenied):
        rounds.close(round=open_round(reviewer), by=analyst, at=DURING)


# Comparing ------------------------------------------------------------------------------------------------------------
def test_two_pictures_differ_cell_by_cell(reviewer, analyst):
    made = open_round(reviewer)
    make_approved((obligation(KEY), "JPN"), analyst, at=BEFORE, status="partial")
    gone = make_approved((obligation(OTHER), "JPN"), analyst, at=BEFORE)
    make_approved((obligation(OTHER), "NOR"), analyst, at=BEFORE, status="partial")
    make_approved((obligation(KEY), "JPN"), analyst, at=DURING, status="implemented")
    make_approved((obligation(KEY), "NOR"), analyst, at=DURING)
    make_approved((obligation(OTHER), "NOR"), analyst, at=DURING, status="partial")
    review.withdraw(version=gone, reason="来源撤回", by=second_reviewer(), at=DURING)
    found = {
        (row.obligation.key, row.actor.code): (row.change, row.anew)
        for row in compare(opening(made, reviewer, at=AFTER), closing(made, reviewer, at=AFTER))
    }
    assert found == {
        (KEY, "JPN"): (Change.CHANGED, True),
        (KEY, "NOR"): (Change.APPEARED, False),
        (OTHER, "JPN"): (Change.GONE, False),
        (OTHER, "NOR"): (Change.UNCHANGED, True),
    }


def test_what_only_the_earlier_round_covers_is_gone(reviewer, analyst):
    first = open_round(reviewer)
    second = open_round(reviewer, name="第二轮", states=[Actor.objects.get(code="NOR")])
    make_approved((obligation(KEY), "JPN"), analyst, at=BEFORE)
    found = compare(closing(first, reviewer, at=AFTER), closing(second, reviewer, at=AFTER))
    assert [(row.actor.code, row.change, row.after) for row in found] == [("JPN", Change.GONE, None)]


# Publishing -----------------------------------------------------------------------------------------------------------
def publish(made, by, audience=Audience.READERS, at=AFTER):
    seen = rounds.preview(round=made, audience=audience, by=by, at=at)
    return rounds.publish_round(round=made, audience=audience, versions=seen.versions, by=by, at=at)


def test_a_round_is_published_in_one_batch(reviewer, analyst):
    made = open_round(reviewer)
    for code in ("JPN", "NOR"):
        make_approved((obligation(KEY), code), analyst, at=DURING, audience=Audience.STAFF)
    assert publish(made, reviewer) == 2
    assert {version.audience for version in Assessment.objects.all()} == {Audience.READERS}
    assert Event.objects.filter(action="assessment.published").values("batch").distinct().count() == 1


def test_what_the_rule_of_the_round_refuses_is_listed_and_left_out(reviewer, analyst, settings):
    settings.LANGUAGE_CODE = "en"
    made = open_round(reviewer, state_first=True, days_to_comment=10)
    make_approved((obligation(KEY), "JPN"), analyst, at=DURING, audience=Audience.STATE)
    make_approved((obligation(KEY), "NOR"), analyst, at=DURING, audience=Audience.STAFF)
    seen = rounds.preview(round=made, audience=Audience.READERS, by=reviewer, at=AFTER)
    assert [cell.actor.code for cell in seen.published] == ["JPN"]
    assert [(row.cell.actor.code, "State concerned first" in row.reason) for row in seen.left_out] == [("NOR", True)]


def test_what_does_not_apply_or_was_replaced_or_withdrawn_since_the_close_is_left_out(reviewer, analyst):
    made = open_round(reviewer)
    versions = [make_approved((obligation(key), "JPN"), analyst, at=DURING, audience=Audience.STAFF) for key in (KEY, OTHER)]
    make_approved((obligation(KEY), "NOR"), analyst, at=DURING, audience=Audience.STAFF)
    norway = Actor.objects.get(code="NOR")
    applicability.decide(obligation=obligation(KEY), actor=norway, value=Reach.DOES_NOT_APPLY, by=analyst, at=DURING, reason="无此类货物")
    rounds.close(round=made, by=reviewer, at=DURING + timedelta(days=1))
    made.refresh_from_db()
    make_approved((obligation(KEY), "JPN"), analyst, at=AFTER, audience=Audience.STAFF)
    review.withdraw(version=versions[1], reason="来源撤回", by=reviewer, at=AFTER)
    seen = rounds.preview(round=made, audience=Audience.READERS, by=reviewer, at=AFTER)
    assert (seen.published, len(seen.left_out)) == ((), 3)


def test_nothing_is_published_where_the_round_changed_since_the_preview(reviewer, analyst):
    made = open_round(reviewer)
    make_approved((obligation(KEY), "JPN"), analyst, at=DURING, audience=Audience.STAFF)
    seen = rounds.preview(round=made, audience=Audience.READERS, by=reviewer, at=AFTER)
    make_approved((obligation(KEY), "NOR"), analyst, at=DURING, audience=Audience.STAFF)
    with pytest.raises(ValidationError):
        rounds.publish_round(round=made, audience=Audience.READERS, versions=seen.versions, by=reviewer, at=AFTER)
    assert not Event.objects.filter(action="assessment.published").exists()


def test_what_is_shown_already_is_not_published_again(reviewer, analyst):
    made = open_round(reviewer)
    make_approved((obligation(KEY), "JPN"), analyst, at=DURING, audience=Audience.READERS)
    seen = rounds.preview(round=made, audience=Audience.READERS, by=reviewer, at=AFTER)
    assert (seen.published, seen.shown_already) == ((), 1)
    with pytest.raises(ValidationError):
        publish(made, reviewer)


def test_only_reviewers_publish_a_round(make_user, reviewer, analyst):
    made = open_round(make_user("editor", groups=["editor"], is_staff=True))
    make_submission((obligation(KEY), "JPN"), analyst, DURING)
    with pytest.raises(PermissionDenied):
        publish(made, made.made_by)


def test_a_batch_of_applicabilities_is_part_of_the_seal(reviewer, analyst):
    made = open_round(reviewer)
    japan = Actor.objects.get(code="JPN")
    applicability.decide(obligation=obligation(KEY), actor=japan, value=Reach.APPLIES, by=analyst, at=DURING, reason="有此类货物")
    made = rounds.close(round=made, by=reviewer, at=DURING + timedelta(days=1))
    Applicability.objects.update(reason="别的")
    assert seals.verify(made, reviewer).changed == (seals.Part.APPLICABILITY,)
