"""Recognise the paragraphs of an earlier edition in a new one.

Three steps, each on what the one before left: the same normalised text; the same label with text at least 80 % alike; the order between two
matched neighbours with text at least half alike. Nothing is matched by its label alone. Pure functions: no database.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

ALIKE = 0.8
ALIKE_BETWEEN_NEIGHBOURS = 0.5


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph to be matched: its kind and label, and its text in the form used for searching."""

    kind: str
    label: str
    text: str


def match(old: Sequence[Text], new: Sequence[Text]) -> dict[int, int]:
    """Which old paragraph each new one is: positions in `new` to positions in `old`. Those that are not keys are new."""
    matched: dict[int, int] = {}
    _same_text(old, new, matched)
    _same_label(old, new, matched)
    _between_neighbours(old, new, matched)
    return matched


def alike(one: str, other: str) -> float:
    """How much two texts are alike, from 0 to 1."""
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    return matcher.ratio() if matcher.quick_ratio() >= ALIKE_BETWEEN_NEIGHBOURS else 0.0


def _same_text(old: Sequence[Text], new: Sequence[Text], matched: dict[int, int]) -> None:
    """Equal texts pair up: first those whose label is equal too, then in their order."""
    by_text: dict[tuple[str, str], list[int]] = defaultdict(list)
    for i, paragraph in enumerate(old):
        by_text[paragraph.kind, paragraph.text].append(i)
    for same_label in (True, False):
        for j, paragraph in enumerate(new):
            candidates = by_text[paragraph.kind, paragraph.text]
            same = next((i for i in candidates if not same_label or old[i].label == paragraph.label), None)
            if j not in matched and same is not None:
                matched[j] = same
                candidates.remove(same)


def _same_label(old: Sequence[Text], new: Sequence[Text], matched: dict[int, int]) -> None:
    taken = set(matched.values())
    by_label = {(p.kind, p.label): i for i, p in enumerate(old) if i not in taken}
    for j, paragraph in enumerate(new):
        i = by_label.get((paragraph.kind, paragraph.label))
        if j not in matched and i is not None and alike(old[i].text, paragraph.text) >= ALIKE:
            matched[j] = i


def _between_neighbours(old: Sequence[Text], new: Sequence[Text], matched: dict[int, int]) -> None:
    taken = set(matched.values())
    for j in range(len(new)):
        if j in matched:
            continue
        before = matched.get(j - 1, -1 if j == 0 else None)
        after = matched.get(j + 1, len(old) if j == len(new) - 1 else None)
        if before is None or after is None or after - before != 2:
            continue
        i = before + 1
        if i not in taken and old[i].kind == new[j].kind and alike(old[i].text, new[j].text) >= ALIKE_BETWEEN_NEIGHBOURS:
            matched[j] = i
            taken.add(i)
