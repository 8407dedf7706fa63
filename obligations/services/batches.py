"""Many changes in one step: all of them or none, under one key, and undone as a whole unless something changed since."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from uuid import uuid4

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from obligations.choices import BatchKind, ReviewState
from obligations.models import Applicability, Batch
from obligations.services import applicability, assessments, events

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
    for version in batch.assessments.select_related("actor", "obligation", "commitment", "author"):
        if version.state != ReviewState.DISCARDED:
            assessments.discard(version=version, by=version.author, at=at, reason=_("Batch undone."), batch=batch)
    for row in batch.applicabilities.select_related("actor", "obligation"):
        _set_back(row, by=by, at=at)
    batch.undone_at, batch.undone_by = at, by
    batch.save(update_fields=["undone_at", "undone_by"])
    events.record(by=by, action="batch.undone", object_type="batch", object_key=str(batch.pk), at=at, after={"size": batch.size}, batch=batch.pk)
    return batch


def changed_since(batch: Batch) -> list[str]:
    """The keys of what somebody went on with after the batch: reviewed, edited or decided anew."""
    versions = batch.assessments.exclude(state=ReviewState.DISCARDED).select_related("actor", "obligation", "commitment")
    edited = [v for v in versions if v.state not in (ReviewState.DRAFT, ReviewState.SUBMITTED) or v.edited_at != batch.at]
    rows = batch.applicabilities.filter(replaced_at__isnull=False).select_related("actor", "obligation")
    return [assessments.Cell.of(v).key for v in edited] + [assessments.Cell(actor=r.actor, obligation=r.obligation).key for r in rows]


def _set_back(row: Applicability, *, by: User, at: datetime) -> None:
    """Write what stood before as a new row; where nothing stood, end this one."""
    before = Applicability.objects.filter(obligation=row.obligation, actor=row.actor, replaced_at=row.recorded_at).order_by("-pk").first()
    if before is not None:
        applicability.decide(obligation=row.obligation, actor=row.actor, value=before.value, reason=before.reason, by=by, at=at)
        return
    Applicability.objects.filter(pk=row.pk).update(replaced_at=at)
    key = assessments.Cell(actor=row.actor, obligation=row.obligation).key
    after, action = {"value": None}, "applicability.taken_back"
    events.record(
        by=by, action=action, object_type="applicability", object_key=key, at=at, before={"value": row.value}, after=after, batch=row.batch_id
    )
