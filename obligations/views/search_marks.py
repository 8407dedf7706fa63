"""Where the words searched for stand in a text, whatever its width, white space or form of characters."""

from __future__ import annotations

from collections.abc import Iterator

from obligations.marking import Mark
from obligations.searching import normalise

KIND = "search"


def search_marks(words: str, text: str) -> list[Mark]:
    """A mark for each place where `words` stand. 簡易 finds 简易, and 爆炸装置 finds 爆炸 装置."""
    wanted = normalise(words)
    return [Mark(start, end, KIND) for start, end in _places(wanted, text)] if wanted else []


def _places(wanted: str, text: str) -> Iterator[tuple[int, int]]:
    """Places in `text` of a normalised query. Each character is normalised by itself, so that every piece knows where it came from."""
    pieces = [(piece, index) for index, character in enumerate(text) for piece in normalise(character)]
    folded = "".join(piece for piece, _index in pieces)
    found = folded.find(wanted)
    while found >= 0:
        last = found + len(wanted) - 1
        yield pieces[found][1], pieces[last][1] + 1
        found = folded.find(wanted, last + 1)
