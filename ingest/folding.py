"""Fold a text for matching: no white space, one width of characters, one form of punctuation; and find the way back.

Official texts come with spaces inside dates (2017 年 8月 2 日), with wide or narrow brackets and with Western commas. Rules are
written against the folded form only; every span is then mapped back to the characters of the text as it stands.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from ingest.records import Span

_WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_CHINESE = "，；：？！"  # punctuation is made Chinese and wide: clauses are cut at it
_FOLD: dict[int, int | str] = {**_WIDE, **{ord(mark): mark for mark in _CHINESE}, ord("〔"): "(", ord("〕"): ")", ord("﹐"): "，"}
_NARROW_TO_CHINESE = {ord(narrow): chinese for narrow, chinese in zip(",;:?!", _CHINESE, strict=True)}
_BETWEEN_DIGITS = re.compile(r"(?<=\d)[,;:?!](?=\d)")


@dataclass(frozen=True, slots=True)
class Folded:
    """A folded text with, for each of its characters, the offset of the character in the text that it came from."""

    text: str
    offsets: tuple[int, ...]

    def span(self, start: int, end: int) -> Span:
        """The span in the original text of folded characters `start` to `end` (half open)."""
        if start >= end:
            at = self.offsets[start] if start < len(self.offsets) else (self.offsets[-1] + 1 if self.offsets else 0)
            return Span(at, at)
        return Span(self.offsets[start], self.offsets[end - 1] + 1)


def fold(text: str) -> Folded:
    """Fold `text`. `（2017 年, 8月）` gives `(2017年，8月)`; a comma between digits (1,000) stays as it is."""
    wide = text.translate(_FOLD).translate(_NARROW_TO_CHINESE)
    for inside in _BETWEEN_DIGITS.finditer(text):
        wide = wide[: inside.start()] + inside[0] + wide[inside.end() :]
    return Folded("".join(wide.split()), tuple([offset for offset, character in enumerate(wide) if not character.isspace()]))
