"""Cut a folded paragraph into clauses at its commas, semicolons, colons and full stops.

What stands inside brackets, book-title marks or quotation marks is no clause of the Council: 《…防止、打击和消除…》, (又称“达伊沙”).
"""

from __future__ import annotations

import sys
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

CUTS = "，；。：？！"
_OPEN = {"(": ")", "《": "》", "〈": "〉", "“": "”", "「": "」", "『": "』", "[": "]"}
QUOTES = "“「『"
_LONGEST_ASIDE = 400  # an opening mark that is not closed within so many characters is a misprint and hides nothing


@dataclass(frozen=True, slots=True)
class Clause:
    """Characters `start` to `end` (the cutting mark left out) of the folded text; `after` is the mark before it, '' for the first one."""

    start: int
    end: int
    after: str

    @property
    def begins_sentence(self) -> bool:
        return self.after in ("", "。", "？", "！")


@lru_cache(maxsize=64)
def asides(text: str) -> tuple[tuple[int, int], ...]:
    """The stretches inside brackets and quotation marks, marks included; nested ones belong to the outermost.

    A quotation mark at the very start opens the paragraph of a statement (“安全理事会重申…) and hides nothing.
    """
    found: list[tuple[int, int]] = []
    at = past_quote(text, 0)
    while at < len(text):
        closing = _OPEN.get(text[at])
        end = _closes(text, at, closing) if closing else -1
        if end > 0:
            found.append((at, end))
            at = end
        else:
            at += 1
    return tuple(found)


def hides(stretches: Sequence[tuple[int, int]], at: int) -> bool:
    """Whether one of the stretches, which are in order and do not overlap, covers a character."""
    before = bisect_right(stretches, (at, sys.maxsize)) - 1
    return before >= 0 and at < stretches[before][1]


def merged(stretches: Iterable[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """The same stretches in order, those that overlap made one."""
    whole: list[tuple[int, int]] = []
    for start, end in sorted(stretches):
        if whole and start <= whole[-1][1]:
            whole[-1] = (whole[-1][0], max(end, whole[-1][1]))
        else:
            whole.append((start, end))
    return tuple(whole)


def past_quote(text: str, start: int) -> int:
    """Past a quotation mark at `start`."""
    return start + 1 if text[start : start + 1] and text[start] in QUOTES else start


def _closes(text: str, start: int, closing: str) -> int:
    depth = 0
    for at in range(start, min(len(text), start + _LONGEST_ASIDE)):
        if text[at] == text[start]:
            depth += 1
        elif text[at] == closing:
            depth -= 1
            if depth == 0:
                return at + 1
    return -1


def cut(text: str) -> list[Clause]:
    """The clauses of a folded text, in order; empty ones are left out."""
    clauses: list[Clause] = []
    start, after = 0, ""
    hidden = iter([*asides(text), (len(text), len(text))])
    aside = next(hidden)
    at = 0
    while at <= len(text):
        if at == aside[0] and at < len(text):
            at, aside = aside[1], next(hidden)
            continue
        if at == len(text) or text[at] in CUTS:
            if at > start:
                clauses.append(Clause(start, at, after))
            after = text[at] if at < len(text) else ""
            start = at + 1
        at += 1
    return clauses
