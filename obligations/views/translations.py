"""A text in the reader's language in a list: as much of it as a line of a list bears, with the words searched for in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from obligations.marking import Segment, segments
from obligations.models import ParagraphText
from obligations.views.search_marks import search_marks

LONGEST = 260  # characters that a list shows
BEFORE = 80  # of them before the words searched for


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A piece of a text, its language, and whether something was left out before and after it."""

    language: str
    segments: Sequence[Segment]
    cut_before: bool
    cut_after: bool


def excerpt(text: ParagraphText, words: str) -> Excerpt:
    """The beginning of a text, or the piece around the first of the words searched for; cut between words."""
    whole = text.text
    found = search_marks(words, whole) if words else []
    start = _word_before(whole, found[0].start - BEFORE) if found and found[0].end > LONGEST else 0
    end = len(whole) if len(whole) - start <= LONGEST else _word_before(whole, start + LONGEST)
    shown = whole[start:end].strip()
    return Excerpt(text.edition.language, segments(shown, search_marks(words, shown) if words else []), start > 0, end < len(whole))


def _word_before(text: str, at: int) -> int:
    """The last place between two words up to a place; the place itself where there is none near."""
    space = text.rfind(" ", max(0, at - 40), at + 1)
    return max(0, space if space >= 0 else at)
