"""Coverage of a round: how many of its cells are assessed, by force and by subject area; each number leads to the cells it counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from obligations.choices import STATUS_DEFINITIONS, Force, Status
from obligations.models import Obligation
from obligations.rounds.counts import RoundCounts
from obligations.rounds.reading import APPLICABLE, ASSESSED, CellState, Change, Difference, Picture, forces_of
from obligations.stats.figures import Figure, Parameters, Row, Table

COLUMNS = tuple(CellState)
Counted = tuple[Obligation, Counter[CellState]]
Tallied = Picture | RoundCounts  # all that is told here are numbers, so that either does


@dataclass(frozen=True, slots=True)
class CoverageRow:
    """A line: how many cells are applicable and assessed, the share in whole per cent (None without applicable cells), and each state of cells."""

    code: str
    label: str
    applicable: Figure
    assessed: Figure
    share: int | None
    states: tuple[Figure, ...]


@dataclass(frozen=True, slots=True)
class Coverage:
    """Lines by force or by subject area, and the line that counts each cell once."""

    columns: tuple[CellState, ...]
    rows: tuple[CoverageRow, ...]
    total: CoverageRow


def by_force(picture: Tallied) -> Coverage:
    """Coverage by force of the obligations."""
    counted = picture.by_obligation
    forces = {row.force for row, _counts in counted}
    rows = [
        _row(force.value, str(force.label), _sum_up(counts for row, counts in counted if row.force == force), (("force", force.value),))
        for force in Force
        if force in forces
    ]
    return Coverage(COLUMNS, tuple(rows), _total(counted))


def by_subject(picture: Tallied) -> Coverage:
    """Coverage by subject area; a paragraph can have several, so lines overlap and the last one counts each cell once."""
    counted = picture.by_obligation
    areas = {link.subject.code: link.subject for row, _counts in counted for link in row.paragraph.subjects.all()}
    split = [(frozenset(link.subject.code for link in row.paragraph.subjects.all()), counts) for row, counts in counted]
    rows = [
        _row(area.code, area.label, _sum_up(counts for codes, counts in split if area.code in codes), (("subject", area.code),))
        for area in sorted(areas.values(), key=lambda area: area.position)
    ]
    return Coverage(COLUMNS, tuple(rows), _total(counted))


def by_status(picture: Tallied) -> Table:
    """The statuses of the assessed cells by force."""
    counts = picture.statuses
    forces = tuple(force for force in Force if any(of == force for _status, of in counts))
    labels = [(status.value, str(status.label), str(STATUS_DEFINITIONS[status])) for status in Status]
    return _table(labels, "status", counts, forces)


def by_change(differences: Iterable[Difference], parameters: Parameters = ()) -> Table:
    """The cells of a comparison by what became of them and by force; `parameters` say what is compared."""
    found = list(differences)
    counts = Counter((str(difference.change), difference.obligation.force) for difference in found)
    return _table([(change.value, str(change.label), "") for change in Change], "change", counts, forces_of(found), parameters)


def share_of(assessed: int, applicable: int) -> int | None:
    """Whole per cent, rounded down, so that 100 means all; None where nothing is applicable."""
    return 100 * assessed // applicable if applicable else None


def _sum_up(parts: Iterable[Counter[CellState]]) -> Counter[CellState]:
    total: Counter[CellState] = Counter()
    for counts in parts:
        total.update(counts)
    return total


def _total(counted: Sequence[Counted]) -> CoverageRow:
    return _row("", _("All cells"), _sum_up(counts for _obligation, counts in counted), ())


def _row(code: str, label: str, counts: Counter[CellState], parameters: Parameters) -> CoverageRow:
    applicable, assessed = (_sum(counts, states, parameters) for states in (APPLICABLE, ASSESSED))
    return CoverageRow(
        code,
        label,
        applicable,
        assessed,
        share_of(assessed.count, applicable.count),
        tuple(_sum(counts, [state], parameters) for state in COLUMNS),
    )


def _sum(counts: Counter[CellState], states: Iterable[CellState], parameters: Parameters) -> Figure:
    states = tuple(states)
    return Figure(sum(counts[state] for state in states), (*parameters, *(("state", state.value) for state in states)))


def _table(
    labels: list[tuple[str, str, str]], name: str, counts: Counter[tuple[str, str]], forces: tuple[Force, ...], kept: Parameters = ()
) -> Table:
    """A table of counts by code and force; `name` is the parameter of the codes, `kept` what each figure has besides."""
    rows = [
        Row(
            code,
            label,
            tuple(Figure(counts[code, force.value], (*kept, (name, code), ("force", force.value))) for force in forces),
            Figure(sum(counts[code, force.value] for force in forces), (*kept, (name, code))),
            note,
        )
        for code, label, note in labels
    ]
    every: Parameters = (*kept, *((name, code) for code, _label, _note in labels))
    totals = tuple(Figure(sum(counts[code, force.value] for code, _l, _n in labels), (*every, ("force", force.value))) for force in forces)
    return Table(forces, tuple(rows), totals, Figure(counts.total(), every))
