"""Every figure that a page, an export or the API shows: computed here, stored in no table.

Each function takes who asks and the day asked about, starts from what that person may see, and returns plain values. A figure carries the
parameters of the list it counts, so that the number and the list behind its link cannot disagree.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Protocol
from urllib.parse import urlencode

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery

from obligations.choices import STATUS_DEFINITIONS, Basis, DocumentKind, Force, Lifecycle, Presence, Status
from obligations.models import Actor, Assessment, Document, Obligation, ObligationAddressee, ParagraphSubject, SubjectArea
from obligations.stats.standing import Recorded, of_obligations

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser, AnonymousUser

    from obligations.querysets import AssessmentQuerySet, ObligationQuerySet

    Reader = AbstractBaseUser | AnonymousUser

Parameters = tuple[tuple[str, str], ...]
ByForce = Mapping[str, tuple[int, int]]  # how many obligations a force has, and of how many of them a label is not confirmed


HEAT_LEVELS = 5
# the filter of everything that asks for action, stands in the text and is in force
ASKING = (("tracked", "true"), ("presence", "found"), ("lifecycle", "in_force"))


# Plain values -------------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Figure:
    """A number, the parameters of the list it counts, and how dark its cell is drawn (0 to 5) beside the number."""

    count: int
    parameters: tuple[tuple[str, str], ...] = ()
    level: int = 0

    @property
    def query(self) -> str:
        """The parameters as the end of an address: `?force=decides`; empty without any."""
        return f"?{urlencode(self.parameters)}" if self.parameters else ""


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a table: its code and label, a figure for each column, and the figure for the whole line."""

    code: str
    label: str
    cells: tuple[Figure, ...]
    total: Figure
    note: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """Figures by row and column. `columns` are the forces; `totals` stands under them and counts each thing once."""

    columns: tuple[Force, ...]
    rows: tuple[Row, ...]
    totals: tuple[Figure, ...]
    total: Figure


@dataclass(frozen=True, slots=True)
class Confirmed:
    """How many of some obligations have every label confirmed or changed by staff."""

    confirmed: Figure
    of: Figure


@dataclass(frozen=True, slots=True)
class Tally:
    """The current follow-up of one obligation: how many actors have which status, in the order of the statuses."""

    by_status: tuple[tuple[Status, int], ...] = field(default=())

    @property
    def total(self) -> int:
        return sum(count for _, count in self.by_status)


class Askable(Protocol):
    """An obligation as far as it says whether it asks for action: the row of the model, or a plain one with the same columns."""

    @property
    def pk(self) -> int: ...
    @property
    def tracked(self) -> bool: ...
    @property
    def presence(self) -> str: ...
    @property
    def lifecycle(self) -> str: ...
    @property
    def superseded_on(self) -> date | None: ...


# What is counted ----------------------------------------------------------------------------------------------------
def asking(user: Reader) -> ObligationQuerySet:
    """The obligations a reader sees that stand in the text, are in force and ask somebody for action."""
    return Obligation.objects.visible_to(user).tracked()


def asked_on(user: Reader, on: date) -> ObligationQuerySet:
    """As `asking`, on a day: also what has been superseded since. Labels are those of today."""
    stood = Q(lifecycle=Lifecycle.IN_FORCE) | Q(superseded_on__gt=on)
    rows: ObligationQuerySet = Obligation.objects.visible_to(user).in_the_text().filter(stood, tracked=True)
    return rows


def standing(user: Reader, on: date) -> AssessmentQuerySet:
    """The versions of follow-up a reader may see that stood at the end of a day, for obligations that asked for action then."""
    return Assessment.objects.standing_for(user, on).filter(obligation__in=asked_on(user, on))


def recorded_on(user: Reader, on: date, *, actor: Actor | None = None) -> list[Recorded]:
    """As `standing`, counted by obligation and status: for figures."""
    return of_obligations(Assessment.objects.standing_parts(user, on), asked_on(user, on), actor=actor)


def unconfirmed() -> Q:
    """Where a label is still the machine's: verb, force, whether action is asked, an addressee, or a subject of the paragraph."""
    own = Q(verb_basis=Basis.MACHINE) | Q(force_basis=Basis.MACHINE) | Q(tracked_basis=Basis.MACHINE)
    addressees = ObligationAddressee.objects.filter(obligation=OuterRef("pk"), basis=Basis.MACHINE)
    subjects = ParagraphSubject.objects.filter(paragraph=OuterRef("paragraph"), basis=Basis.MACHINE)
    return own | Q(Exists(addressees)) | Q(Exists(subjects))


def documents(user: Reader) -> tuple[tuple[DocumentKind, Figure], ...]:
    """How many documents of each kind a reader sees; each figure leads to the list of that kind."""
    counts = dict(Document.objects.visible_to(user).order_by().values_list("kind").annotate(n=Count("pk")))
    return tuple((kind, Figure(counts.get(kind, 0), (("kind", kind.value),))) for kind in DocumentKind)


def confirmed(obligations: QuerySet[Obligation], parameters: Parameters = ()) -> Confirmed:
    """How many of some obligations are confirmed. `parameters` is the filter that gives those obligations."""
    counted = obligations.order_by().aggregate(all=Count("*"), open=Count("pk", filter=unconfirmed()))
    return confirmed_of(counted["all"], counted["open"], parameters)


def confirmed_of(total: int, unconfirmed: int, parameters: Parameters = ()) -> Confirmed:
    """The same from numbers that are known."""
    return Confirmed(Figure(total - unconfirmed, (*parameters, ("confirmed", "true"))), Figure(total, parameters))


def obligations_asking(user: Reader, *, forces: ByForce | None = None) -> Confirmed:
    """All that asks for action, and how much of it is confirmed. `forces` is what `by_force` gives, where it is known."""
    counted = by_force(user) if forces is None else forces
    return confirmed_of(sum(n for n, _open in counted.values()), sum(waiting for _n, waiting in counted.values()), ASKING)


def by_force(user: Reader) -> ByForce:
    """How many obligations that ask for action each force has, and how many of them have a label that is not confirmed."""
    rows = asking(user).order_by().values_list("force").annotate(n=Count("pk"), open=Count("pk", filter=unconfirmed()))
    return {force: (n, waiting) for force, n, waiting in rows}


# Obligations by force and subject -----------------------------------------------------------------------------------
def force_by_subject(user: Reader, *, whole: ByForce | None = None) -> Table:
    """What asks for action, by subject area and force. An obligation stands in each subject of its paragraph, in `totals` once.

    `whole` is what `by_force` gives, where it is known.
    """
    everywhere = list(SubjectArea.objects.all())
    codes = {area.pk: area.code for area in everywhere}
    pairs = asking(user).order_by().values_list("force", "paragraph__subjects__subject").annotate(n=Count("pk"))
    counts = {(force, codes.get(key, "")): n for force, key, n in pairs}
    once = {force: n for force, (n, _open) in (by_force(user) if whole is None else whole).items()}
    areas = [(area.code, area.label) for area in everywhere]
    by_area = Counter({code: sum(n for (_, c), n in counts.items() if c == code) for code, _ in areas})
    forces = asking_forces()
    darkest = max((n for (_, code), n in counts.items() if code), default=0)
    rows = [
        Row(
            code,
            label,
            tuple(_figure(counts.get((force, code), 0), darkest, (*ASKING, ("force", force), ("subject", code))) for force in forces),
            Figure(by_area[code], (*ASKING, ("subject", code))),
        )
        for code, label in areas
        if by_area[code]
    ]
    totals = tuple(Figure(once.get(force, 0), (*ASKING, ("force", force.value))) for force in forces)
    return Table(forces, tuple(rows), totals, Figure(sum(once.values()), ASKING))


def asking_forces() -> tuple[Force, ...]:
    """The forces an act that asks for action can have."""
    return tuple(force for force in Force if force != Force.DECLARES)


def _figure(count: int, darkest: int, parameters: Parameters) -> Figure:
    level = -(-HEAT_LEVELS * count // darkest) if darkest else 0
    return Figure(count, parameters, level)


# Follow-up ----------------------------------------------------------------------------------------------------------
def follow_up(
    user: Reader, on: date, *, actor: Actor | None = None, parameters: Parameters = (), stood: Sequence[Recorded] | None = None
) -> Table:
    """Recorded follow-up by status and force, as it stood on a day: one is one actor's current status on one obligation.

    `parameters` are added to each figure's own: the day, where it is not today. `stood` is what `recorded_on` gives, where it is known.
    """
    mine = parameters if actor is None else (("actor", actor.code), *parameters)
    counts: Counter[tuple[str, str]] = Counter()
    for row in recorded_on(user, on, actor=actor) if stood is None else stood:
        counts[row.status, row.force] += row.actors
    forces = asking_forces()
    darkest = max(counts.values(), default=0)
    rows = [
        Row(
            status.value,
            str(status.label),
            tuple(_figure(counts.get((status, force), 0), darkest, (*mine, ("status", status), ("force", force))) for force in forces),
            Figure(sum(n for (s, _), n in counts.items() if s == status), (*mine, ("status", status.value))),
            str(STATUS_DEFINITIONS[status]),
        )
        for status in Status
    ]
    totals = tuple(Figure(sum(n for (_, f), n in counts.items() if f == force), (*mine, ("force", force.value))) for force in forces)
    return Table(forces, tuple(rows), totals, Figure(sum(counts.values()), mine))


def tallies(user: Reader, on: date, obligations: Iterable[Askable], *, today: bool = False) -> dict[int, Tally]:
    """The follow-up of each of some obligations on a day, by the obligation's primary key; those without any are left out.

    `today` says that the day has not ended: nothing can have stood at its end and ceased to since, and that is not asked for.
    """
    keys = [row.pk for row in obligations if _asks(row, on)]
    found: dict[int, Counter[str]] = {}
    for part in Assessment.objects.standing_parts(user, None if today else on):
        for key, status, n in part.filter(obligation__among=keys).order_by().values_list("obligation", "status").annotate(n=Count("*")):
            found.setdefault(key, Counter())[status] += n
    return {key: Tally(tuple((status, counts[status]) for status in Status if counts[status])) for key, counts in found.items()}


def _asks(row: Askable, on: date) -> bool:
    """What `asked_on` asks the database, of one that is known."""
    stood = row.lifecycle == Lifecycle.IN_FORCE or (row.superseded_on is not None and row.superseded_on > on)
    return row.tracked and row.presence == Presence.FOUND and stood


# Actors -------------------------------------------------------------------------------------------------------------
def naming(user: Reader) -> dict[str, Figure]:
    """How many obligations that ask for action name each code among their addressees."""
    rows = ObligationAddressee.objects.filter(obligation__in=asking(user)).order_by()
    counts = dict(rows.values_list("code").annotate(n=Count("pk")))
    return {code: Figure(n, (*ASKING, ("addressee", code))) for code, n in counts.items()}


def reaching(user: Reader, actor: Actor) -> ObligationQuerySet:
    """The obligations that ask an actor for action: by name, or as one of a group of States."""
    return asking(user).applies_to(actor)


def reached_on(user: Reader, actor: Actor, on: date, *, today: date) -> ObligationQuerySet:
    """As `reaching`, on a past day: also what has been superseded since, and nothing that was adopted between that day and today."""
    since = Q(paragraph__document__adopted_on__gt=on, paragraph__document__adopted_on__lte=today)
    asked = asked_on(user, on).applies_to(actor)
    rows: ObligationQuerySet = asked.exclude(since) if on < today else asked
    return rows


def reach_counts(user: Reader, actor: Actor) -> tuple[Confirmed, Figure]:
    """How many obligations reach an actor in all, with how many of them are confirmed, and how many name it."""
    everything = confirmed(reaching(user, actor), (*ASKING, ("applies_to", actor.code)))
    named = asking(user).addressed_to(actor.code).count()
    return everything, Figure(named, (*ASKING, ("addressee", actor.code)))


def asking_by_document(user: Reader, documents: Iterable[Document]) -> dict[int, Figure]:
    """How many obligations that ask for action each of some documents holds, by the document's primary key."""
    rows = {document.pk: document.slug for document in documents}
    # Asked for each document: of a join of all of them PostgreSQL would read every obligation there is.
    inside = asking(user).filter(paragraph__document=OuterRef("pk")).order_by().values("paragraph__document").annotate(n=Count("pk"))
    counts = dict(Document.objects.filter(pk__in=rows).order_by().values_list("pk").annotate(n=Subquery(inside.values("n"))))
    return {key: Figure(counts.get(key) or 0, (*ASKING, ("document", slug))) for key, slug in rows.items()}
