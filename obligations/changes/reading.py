"""What changed between two days: approvals, withdrawals and decisions on applicability for staff; for all others what was published to them.

A change lies after the end of the first day and not after the end of the second, so that the changes lead from one day's picture to the other's.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db.models import CharField, Exists, F, OuterRef, Q, QuerySet, Value
from django.db.models.enums import TextChoices
from django.utils.translation import gettext_lazy as _

from obligations.choices import ReviewState
from obligations.models import Actor, Applicability, Assessment, Commitment, Event, Obligation, ParagraphSubject
from obligations.querysets import end_of, is_staff
from obligations.services.assessments import Cell

if TYPE_CHECKING:
    from obligations.querysets.roles import Person

Place = tuple[datetime, str, int]  # when, what kind, and the primary key of the row that tells it
TAKEN_BACK = "applicability.taken_back"
WITHDRAWN = "assessment.withdrawn"


class Kind(TextChoices):
    """What happened."""

    APPROVED = "approved", _("Approved")
    WITHDRAWN = "withdrawn", _("Approval withdrawn")
    PUBLISHED = "published", _("Published")
    APPLICABILITY = "applicability", _("Applicability decided")
    TAKEN_BACK = "taken_back", _("Applicability taken back")


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which changes: between the ends of two days, of some actors, documents and subject areas; empty means all."""

    after: date
    until: date
    actors: Sequence[str] = ()
    documents: Sequence[int] = ()
    subjects: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """One change of one cell. `by`, `author` and `reason` are for staff and empty for everybody else."""

    kind: Kind
    at: datetime
    actor: Actor
    obligation: Obligation | None
    commitment: Commitment | None
    before: str
    after: str
    summary: str = ""
    by: str = ""
    author: str = ""
    reason: str = ""

    @property
    def cell(self) -> Cell:
        return Cell(self.actor, self.obligation, self.commitment)

    @property
    def target(self) -> Obligation | Commitment | None:
        """What the change is about."""
        return self.obligation or self.commitment


def places(user: Person, wanted: Wanted) -> QuerySet[Any]:
    """When each change happened and which row tells it, the latest first; to be cut into pages and read by `rows`."""
    found = list(_staffs(user, wanted) if is_staff(user) else _published(user, wanted))
    first, *others = found
    return first.union(*others, all=True).order_by("-moment", "kind", "-pk") if others else first.order_by("-moment", "-pk")


def rows(user: Person, found: Iterable[Place]) -> list[ChangeRow]:
    """The changes at some places, in the same order, with as many queries whatever their number."""
    wanted = list(found)
    keys = {kind: {pk for _moment, k, pk in wanted if k == kind} for kind in Kind}
    told: dict[tuple[str, int], ChangeRow] = {}
    if is_staff(user):
        told |= _approvals(keys[Kind.APPROVED] | keys[Kind.WITHDRAWN])
        told |= _applicabilities(keys[Kind.APPLICABILITY] | keys[Kind.TAKEN_BACK])
    else:
        told |= _publications(user, keys[Kind.PUBLISHED])
    return [told[kind, pk] for _moment, kind, pk in wanted if (kind, pk) in told]


# Where changes stand ----------------------------------------------------------------------------------------------------
def _staffs(user: Person, wanted: Wanted) -> Iterator[QuerySet[Any]]:
    versions = _about(Assessment.objects.visible_to(user), user, wanted)
    yield _places(versions.filter(_between("approved_at", wanted)), "approved_at", Kind.APPROVED)
    withdrawn = versions.filter(_between("replaced_at", wanted), state=ReviewState.WITHDRAWN)
    yield _places(withdrawn, "replaced_at", Kind.WITHDRAWN)
    decided = _about(Applicability.objects.visible_to(user), user, wanted, commitments=False)
    yield _places(decided.filter(_between("recorded_at", wanted)), "recorded_at", Kind.APPLICABILITY)
    next_one = Applicability.objects.filter(obligation=OuterRef("obligation"), actor=OuterRef("actor"), recorded_at=OuterRef("replaced_at"))
    yield _places(decided.filter(_between("replaced_at", wanted), ~Exists(next_one)), "replaced_at", Kind.TAKEN_BACK)


def _published(user: Person, wanted: Wanted) -> Iterator[QuerySet[Any]]:
    shown = _about(Assessment.objects.shown_to(user), user, wanted)
    yield _places(shown.filter(_between("since", wanted)), "since", Kind.PUBLISHED)


def _places(found: QuerySet[Any], moment: str, kind: Kind) -> QuerySet[Any]:
    named = found.annotate(moment=F(moment), kind=Value(kind.value, output_field=CharField()))
    return named.order_by().values_list("moment", "kind", "pk")


def _between(column: str, wanted: Wanted) -> Q:
    return Q(**{f"{column}__gte": end_of(wanted.after), f"{column}__lt": end_of(wanted.until)})


def _about(found: QuerySet[Any], user: Person, wanted: Wanted, *, commitments: bool = True) -> QuerySet[Any]:
    """Those on what somebody may see, of the actors, documents and subject areas asked for."""
    obligations, said = Obligation.objects.visible_to(user), Commitment.objects.visible_to(user)
    if wanted.documents:
        obligations, said = obligations.filter(paragraph__document__in=wanted.documents), said.filter(document__in=wanted.documents)
    if wanted.subjects:
        of_paragraph = ParagraphSubject.objects.filter(paragraph=OuterRef("paragraph"), subject__code__in=wanted.subjects)
        obligations = obligations.filter(Exists(of_paragraph))
        said = said.filter(pk__in=Commitment.objects.filter(subjects__code__in=wanted.subjects).values("pk"))
    about = Q(obligation__in=obligations) | Q(commitment__in=said) if commitments else Q(obligation__in=obligations)
    found = found.filter(about)
    return found.filter(actor__code__in=wanted.actors) if wanted.actors else found


# What they say ----------------------------------------------------------------------------------------------------------
CELL = ("actor", "obligation__verb", "obligation__paragraph__document", "commitment__document", "commitment__speech")


def _approvals(keys: set[int]) -> dict[tuple[str, int], ChangeRow]:
    """Approvals and withdrawals: who approved is in the version, who withdrew and why only in the log."""
    versions = list(Assessment.objects.filter(pk__in=keys).select_related(*CELL, "author", "reviewer", "based_on"))
    gone = [version for version in versions if version.state == ReviewState.WITHDRAWN]
    log = _log(WITHDRAWN, [Cell.of(version).key for version in gone])
    told: dict[tuple[str, int], ChangeRow] = {}
    for version in versions:
        cell = (version.actor, version.obligation, version.commitment)
        author, status = _name(version.author), version.get_status_display()
        if version.approved_at is not None:
            before = version.based_on.get_status_display() if version.based_on else ""
            who = (_name(version.reviewer), author, version.review_note)
            told[Kind.APPROVED, version.pk] = ChangeRow(Kind.APPROVED, version.approved_at, *cell, before, status, version.summary, *who)
        if version.state == ReviewState.WITHDRAWN and version.replaced_at is not None:
            event = log.get((Cell.of(version).key, version.replaced_at))
            who = (_name(event.by), author, event.reason) if event else ("", author, "")
            told[Kind.WITHDRAWN, version.pk] = ChangeRow(Kind.WITHDRAWN, version.replaced_at, *cell, status, "", version.summary, *who)
    return told


def _applicabilities(keys: set[int]) -> dict[tuple[str, int], ChangeRow]:
    """Decisions on applicability, each after the one it replaced; and those taken back, after which it follows from the text again."""
    decided = list(Applicability.objects.filter(pk__in=keys).select_related("actor", "obligation__verb", "obligation__paragraph__document", "by"))
    cells = Q(obligation__in={row.obligation_id for row in decided}, actor__in={row.actor_id for row in decided})
    around = Applicability.objects.filter(cells, replaced_at__isnull=False)
    earlier = {(row.obligation_id, row.actor_id, row.replaced_at): row for row in around}
    log = _log(TAKEN_BACK, [Cell(row.actor, row.obligation).key for row in decided if row.replaced_at])
    told: dict[tuple[str, int], ChangeRow] = {}
    for row in decided:
        cell = (row.actor, row.obligation, None)
        previous = earlier.get((row.obligation_id, row.actor_id, row.recorded_at))
        before, after, who = previous.get_value_display() if previous else "", row.get_value_display(), (_name(row.by), "", row.reason)
        told[Kind.APPLICABILITY, row.pk] = ChangeRow(Kind.APPLICABILITY, row.recorded_at, *cell, before, after, "", *who)
        if row.replaced_at is not None:
            event = log.get((Cell(row.actor, row.obligation).key, row.replaced_at))
            who = (_name(event.by), "", event.reason) if event else ("", "", "")
            told[Kind.TAKEN_BACK, row.pk] = ChangeRow(Kind.TAKEN_BACK, row.replaced_at, *cell, after, "", "", *who)
    return told


def _publications(user: Person, keys: set[int]) -> dict[tuple[str, int], ChangeRow]:
    """What came to stand for a reader, each after the version in whose place it came. No names, no notes of staff."""
    shown: Any = Assessment.objects.shown_to(user)  # with `since` and `until`
    versions = list(shown.filter(pk__in=keys).select_related(*CELL))
    cells = Q(obligation__in={version.obligation_id for version in versions}, actor__in={version.actor_id for version in versions})
    cells |= Q(commitment__in={version.commitment_id for version in versions})
    ended = shown.filter(cells, until__in={version.since for version in versions})
    earlier = {(row.obligation_id, row.commitment_id, row.actor_id, row.until): row.get_status_display() for row in ended}
    told: dict[tuple[str, int], ChangeRow] = {}
    for version in versions:
        since = version.since
        before = earlier.get((version.obligation_id, version.commitment_id, version.actor_id, since), "")
        cell = (version.actor, version.obligation, version.commitment)
        told[Kind.PUBLISHED, version.pk] = ChangeRow(Kind.PUBLISHED, since, *cell, before, version.get_status_display(), version.summary)
    return told


def _log(action: str, keys: Sequence[str]) -> dict[tuple[str, datetime], Event]:
    """What the log says of some cells, by key and moment."""
    events = Event.objects.filter(action=action, object_key__in=keys).select_related("by") if keys else []
    return {(event.object_key, event.at): event for event in events}


def _name(user: Any) -> str:
    """How staff are called among staff."""
    return (user.get_full_name() or user.get_username()) if user else ""
