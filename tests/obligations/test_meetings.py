"""Storing meeting records: who presided, spoke and voted, as the record prints it."""

from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from obligations.choices import Ballot as Choice
from obligations.models import Ballot, Commitment, Document, Meeting, Obligation, Problem, Speech, Tie, Vote
from obligations.searching import normalise
from tests.factories import store_text
from tests.obligations.stored_records import GOLD, SAMPLES, store_founding, store_sample, store_unnamed, text_of, without_cover

pytestmark = pytest.mark.django_db


def lists(vote: Vote) -> dict[str, set[str]]:
    """The States of each list of a vote."""
    rows = list(vote.ballots.values_list("choice", "actor__code"))
    return {choice: {code for given, code in rows if given == choice} for choice in ("in_favour", "against", "abstaining")}


# The samples ---------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("record", GOLD, ids=lambda record: record["symbol"])
def test_a_record_is_stored_as_a_careful_reader_reads_it(record: dict[str, Any]) -> None:
    document = store_sample(record["file"])
    meeting = document.record
    assert (document.symbol, str(document.adopted_on), meeting.presiding.code) == (record["symbol"], record["date"], record["president"])
    assert meeting.members.count() == 15 and meeting.presiding in meeting.members.all()
    speeches = list(Speech.objects.current().values_list("order", "speaker", "actor_code", "capacity", "language"))
    assert speeches == [(s["order"], s["speaker"], s["actor"] or "", s["capacity"], s["language"]) for s in record["speeches"]]
    votes = list(Vote.objects.current())
    assert [(v.draft, v.resolution) for v in votes] == [(v["draft"] or "", v["resolution"] or "") for v in record["votes"]]
    for vote, expected in zip(votes, record["votes"], strict=True):
        assert lists(vote) == {choice: set(expected[choice]) for choice in ("in_favour", "against", "abstaining")}
        assert [vote.stated[choice] for choice in lists(vote)] == [len(expected[choice]) for choice in lists(vote)]


def test_a_rejected_draft_keeps_its_symbol_and_its_negative_vote() -> None:
    store_sample("S-PV-9902.txt")
    vote = Vote.objects.get()
    assert (vote.draft, vote.outcome, vote.resolution) == ("S/2032/219", "rejected", "")
    assert list(vote.ballots.filter(choice=Choice.AGAINST).values_list("actor__code", flat=True)) == ["FRA"]


def test_a_president_who_only_presides_speaks_for_nobody_and_for_the_state_when_announced() -> None:
    store_sample("S-PV-9901.txt")
    spoken = Speech.objects.filter(capacity="president").order_by("order").values_list("order", "actor__code")
    assert list(spoken) == [(1, None), (3, None), (5, None), (6, "CRI"), (14, None)]


def test_a_speaker_for_a_group_keeps_the_state_as_actor_and_the_groups_name() -> None:
    store_sample("S-PV-9902.txt")
    spoken = Speech.objects.get(order=2)
    assert spoken.actor is not None and spoken.actor.code == "NOR"
    assert spoken.group
    assert not Commitment.objects.filter(speech=spoken).exclude(actor__code="NOR").exists()


def test_a_speech_is_kept_in_its_searchable_form() -> None:
    store_sample("S-PV-9901.txt")
    for speech in Speech.objects.all():
        assert speech.search == normalise(speech.text)


def test_a_sentence_is_found_where_its_span_says() -> None:
    store_sample("S-PV-9901.txt")
    rows = Commitment.objects.select_related("speech")
    assert rows.count() == 17
    assert all(row.speech.text[row.start : row.end] == row.text for row in rows)


# As printed ----------------------------------------------------------------------------------------------------------
def test_a_misprinted_number_stays_as_printed_beside_the_list() -> None:
    document = store_sample("S-PV-9901.txt", was="15票赞成", becomes="14票赞成")
    vote = Vote.objects.get()
    assert vote.stated["in_favour"] == 14
    assert vote.ballots.filter(choice=Choice.IN_FAVOUR).count() == 15
    assert Problem.objects.filter(edition=document.reference_edition, what__contains="14").exists()


def test_a_state_printed_in_two_lists_has_one_ballot_and_a_problem() -> None:
    document = store_sample("S-PV-9902.txt", was="反对:", becomes="反对:\n\n日本、")
    assert Ballot.objects.filter(actor__code="JPN").count() == 1
    assert Problem.objects.filter(edition=document.reference_edition).exists()


# Identity ------------------------------------------------------------------------------------------------------------
def test_a_record_without_cover_page_gets_symbol_and_date_from_its_resolution() -> None:
    store_sample("S-RES-9004-2032.txt")
    document = store_unnamed(without_cover("S-PV-9901.txt", symbol="S/PV.9901"))
    assert (document.symbol, str(document.adopted_on)) == ("S/PV.9901", "2032-03-14")
    assert document.record.members.count() == 0  # nobody guesses who sat there
    assert Vote.objects.get().resolution == "S/RES/9004 (2032)"
    assert not Problem.objects.filter(edition=document.reference_edition, line__isnull=True).exists()


def test_a_record_without_cover_page_is_refused_while_its_resolution_is_unknown() -> None:
    with pytest.raises(ValidationError):
        store_unnamed(without_cover("S-PV-9901.txt", symbol="S/PV.9901"))
    assert not Document.objects.exists() and not Meeting.objects.exists()


def test_the_same_record_twice_changes_nothing() -> None:
    store_sample("S-PV-9902.txt")
    before = [model.objects.count() for model in (Speech, Vote, Ballot, Commitment, Tie)]
    store_sample("S-PV-9902.txt")
    assert [model.objects.count() for model in (Speech, Vote, Ballot, Commitment, Tie)] == before


def test_a_new_edition_has_speeches_and_votes_of_its_own_and_readers_see_those(reader: Any) -> None:
    store_sample("S-PV-9902.txt")
    document = store_text(text_of("S-PV-9902.txt") + "\n", filename="S-PV-9902.txt")
    assert document.editions.count() == 2
    assert Speech.objects.visible_to(reader).count() == Speech.objects.count() / 2 == 8
    assert Vote.objects.visible_to(reader).get().edition == document.reference_edition
    assert Meeting.objects.count() == 1


def test_every_sample_record_is_measured() -> None:
    assert {record["file"] for record in GOLD} == {path.name for path in SAMPLES.glob("S-PV-*")}


# The founding record -------------------------------------------------------------------------------------------------
@pytest.mark.founding
def test_the_founding_record_is_tied_to_its_resolution_by_fifteen_votes_in_favour(documents_dir: Path) -> None:
    founding = store_founding(documents_dir)
    assert str(founding.adopted_on) == "2017-08-02"
    vote = Vote.objects.get(edition=founding.reference_edition)
    resolution = Document.objects.get(symbol="S/RES/2370 (2017)")
    assert (vote.resolution, resolution.meeting, vote.outcome) == (resolution.symbol, founding.symbol, "adopted")
    assert vote.stated["in_favour"] == vote.ballots.filter(choice=Choice.IN_FAVOUR).count() == vote.ballots.count() == 15
    assert Speech.objects.filter(edition=founding.reference_edition).count() == 25
    suggested = Obligation.objects.filter(ties__commitment__document=founding)
    assert suggested.filter(paragraph__document=resolution).exists()
