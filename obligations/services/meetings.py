"""Store what a meeting record says: its meeting, speeches, votes and suggested commitments.

A record that is read again keeps its rows: what is said of a speech, a vote or a commitment is brought up to date in place.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from decimal import Decimal

from django.db.models import Q

from ingest import ParsedDocument
from ingest.records import Commitment as ParsedCommitment
from ingest.records import Speech as ParsedSpeech
from ingest.records import Vote as ParsedVote
from obligations import choices
from obligations.choices import Opinion, Presence
from obligations.models import Actor, Ballot, Commitment, Document, Edition, Meeting, Speech, SubjectArea, Vote
from obligations.searching import normalise
from obligations.services.ties import suggest_ties
from obligations.slugs import short_symbol, slug_of

SETTLED = ("record_without_symbol", "record_without_date")  # problems of a record that the resolution it adopted answers
READ_OF_SPEECH = ["speaker", "actor", "actor_code", "group", "affiliation", "capacity", "language", "text", "search", "line"]


def identify(parsed: ParsedDocument) -> ParsedDocument:
    """A record without a cover page is that of the meeting at which the resolution it says was adopted was adopted, if that is known.

    Returns the record with symbol and date, or unchanged where nothing is known or more than one meeting would fit.
    """
    if parsed.kind != "meeting_record" or parsed.symbol or not parsed.adopts:
        return parsed
    known = Document.objects.filter(symbol__in=parsed.adopts).exclude(meeting="").values_list("meeting", "adopted_on").distinct()
    if len(known) != 1:
        return parsed
    meeting, held = known[0]
    found = tuple(problem for problem in parsed.problems if problem.code not in SETTLED)
    return replace(parsed, symbol=meeting, title=meeting, meeting=meeting, adopted_on=parsed.adopted_on or held, problems=found)


def store_meeting(parsed: ParsedDocument, *, document: Document, edition: Edition) -> None:
    """Store a record's meeting, speeches and votes with this edition, and recognise its commitments among those there are.

    An edition that is stored already is brought up to date in place; its speeches must be cut as they are (`spoken_otherwise` says so).
    """
    actors = _Actors()
    _store_meeting(parsed, document, actors)
    speeches = _store_speeches(parsed, edition, actors)
    for number, vote in enumerate(parsed.votes, 1):
        _store_vote(number, vote, edition, actors)
    edition.votes.filter(number__gt=len(parsed.votes)).delete()
    _store_commitments(parsed, document, speeches, actors)


def spoken_otherwise(parsed: ParsedDocument, edition: Edition) -> list[str]:
    """The numbers of the speeches that a record read again cuts otherwise than they are stored; empty where all are the same."""
    stored = dict(edition.speeches.values_list("order", "text"))
    read = {speech.order: speech.text for speech in parsed.speeches}
    return [str(order) for order in sorted({*stored, *read}) if stored.get(order) != read.get(order)]


class _Actors:
    """Actors by the codes that records use: alpha-3 for a State, the acronym of a body."""

    def __init__(self) -> None:
        self.by_code: Mapping[str, Actor] = {actor.code.upper(): actor for actor in Actor.objects.all()}

    def get(self, code: str | None) -> Actor | None:
        return self.by_code.get(code.upper()) if code else None

    def all(self, codes: tuple[str, ...]) -> list[Actor]:
        return [actor for code in codes if (actor := self.get(code))]


def _store_meeting(parsed: ParsedDocument, document: Document, actors: _Actors) -> None:
    meeting, _ = Meeting.objects.update_or_create(
        document=document,
        defaults={
            "president": parsed.president.name[:120] if parsed.president else "",
            "presiding": actors.get(parsed.presiding),
            "agenda": parsed.agenda or "",
        },
    )
    meeting.members.set(actors.all(tuple(member.state for member in parsed.members)))


def _store_speeches(parsed: ParsedDocument, edition: Edition, actors: _Actors) -> dict[int, Speech]:
    known = {row.order: row for row in edition.speeches.all()}
    rows = {speech.order: known.get(speech.order, Speech(edition=edition, order=speech.order)) for speech in parsed.speeches}
    for speech in parsed.speeches:
        _read_speech(rows[speech.order], speech, actors)
    Speech.objects.bulk_create(row for row in rows.values() if row.order not in known)
    Speech.objects.bulk_update([row for row in rows.values() if row.order in known], READ_OF_SPEECH)
    return rows


def _read_speech(row: Speech, parsed: ParsedSpeech, actors: _Actors) -> None:
    row.speaker = parsed.speaker[:120]
    row.actor, row.actor_code = actors.get(parsed.actor), parsed.actor or ""
    row.group, row.affiliation = (parsed.group or "")[:200], (parsed.affiliation or "")[:200]
    row.capacity, row.language = parsed.capacity, parsed.language
    row.text, row.search, row.line = parsed.text, normalise(parsed.text), parsed.line


def _store_vote(number: int, vote: ParsedVote, edition: Edition, actors: _Actors) -> None:
    fields = {
        "draft": vote.draft or "",
        "sponsors": list(vote.sponsors),
        "procedural": vote.procedural,
        "outcome": vote.outcome or "",
        "resolution": vote.resolution or "",
        "stated": dict(zip(("in_favour", "against", "abstaining"), vote.stated, strict=True)),
        "speech_order": vote.speech,
    }
    stored, created = Vote.objects.update_or_create(edition=edition, number=number, defaults=fields)
    if not created:
        stored.ballots.all().delete()
    cast = cast_in(vote)
    Ballot.objects.bulk_create(Ballot(vote=stored, actor=actor, choice=cast[actor.code]) for actor in actors.all(tuple(cast)))


def cast_in(vote: ParsedVote) -> dict[str, choices.Ballot]:
    """How each State voted, by code. A State printed in two lists is a problem of the record; the first list stands."""
    cast: dict[str, choices.Ballot] = {}
    for choice, codes in (
        (choices.Ballot.IN_FAVOUR, vote.in_favour),
        (choices.Ballot.AGAINST, vote.against),
        (choices.Ballot.ABSTAINING, vote.abstaining),
        (choices.Ballot.NOT_VOTING, vote.not_voting),
    ):
        for code in codes:
            cast.setdefault(code, choice)
    return cast


def _store_commitments(parsed: ParsedDocument, document: Document, speeches: Mapping[int, Speech], actors: _Actors) -> None:
    """One that is gone stays if somebody worked on it, else it is retired."""
    stored = list(document.commitments.select_for_update())  # nobody decides meanwhile
    number = max((row.number for row in stored), default=0)
    found = []
    for parsed_one, known in recognised(parsed, stored):
        number += known is None
        row = known or _new(document, number)
        _read(row, parsed_one, speeches[parsed_one.speech], actors, parsed.lexicon_version)
        row.save()
        row.subjects.set(SubjectArea.objects.filter(code__in=[subject.code for subject in parsed_one.subjects]))
        found.append(row)
    _mark_missing(document, found)
    suggest_ties(found)


def recognised(parsed: ParsedDocument, stored: Iterable[Commitment]) -> list[tuple[ParsedCommitment, Commitment | None]]:
    """The commitments of a record, each with its row, if it has one. It is the same if actor, kind and sentence agree; a sentence that is
    said twice has two rows."""
    rows = defaultdict(list)
    for row in sorted(stored, key=lambda row: (row.presence != Presence.FOUND, row.number)):
        rows[row.actor_code, row.kind, normalise(row.text)].append(row)
    spoken = {speech.order for speech in parsed.speeches}
    heard = [(one, rows[one.actor, one.kind, normalise(one.text)]) for one in parsed.commitments if one.speech in spoken]
    return [(one, same.pop(0) if same else None) for one, same in heard]


def _new(document: Document, number: int) -> Commitment:
    key = f"{short_symbol(document.symbol)}/c{number}"
    return Commitment(document=document, number=number, key=key, slug=slug_of(key))


def _read(row: Commitment, parsed: ParsedCommitment, speech: Speech, actors: _Actors, version: str) -> None:
    row.speech = speech
    row.presence = Presence.FOUND
    row.kind = parsed.kind
    row.actor, row.actor_code = actors.get(parsed.actor), parsed.actor
    row.text, row.start, row.end = parsed.text, parsed.start, parsed.end
    row.amount, row.currency = (Decimal(parsed.amount) if parsed.amount else None), parsed.currency or ""
    row.condition, row.horizon = (parsed.condition or "")[:120], (parsed.horizon or "")[:120]
    row.beneficiary, row.instruments = (parsed.beneficiary or "")[:120], list(parsed.instruments)
    row.rule, row.lexicon_version = parsed.rule, version


def _mark_missing(document: Document, found: list[Commitment]) -> None:
    gone = document.commitments.exclude(pk__in=[row.pk for row in found])
    decided = Q(opinion__in=(Opinion.CONFIRMED, Opinion.REJECTED)) | Q(ties__opinion__in=(Opinion.CONFIRMED, Opinion.REJECTED))
    kept = list(gone.filter(decided | Q(assessments__isnull=False)).values_list("pk", flat=True))
    gone.exclude(pk__in=kept).update(presence=Presence.RETIRED)
    document.commitments.filter(pk__in=kept).update(presence=Presence.NOT_FOUND)
