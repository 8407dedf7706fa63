"""Stored meeting records read again: a name that staff added is known, rows keep their identity, and what staff did stays."""

from io import StringIO
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command

from obligations import lexicons
from obligations.choices import Opinion, Presence, Verdict
from obligations.models import (
    Actor,
    ActorAlias,
    Ballot,
    Commitment,
    CommitmentDecision,
    Document,
    Edition,
    Event,
    Meeting,
    Problem,
    Speech,
    Tie,
    Vote,
)
from obligations.services import aliases, commitments, files, reading
from obligations.services.meeting_changes import Heard
from tests.factories import AT, make_vocabulary, store_text
from tests.obligations.records import RECORD, confirm, store_record, tie
from tests.obligations.stored_records import store_unnamed
from tests.obligations.test_aliases import NAMED_OTHERWISE

pytestmark = pytest.mark.django_db

ROWS = (Meeting, Speech, Vote, Ballot, Commitment, CommitmentDecision, Tie, Problem, Edition)


def add(by: User) -> ActorAlias:
    return aliases.add(actor=Actor.objects.get(code="FRA"), name="法兰西", by=by, at=AT)


def read_again(**options: Any) -> reading.Report:
    documents = reading.readable(Document.objects.filter(kind="meeting_record"))
    return reading.reclassify(documents=documents, lexicon=lexicons.current(), at=AT, by=None, **options)


def stored() -> dict[str, list[Any]]:
    """Everything that is stored of records, without the ids of rows that reading makes anew."""
    rows: dict[str, list[Any]] = {model.__name__: list(model.objects.order_by("pk").values()) for model in ROWS}
    for row in [*rows["Ballot"], *rows["Problem"], *rows["Tie"]]:
        row.pop("id")
    return rows


def test_a_record_read_again_with_the_same_words_stays_as_it_is(analyst: User) -> None:
    store_text()
    store_record(RECORD)
    confirm("PV.9951/c3", analyst)
    before = stored()
    report = read_again()
    assert (report.heard, report.count("unchanged")) == ([], 1)
    assert stored() == before


def test_a_name_of_staff_is_known_when_the_record_is_read_again(analyst: User) -> None:
    store_record(NAMED_OTHERWISE)
    speech = Speech.objects.get(speaker="杜瓦尔")
    assert speech.actor is None and Problem.objects.filter(code="speaker_actor_unknown").exists()
    add(analyst)
    report = read_again()
    again = Speech.objects.get(speaker="杜瓦尔")
    assert (again.pk, again.actor_code, again.capacity) == (speech.pk, "FRA", "member")
    assert not Problem.objects.filter(code__in=["speaker_actor_unknown", "voter_unknown"]).exists()
    assert Ballot.objects.get(actor__code="FRA").choice == "in_favour"
    assert (Commitment.objects.get().actor_code, Edition.objects.get().lexicon_version) == ("FRA", lexicons.current().version)
    assert Heard("PV.9951/s1", "actor", "", "FRA") in report.heard and Heard("PV.9951/v1", "FRA", "", "in_favour") in report.heard
    assert Heard("PV.9951/s1", "commitment", "", "pledge") in report.heard


def test_reading_a_record_again_is_logged_with_what_changed(analyst: User) -> None:
    document = store_record(NAMED_OTHERWISE)
    add(analyst)
    read_again()
    event = Event.objects.get(action="document.reclassified")
    assert event.object_key == document.slug and event.after is not None
    assert {"key": "PV.9951/s1", "what": "actor", "before": "", "after": "FRA", "decided": False} in event.after["changes"]


def test_a_dry_run_says_the_same_and_stores_nothing(analyst: User) -> None:
    store_record(NAMED_OTHERWISE)
    add(analyst)
    before = stored()
    foreseen = read_again(dry_run=True)
    assert stored() == before
    assert foreseen.heard == read_again().heard


def test_what_staff_decided_stays_when_a_name_is_taken_out(analyst: User) -> None:
    make_vocabulary()
    alias = add(analyst)
    document = store_text(NAMED_OTHERWISE, filename="record.txt")
    assert document.commitments.count() == 0  # read without staff's names
    read_again()
    kept = Commitment.objects.get()
    commitments.decide(commitment=kept, verdict=Verdict.ACCEPT, by=analyst, at=AT)
    aliases.retire(alias=alias, by=analyst, at=AT, reason="误加")
    report = read_again()
    row = Commitment.objects.get()
    assert (row.pk, row.opinion, row.presence) == (kept.pk, Opinion.CONFIRMED, Presence.NOT_FOUND)
    assert Heard(row.key, "commitment", "pledge", "", decided=True) in report.heard
    add(analyst)
    read_again()
    row.refresh_from_db()
    assert (row.presence, row.opinion, CommitmentDecision.objects.count()) == (Presence.FOUND, Opinion.CONFIRMED, 1)


def test_a_tie_that_staff_confirmed_stays(analyst: User) -> None:
    store_text()
    store_record(RECORD)
    confirm("PV.9951/c3", analyst)
    tie("PV.9951/c3", "9101(2032)/2(b)/1", analyst)
    before = list(Tie.objects.exclude(opinion=Opinion.SUGGESTED).values())
    read_again()
    assert list(Tie.objects.exclude(opinion=Opinion.SUGGESTED).values()) == before


def test_a_sentence_said_twice_keeps_its_two_commitments() -> None:
    said = "沈女士（中国）：中国将向松河基金提供300万美元。\n主席（以西班牙语发言）：谢谢。\n沈女士（中国）：中国将向松河基金提供300万美元。"
    start, end = NAMED_OTHERWISE.index("杜瓦尔"), NAMED_OTHERWISE.index("主席（以西班牙语发言）：我现在把")
    store_record(NAMED_OTHERWISE[:start] + said + "\n" + NAMED_OTHERWISE[end:])
    before = list(Commitment.objects.order_by("pk").values_list("key", "speech__order", "presence"))
    assert len(before) == 2
    assert read_again().heard == []
    assert list(Commitment.objects.order_by("pk").values_list("key", "speech__order", "presence")) == before


def test_a_record_whose_speeches_would_be_cut_otherwise_is_left_as_it_is(analyst: User) -> None:
    store_record(NAMED_OTHERWISE)
    Speech.objects.filter(order=2).update(text="另一段话。")
    add(analyst)
    before = stored()
    report = read_again()
    assert (report.count("cut_otherwise"), report.documents[0].cut_otherwise) == (1, ["2"])
    assert stored() == before


def test_a_record_whose_file_is_gone_is_left_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    store_record(NAMED_OTHERWISE)

    def gone(_sha256: str) -> bytes:
        raise FileNotFoundError

    monkeypatch.setattr(files, "read", gone)
    assert read_again().count("unreadable") == 1


def test_a_record_without_a_cover_page_keeps_the_date_of_the_resolution_it_adopted() -> None:
    store_text()
    record = store_unnamed(NAMED_OTHERWISE.partition("开会。")[2])
    assert record.adopted_on is not None
    before = list(Problem.objects.values_list("code", flat=True))
    read_again()
    record.refresh_from_db()
    assert record.adopted_on is not None
    assert list(Problem.objects.values_list("code", flat=True)) == before


def test_the_command_prints_what_changes_in_a_record(analyst: User) -> None:
    store_record(NAMED_OTHERWISE)
    add(analyst)
    out = StringIO()
    call_command("reclassify", "S/PV.9951", dry_run=True, stdout=out)
    assert "PV.9951/s1  actor: – -> FRA" in out.getvalue()
    assert "1 documents read, 1 would change in" in out.getvalue()
