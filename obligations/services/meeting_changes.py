"""What reading a stored meeting record again changes: for whom somebody speaks, how a State voted, which commitments are found."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ingest import ParsedDocument
from obligations.choices import Opinion, Presence
from obligations.models import Commitment, Document, Edition, Meeting
from obligations.services.meetings import cast_in, recognised
from obligations.slugs import short_symbol


@dataclass(frozen=True, slots=True)
class Heard:
    """One thing that reads otherwise. `key` is the record's (PV.9951), or that of a speech (PV.9951/s3), a vote (PV.9951/v1) or a commitment
    (PV.9951/c2); `what` names the field, for a vote the State's code. `before` or `after` is empty for what is new or no longer found.
    `decided` says that a person has decided on the commitment: it stays.
    """

    key: str
    what: str
    before: str
    after: str
    decided: bool = False


def heard_otherwise(parsed: ParsedDocument, document: Document, edition: Edition) -> list[Heard]:
    """Everything that reads otherwise than it is stored, in the order of the record. Writes nothing."""
    key = short_symbol(document.symbol)
    of_record = [*_of_meeting(parsed, document, key), *_of_speeches(parsed, edition, key), *_of_votes(parsed, edition, key)]
    return of_record + list(_of_commitments(parsed, document, key))


def _of_meeting(parsed: ParsedDocument, document: Document, key: str) -> Iterator[Heard]:
    meeting = Meeting.objects.filter(document=document).select_related("presiding").first()
    members = meeting.members.order_by("position").values_list("code", flat=True) if meeting else ()
    before = {"presiding": meeting.presiding.code if meeting and meeting.presiding else "", "members": ", ".join(sorted(members))}
    after = {"presiding": parsed.presiding or "", "members": ", ".join(sorted({member.state for member in parsed.members}))}
    yield from _differing(key, before, after)


def _of_speeches(parsed: ParsedDocument, edition: Edition, key: str) -> Iterator[Heard]:
    stored = {row.order: row for row in edition.speeches.all()}
    for speech in parsed.speeches:
        row = stored[speech.order]
        before = {"actor": row.actor_code, "capacity": row.capacity, "language": row.language, "group": row.group}
        after = {"actor": speech.actor or "", "capacity": speech.capacity, "language": speech.language, "group": (speech.group or "")[:200]}
        yield from _differing(f"{key}/s{speech.order}", before, after)


def _of_votes(parsed: ParsedDocument, edition: Edition, key: str) -> Iterator[Heard]:
    stored = {vote.number: vote for vote in edition.votes.prefetch_related("ballots__actor")}
    read = dict(enumerate(parsed.votes, 1))
    for number in sorted({*stored, *read}):
        row, vote = stored.get(number), read.get(number)
        before = {"draft": row.draft, "outcome": row.outcome, "resolution": row.resolution} if row else {}
        before |= {ballot.actor.code: str(ballot.choice) for ballot in row.ballots.all()} if row else {}
        after = {"draft": vote.draft or "", "outcome": vote.outcome or "", "resolution": vote.resolution or ""} if vote else {}
        after |= {code: str(choice) for code, choice in cast_in(vote).items()} if vote else {}
        yield from _differing(f"{key}/v{number}", before, after)


def _of_commitments(parsed: ParsedDocument, document: Document, key: str) -> Iterator[Heard]:
    stored = list(document.commitments.all())
    pairs = recognised(parsed, stored)
    for one, row in pairs:
        if row is None or row.presence != Presence.FOUND:
            yield Heard(row.key if row else f"{key}/s{one.speech}", "commitment", "", one.kind)
    kept = {row.pk for _one, row in pairs if row}
    yield from (_gone(row) for row in stored if row.pk not in kept and row.presence == Presence.FOUND)


def _gone(row: Commitment) -> Heard:
    return Heard(row.key, "commitment", row.kind, "", row.opinion != Opinion.SUGGESTED)


def _differing(key: str, before: Mapping[str, str], after: Mapping[str, str]) -> Iterator[Heard]:
    for what in dict.fromkeys([*before, *after]):
        if before.get(what, "") != after.get(what, ""):
            yield Heard(key, what, before.get(what, ""), after.get(what, ""))
