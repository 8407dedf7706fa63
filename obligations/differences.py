"""What differs between two versions of a text: both cut into pieces, those marked that the other lacks. Pure: no database."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

TOKEN = re.compile(r"[A-Za-z0-9]+|\s+|.", re.DOTALL)  # a word of Latin letters, else one character
SHORTEST_COMMON = 2  # tokens: a single character that two rewritten stretches share by chance is no common text
ALIKE = 0.3  # below this the texts share so little that pieces would only confuse
LARGEST = 1_500_000  # pairs of tokens compared; comparing more would keep the page waiting


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a text; `changed` where the other text has no such words in this place."""

    text: str
    changed: bool


def differences(one: str, other: str) -> tuple[list[Piece], list[Piece]]:
    """The pieces of both texts. Pieces joined give the text; texts that share hardly anything are one changed piece each."""
    first, second = TOKEN.findall(one), TOKEN.findall(other)
    if one == other or not first or not second or len(first) * len(second) > LARGEST:
        return _whole(one, changed=one != other), _whole(other, changed=one != other)
    matcher = SequenceMatcher(None, first, second, autojunk=False)
    if matcher.quick_ratio() < ALIKE:
        return _whole(one, changed=True), _whole(other, changed=True)
    steps = list(_steps(matcher, len(first), len(second)))
    return _joined((first[a:b], changed) for changed, a, b, _c, _d in steps), _joined((second[c:d], changed) for changed, _a, _b, c, d in steps)


def _steps(matcher: SequenceMatcher[str], first: int, second: int) -> Iterator[tuple[bool, int, int, int, int]]:
    """Whether a step changes something, and its place in both texts; what is too short to be common counts as changed."""
    for name, a, b, c, d in matcher.get_opcodes():
        at_an_end = (a, c) == (0, 0) or (b, d) == (first, second)
        yield name != "equal" or (b - a < SHORTEST_COMMON and not at_an_end), a, b, c, d


def _joined(steps: Iterator[tuple[Sequence[str], bool]]) -> list[Piece]:
    """Neighbours of one kind as one piece; empty ones left out."""
    pieces: list[Piece] = []
    for tokens, changed in steps:
        text = "".join(tokens)
        if not text:
            continue
        if pieces and pieces[-1].changed == changed:
            pieces[-1] = Piece(pieces[-1].text + text, changed)
        else:
            pieces.append(Piece(text, changed))
    return pieces


def _whole(text: str, *, changed: bool) -> list[Piece]:
    return [Piece(text, changed)] if text else []
