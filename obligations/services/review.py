"""Review: approve or return exactly the version that was submitted, never one's own; withdraw an approval, which keeps its trace."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from obligations.choices import ReviewState
from obligations.models import Assessment, Batch
from obligations.querysets import SHOWN, has_role
from obligations.services import events
from obligations.services.assessments import Cell, Outdated, content_of
from obligations.services.locks import lock_cell

if TYPE_CHECKING:
    from django.contrib.auth.models import User


@transaction.atomic
def approve(*, version: Assessment, by: User, at: datetime, note: str = "", batch: Batch | None = None) -> Assessment:
    """Approve a submitted version: it becomes the current one and closes the one before it.

    Raises PermissionDenied for one's own version or without the reviewer's role, ValidationError where it is no longer submitted, Outdated where
    another version was approved since it was written.
    """
    version, before = _under_review(version, by)
    cell = Cell.of(version)
    current = cell.versions.current().first()
    if current != version.based_on:
        raise Outdated(current, version)
    if current is not None:
        Assessment.objects.filter(pk=current.pk).update(replaced_at=at)
    version.approved_at = at
    return _reviewed(version, ReviewState.APPROVED, "assessment.approved", before, by=by, at=at, note=note, batch=batch)


@transaction.atomic
def send_back(*, version: Assessment, note: str, by: User, at: datetime) -> Assessment:
    """Return a submitted version to its author with a note. The version stays as it is; the author takes it up again as a new draft."""
    if not note.strip():
        raise ValidationError(_("Say in a sentence what the author should change."))
    version, before = _under_review(version, by)
    return _reviewed(version, ReviewState.RETURNED, "assessment.returned", before, by=by, at=at, note=note)


@transaction.atomic
def withdraw(*, version: Assessment, reason: str, by: User, at: datetime) -> Assessment:
    """Withdraw the approval of the current version: the cell has none then, nobody but staff is shown this one any more, and its trace stays."""
    if not has_role(by, "reviewer"):
        raise PermissionDenied(_("Only reviewers withdraw an approval."))
    if not reason.strip():
        raise ValidationError(_("Say in a sentence why the approval is withdrawn."))
    lock_cell(Cell.of(version))
    version = _fresh(version)
    if version.state != ReviewState.APPROVED or version.replaced_at is not None:
        raise ValidationError(_("Only the current approved version can be withdrawn. Open the page again to see what happened."))
    before = content_of(version)
    version.state, version.replaced_at = ReviewState.WITHDRAWN, at
    for column in SHOWN.values():
        if getattr(version, f"{column}_at") and not getattr(version, f"{column}_until"):
            setattr(version, f"{column}_until", at)
    version.save()
    _log("assessment.withdrawn", version, before, by=by, at=at, reason=reason)
    return version


def _under_review(version: Assessment, by: User) -> tuple[Assessment, dict[str, Any]]:
    """The version as it is now, under the lock of its cell, if `by` may review it; and what it said."""
    if not has_role(by, "reviewer"):
        raise PermissionDenied(_("Only reviewers approve and return versions."))
    lock_cell(Cell.of(version))
    version = _fresh(version)
    if version.author_id == by.pk:
        raise PermissionDenied(_("Nobody reviews their own version. Ask another reviewer."))
    if version.state != ReviewState.SUBMITTED:
        raise ValidationError(
            _("This version is now “%(state)s”. Open the page again to see what happened.") % {"state": version.get_state_display()}
        )
    return version, content_of(version)


def _fresh(version: Assessment) -> Assessment:
    return Assessment.objects.select_related("actor", "obligation", "commitment", "based_on").get(pk=version.pk)


def _reviewed(
    version: Assessment,
    state: ReviewState,
    action: str,
    before: dict[str, Any],
    *,
    by: User,
    at: datetime,
    note: str,
    batch: Batch | None = None,
) -> Assessment:
    version.state, version.reviewer, version.reviewed_at, version.review_note = state, by, at, note.strip()
    version.save(update_fields=["state", "reviewer", "reviewed_at", "review_note", "approved_at"])
    _log(action, version, before, by=by, at=at, reason=note, batch=batch)
    return version


def _log(action: str, version: Assessment, before: dict[str, Any], *, by: User, at: datetime, reason: str, batch: Batch | None = None) -> None:
    key, after = Cell.of(version).key, content_of(version)
    events.record(
        by=by,
        action=action,
        object_type="assessment",
        object_key=key,
        at=at,
        before=before,
        after=after,
        reason=reason.strip(),
        batch=batch.pk if batch else None,
    )
