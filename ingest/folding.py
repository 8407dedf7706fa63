"""Fold a text for matching: no white space, one width of characters, one form of punctuation; and find the way back.

Official texts come with spaces inside dates (2017 年 8月 2 日), with wide or narrow brackets and with Western commas. Rules are
written against the folded form only; every span is then mapped back to the characters of the text as it stands.
"""

from __future__ import annotations

from dataclasses import dataclass

from ingest.records import Span

_WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_KEEP_WIDE = "，；：？！"  # Chinese punctuation stays wide: clauses are cut at it
_FOLD: dict[int, int | str] = {**_WIDE, **{ord(mark): mark for mark in _KEEP_WIDE}, ord("〔"): "(", ord("〕"): ")", ord("﹐"): "，"}
_NARROW_TO_CHINESE = {",": "，", ";": "；", ":": "：", "?": "？", "!": "！"}


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
    folded: list[str] = []
    offsets: list[int] = []
    for offset, character in enumerate(text.translate(_FOLD)):
        if character.isspace():
            continue
        if character in _NARROW_TO_CHINESE and not _between_digits(text, offset):
            character = _NARROW_TO_CHINESE[character]
        folded.append(character)
        offsets.append(offset)
    return Folded("".join(folded), tuple(offsets))


def _between_digits(text: str, offset: int) -> bool:
    return 0 < offset < len(text) - 1 and text[offset - 1].isdigit() and text[offset + 1].isdigit()
