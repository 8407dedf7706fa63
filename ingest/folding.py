"""Fold a text for matching: no white space, one width of characters, one form of punctuation, Simplified characters; and find the way back.

Official texts come with spaces inside dates (2017 年 8月 2 日), with wide or narrow brackets, with Western commas, and in Traditional
characters. Rules are written against the folded form only; every span is then mapped back to the characters of the text as it stands.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from ingest.characters import SIMPLIFIED, TRANSLATION
from ingest.records import Span

_CHINESE = "，；：？！"  # punctuation is made Chinese and wide: clauses are cut at it
_WIDE = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
_PUNCTUATION = {**{ord(mark): mark for mark in _CHINESE}, **dict(zip(map(ord, ",;:?!"), _CHINESE, strict=True)), ord("﹐"): "，"}
_BRACKETS = {ord("〔"): "(", ord("〕"): ")"}
_FOLD = {**TRANSLATION, **_WIDE, **_PUNCTUATION, **_BRACKETS}
_BETWEEN_DIGITS = re.compile(r"(?<=\d)[,;:?!](?=\d)")


@dataclass(frozen=True, slots=True)
class Folded:
    """A folded text with, for each of its characters, the offset of the character in the text that it came from (`source`)."""

    text: str
    offsets: tuple[int, ...]
    source: str

    def span(self, start: int, end: int) -> Span:
        """The span in the original text of folded characters `start` to `end` (half open)."""
        if start >= end:
            at = self.offsets[start] if start < len(self.offsets) else (self.offsets[-1] + 1 if self.offsets else 0)
            return Span(at, at)
        return Span(self.offsets[start], self.offsets[end - 1] + 1)

    def words(self, start: int = 0, end: int | None = None) -> str:
        """Folded characters `start` to `end` for quoting: like `text`, but in the characters, Simplified or Traditional, of the source."""
        stop = len(self.text) if end is None else end
        written = ((self.source[self.offsets[at]], self.text[at]) for at in range(start, stop))
        return "".join(character if character in SIMPLIFIED else folded for character, folded in written)


def fold(text: str) -> Folded:
    """Fold `text`. `（2017 年, 8月）` gives `(2017年，8月)`, 會員國 gives 会员国; a comma between digits (1,000) stays as it is."""
    wide = text.translate(_FOLD)
    for inside in _BETWEEN_DIGITS.finditer(text):
        wide = wide[: inside.start()] + inside[0] + wide[inside.end() :]
    return Folded("".join(wide.split()), tuple([offset for offset, character in enumerate(wide) if not character.isspace()]), text)
