"""The matrix: States × obligations that ask them for action, with the mark of each cell on a day, as somebody may see it.

Read as plain values in a fixed number of queries, because a matrix has tens of thousands of cells: a row copies what the texts alone say of
its kind of actor and then takes over what is recorded. What is recorded where an obligation does not apply is kept and not shown here.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import chain
from operator import itemgetter
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q, QuerySet, TextChoices
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from obligations.cells import GROUPS, obligations_in_force
from obligations.choices import STATUS_DEFINITIONS, ActorKind, Basis, Force, Status
from obligations.choices import Applicability as Reach
from obligations.matrix.grouped import ByKey
from obligations.models import Actor, Applicability, Assessment, Obligation, ObligationAddressee
from obligations.models.vocabulary import in_language
from obligations.querysets import groups_of

if TYPE_CHECKING:
    from obligations.querysets import ObligationQuerySet
    from obligations.querysets.roles import Person

STATES = (ActorKind.STATE, ActorKind.OBSERVER)
FEW_STATES = 40  # so many are asked for one by one; of more all rows are read


class Gap(TextChoices):
    """What a cell without a status says."""

    NOT_ASSESSED = "not_assessed", _("Not assessed")
    CONDITION_OPEN = "condition_open", _("Condition open")
    DOES_NOT_APPLY = "does_not_apply", _("Does not apply")
    NOT_ADDRESSED = "not_addressed", _("Not addressed")


Mark = str  # the value of a Status or of a Gap, always as a plain string: there are too many cells for anything dearer
NOT_ASSESSED, NOT_ADDRESSED = Gap.NOT_ASSESSED.value, Gap.NOT_ADDRESSED.value

GAP_DEFINITIONS = {
    Gap.NOT_ASSESSED: _("The obligation applies, and nothing that you may see is recorded. That says nothing about what was done."),
    Gap.CONDITION_OPEN: _("The text addresses States under a condition, and nobody has decided whether it is met."),
    Gap.DOES_NOT_APPLY: _("It was decided, with a reason, that the obligation does not concern this State."),
    Gap.NOT_ADDRESSED: _("The obligation is not addressed to this State, or was not in force on the day."),
}
# Told apart by form first; colour only helps.
GLYPHS: dict[Mark, str] = {
    Status.NO_INFORMATION: "○",
    Status.NONE_FOUND: "×",
    Status.IN_PROGRESS: "△",
    Status.PARTIAL: "◐",
    Status.IMPLEMENTED: "●",
    Status.UNCLEAR: "?",
    Gap.NOT_ASSESSED: "□",
    Gap.CONDITION_OPEN: "◇",
    Gap.DOES_NOT_APPLY: "／",
    Gap.NOT_ADDRESSED: "·",
}
MARKS: tuple[Mark, ...] = tuple(GLYPHS)
APPLICABLE: tuple[Mark, ...] = (*Status, Gap.NOT_ASSESSED)


def words_of(mark: Mark) -> str:
    """The words of a mark in the language of the interface."""
    return str(Status(mark).label if mark in Status.values else Gap(mark).label)


def definition_of(mark: Mark) -> str:
    """What a mark means."""
    return str(STATUS_DEFINITIONS[Status(mark)] if mark in Status.values else GAP_DEFINITIONS[Gap(mark)])


@dataclass(frozen=True, slots=True)
class Column:
    """One obligation. `label` is its place in its document: paragraph and number."""

    pk: int
    slug: str
    key: str
    force: Force
    force_basis: Basis
    hedges: tuple[str, ...]
    symbol: str
    document: str
    clause: str

    @property
    def confirmed(self) -> bool:
        """Whether a person has decided on its force."""
        return self.force_basis != Basis.MACHINE

    @property
    def label(self) -> str:
        return "/".join(self.key.split("/")[-2:])


@dataclass(frozen=True, slots=True)
class State:
    """One row's head."""

    pk: int
    code: str
    name: str
    kind: str
    until: date | None


@dataclass(frozen=True)
class Matrix:
    """Marks by State and column on a day. `earlier` has the same shape for the day it is compared with, or is empty.

    `named` gives for the code of a State the places of the columns that name it; others that reach it mean it as one of a group.
    """

    on: date
    columns: tuple[Column, ...]
    states: tuple[State, ...]
    rows: tuple[Sequence[Mark], ...]
    compared_with: date | None = None
    earlier: tuple[Sequence[Mark], ...] = ()
    named: Mapping[str, Sequence[int]] = field(default_factory=dict)

    @cached_property
    def counts(self) -> Mapping[Force, Counter[Mark]]:
        """How many cells of each force have which mark."""
        places: dict[Force, list[int]] = {force: [] for force in Force}
        for place, column in enumerate(self.columns):
            places[column.force].append(place)
        return {force: Counter(_marks_at(self.rows, found)) for force, found in places.items() if found}

    @cached_property
    def differing(self) -> int:
        """How many cells differ from the day compared with."""
        return sum(before != now for then, row in zip(self.earlier, self.rows, strict=False) for before, now in zip(then, row, strict=True))


def _marks_at(rows: Iterable[Sequence[Mark]], places: Sequence[int]) -> Iterable[Mark]:
    """The marks of some columns in all rows."""
    found = map(itemgetter(*places), rows)
    return found if len(places) == 1 else chain.from_iterable(found)


def concerning_states(rows: ObligationQuerySet) -> ObligationQuerySet:
    """Those addressed to a State, by name or as one of a group; the others have no cells here."""
    reaching = Q(code__in=GROUPS) | Q(actor__kind__in=STATES)
    found: ObligationQuerySet = rows.filter(Exists(ObligationAddressee.objects.filter(reaching, obligation=OuterRef("pk"))))
    return found


def obligations_between(user: Person, on: date, *, today: date, compared_with: date | None = None) -> ObligationQuerySet:
    """What somebody may see that asks States for action and was in force on the day, or on the one it is compared with.

    Of a past day nothing that was adopted between it and today.
    """
    rows = obligations_in_force(user, on)
    if compared_with is not None:
        either = [Q(pk__in=found.order_by().values("pk")) for found in (rows, obligations_in_force(user, compared_with))]
        rows = Obligation.objects.visible_to(user).filter(either[0] | either[1])
    if on < today:
        rows = rows.exclude(paragraph__document__adopted_on__gt=on, paragraph__document__adopted_on__lte=today)
    return concerning_states(rows)


def columns_of(obligations: Iterable[Obligation]) -> tuple[Column, ...]:
    """The heads of columns; give a queryset, of which only values are read."""
    names = ("pk", "slug", "key", "force", "force_basis", "hedges", "paragraph__document__symbol", "paragraph__document__slug", "clause")
    rows = obligations.values_list(*names) if isinstance(obligations, QuerySet) else ()
    return tuple(
        Column(pk, slug, key, Force(force), Basis(basis), tuple(hedges), symbol, document, clause)
        for pk, slug, key, force, basis, hedges, symbol, document, clause in rows
    )


def states_of(actors: QuerySet[Actor]) -> tuple[State, ...]:
    """The States among some actors in the UN's order, members and observers."""
    rows = actors.filter(kind__in=STATES).order_by("position", "pk").values_list("pk", "code", "name_zh", "name_en", "kind", "until")
    english = in_language("", "en") == "en"  # asked once, and not for each State
    return tuple(State(pk, code, (en if english else "") or zh, kind, until) for pk, code, zh, en, kind, until in rows)


def matrix(columns: Sequence[Column], states: Sequence[State], *, user: Person, on: date, today: date, compared_with: date | None = None) -> Matrix:
    """The marks of all cells between some obligations and some States on a day, and on the day it is compared with.

    Give columns from `obligations_between` for the same reader and days: what is not compared is taken to be in force.
    """
    reached = _Reached.of(columns)
    everything = [column.pk for column in columns]
    standing = [everything, ()] if compared_with is None else [_standing(everything, user, day, today) for day in (on, compared_with)]
    marks = _marks(standing[0], states, reached, user=user, on=on)
    earlier = _marks(standing[1], states, reached, user=user, on=compared_with) if compared_with else ()
    return Matrix(on, tuple(columns), tuple(states), marks, compared_with, earlier, reached.naming)


@dataclass(frozen=True, slots=True)
class _Reached:
    """What the texts alone say: the condition under which each column reaches each code, and the places of the columns that name an actor."""

    places: dict[int, int]
    conditions: list[dict[str, str]]
    naming: dict[str, list[int]]

    @classmethod
    def of(cls, columns: Sequence[Column]) -> _Reached:
        places = {column.pk: place for place, column in enumerate(columns)}
        conditions: list[dict[str, str]] = [{} for _column in columns]
        naming: dict[str, list[int]] = defaultdict(list)
        links = ObligationAddressee.objects.filter(obligation__in=list(places)).order_by("pk")
        for pk, code, condition in links.values_list("obligation", "code", "condition"):
            conditions[places[pk]][code] = condition
            naming[code].append(places[pk])
        return cls(places, conditions, dict(naming))

    def through(self, groups: tuple[str, ...]) -> list[Mark]:
        """The marks of those who are reached as one of some groups alone."""
        return [_by_text(found, groups) for found in self.conditions]


def _by_text(conditions: Mapping[str, str], codes: Iterable[str]) -> Mark:
    """Open where every way in which the text reaches an actor has a condition."""
    through = [conditions[code] for code in codes if code in conditions]
    if not through:
        return NOT_ADDRESSED
    return Gap.CONDITION_OPEN.value if all(through) else NOT_ASSESSED


def _standing(columns: Sequence[int], user: Person, on: date, today: date) -> list[int]:
    """Those of some columns that are in force on a day."""
    return list(obligations_between(user, on, today=today).filter(pk__in=columns).order_by().values_list("pk", flat=True))


def _marks(standing: Sequence[int], states: Sequence[State], reached: _Reached, *, user: Person, on: date) -> tuple[Sequence[Mark], ...]:
    """The rows of a day: what the texts say of each State, then what was decided, then what is recorded where it applies."""
    rows = _by_the_texts(standing, states, reached, on)
    where = Q(obligation__in=standing)
    if len(states) <= FEW_STATES:
        where &= Q(actor__in=[state.pk for state in states])
    row_of = {str(pk): row for pk, row in rows.items()}.get
    for place, decided in _recorded(Applicability.objects.visible_to(user).as_of(on).filter(where), "value", reached.places):
        for actor, value in decided.items():
            if (row := row_of(actor)) and row[place] != NOT_ADDRESSED:
                row[place] = NOT_ASSESSED if value == Reach.APPLIES else value
    for place, statuses in _recorded(Assessment.objects.standing_for(user, on).filter(where), "status", reached.places):
        for actor, status in statuses.items():
            if (row := row_of(actor)) and row[place] == NOT_ASSESSED:
                row[place] = status
    return tuple(rows.values())


def _by_the_texts(standing: Sequence[int], states: Sequence[State], reached: _Reached, on: date) -> dict[int, list[Mark]]:
    """What the texts alone say of each State, by its primary key."""
    groups = {kind.value: groups_of(Actor(kind=kind)) for kind in STATES}
    by_kind = {kind: reached.through(codes) for kind, codes in groups.items()}
    kept = frozenset(standing)
    gone = [place for pk, place in reached.places.items() if pk not in kept]
    rows = {}
    for state in states:
        if state.until and state.until < on:
            rows[state.pk] = [NOT_ADDRESSED] * len(reached.places)
            continue
        marks = rows[state.pk] = by_kind[state.kind].copy()
        for place in reached.naming.get(state.code, ()):
            marks[place] = _by_text(reached.conditions[place], (state.code, *groups[state.kind]))
        for place in gone:
            marks[place] = NOT_ADDRESSED
    return rows


def _recorded(rows: QuerySet, name: str, places: Mapping[int, int]) -> Iterator[tuple[int, dict[str, str]]]:
    """For each column its place and one value of its rows by the actor's primary key, as text."""
    found = rows.order_by().values("obligation").annotate(by_actor=ByKey("actor", name)).values_list("obligation", "by_actor")
    return ((places[obligation], by_actor) for obligation, by_actor in found)
