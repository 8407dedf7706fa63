"""Publication: show an approved version to an audience, or cease to. Approving shows nothing to anybody outside the staff."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from obligations.choices import Audience, ReviewState
from obligations.models import Assessment, Batch, Round
from obligations.querysets import SHOWN, has_role
from obligations.services import events
from obligations.services.assessments import Cell
from obligations.services.locks import lock_cell

if TYPE_CHECKING:
    from django.contrib.auth.models import User

WIDENING = tuple(SHOWN)  # from the narrowest audience to the widest


@transaction.atomic
def publish(
    *, version: Assessment, audience: Audience, by: User, at: datetime, reason: str = "", of_round: Round | None = None, batch: Batch | None = None
) -> Assessment:
    """Show the current approved version to an audience and all narrower ones, in place of the version they were shown before.

    `of_round` is the round whose rule on sending it to the State first applies. Raises ValidationError with a sentence, also where all of them are
    shown it already, PermissionDenied without the reviewer's role.
    """
    if audience not in WIDENING:
        raise ValidationError(_("Choose an audience: the State concerned, all readers, or the public."))
    version = _current(version, by)
    if of_round is not None:
        check_round(version, Audience(audience), of_round, at)
    before = version.audience
    narrower = [SHOWN[each] for each in WIDENING[: WIDENING.index(Audience(audience)) + 1]]
    columns = [column for column in narrower if not getattr(version, f"{column}_at") or getattr(version, f"{column}_until")]
    if not columns:
        raise ValidationError(_("This version is shown to that audience already, so there is nothing to publish."))
    for column in columns:
        shown = {f"{column}_at__isnull": False, f"{column}_until__isnull": True}
        Cell.of(version).versions.filter(**shown).update(**{f"{column}_until": at})
        setattr(version, f"{column}_at", at)
        setattr(version, f"{column}_until", None)
    version.save(update_fields=[f"{column}_{end}" for column in columns for end in ("at", "until")])
    _log("assessment.published", version, before, by=by, at=at, reason=reason, of_round=of_round, batch=batch)
    return version


@transaction.atomic
def narrow(*, version: Assessment, audience: Audience, by: User, at: datetime, reason: str, batch: Batch | None = None) -> Assessment:
    """Show a version to this audience at most: those beyond it no longer see it, nor that they ever did; the log keeps both."""
    if not reason.strip():
        raise ValidationError(_("Say in a sentence why it is no longer shown."))
    check_right(by)
    lock_cell(Cell.of(version))
    version = _fresh(version)
    before = version.audience
    wider = WIDENING if audience == Audience.STAFF else WIDENING[WIDENING.index(Audience(audience)) + 1 :]
    columns = [SHOWN[each] for each in wider]
    if not any(getattr(version, f"{column}_at") for column in columns):
        raise ValidationError(_("This version is shown to nobody beyond that audience, so there is nothing to narrow."))
    for column in columns:
        setattr(version, f"{column}_at", None)
        setattr(version, f"{column}_until", None)
    version.save(update_fields=[f"{column}_{end}" for column in columns for end in ("at", "until")])
    _log("assessment.narrowed", version, before, by=by, at=at, reason=reason, batch=batch)
    return version


def _current(version: Assessment, by: User) -> Assessment:
    """The version as it is now, under the lock of its cell, if it can be published."""
    check_right(by)
    lock_cell(Cell.of(version))
    version = _fresh(version)
    if version.state != ReviewState.APPROVED or version.replaced_at is not None:
        raise ValidationError(_("Only the current approved version can be published. Open the page again to see what happened."))
    return version


def check_right(by: User) -> None:
    if not has_role(by, "reviewer"):
        raise PermissionDenied(_("Only reviewers publish."))


def _fresh(version: Assessment) -> Assessment:
    return Assessment.objects.select_related("actor", "obligation", "commitment").get(pk=version.pk)


def check_round(version: Assessment, audience: Audience, of_round: Round, at: datetime) -> None:
    """A round may ask that the State is sent a status, and has some days to comment, before anybody else sees it."""
    if not of_round.state_first or audience == Audience.STATE:
        return
    if version.shared_at is None:
        raise ValidationError(_("In this round a status is sent to the State concerned first. Publish it to the State, then to readers."))
    if at < version.shared_at + timedelta(days=of_round.days_to_comment):
        until = (version.shared_at + timedelta(days=of_round.days_to_comment)).date()
        raise ValidationError(_("In this round the State has until %(day)s to comment. Publish it to readers after that day.") % {"day": until})


def _log(
    action: str,
    version: Assessment,
    before: Audience,
    *,
    by: User,
    at: datetime,
    reason: str,
    of_round: Round | None = None,
    batch: Batch | None = None,
) -> None:
    after = {"version": version.version, "audience": str(version.audience), "round": of_round.slug if of_round else None}
    events.record(
        by=by,
        action=action,
        object_type="assessment",
        object_key=Cell.of(version).key,
        at=at,
        before={"version": version.version, "audience": str(before)},
        after=after,
        reason=reason.strip(),
        batch=batch.pk if batch else None,
    )
