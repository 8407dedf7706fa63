"""Write many cells in one step: all of them or none, as one batch, with exactly the rules of `services.assessments`.

What cannot be written is found before anything is: every refused row comes with one sentence that says why and what to do. The checks ask a
few queries however many rows there are, so that a whole branch for all States takes seconds.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Max, Q, QuerySet
from django.utils.translation import gettext as _

from obligations.choices import Applicability as Reach
from obligations.choices import BatchKind, ReviewState
from obligations.models import (
    Applicability,
    Assessment,
    Batch,
    Commitment,
    Event,
    EvidenceLink,
    Obligation,
    ObligationAddressee,
    ParagraphSubject,
)
from obligations.querysets import Scope, groups_of, has_role, scopes_of
from obligations.services import assessments, batches, events
from obligations.services.assessments import Cell, Content, Outdated

if TYPE_CHECKING:
    from django.contrib.auth.models import User

Key = tuple[int | None, int | None, int]  # primary keys of the obligation, of the commitment and of the actor


@dataclass(frozen=True, slots=True)
class Write:
    """What is to be written in a cell. `based_on_id` is the approved version its author saw there, None where there was none."""

    cell: Cell
    content: Content
    based_on_id: int | None = None


class Refused(ValidationError):
    """Nothing was written. `rows` holds what was refused, in the order given, each with the sentence that says why."""

    def __init__(self, rows: Sequence[tuple[Any, str]], *, of: int) -> None:
        self.rows = list(rows)
        first = self.rows[0][1] if self.rows else ""
        super().__init__(
            _("%(n)s of %(all)s rows cannot be written, so none was. First: %(why)s") % {"n": len(self.rows), "all": of, "why": first}, code="refused"
        )


@dataclass(frozen=True, slots=True)
class Known:
    """What is in the cells of some rows now: read once for all of them. `obligations` and `commitments` are those `by` may see, as they are now."""

    by: User
    obligations: dict[int, Obligation]
    commitments: dict[int, Commitment]
    assignable: frozenset[int]
    codes: dict[int, set[str]]
    subjects: dict[int, set[int]]
    current: dict[Key, Assessment]
    drafts: dict[Key, Assessment]
    versions: dict[Key, int]
    scopes: tuple[Scope, ...]

    @classmethod
    def of(cls, cells: Sequence[Cell], by: User, *, lock: bool) -> Known:
        """Read it; with `lock` nobody else writes there until the end of the transaction."""
        asked = {cell.obligation.pk for cell in cells if cell.obligation}
        promised = {cell.commitment.pk for cell in cells if cell.commitment}
        if lock:
            for rows in (Obligation.objects.filter(pk__in=asked), Commitment.objects.filter(pk__in=promised)):
                list(rows.select_for_update().order_by("pk").values_list("pk"))
        obligations = Obligation.objects.visible_to(by).in_bulk(asked)
        commitments = Commitment.objects.visible_to(by).filter(pk__in=promised)
        versions = Assessment.objects.filter(Q(obligation__in=asked) | Q(commitment__in=promised), actor__in={cell.actor.pk for cell in cells})
        highest = versions.order_by().values_list("obligation", "commitment", "actor").annotate(Max("version"))
        return cls(
            by=by,
            obligations=obligations,
            commitments=commitments.in_bulk(),
            assignable=frozenset(commitments.assessable_by(by).values_list("pk", flat=True)),
            codes=_sets(ObligationAddressee.objects.filter(obligation__in=asked).values_list("obligation", "code")),
            subjects=_sets(
                ParagraphSubject.objects.filter(paragraph__in={row.paragraph_id for row in obligations.values()}).values_list("paragraph", "subject")
            ),
            current=_by_key(versions.current()),
            drafts=_by_key(versions.filter(state=ReviewState.DRAFT, author=by)),
            versions={(obligation, commitment, actor): number for obligation, commitment, actor, number in highest},
            scopes=scopes_of(by),
        )

    def is_allowed(self, cell: Cell) -> bool:
        """Whether `by` may record here: the rule of `assessable_by`."""
        if cell.obligation is None:
            return cell.commitment is not None and cell.commitment.pk in self.assignable
        row = self.obligations.get(cell.obligation.pk)
        return row is not None and any(scope.covers(cell.actor, self.subjects.get(row.paragraph_id, ())) for scope in self.scopes)

    def is_addressed(self, cell: Cell) -> bool:
        """Whether the obligation reaches the actor; a commitment is its own actor's."""
        if cell.obligation is None:
            return True
        return not self.codes.get(cell.obligation.pk, set()).isdisjoint((cell.actor.code, *groups_of(cell.actor)))

    def fresh(self, cell: Cell) -> Cell:
        """The cell with its obligation or commitment as it is now."""
        obligation = self.obligations.get(cell.obligation.pk, cell.obligation) if cell.obligation else None
        commitment = self.commitments.get(cell.commitment.pk, cell.commitment) if cell.commitment else None
        return Cell(actor=cell.actor, obligation=obligation, commitment=commitment)

    def check(self, row: Write, at: datetime, *, submit: bool) -> Write:
        """The row with its content cleaned. Raises ValidationError or PermissionDenied with the sentence of `services.assessments`."""
        cell = self.fresh(row.cell)
        if not self.is_allowed(cell):
            raise assessments.not_allowed(cell.actor)
        content = assessments.cleaned(row.content, cell, at)
        assessments.check_cell(cell, content.as_of, addressed=self.is_addressed(cell))
        if key_of(cell) in self.drafts:
            raise ValidationError(_("You have a draft here. Submit or discard it first, or leave this cell out."))
        current = self.current.get(key_of(cell))
        if (current.pk if current else None) != row.based_on_id:
            raise Outdated(current)
        if submit:
            assessments.check_complete(cell, content)
        return Write(cell, content, row.based_on_id)


def key_of(cell: Cell) -> Key:
    """A cell as a key of a dictionary."""
    return (cell.obligation.pk if cell.obligation else None, cell.commitment.pk if cell.commitment else None, cell.actor.pk)


def refusals(*, rows: Sequence[Write], by: User, at: datetime, submit: bool) -> dict[int, str]:
    """What `write_many` would refuse, for a preview: the place of each refused row among `rows`, with the sentence that says why."""
    return _checked(rows, Known.of([row.cell for row in rows], by, lock=False), at, submit=submit)[1]


@transaction.atomic
def write_many(
    *,
    rows: Sequence[Write],
    by: User,
    at: datetime,
    kind: BatchKind,
    description: str,
    submit: bool,
    filename: str = "",
    sha256: str = "",
) -> Batch:
    """Write a version in each cell, as drafts or at once submitted, and return the batch under which they can be undone.

    All or nothing: raises Refused with a sentence for each row that cannot be written, ValidationError where there is nothing to write,
    PermissionDenied for somebody without the analyst's role.
    """
    _check_role(by)
    if not rows:
        raise ValidationError(_("There is nothing to write. Choose at least one cell."))
    known = Known.of([row.cell for row in rows], by, lock=True)
    checked, refused = _checked(rows, known, at, submit=submit)
    if refused:
        raise Refused([(rows[n], why) for n, why in refused.items()], of=len(rows))
    batch = batches.begin(kind=kind, description=description, by=by, at=at, filename=filename, sha256=sha256)
    state = ReviewState.SUBMITTED if submit else ReviewState.DRAFT
    made = Assessment.objects.bulk_create([_version(row, known, state, by=by, at=at, batch=batch) for row in checked])
    EvidenceLink.objects.bulk_create(link for version, row in zip(made, checked, strict=True) for link in _links(version, row.content))
    events.record_many(event for version, row in zip(made, checked, strict=True) for event in _events(version, row, batch))
    return batches.finish(batch, len(made))


@transaction.atomic
def set_applicability_many(*, cells: Sequence[Cell], value: str, reason: str, by: User, at: datetime, description: str) -> Batch:
    """Record the same applicability, for the same reason, in many cells of obligations; where it already stands nothing is written.

    All or nothing, with the rules of `services.applicability`. Raises as `write_many`; `Refused.rows` holds cells.
    """
    _check_role(by)
    _check_reach(value, reason)
    known = Known.of(cells, by, lock=True)
    refused = _unreachable(cells, known)
    if refused:
        raise Refused([(cells[n], why) for n, why in refused.items()], of=len(cells))
    before = _standing_reach(cells)
    changed = [cell for cell in cells if _reach_of(before.get(key_of(cell))) != (value, reason.strip())]
    if not changed:
        raise ValidationError(_("There is nothing to write: it stands so already."))
    batch = batches.begin(kind=BatchKind.BULK, description=description, by=by, at=at)
    replaced = [row.pk for cell in changed if (row := before.get(key_of(cell)))]
    Applicability.objects.filter(pk__in=replaced).update(replaced_at=at)
    fields = {"value": value, "reason": reason.strip(), "by": by, "recorded_at": at, "batch": batch}
    Applicability.objects.bulk_create(Applicability(obligation=cell.obligation, actor=cell.actor, **fields) for cell in changed)
    events.record_many(_reach_event(cell, before.get(key_of(cell)), batch, value=value, reason=reason.strip()) for cell in changed)
    return batches.finish(batch, len(changed))


def applicability_refusals(*, cells: Sequence[Cell], by: User) -> dict[int, str]:
    """What `set_applicability_many` would refuse, for a preview: the place of each refused cell, with the sentence that says why."""
    return _unreachable(cells, Known.of(cells, by, lock=False))


# Checks -------------------------------------------------------------------------------------------------------------
def _checked(rows: Sequence[Write], known: Known, at: datetime, *, submit: bool) -> tuple[list[Write], dict[int, str]]:
    """The rows with their contents cleaned, and the sentences for those that are refused, by place."""
    times = Counter(key_of(row.cell) for row in rows)
    checked: list[Write] = []
    refused: dict[int, str] = {}
    for n, row in enumerate(rows):
        try:
            if times[key_of(row.cell)] > 1:
                raise ValidationError(_("The same cell is given more than once. Keep one of its rows."))
            checked.append(known.check(row, at, submit=submit))
        except ValidationError as error:
            refused[n] = " ".join(error.messages)
        except PermissionDenied as error:
            refused[n] = str(error)
    return checked, refused


def _check_role(by: User) -> None:
    if not has_role(by, "analyst"):
        raise PermissionDenied(_("Only analysts record follow-up. Ask an administrator for the analyst's role and an assignment."))


def _check_reach(value: str, reason: str) -> None:
    if value not in Reach.values:
        raise ValidationError(_("Choose whether it applies, does not apply, or the condition is open."))
    if not reason.strip():
        raise ValidationError(_("Say in a sentence why."))


def _unreachable(cells: Sequence[Cell], known: Known) -> dict[int, str]:
    refused: dict[int, str] = {}
    for n, cell in enumerate(cells):
        if cell.obligation is None or not known.is_allowed(cell):
            refused[n] = str(assessments.not_allowed(cell.actor))
        elif not known.is_addressed(cell):
            refused[n] = _("%(actor)s is not among those this paragraph addresses. Correct the addressees first.") % {"actor": cell.actor}
    return refused


def _sets(pairs: Iterable[tuple[int, Any]]) -> dict[int, set[Any]]:
    found: dict[int, set[Any]] = {}
    for key, value in pairs:
        found.setdefault(key, set()).add(value)
    return found


def _by_key(versions: QuerySet[Assessment]) -> dict[Key, Assessment]:
    return {(version.obligation_id, version.commitment_id, version.actor_id): version for version in versions.order_by()}


# Rows ---------------------------------------------------------------------------------------------------------------
def _version(row: Write, known: Known, state: ReviewState, *, by: User, at: datetime, batch: Batch) -> Assessment:
    content = {name: getattr(row.content, name) for name in assessments.FIELDS}
    return Assessment(
        **assessments.vars_of(row.cell),
        **content,
        version=1 + known.versions.get(key_of(row.cell), 0),
        based_on_id=row.based_on_id,
        state=state,
        revision=1,
        author=by,
        created_at=at,
        edited_at=at,
        submitted_at=at if state == ReviewState.SUBMITTED else None,
        batch=batch,
    )


def _links(version: Assessment, content: Content) -> Iterable[EvidenceLink]:
    for position, proof in enumerate(content.proofs):
        yield EvidenceLink(assessment=version, evidence=proof.evidence, locator=proof.locator, remark=proof.remark, position=position)


def _events(version: Assessment, row: Write, batch: Batch) -> Iterable[Event]:
    """The same entries that saving and submitting one version make."""
    now = assessments.said(version, row.content.proofs)
    draft = {**now, "state": str(ReviewState.DRAFT)}
    where = {"by": batch.by, "object_type": "assessment", "object_key": row.cell.key, "at": batch.at, "batch": batch.pk}
    yield Event(action="assessment.drafted", after=draft, **where)
    if version.state == ReviewState.SUBMITTED:
        yield Event(action="assessment.submitted", before=draft, after=now, **where)


def _standing_reach(cells: Sequence[Cell]) -> dict[Key, Applicability]:
    obligations, actors = {cell.obligation for cell in cells if cell.obligation}, {cell.actor for cell in cells}
    rows = Applicability.objects.current().filter(obligation__in=obligations, actor__in=actors)
    return {(row.obligation_id, None, row.actor_id): row for row in rows}


def _reach_of(row: Applicability | None) -> tuple[str, str] | None:
    return (row.value, row.reason) if row else None


def _reach_event(cell: Cell, before: Applicability | None, batch: Batch, *, value: str, reason: str) -> Event:
    return Event(
        by=batch.by,
        action="applicability.decided",
        object_type="applicability",
        object_key=cell.key,
        at=batch.at,
        before={"value": before.value, "reason": before.reason} if before else None,
        after={"value": value},
        reason=reason,
        batch=batch.pk,
    )
