"""The notation of the lexicons, and matching in one pass.

A pattern is literal text with `|` between alternatives, `[…]` around what may be missing, and `…12…` for a gap of at most twelve characters
that crosses no semicolon and no full stop:

    武器|军火                      either word
    [联合国]反恐怖主义办公室          with or without the first part
    防止…12…获取…6…武器             the three words in this order, close together

Nobody writes regular expressions into a lexicon, so no entry can make matching slow: a pattern is unfolded into plain branches, branches
are found by their first two characters, and a gap takes the nearest occurrence of what follows. Patterns are matched against folded text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import product

from ingest.folding import fold

_GAP = re.compile(r"…(\d{1,2})…")
_TOKEN = re.compile(r"…\d{1,2}…|\[[^\[\]]*\]|[^\[\]…|]+|.")
_GAP_ENDS = "；。"
MOST_BRANCHES = 256
LONGEST_GAP = 40


class PatternError(ValueError):
    """A pattern that does not follow the notation; the message says what is wrong."""


@dataclass(frozen=True, slots=True)
class Branch:
    """One unfolded alternative: a literal, then pairs of (longest gap, literal)."""

    rule: str
    first: str
    rest: tuple[tuple[int, str], ...]
    weight: int

    def end(self, text: str, start: int) -> int:
        """Where a match that begins at `start` ends, or -1."""
        if not text.startswith(self.first, start):
            return -1
        at = start + len(self.first)
        for gap, literal in self.rest:
            found = text.find(literal, at, at + gap + len(literal))
            if found < 0 or any(mark in text[at:found] for mark in _GAP_ENDS):
                return -1
            at = found + len(literal)
        return at


@dataclass(frozen=True, slots=True)
class Found:
    """A match in folded text: characters `start` to `end`, and the rule that made it."""

    start: int
    end: int
    rule: str


class Patterns:
    """Many patterns, looked up together. Where several match at one place the one with most literal characters wins."""

    def __init__(self, entries: Iterable[tuple[str, str]]) -> None:
        """`entries` are (rule, pattern) pairs. Raises PatternError."""
        self._by_start: dict[str, list[Branch]] = {}
        self._add(entries)

    def _add(self, entries: Iterable[tuple[str, str]]) -> None:
        new = [branch for rule, pattern in entries for branch in branches(rule, pattern)]
        for branch in new:
            self._by_start.setdefault(branch.first[:2], []).append(branch)
        for key in {branch.first[:2] for branch in new}:
            self._by_start[key] = sorted(self._by_start[key], key=lambda branch: -branch.weight)
        self._starts = re.compile("[" + "".join(sorted({re.escape(key[0]) for key in self._by_start})) + "]" if self._by_start else r"(?!)")

    def plus(self, entries: Iterable[tuple[str, str]]) -> Patterns:
        """These patterns and some more; this object stays as it is."""
        more = Patterns(())
        more._by_start = {key: list(bucket) for key, bucket in self._by_start.items()}
        more._add(entries)
        return more

    def at(self, text: str, start: int) -> Found | None:
        """The longest match that begins exactly at `start`."""
        best: tuple[int, Found] | None = None
        for key in (text[start : start + 2], text[start : start + 1]):
            for branch in self._by_start.get(key, ()) if key else ():
                end = branch.end(text, start)
                if end >= 0 and (best is None or branch.weight > best[0]):
                    best = (branch.weight, Found(start, end, branch.rule))
        return best[1] if best else None

    def all_at(self, text: str, start: int) -> list[Found]:
        """Every rule that matches at `start`, each once, with the match of most literal characters."""
        found: dict[str, Found] = {}
        for key in dict.fromkeys((text[start : start + 2], text[start : start + 1])):
            for branch in self._by_start.get(key, ()):
                end = branch.end(text, start)
                if end >= 0 and branch.rule not in found:
                    found[branch.rule] = Found(start, end, branch.rule)
        return list(found.values())

    def every(self, text: str) -> Iterator[Found]:
        """Every match of every rule, overlapping ones too, from left to right."""
        index = self._by_start
        for candidate in self._starts.finditer(text):
            start = candidate.start()
            if text[start : start + 2] in index or text[start] in index:
                yield from self.all_at(text, start)

    def longest(self, text: str, start: int = 0, end: int | None = None) -> Iterator[Found]:
        """Matches that do not overlap, the longest at each place, from left to right."""
        at, stop, index = start, len(text) if end is None else end, self._by_start
        while candidate := self._starts.search(text, at, stop):
            start = candidate.start()
            known = text[start : start + 2] in index or text[start] in index
            found = self.at(text, start) if known else None
            if found and found.end <= stop:
                yield found
                at = found.end
            else:
                at = candidate.end()


def branches(rule: str, pattern: str) -> list[Branch]:
    """Unfold a pattern. Raises PatternError with a sentence that says what is wrong."""
    unfolded = [branch for alternative in _alternatives(pattern) for branch in _unfold(rule, alternative)]
    if len(unfolded) > MOST_BRANCHES:
        raise PatternError(f"{rule}: the pattern unfolds into {len(unfolded)} branches; at most {MOST_BRANCHES} are allowed")
    return unfolded


def _alternatives(pattern: str) -> list[str]:
    """Cut at each `|` that stands outside square brackets."""
    parts, depth = [""], 0
    for character in pattern:
        depth += (character == "[") - (character == "]")
        if character == "|" and depth == 0:
            parts.append("")
        else:
            parts[-1] += character
    return parts


def _unfold(rule: str, alternative: str) -> list[Branch]:
    choices: list[list[str]] = []
    for token in _TOKEN.findall(alternative):
        if token.startswith("[") and token.endswith("]") and len(token) > 2:
            choices.append(["", *token[1:-1].split("|")])
        elif token in "[]|…":  # nosec B105 # a sign of the notation
            raise PatternError(f"{rule}: '{token}' is out of place in '{alternative}'")
        else:
            choices.append([token])
    return [_branch(rule, "".join(chosen)) for chosen in product(*choices)]


def _branch(rule: str, flat: str) -> Branch:
    first, *pairs = _GAP.split(flat)
    literals = [fold(part).text for part in (first, *pairs[1::2])]
    gaps = [int(gap) for gap in pairs[0::2]]
    if not all(literals):
        raise PatternError(f"{rule}: the pattern is empty, or begins or ends with a gap: '{flat}'")
    if any(gap > LONGEST_GAP for gap in gaps):
        raise PatternError(f"{rule}: a gap is longer than {LONGEST_GAP} characters: '{flat}'")
    return Branch(rule, literals[0], tuple(zip(gaps, literals[1:], strict=True)), sum(map(len, literals)))
