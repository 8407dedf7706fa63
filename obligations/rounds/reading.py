"""Rounds of review, read: what stood in their cells at a moment, asked for and never copied, and how two such pictures differ."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db.models import Case, Prefetch, When
from django.db.models.enums import TextChoices
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from obligations.cells import condition_of, links_between, obligations_in_force
from obligations.choices import Applicability as Reach
from obligations.choices import Force, Status
from obligations.models import Actor, Applicability, Assessment, Obligation, ObligationAddressee, ParagraphSubject, Round
from obligations.querysets import end_of, is_staff

if TYPE_CHECKING:
    from obligations.querysets import ApplicabilityQuerySet, AssessmentQuerySet, ObligationQuerySet
    from obligations.querysets.roles import Person

CellKey = tuple[int, int]  # primary keys of an obligation and an actor
LONG_TEXTS = ("details", "sources", "review_note")


class CellState(TextChoices):
    """Where one cell of a round stands."""

    REVIEWED = "reviewed", _("Approved in this round")
    CARRIED_OVER = "carried_over", _("Carried over, not reviewed")
    NOT_ASSESSED = "not_assessed", _("Not assessed")
    CONDITION_OPEN = "condition_open", _("Condition open")
    DOES_NOT_APPLY = "does_not_apply", _("Does not apply")


ASSESSED = (CellState.REVIEWED, CellState.CARRIED_OVER)
APPLICABLE = (*ASSESSED, CellState.NOT_ASSESSED)  # the denominator of coverage


class Change(TextChoices):
    """What became of a cell between two pictures."""

    APPEARED = "appeared", _("New status")
    CHANGED = "changed", _("Another status")
    UNCHANGED = "unchanged", _("Same status")
    GONE = "gone", _("No longer a status")


@dataclass(frozen=True, slots=True)
class RoundCell:
    """An obligation and one it is addressed to, with the version that stood; a version is kept, and not counted, where it does not apply."""

    obligation: Obligation
    actor: Actor
    state: CellState
    version: Assessment | None = None

    @property
    def key(self) -> CellKey:
        return self.obligation.pk, self.actor.pk

    @property
    def status(self) -> str:
        """Its status where it is assessed; else empty."""
        return self.version.status if self.version is not None and self.state in ASSESSED else ""

    @property
    def words(self) -> str:
        """What a table says of it: its status, or why it has none."""
        return str(Status(self.status).label if self.status else self.state.label)


@dataclass(frozen=True)
class Picture:
    """The cells of a round at a moment, by obligation and then by actor in the UN's order, as `user` may see them."""

    of: Round
    moment: datetime
    cells: tuple[RoundCell, ...]

    @cached_property
    def by_key(self) -> dict[CellKey, RoundCell]:
        return {cell.key: cell for cell in self.cells}

    def among(self, states: Iterable[CellState]) -> Iterator[RoundCell]:
        """The cells in one of some states."""
        wanted = frozenset(states)
        return (cell for cell in self.cells if cell.state in wanted)

    @cached_property
    def by_obligation(self) -> Sequence[tuple[Obligation, Counter[CellState]]]:
        """Each obligation with how many of its cells are in which state."""
        counts: dict[int, Counter[CellState]] = defaultdict(Counter)
        for cell in self.cells:
            counts[cell.obligation.pk][cell.state] += 1
        rows = {cell.obligation.pk: cell.obligation for cell in self.cells}
        return [(row, counts[key]) for key, row in rows.items()]

    @cached_property
    def statuses(self) -> Counter[tuple[str, str]]:
        """How many assessed cells have a status and a force."""
        return Counter((cell.status, cell.obligation.force) for cell in self.among(ASSESSED))


@dataclass(frozen=True, slots=True)
class Difference:
    """One cell in two pictures; None where a picture has no such cell. `anew` says that a later version gives the same status."""

    obligation: Obligation
    actor: Actor
    change: Change
    before: RoundCell | None
    after: RoundCell | None
    anew: bool = False


# When -----------------------------------------------------------------------------------------------------------------
def opened_at(of: Round) -> datetime:
    """The moment a round opens: the beginning of its first day."""
    return end_of(of.opens_on - timedelta(days=1))


def opening(of: Round, user: Person, *, at: datetime) -> Picture:
    """What stood when a round opened; for one that has not, what stands now (`at`)."""
    return picture(of, min(opened_at(of), at), user)


def closing(of: Round, user: Person, *, at: datetime) -> Picture:
    """What stood when a round was closed; for one that has not been, what stands now (`at`)."""
    return picture(of, of.closed_at or at, user, running=of.closed_at is None)


# What -----------------------------------------------------------------------------------------------------------------
def picture(of: Round, moment: datetime, user: Person, *, running: bool = False) -> Picture:
    """The cells of a round at a moment. `running` asks for what stands now, so that readers get what they are shown now.

    Of a moment in the past, people without a staff role get those versions of then that have been published to them.
    The number of queries does not depend on the number of cells.
    """
    states = list(of.states.all())
    versions = {(version.obligation_id, version.actor_id): version for version in _versions(of, moment, user, running=running)}
    said = {(obligation, actor): value for obligation, actor, value in decided(of, moment, user)}
    since = opened_at(of)
    cells = []
    for obligation in in_force(of, user, moment):
        for actor in states:
            reach = said.get((obligation.pk, actor.pk)) or reach_of(obligation, actor)
            if reach:
                version = versions.get((obligation.pk, actor.pk))
                anew = version.approved_at is not None and version.approved_at > since if version else None
                state = state_of_cell(reach, reviewed=anew)
                cells.append(RoundCell(obligation, actor, state, version))
    return Picture(of, moment, tuple(cells))


def reach_of(obligation: Obligation, actor: Actor) -> str:
    """Whether an obligation concerns an actor by its text alone: applies, condition open (a conditional group), or empty for not addressed."""
    links = links_between(obligation, actor)
    if not links:
        return ""
    return Reach.CONDITION_OPEN if condition_of(links) else Reach.APPLIES


def standing_versions(of: Round, moment: datetime) -> AssessmentQuerySet:
    """The approved versions that stood in a round's obligations and States at a moment, for staff."""
    rows: AssessmentQuerySet = Assessment.objects.at(moment).filter(obligation__in=of.obligations.values("pk"), actor__in=of.states.values("pk"))
    return rows


def applicabilities(of: Round, moment: datetime, user: Person) -> ApplicabilityQuerySet:
    """What had been decided on applicability at a moment."""
    rows: ApplicabilityQuerySet = Applicability.objects.visible_to(user).at(moment)
    return rows.filter(obligation__in=of.obligations.values("pk"), actor__in=of.states.values("pk"))


def decided(of: Round, moment: datetime, user: Person) -> Iterable[tuple[int, int, str]]:
    """The same as plain values: the obligation, the actor and what was decided."""
    return applicabilities(of, moment, user).order_by().values_list("obligation", "actor", "value")


def stood(of: Round, moment: datetime, user: Person, *, running: bool) -> Iterable[tuple[int, int, str, bool]]:
    """The obligation, the actor and the status of each version of a picture, and whether it was approved since the round opened."""
    reviewed = Case(When(approved_at__gt=opened_at(of), then=True), default=False)  # asked, for a moment each takes longest to read
    rows = _versions(of, moment, user, running=running).annotate(reviewed=reviewed)
    return rows.values_list("obligation", "actor", "status", "reviewed")


def _versions(of: Round, moment: datetime, user: Person, *, running: bool) -> AssessmentQuerySet:
    rows = Assessment.objects.at(moment)
    if not is_staff(user):
        rows = Assessment.objects.standing_for(user) if running else Assessment.objects.visible_to(user).at(moment)
    obligations, states = Round.obligations.through.objects.filter(round=of), Round.states.through.objects.filter(round=of)
    inside: AssessmentQuerySet = rows.filter(obligation__in=obligations.values("obligation"), actor__in=states.values("actor"))
    return inside.order_by().defer(*LONG_TEXTS)


def in_force(of: Round, user: Person, moment: datetime) -> ObligationQuerySet:
    """A round's obligations that were in force at a moment, with the labels that figures are split by."""
    subjects = ParagraphSubject.objects.select_related("subject").order_by("-confidence", "subject__position")
    addressees = ObligationAddressee.objects.only("obligation_id", "code", "condition").order_by("position")
    rows = obligations_in_force(user, timezone.localdate(moment)).filter(rounds=of).select_related("verb", "paragraph__document")
    found: ObligationQuerySet = rows.prefetch_related(Prefetch("addressees", addressees), Prefetch("paragraph__subjects", subjects))
    return found


def state_of_cell(reach: str, *, reviewed: bool | None) -> CellState:
    """Where a cell stands that an obligation reaches so. `reviewed` says whether its version was approved in the round, None that it has none."""
    if reach != Reach.APPLIES:
        return CellState(reach)
    if reviewed is None:
        return CellState.NOT_ASSESSED
    return CellState.REVIEWED if reviewed else CellState.CARRIED_OVER


def fits(obligation: Obligation, *, forces: Iterable[str] = (), subjects: Iterable[str] = ()) -> bool:
    """Whether an obligation of a picture has one of the forces and one of the subject areas; empty means any."""
    forces, subjects = tuple(forces), frozenset(subjects)
    if forces and obligation.force not in forces:
        return False
    return not subjects or any(row.subject.code in subjects for row in obligation.paragraph.subjects.all())


# Two pictures -----------------------------------------------------------------------------------------------------------
def compare(earlier: Picture, later: Picture) -> tuple[Difference, ...]:
    """What became of each cell that has a status in one of two pictures, in the later one's order, then what only the earlier one has."""
    keys = [*later.by_key, *(key for key in earlier.by_key if key not in later.by_key)]
    found = (_difference(earlier.by_key.get(key), later.by_key.get(key)) for key in keys)
    return tuple(difference for difference in found if difference is not None)


def _difference(before: RoundCell | None, after: RoundCell | None) -> Difference | None:
    cell = after or before
    then, now = before.status if before else "", after.status if after else ""
    if cell is None or not (then or now):
        return None
    if not then or not now:
        return Difference(cell.obligation, cell.actor, Change.APPEARED if now else Change.GONE, before, after)
    anew = before is not None and after is not None and before.version != after.version
    return Difference(cell.obligation, cell.actor, Change.UNCHANGED if then == now else Change.CHANGED, before, after, anew)


def forces_of(cells: Iterable[RoundCell | Difference]) -> tuple[Force, ...]:
    """The forces that occur among some cells, in the order of the list of forces."""
    found = {cell.obligation.force for cell in cells}
    return tuple(force for force in Force if force in found)
