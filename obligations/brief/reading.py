"""The brief on one State, one or two printed pages: what it is asked, summed up by subject and force, with the first of it in words; the dates
ahead, what it said itself, and the statuses that a reader may see, on a day. What is left out is counted, and the State's page has it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.utils.text import Truncator
from django.utils.translation import gettext as _

from obligations.beside import texts_beside
from obligations.cells import CellRow, cells_between
from obligations.choices import Applicability, Force
from obligations.dues.board import board, shown
from obligations.dues.days import DueItem
from obligations.dues.filters import chosen_days
from obligations.dues.reading import read_dues
from obligations.models import Actor, Commitment, Obligation
from obligations.reach import Reached, reach_grid, reached
from obligations.stats.grid import Grid

if TYPE_CHECKING:
    from obligations.querysets.roles import Person
    from obligations.stats.figures import Figure, Parameters

MOST_ASKED, MOST_DATES, MOST_STATEMENTS = 10, 6, 4  # in words; the rest is counted
LONGEST = 140  # characters of a clause or a sentence
LONGEST_BESIDE = 240  # characters of a paragraph in a language whose words are spelt


@dataclass(frozen=True, slots=True)
class Brief:
    """Everything a brief says. `grid` counts what is asked, each number with its list on the State's page; `lines` are the first of it.

    `dates` says how many dates are ahead, None where there are none; `sees_statuses` whether statuses are part of the brief.
    """

    actor: Actor
    on: date
    grid: Grid
    lines: tuple[CellRow, ...]
    ahead: tuple[DueItem, ...]
    dates: Figure | None
    statements: tuple[Commitment, ...]
    statements_in_all: int
    sees_statuses: bool
    beside: Mapping[int, str]  # the beginnings of the paragraphs of `lines` in the reader's language, where an edition has them

    @property
    def asked(self) -> Figure:
        """How many obligations that ask for action are addressed to the State."""
        return self.grid.foot.total.total

    @property
    def unsaid(self) -> int:
        """How many of them are only counted."""
        return self.asked.count - len(self.lines)

    @property
    def later_dates(self) -> int:
        """How many dates ahead are only counted."""
        return (self.dates.count if self.dates else 0) - len(self.ahead)

    @property
    def earlier_statements(self) -> int:
        """How many sentences are only counted."""
        return self.statements_in_all - len(self.statements)

    @property
    def by_mark(self) -> tuple[tuple[str, tuple[Figure, ...], Figure], ...]:
        """The words of each mark that occurs, with its figures by force, and all of them together; none where the reader sees no statuses."""
        foot = self.grid.foot
        return tuple(
            (words, tuple(place.parts[at] for place in foot.places), foot.total.parts[at]) for at, (_mark, words) in enumerate(self.grid.marks)
        )


def brief(actor: Actor, *, user: Person, on: date, today: date, sees_statuses: bool) -> Brief:
    """The brief on a State on a day. Takes the same number of queries however much there is to say."""
    everything = reached(user, actor, on, today=today, statuses=sees_statuses)
    day: Parameters = (("as_of", on.isoformat()),) if on < today else ()
    said = Commitment.objects.visible_to(user).confirmed().filter(actor=actor)
    if on < today:
        said = said.filter(document__adopted_on__lte=on)
    latest = said.select_related("document", "speech").order_by("-document__adopted_on", "document__symbol", "speech__order", "start")
    dues = read_dues(user)
    if on < today:
        asked = {row.obligation for row in everything}
        dues = dues.of(lambda acts: not asked.isdisjoint(acts))
    told = board(chosen_days(dues, {"applies_to": [actor.code]}, on=on), parameters=(("applies_to", actor.code),), limit=MOST_DATES)
    lines = _first_of(everything, actor, user=user, on=on)
    return Brief(
        actor=actor,
        on=on,
        grid=reach_grid(everything, parameters=day),
        lines=lines,
        ahead=shown(told, user).ahead,
        dates=told.upcoming,
        statements=tuple(latest[:MOST_STATEMENTS]),
        statements_in_all=said.count(),
        sees_statuses=sees_statuses,
        beside=_beside(lines),
    )


def said_of(cell: CellRow, *, sees_statuses: bool) -> str:
    """The status of a cell with its day, or why it has none; empty where the reader sees no statuses and it simply applies."""
    if cell.applicability != Applicability.APPLIES:
        return str(cell.applicability.label)
    if not sees_statuses:
        return ""
    if cell.standing is None:
        return _("Not assessed")
    return _("%(status)s, as of %(day)s") % {"status": cell.standing.get_status_display(), "day": cell.standing.as_of.isoformat()}


def shortened(words: str) -> str:
    """The beginning of what is too long for a brief."""
    return words if len(words) <= LONGEST else f"{words[:LONGEST]}……"


def _beside(lines: Sequence[CellRow]) -> dict[int, str]:
    texts = texts_beside({cell.obligation.paragraph_id for cell in lines})
    return {paragraph: Truncator(row.text).chars(LONGEST_BESIDE, truncate=" …") for paragraph, row in texts.items()}


def _first_of(rows: Sequence[Reached], actor: Actor, *, user: Person, on: date) -> tuple[CellRow, ...]:
    """What names the State first; then in the order of the forces, the newest first."""
    forces = {force.value: place for place, force in enumerate(Force)}
    first = sorted(rows, key=lambda row: (not row.named, forces[row.force]))[:MOST_ASKED]
    keys = [row.obligation for row in first]
    cells = cells_between(Obligation.objects.visible_to(user).filter(pk__in=keys), [actor], user=user, on=on)
    return tuple(sorted(cells, key=lambda cell: keys.index(cell.obligation.pk)))
