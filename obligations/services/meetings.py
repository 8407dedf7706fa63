"""Store what a meeting record says: its meeting, speeches, votes and suggested commitments."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

from django.db.models import Q

from ingest import ParsedDocument
from ingest.records import Commitment as ParsedCommitment
from ingest.records import Vote as ParsedVote
from obligations import choices
from obligations.choices import Opinion, Presence
from obligations.models import Actor, Ballot, Commitment, Document, Edition, Meeting, Speech, SubjectArea, Vote
from obligations.searching import normalise
from obligations.services.ties import suggest_ties
from obligations.slugs import short_symbol, slug_of


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
    found = tuple(problem for problem in parsed.problems if problem.line is not None)  # that it does not say its symbol is settled
    return replace(parsed, symbol=meeting, title=meeting, meeting=meeting, adopted_on=parsed.adopted_on or held, problems=found)


def store_meeting(parsed: ParsedDocument, *, document: Document, edition: Edition) -> None:
    """Store a record's meeting, speeches and votes with this edition, and recognise its commitments among those there are."""
    actors = _Actors()
    _store_meeting(parsed, document, actors)
    speeches = _store_speeches(parsed, edition, actors)
    for number, vote in enumerate(parsed.votes, 1):
        _store_vote(number, vote, edition, actors)
    _store_commitments(parsed, document, speeches, actors)


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
    made = Speech.objects.bulk_create(
        Speech(
            edition=edition,
            order=speech.order,
            speaker=speech.speaker[:120],
            actor=actors.get(speech.actor),
            actor_code=speech.actor or "",
            group=(speech.group or "")[:200],
            affiliation=(speech.affiliation or "")[:200],
            capacity=speech.capacity,
            language=speech.language,
            text=speech.text,
            search=normalise(speech.text),
            line=speech.line,
        )
        for speech in parsed.speeches
    )
    return {speech.order: speech for speech in made}


def _store_vote(number: int, vote: ParsedVote, edition: Edition, actors: _Actors) -> None:
    stored = Vote.objects.create(
        edition=edition,
        number=number,
        draft=vote.draft or "",
        sponsors=list(vote.sponsors),
        procedural=vote.procedural,
        outcome=vote.outcome or "",
        resolution=vote.resolution or "",
        stated=dict(zip(("in_favour", "against", "abstaining"), vote.stated, strict=True)),
        speech_order=vote.speech,
    )
    cast = {
        choices.Ballot.IN_FAVOUR: vote.in_favour,
        choices.Ballot.AGAINST: vote.against,
        choices.Ballot.ABSTAINING: vote.abstaining,
        choices.Ballot.NOT_VOTING: vote.not_voting,
    }
    seen: dict[int, Ballot] = {}  # a State printed in two lists is a problem of the record; the first list stands
    for choice, codes in cast.items():
        for actor in actors.all(codes):
            seen.setdefault(actor.pk, Ballot(vote=stored, actor=actor, choice=choice))
    Ballot.objects.bulk_create(seen.values())


def _store_commitments(parsed: ParsedDocument, document: Document, speeches: Mapping[int, Speech], actors: _Actors) -> None:
    """A commitment is the same if actor, kind and sentence agree. One that is gone stays if somebody worked on it, else it is retired."""
    known = {(c.actor_code, c.kind, normalise(c.text)): c for c in document.commitments.all()}
    number = max((c.number for c in known.values()), default=0)
    found = []
    for parsed_one in parsed.commitments:
        speech = speeches.get(parsed_one.speech)
        if speech is None:
            continue
        row = known.get((parsed_one.actor, parsed_one.kind, normalise(parsed_one.text)))
        if row is None:
            number += 1
            row = _new(document, number)
        _read(row, parsed_one, speech, actors, parsed.lexicon_version)
        row.save()
        row.subjects.set(SubjectArea.objects.filter(code__in=[subject.code for subject in parsed_one.subjects]))
        found.append(row)
    _mark_missing(document, found)
    suggest_ties(found)


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
