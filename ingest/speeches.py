"""The speeches of a meeting record, put together from its parts, each with its speaker, language and changes of language."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from ingest import speakers
from ingest.cover import Cover
from ingest.folding import fold
from ingest.lexicon import Lexicon
from ingest.parts import Heading, Part, language_of
from ingest.problems import problem
from ingest.records import Direction, Problem, Speech
from ingest.speakers import Roll


@dataclass(slots=True)
class _Turn:
    """A heading and the paragraphs under it."""

    heading: Heading
    line: int
    paragraphs: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "\n".join(self.paragraphs)


@dataclass(frozen=True, slots=True)
class Debate:
    """The speeches of a record in order, the directions between them, the state that presided where the record names it, what is doubtful."""

    speeches: tuple[Speech, ...]
    directions: tuple[Direction, ...]
    presiding: str | None
    problems: tuple[Problem, ...]


def read(parts: Sequence[Part], *, cover: Cover, lexicon: Lexicon) -> Debate:
    """Speeches and directions. A text after a direction without a heading of its own goes on with the speech before it."""
    turns, directions = _turns(parts)
    roll = Roll(cover, lexicon)
    roll.president = cover.president.state if cover.president else None
    found = []
    for order, turn in enumerate(turns, 1):
        speaker = roll.speaker(turn.heading, turn.line)
        if speaker.capacity == "president":
            roll.hear(turn.text)
        found.append((order, turn, speaker))
    roll.president = roll.president or _named_president(found, roll, lexicon)
    speeches = tuple(_speech(order, turn, speaker, roll) for order, turn, speaker in found)
    return Debate(speeches, tuple(directions), roll.president, tuple(roll.problems))


def _turns(parts: Sequence[Part]) -> tuple[list[_Turn], list[Direction]]:
    turns: list[_Turn] = []
    directions: list[Direction] = []
    for part in parts:
        if part.kind == "heading" and part.heading:
            turns.append(_Turn(part.heading, part.line))
        elif part.kind == "text" and turns:
            turns[-1].paragraphs.append(part.text)
        elif part.kind in ("stage", "ballot", "text"):
            directions.append(Direction(len(turns), part.text, part.line))
    return turns, directions


def _named_president(found: Sequence[tuple[int, _Turn, speakers.Speaker]], roll: Roll, lexicon: Lexicon) -> str | None:
    """Without a cover page: the state for which a President speaks, else the one that others call 主席国."""
    for _, turn, speaker in found:
        if speaker.capacity == "president" and (part := speakers.national_part(fold(turn.text), lexicon)) and part.state:
            return part.state
    return speakers.presiding_state([turn.text for _, turn, _ in found], lexicon)


def _speech(order: int, turn: _Turn, speaker: speakers.Speaker, roll: Roll) -> Speech:
    actor = speaker.actor
    if speaker.capacity == "president" and (part := speakers.national_part(fold(turn.text), roll.lexicon)):
        actor = part.state or roll.president
        if actor is None:
            roll.problems.append(problem("presiding_unnamed", turn.line))
    on_behalf_of, group = speakers.group(turn.text, actor, roll.lexicon)
    return Speech(
        order=order,
        speaker=speaker.name,
        actor=actor,
        capacity=speaker.capacity,
        language=speaker.language,
        text=turn.text,
        line=turn.line,
        on_behalf_of=on_behalf_of,
        group=group,
        affiliation=speaker.affiliation,
        switches=_switches(turn, roll.lexicon),
        written=turn.heading.written,
    )


def _switches(turn: _Turn, lexicon: Lexicon) -> tuple[tuple[int, str], ...]:
    """Where a line of its own says that the speaker goes on in another language: （以英语发言）."""
    at, found = 0, []
    for paragraph in turn.paragraphs:
        if language := language_of(paragraph, lexicon):
            found.append((at, language))
        at += len(paragraph) + 1
    return tuple(found)
