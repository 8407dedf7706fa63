"""Mark words in a text: cut it into segments, each with the kinds of marks that cover it, so that a template can draw them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple


class Mark(NamedTuple):
    """A stretch of a text, `start` to `end` in characters, with its kind (act, addressee, subject, deadline, citation) and a title for it.

    `about` is the slug of the obligation that the words belong to; empty where they belong to none.
    """

    start: int
    end: int
    kind: str
    title: str = ""
    about: str = ""


class Segment(NamedTuple):
    """A piece of a text with the kinds and titles of the marks over it; no kinds where none is. `about` names what the marks belong to."""

    text: str
    kinds: tuple[str, ...]
    title: str
    about: str = ""


def segments(text: str, marks: Iterable[Mark]) -> list[Segment]:
    """Cut `text` at the ends of the marks. Marks may overlap; segments joined give the text. A mark outside the text is left out."""
    inside = [mark for mark in marks if 0 <= mark.start < mark.end <= len(text)]
    cuts = sorted({0, len(text), *(m.start for m in inside), *(m.end for m in inside)})
    return [_segment(text, start, end, inside) for start, end in zip(cuts, cuts[1:], strict=False)]


def _segment(text: str, start: int, end: int, marks: list[Mark]) -> Segment:
    over = [mark for mark in marks if mark.start <= start and end <= mark.end]
    if not over:
        return Segment(text[start:end], (), "")
    kinds = tuple(dict.fromkeys(mark.kind for mark in over))
    titles = " · ".join(dict.fromkeys(mark.title for mark in over if mark.title))
    return Segment(text[start:end], kinds, titles, next((mark.about for mark in over if mark.about), ""))
