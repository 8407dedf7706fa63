"""Subject areas, read: how the force of what is asked on a subject developed, document by document, and its follow-up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Count, Exists, F, OuterRef, Q

from obligations.choices import Basis, Force, Presence, Status
from obligations.models import Assessment, Obligation, ParagraphSubject, SubjectArea
from obligations.stats.figures import ASKING, Figure, Parameters, Tally, asked_on, asking

if TYPE_CHECKING:
    from obligations.querysets import ObligationQuerySet
    from obligations.querysets.roles import Person

WIDTH, HEIGHT, LEFT, TOP, FOOT = 46, 40, 130, 10, 112  # of the drawing: a document, a force, the words beside, above and under
SMALLEST, LARGEST = 7, 17  # radius of a circle
NOTHING = Figure(0)
MOST_DRAWN = 60  # documents side by side; more are drawn year by year


@dataclass(frozen=True, slots=True)
class Step:
    """What one document asks on a subject: a figure for each force, how many in all, and of how many of each the force is to be confirmed."""

    symbol: str
    adopted_on: date | None
    slug: str
    figures: tuple[Figure, ...]
    total: Figure
    open: tuple[int, ...]

    @property
    def unconfirmed(self) -> int:
        return sum(self.open)


@dataclass(frozen=True, slots=True)
class Development:
    """The documents in the order of their adoption. `forces` are those that occur."""

    forces: tuple[Force, ...]
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Circle:
    """A number in the drawing: its centre and radius in units of the drawing."""

    x: int
    y: int
    radius: int
    count: int
    open: bool


@dataclass(frozen=True, slots=True)
class Drawing:
    """The development drawn: documents, or years, from left to right, forces from top to bottom, a circle with its number in each place."""

    width: int
    height: int
    rows: tuple[tuple[int, str], ...]
    columns: tuple[tuple[int, str], ...]
    circles: tuple[Circle, ...]
    foot: int
    left: int
    by_year: bool = False


def of_subject(rows: ObligationQuerySet, area: SubjectArea) -> ObligationQuerySet:
    """Those whose paragraph has the subject; each once."""
    found: ObligationQuerySet = rows.filter(Exists(ParagraphSubject.objects.filter(paragraph=OuterRef("paragraph"), subject=area)))
    return found


def numbers(user: Person, areas: Iterable[SubjectArea]) -> dict[str, Figure]:
    """How many obligations that ask for action each subject has, by its code; those without any are left out."""
    # The subjects of a paragraph stand beside its obligations at once; the mapper would join the paragraphs between them, which takes twice as long.
    beside = (
        asking(user)
        .order_by()
        .extra(
            select={"area": "obligations_paragraphsubject.subject_id"},
            tables=["obligations_paragraphsubject"],
            where=["obligations_paragraphsubject.paragraph_id = obligations_obligation.paragraph_id"],
        )
    )
    counts = dict(beside.values_list("area").annotate(n=Count("*")))  # a paragraph has each subject once
    return {area.code: Figure(counts[area.pk], (*ASKING, ("subject", area.code))) for area in areas if area.pk in counts}


def development(user: Person, area: SubjectArea) -> Development:
    """What each document asks on a subject, by force; what has been superseded since is counted too."""
    rows = of_subject(Obligation.objects.visible_to(user).in_the_text().filter(tracked=True), area)
    document = {"symbol": F("paragraph__document__symbol"), "document": F("paragraph__document__slug"), "day": F("paragraph__document__adopted_on")}
    open_ones = Count("pk", filter=Q(force_basis=Basis.MACHINE))
    counted = rows.order_by().values("force", **document).annotate(n=Count("pk"), open=open_ones)
    found: dict[str, Counter[str]] = {}
    about: dict[str, tuple[str, date | None]] = {}
    unconfirmed: Counter[tuple[str, str]] = Counter()
    for row in counted:
        found.setdefault(row["document"], Counter())[row["force"]] = row["n"]
        about[row["document"]] = (row["symbol"], row["day"])
        unconfirmed[row["document"], row["force"]] = row["open"]
    occurring = {force for counts in found.values() for force in counts}
    forces = tuple(force for force in Force if force in occurring)
    codes = [force.value for force in forces]
    ordered = sorted(found, key=lambda slug: (about[slug][1] or date.min, about[slug][0]))
    steps = []
    for slug in ordered:
        mine: Parameters = (("tracked", "true"), ("presence", Presence.FOUND.value), ("subject", area.code), ("document", slug))
        counts = found[slug]
        figures = tuple([Figure(counts[code], (*mine, ("force", code))) if code in counts else NOTHING for code in codes])
        still_open = tuple([unconfirmed[slug, code] for code in codes])
        steps.append(Step(*about[slug], slug, figures, Figure(counts.total(), mine), still_open))
    return Development(forces, tuple(steps))


def drawing(found: Development) -> Drawing:
    """Where everything stands in the drawing; a circle's area grows with its number, which is written in it."""
    by_year = len(found.steps) > MOST_DRAWN
    columns = _years(found) if by_year else [(step.symbol, [figure.count for figure in step.figures], step.open) for step in found.steps]
    most = max((n for _label, counts, _open in columns for n in counts), default=1)
    circles = [
        Circle(_x(at), _y(row), round(SMALLEST + (LARGEST - SMALLEST) * (n / most) ** 0.5), n, still_open[row] > 0)
        for at, (_label, counts, still_open) in enumerate(columns)
        for row, n in enumerate(counts)
        if n
    ]
    foot = TOP + HEIGHT * len(found.forces)
    return Drawing(
        width=LEFT + WIDTH * len(columns) + 10,
        height=foot + FOOT,
        rows=tuple((_y(row), str(force.label)) for row, force in enumerate(found.forces)),
        columns=tuple((_x(at), label) for at, (label, _counts, _open) in enumerate(columns)),
        circles=tuple(circles),
        foot=foot,
        left=LEFT,
        by_year=by_year,
    )


Drawn = tuple[str, Sequence[int], Sequence[int]]  # the words under a column, and for each force how many there are and how many are open


def _years(found: Development) -> list[Drawn]:
    """The documents of each year together; those without a day first, without words."""
    sums: dict[str, tuple[list[int], list[int]]] = {}
    for step in found.steps:
        counts, still_open = sums.setdefault(str(step.adopted_on.year) if step.adopted_on else "", ([0] * len(found.forces), [0] * len(found.forces)))
        for row, (figure, n) in enumerate(zip(step.figures, step.open, strict=True)):
            counts[row] += figure.count
            still_open[row] += n
    return [(year, *both) for year, both in sums.items()]


def _x(at: int) -> int:
    return LEFT + WIDTH * at + WIDTH // 2


def _y(row: int) -> int:
    return TOP + HEIGHT * row + HEIGHT // 2


def follow_up(user: Person, on: date, area: SubjectArea) -> list[tuple[Force, Tally, int]]:
    """The statuses that stood on a day on a subject's obligations, by force, with how many there are."""
    asked = of_subject(asked_on(user, on), area)
    counts: Counter[tuple[str, str]] = Counter()
    for part in Assessment.objects.standing_parts(user, on):
        rows = part.filter(obligation__in=asked).order_by()
        for force, status, n in rows.values_list("obligation__force", "status").annotate(n=Count("*")):
            counts[force, status] += n
    found = []
    for force in Force:
        tally = Tally(tuple((status, counts[force, status]) for status in Status if counts[force, status]))
        if tally.total:
            found.append((force, tally, tally.total))
    return found
