"""Many changes in one step: all of them or none, under one key, and undone as a whole unless something changed since."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from uuid import uuid4

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Prefetch, Q
from django.utils.translation import gettext as _

from obligations.choices import BatchKind, ReviewState
from obligations.models import Applicability, Batch, Commitment, Event, EvidenceLink, Obligation
from obligations.services import assessments, events

if TYPE_CHECKING:
    from django.contrib.auth.models import User


def begin(*, kind: BatchKind, description: str, by: User, at: datetime, filename: str = "", sha256: str = "") -> Batch:
    """A new batch. Call it inside the transaction of its changes, then `finish`."""
    return Batch.objects.create(id=uuid4(), kind=kind, description=description[:300], by=by, at=at, filename=filename[:200], sha256=sha256)


def finish(batch: Batch, size: int) -> Batch:
    """Close a batch with the number of its changes, and log it."""
    batch.size = size
    batch.save(update_fields=["size"])
    after = {"kind": str(batch.kind), "description": batch.description, "size": size, "filename": batch.filename, "sha256": batch.sha256}
    events.record(by=batch.by, action="batch.made", object_type="batch", object_key=str(batch.pk), at=batch.at, after=after, batch=batch.pk)
    return batch


@transaction.atomic
def undo(*, batch: Batch, by: User, at: datetime) -> Batch:
    """Undo a batch: drafts and submissions are taken back, applicabilities set back to what they were.

    Raises ValidationError that names what has changed since, and then undoes nothing; PermissionDenied for somebody else's batch.
    """
    batch = Batch.objects.select_for_update().get(pk=batch.pk)
    _lock(batch)
    check_undo(batch, by)
    _discard_all(batch, by=by, at=at)
    _set_back_all(batch, by=by, at=at)
    batch.undone_at, batch.undone_by = at, by
    batch.save(update_fields=["undone_at", "undone_by"])
    events.record(by=by, action="batch.undone", object_type="batch", object_key=str(batch.pk), at=at, after={"size": batch.size}, batch=batch.pk)
    return batch


def check_undo(batch: Batch, by: User) -> None:
    """Raise the error with which `undo` would refuse."""
    if batch.by_id != by.pk and not by.is_superuser:
        raise PermissionDenied(_("Only the person who made a batch, or an administrator, undoes it."))
    if batch.kind == BatchKind.PUBLICATION:
        raise ValidationError(_("A publication cannot be undone; what was shown was seen. Narrow the audience of each version instead."))
    if batch.undone_at is not None:
        raise ValidationError(_("This batch was already undone."))
    changed = changed_since(batch)
    if changed:
        raise ValidationError(
            _("%(n)s of its changes have been changed since, so nothing was undone. First: %(keys)s.")
            % {"n": len(changed), "keys": ", ".join(changed[:5])}
        )


def changed_since(batch: Batch) -> list[str]:
    """The keys of what somebody went on with after the batch: reviewed, edited or decided anew."""
    versions = batch.assessments.exclude(state=ReviewState.DISCARDED).select_related("actor", "obligation", "commitment")
    edited = [v for v in versions if v.state not in (ReviewState.DRAFT, ReviewState.SUBMITTED) or v.edited_at != batch.at]
    rows = batch.applicabilities.filter(replaced_at__isnull=False).select_related("actor", "obligation")
    return [assessments.Cell.of(v).key for v in edited] + [assessments.Cell(actor=r.actor, obligation=r.obligation).key for r in rows]


def _lock(batch: Batch) -> None:
    """Nobody else writes in the cells of the batch until the end of the transaction; the order is that of all who take many of these locks."""
    obligations = Obligation.objects.filter(Q(assessments__batch=batch) | Q(applicabilities__batch=batch))
    for rows in (obligations, Commitment.objects.filter(assessments__batch=batch)):
        keys = set(rows.order_by().values_list("pk", flat=True))
        list(rows.model._default_manager.filter(pk__in=keys).select_for_update().order_by("pk").values_list("pk"))


def _discard_all(batch: Batch, *, by: User, at: datetime) -> None:
    """As `assessments.discard` for each version of the batch that is not taken back yet, in a few queries: a batch can hold thousands."""
    links = Prefetch("links", queryset=EvidenceLink.objects.select_related("evidence"))
    rows = batch.assessments.exclude(state=ReviewState.DISCARDED).select_related("actor", "obligation", "commitment").prefetch_related(links)
    entries: list[Event] = []
    for version in rows:
        proofs = [assessments.Proof(link.evidence, link.locator, link.remark) for link in version.links.all()]
        before = assessments.said(version, proofs)
        after = {**before, "state": str(ReviewState.DISCARDED)}
        key = assessments.Cell.of(version).key
        where = {"by": by, "object_type": "assessment", "object_key": key, "at": at, "batch": batch.pk}
        entries.append(Event(action="assessment.discarded", before=before, after=after, reason=_("Batch undone."), **where))
    batch.assessments.exclude(state=ReviewState.DISCARDED).update(state=ReviewState.DISCARDED)
    events.record_many(entries)


def _set_back_all(batch: Batch, *, by: User, at: datetime) -> None:
    """Write what stood before each applicability of the batch as a new row; where nothing stood, end the batch's."""
    rows = list(batch.applicabilities.filter(replaced_at__isnull=True).select_related("actor", "obligation"))
    ended = {row.recorded_at for row in rows}
    earlier = Applicability.objects.filter(replaced_at__in=ended, obligation__in={row.obligation_id for row in rows}).order_by("pk")
    before = {(row.obligation_id, row.actor_id, row.replaced_at): row for row in earlier}
    Applicability.objects.filter(batch=batch, replaced_at__isnull=True).update(replaced_at=at)
    restored, entries = [], []
    for row in rows:
        old = before.get((row.obligation_id, row.actor_id, row.recorded_at))
        if old is not None:
            fields = {"value": old.value, "reason": old.reason, "by": by, "recorded_at": at}
            restored.append(Applicability(obligation=row.obligation, actor=row.actor, **fields))
        entries.append(_reach_event(row, old, batch, by=by, at=at))
    Applicability.objects.bulk_create(restored)
    events.record_many(entries)


def _reach_event(row: Applicability, old: Applicability | None, batch: Batch, *, by: User, at: datetime) -> Event:
    return Event(
        by=by,
        action="applicability.decided" if old else "applicability.taken_back",
        object_type="applicability",
        object_key=assessments.Cell(actor=row.actor, obligation=row.obligation).key,
        at=at,
        before={"value": row.value, "reason": row.reason},
        after={"value": old.value if old else None},
        reason=old.reason if old else _("Batch undone."),
        batch=batch.pk,
    )
