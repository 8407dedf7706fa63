"""Suggest subject areas for an operative paragraph: which patterns match, and whether they stand in what the paragraph asks for.

A pattern counts once for its area, weights of different patterns add up. Words in a purpose (以防止…), in a case or circumstance
(在…案件中) or in a name (《…》) count for less: `lexicons/<language>/contexts.yaml` says how such stretches are recognised. Stretches do
not overlap and none is read twice, so the work grows with the length of the text only.
"""

from __future__ import annotations

import sys
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from ingest.folding import Folded
from ingest.lexicon import Lexicon
from ingest.patterns import Found, Patterns
from ingest.records import Match, Subject

SUGGESTED = 0.8  # a score from which an area is suggested
STRONG = 1.0  # the weight of a pattern that is enough alone
WEAK = 0.5  # a score from which a subparagraph may take up an area of its chapeau
ASIDE = 0.4  # the share of its weight that a match in a purpose, a circumstance or a name keeps

CLAUSE_REACH, PHRASE_REACH = "clause", "phrase"
END_REACH, CONTINUES_REACH, LIST_REACH = "end", "continues", "list"
BOUNDARY_REACHES = (END_REACH, CONTINUES_REACH)


@dataclass(frozen=True, slots=True)
class Contexts:
    """The words of `contexts.yaml`, compiled: what opens a stretch, what ends a clause, what opens a list; and the reach of each entry."""

    openers: Patterns
    boundaries: Patterns
    list_marks: Patterns
    reach: Mapping[str, str]

    def asides(self, text: str) -> Iterator[tuple[int, int]]:
        """Stretches of `text` that are not what it asks for, from left to right and without overlap."""
        done = 0
        for found in self.openers.longest(text):
            if found.start < done:
                continue
            reach = self.reach[found.rule]
            if reach == CLAUSE_REACH:
                done = self._clause_end(text, found.end)
                yield found.start, done
            elif reach == PHRASE_REACH and not self._ends_within(text, found):
                done = found.end
                yield found.start, done

    def opens_list(self, text: str) -> bool:
        """Whether the text ends with the mark that opens a list."""
        return bool(text) and self.list_marks.at(text, len(text) - 1) is not None

    def _clause_end(self, text: str, start: int) -> int:
        ends = (found.start for found in self.boundaries.longest(text, start) if self.reach[found.rule] == END_REACH)
        return next(ends, len(text))

    def _ends_within(self, text: str, found: Found) -> bool:
        """Whether a clause ends inside the match; a mark at its very end is its own."""
        return any(True for _ in self.boundaries.longest(text, found.start + 1, found.end - 1))


@dataclass(frozen=True, slots=True)
class _Weighed:
    """A match with what it counts for."""

    found: Found
    worth: float


def compile_contexts(entries: Iterable[Mapping[str, Any]]) -> Contexts:
    """Compile the entries of `contexts.yaml`. Raises PatternError and KeyError where one is malformed."""
    listed = list(entries)
    reach = {entry["id"]: str(entry["reach"]) for entry in listed}

    def of(*reaches: str) -> Patterns:
        return Patterns((entry["id"], entry["pattern"]) for entry in listed if entry["reach"] in reaches)

    return Contexts(of(CLAUSE_REACH, PHRASE_REACH, "none"), of(*BOUNDARY_REACHES), of(LIST_REACH), reach)


def suggest(folded: Folded, *, lexicon: Lexicon, chapeau: Folded | None = None) -> tuple[Subject, ...]:
    """The subject areas of a paragraph, the surest first; equally sure ones in the order of the lexicon.

    `chapeau` is the text above a subparagraph: it can only confirm an area of which the subparagraph itself has a weak sign. A text that
    opens a list is judged by its strong words alone. Spans of the matches count characters of the text before folding.
    """
    weighed = _weigh(folded, lexicon=lexicon)
    above = _scores(_weigh(chapeau, lexicon=lexicon)) if chapeau else {}
    subjects = [
        Subject(code, max(score, SUGGESTED), _matches(folded, weighed[code]))
        for code, score in _scores(weighed).items()
        if score >= SUGGESTED or (score >= WEAK and above.get(code, 0.0) >= SUGGESTED)
    ]
    return tuple(sorted(subjects, key=lambda subject: -subject.confidence))


def _weigh(folded: Folded, *, lexicon: Lexicon) -> dict[str, list[_Weighed]]:
    """For each area, the best match of each of its patterns. Keys are in the order of the lexicon."""
    contexts, text = _contexts(lexicon), folded.text
    asides, strong_only = list(contexts.asides(text)), contexts.opens_list(text)
    best: dict[str, _Weighed] = {}
    for found in lexicon.subject_patterns.every(text):
        weight = lexicon.subject_rules[found.rule].weight
        aside = _within(found, asides)
        if strong_only and weight < STRONG:
            continue
        worth = weight * ASIDE if aside else weight
        if found.rule not in best or worth > best[found.rule].worth:
            best[found.rule] = _Weighed(found, worth)
    weighed: dict[str, list[_Weighed]] = {}
    for rule, pattern in lexicon.subject_rules.items():
        if rule in best:
            weighed.setdefault(pattern.code, []).append(best[rule])
    return weighed


def _scores(weighed: Mapping[str, Sequence[_Weighed]]) -> dict[str, float]:
    return {code: min(1.0, round(sum(match.worth for match in matches), 2)) for code, matches in weighed.items()}


def _matches(folded: Folded, weighed: Sequence[_Weighed]) -> tuple[Match, ...]:
    ordered = sorted((match.found for match in weighed), key=lambda found: (found.start, found.end))
    return tuple(Match(folded.span(found.start, found.end), found.rule) for found in ordered)


def _within(found: Found, stretches: Sequence[tuple[int, int]]) -> bool:
    """Whether the match lies wholly in one of the stretches, which are ordered and do not overlap."""
    before = bisect_right(stretches, (found.start, sys.maxsize)) - 1
    return before >= 0 and found.end <= stretches[before][1]


@lru_cache(maxsize=8)
def _contexts(lexicon: Lexicon) -> Contexts:
    """Compiled once for each lexicon; a lexicon never changes."""
    return compile_contexts(lexicon.entries("contexts"))
