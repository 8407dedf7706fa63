"""Pair the paragraphs of an edition in another language with those of the reference edition.

Numbered paragraphs pair by their label, which is the same in every language; parts whose marks differ ((一) beside (a)) by their order, where the
chapeau is paired and has as many of them. Paragraphs without numbers pair by their order, and only where both editions have as many: one pair that
is wrong would put words beside others that nobody said. Pure functions: no database.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from obligations.choices import ParagraphKind

_CITED = re.compile(r"(?<!\d)(\d{1,4})\((\d{4})\)")


@dataclass(frozen=True, slots=True)
class Part:
    """A paragraph to be paired; `search` is its text in the form used for searching, `parent` the label of its chapeau."""

    kind: str
    label: str
    parent: str | None
    search: str


@dataclass(frozen=True, slots=True)
class Pairs:
    """`of` maps positions of the other edition to positions of the reference edition; what is in no pair stands alone."""

    of: Mapping[int, int]
    reference: Sequence[Part]
    other: Sequence[Part]

    def operative(self) -> tuple[int, int]:
        """How many operative paragraphs of the reference edition are paired, and how many it has; parts of paragraphs count."""
        theirs = [position for position, part in enumerate(self.reference) if part.kind == ParagraphKind.OPERATIVE]
        return len(set(theirs) & set(self.of.values())), len(theirs)

    def alone(self) -> list[str]:
        """The labels of the other edition that are in no pair."""
        return [part.label for position, part in enumerate(self.other) if position not in self.of]

    def without(self) -> list[str]:
        """The labels of the reference edition that are in no pair."""
        paired = set(self.of.values())
        return [part.label for position, part in enumerate(self.reference) if position not in paired]

    def citing_otherwise(self) -> list[str]:
        """The labels of pairs that cite other resolutions by number: a sign that the pair, or one of the texts, is wrong."""
        return [self.reference[i].label for j, i in sorted(self.of.items()) if _cited(self.reference[i].search) != _cited(self.other[j].search)]


def pair(reference: Sequence[Part], other: Sequence[Part], *, numbered: bool) -> Pairs:
    """Pair two editions; `numbered` says whether operative paragraphs of the document carry numbers."""
    found: dict[int, int] = {}
    ordered = [ParagraphKind.PREAMBULAR] if numbered else [ParagraphKind.PREAMBULAR, ParagraphKind.OPERATIVE]
    for kind in ordered:
        _by_order(_of_kind(reference, kind), _of_kind(other, kind), found)
    labels = {(part.kind, part.label): i for i, part in enumerate(reference) if part.kind not in ordered}
    for j, part in enumerate(other):
        if (part.kind, part.label) in labels:
            found[j] = labels[part.kind, part.label]
    _by_chapeau(reference, other, found)
    return Pairs(found, reference, other)


def _of_kind(parts: Sequence[Part], kind: str) -> list[int]:
    return [position for position, part in enumerate(parts) if part.kind == kind]


def _by_order(theirs: Sequence[int], ours: Sequence[int], found: dict[int, int]) -> None:
    if len(theirs) == len(ours):
        found.update(zip(ours, theirs, strict=True))


def _by_chapeau(reference: Sequence[Part], other: Sequence[Part], found: dict[int, int]) -> None:
    """Parts that no label pairs, by their order below a chapeau that is paired, where it has no others there; chapeaux come before their parts."""
    paired, chapeaux = set(found.values()), {(part.kind, part.label): j for j, part in enumerate(other)}
    parts = _children(reference, range(len(reference)))
    for chapeau, ours in _children(other, [j for j in range(len(other)) if j not in found]).items():
        above = found.get(chapeaux.get(chapeau, -1))
        theirs = parts.get((reference[above].kind, reference[above].label), []) if above is not None else []
        if paired.isdisjoint(theirs):
            _by_order(theirs, ours, found)


def _children(parts: Sequence[Part], positions: Iterable[int]) -> dict[tuple[str, str], list[int]]:
    """The positions that have a chapeau, by the chapeau."""
    found: dict[tuple[str, str], list[int]] = defaultdict(list)
    for position in positions:
        part = parts[position]
        if part.parent is not None:
            found[part.kind, part.parent].append(position)
    return found


def _cited(search: str) -> frozenset[tuple[str, str]]:
    return frozenset(_CITED.findall(search))
