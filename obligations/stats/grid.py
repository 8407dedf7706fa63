"""What is recorded by subject area and force: in each place a number, a bar of the statuses in it, and a figure for each status.

An obligation stands in every subject of its paragraph; the line of totals counts it once.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from obligations.choices import Force
from obligations.matrix.reading import MARKS, Mark, words_of
from obligations.models import ParagraphSubject, SubjectArea
from obligations.stats.figures import Figure, Parameters, recorded_on
from obligations.stats.plots import Stretch, stretches
from obligations.stats.standing import MOST_NAMED, Recorded

if TYPE_CHECKING:
    from obligations.querysets.roles import Person

UNSEEN = ""  # the mark of a place whose status the reader may not see
NO_SUBJECT = "none"  # the code under which lists know what has no subject area


@dataclass(frozen=True, slots=True)
class Place:
    """Where a subject area and a force meet: how many there are, how many of each mark in the grid's order, and the bar of them."""

    force: Force | None
    total: Figure
    parts: tuple[Figure, ...]
    bar: tuple[Stretch, ...]


@dataclass(frozen=True, slots=True)
class GridRow:
    """A subject area's places, one for each force of the grid, and all of them together."""

    code: str
    label: str
    places: tuple[Place, ...]
    total: Place

    @property
    def split(self) -> tuple[Place, ...]:
        """The places that count something."""
        return tuple(place for place in self.places if place.total.count)


@dataclass(frozen=True, slots=True)
class Grid:
    """Rows by subject area, columns by force. `marks` are those that occur, with their words; without any, only numbers are shown."""

    marks: tuple[tuple[Mark, str], ...]
    forces: tuple[Force, ...]
    rows: tuple[GridRow, ...]
    foot: GridRow

    @property
    def lines(self) -> tuple[GridRow, ...]:
        """The rows and, last, the one that counts each once."""
        return (*self.rows, self.foot)


Counts = Mapping[tuple[str, str, Mark], int]  # by subject area, force and mark


def grid(counts: Counts, whole: Mapping[tuple[str, Mark], int], *, areas: Iterable[tuple[str, str]], parameters: Parameters = ()) -> Grid:
    """The grid of some counts; `whole` counts each once by force and mark, `parameters` are what every figure's list has besides."""
    occurring = {mark for _force, mark in whole}
    marks = tuple((mark, words_of(mark)) for mark in MARKS if mark in occurring)
    forces = tuple(force for force in Force if any(of == force for of, _mark in whole))
    by_subject: dict[str, Counter[tuple[str, Mark]]] = {}
    for (code, force, mark), n in counts.items():
        by_subject.setdefault(code, Counter())[force, mark] += n
    pairs = [(pair, found) for pair in areas if (found := by_subject.get(pair[0]))]
    longest = max((n for _pair, found in pairs for n in _by_force(found).values()), default=1)
    maker = _Maker(marks, forces)
    rows = tuple(maker.row(code, label, found, (*parameters, ("subject", code)), longest) for (code, label), found in pairs)
    together = Counter(whole)
    foot = maker.row("", _("All subjects"), together, parameters, max(_by_force(together).values(), default=1))
    return Grid(marks, forces, rows, foot)


def _by_force(found: Counter[tuple[str, Mark]]) -> Counter[str]:
    sums: Counter[str] = Counter()
    for (force, _mark), n in found.items():
        sums[force] += n
    return sums


@dataclass(frozen=True, slots=True)
class _Maker:
    marks: Sequence[tuple[Mark, str]]
    forces: Sequence[Force]

    def row(self, code: str, label: str, found: Counter[tuple[str, Mark]], parameters: Parameters, longest: int) -> GridRow:
        places = tuple(self._place(force, [force], found, (*parameters, ("force", force.value)), longest) for force in self.forces)
        return GridRow(code, label, places, self._place(None, self.forces, found, parameters, sum(found.values())))

    def _place(self, force: Force | None, forces: Sequence[Force], found: Counter[tuple[str, Mark]], parameters: Parameters, longest: int) -> Place:
        counted = [(mark, words, sum(found[one, mark] for one in forces)) for mark, words in self.marks]
        unseen = sum(found[one, UNSEEN] for one in forces)
        parts = tuple(Figure(n, (*parameters, ("status", mark))) for mark, _words, n in counted)
        total = Figure(unseen + sum(part.count for part in parts), parameters)
        return Place(force, total, parts, stretches(counted, longest=longest or 1))


def recorded(user: Person, on: date, *, parameters: Parameters = (), stood: Sequence[Recorded] | None = None) -> Grid:
    """The statuses that stood on a day, by subject area and force; one is one actor's status on one obligation.

    `stood` is what `figures.recorded_on` gives, where it is known.
    """
    rows = recorded_on(user, on) if stood is None else stood
    subjects = subjects_of({row.paragraph for row in rows})
    counts: Counter[tuple[str, str, Mark]] = Counter()
    whole: Counter[tuple[str, Mark]] = Counter()
    for row in rows:
        whole[row.force, row.status] += row.actors
        for code in subjects.get(row.paragraph, (NO_SUBJECT,)):
            counts[code, row.force, row.status] += row.actors
    return grid(counts, whole, areas=areas_in_order(), parameters=parameters)


def subjects_of(paragraphs: Collection[int]) -> Mapping[int, tuple[str, ...]]:
    """The codes of the subject areas of some paragraphs; those without any are left out.

    Paragraphs of the same subjects share one tuple: there are tens of thousands of paragraphs and few sets of subjects.
    """
    rows = ParagraphSubject.objects.filter(paragraph__in=paragraphs) if len(paragraphs) <= MOST_NAMED else ParagraphSubject.objects.all()
    codes = dict(SubjectArea.objects.values_list("pk", "code"))
    found: dict[int, tuple[str, ...]] = {}
    known: dict[tuple[tuple[str, ...], int], tuple[str, ...]] = {}
    for paragraph, subject in rows.order_by().values_list("paragraph", "subject"):
        before = found.get(paragraph, ())
        found[paragraph] = known.get((before, subject)) or known.setdefault((before, subject), (*before, codes[subject]))
    return found


def areas_in_order() -> list[tuple[str, str]]:
    """The subject areas by code and label, in their order."""
    return [(area.code, area.label) for area in SubjectArea.objects.all()]
