"""How many cells of a matrix have which mark, by force; one truth for the page, the file and the API."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from obligations.choices import Force
from obligations.matrix.reading import APPLICABLE, MARKS, Gap, Mark, Matrix

if TYPE_CHECKING:
    from collections.abc import Mapping

COUNTED: tuple[Mark, ...] = tuple(mark for mark in MARKS if mark != Gap.NOT_ADDRESSED)  # what is not addressed is nobody's cell


@dataclass(frozen=True, slots=True)
class Counted:
    """The cells of one force, or of all (`force` is None): how many apply, how many have a status, and how many have each mark of `COUNTED`."""

    force: Force | None
    applicable: int
    assessed: int
    marks: tuple[int, ...]


def counted(shown: Matrix) -> list[Counted]:
    """Lines by force, and one that counts every cell once."""
    total: Counter[Mark] = Counter()
    for counts in shown.counts.values():
        total.update(counts)
    return [*(_line(force, counts) for force, counts in shown.counts.items()), _line(None, total)]


def _line(force: Force | None, counts: Mapping[Mark, int]) -> Counted:
    applicable = sum(counts[mark] for mark in APPLICABLE)
    return Counted(force, applicable, applicable - counts[Gap.NOT_ASSESSED], tuple(counts[mark] for mark in COUNTED))
