"""Read a meeting record: its cover page, its speeches, its votes, and what speakers promise or report.

lines -> cover -> parts (headings, texts, directions, lists) -> speeches -> votes -> commitments
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from ingest import commitments, cover, speeches, votes
from ingest.clean import Line
from ingest.folding import fold
from ingest.heading import Identity
from ingest.lexicon import Lexicon
from ingest.parts import STOPS, Part, read_parts
from ingest.problems import Refusal, problem
from ingest.records import ParsedDocument, Problem, Vote

_ADOPTED = re.compile(r"决议草案[^。；]{0,20}通过[^。；]{0,6}成为第(\d{1,4})\((\d{4})\)号决议")
ADJOURNED = ("散会。", "散会", "休会。", "会议结束。")


def adopted(body: str) -> tuple[str, ...]:
    """The resolutions that the President says were adopted: 决议草案获得一致通过，成为第9004(2032)号决议."""
    return tuple(dict.fromkeys(f"S/RES/{number} ({year})" for number, year in _ADOPTED.findall(fold(body).text)))


def read(lines: Sequence[Line], identity: Identity, lexicon: Lexicon) -> ParsedDocument:
    """The parsed record. Everything that is doubtful is among its problems. Raises Refusal where no speech is found."""
    page = cover.read(lines, lexicon=lexicon)
    parts = read_parts(lines, start=page.ends, lexicon=lexicon)
    debate = speeches.read(parts, cover=page, lexicon=lexicon)
    if not debate.speeches:
        raise _no_speech(identity, lines)
    counted, vote_problems = votes.read(parts, debate.speeches, cover=page, lexicon=lexicon)
    held = identity.date or page.held_on
    body = "\n".join(part.text for part in parts if part.kind != "running")
    return ParsedDocument(
        kind="meeting_record",
        symbol=identity.symbol,
        title=identity.title,
        language=lexicon.language,
        adopted_on=held,
        meeting=identity.meeting,
        lexicon_version=lexicon.version,
        problems=(*identity.problems, *_identity_problems(identity, held), *page.problems, *debate.problems, *vote_problems, *_ending(parts)),
        speeches=debate.speeches,
        directions=debate.directions,
        votes=counted,
        commitments=commitments.find(debate.speeches, lexicon=lexicon),
        president=page.president,
        presiding=debate.presiding,
        members=page.members,
        agenda=page.agenda,
        body=body,
        adopts=_adopts(counted, body),
        pieces=tuple(part.text for part in parts),
    )


def _adopts(counted: Sequence[Vote], body: str) -> tuple[str, ...]:
    """The resolutions adopted in votes, and those that only a sentence says were adopted."""
    return tuple(dict.fromkeys([*(vote.resolution for vote in counted if vote.resolution), *adopted(body)]))


def _identity_problems(identity: Identity, held: date | None) -> list[Problem]:
    problems = []
    if identity.symbol is None:
        problems.append(problem("record_without_symbol", None))
    if held is None:
        problems.append(problem("record_without_date", None))
    return problems


def _ending(parts: Sequence[Part]) -> list[Problem]:
    """A record ends with the hour at which the meeting rose; one that does not may be cut off."""
    last = next((part for part in reversed(parts) if part.kind != "running"), None)
    if last is None or fold(last.text).text.endswith(ADJOURNED):
        return []
    if last.kind == "text" and last.text.endswith(STOPS):
        return [problem("record_without_end", last.line)]
    return [problem("record_breaks_off", last.line, words=last.text[-12:])]


def _no_speech(identity: Identity, lines: Sequence[Line]) -> Refusal:
    first = lines[0].number if lines else 1
    return Refusal("no_speech", symbol=identity.symbol, line=first) if identity.symbol else Refusal("no_speech_unnamed", line=first)
