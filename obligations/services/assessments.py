"""Record how far an actor carries out an obligation. Each save is a version of its own; nothing is overwritten.

Until review exists a saved version counts at once: it is approved when it is made and closes the version before it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from obligations.choices import ActorKind, CommitmentStatus, Opinion, Status
from obligations.models import Actor, Assessment, Commitment, Obligation
from obligations.querysets import has_role
from obligations.services import events

if TYPE_CHECKING:
    from django.contrib.auth.models import User

ASSESSED_KINDS = (ActorKind.STATE, ActorKind.OBSERVER, ActorKind.UN, ActorKind.ORGANISATION)


class Outdated(ValidationError):
    """Somebody saved a version in the meantime; `current` is that version."""

    def __init__(self, current: Assessment | None) -> None:
        self.current = current
        super().__init__(_("Somebody has saved a newer version in the meantime. Compare it with yours, then save again."))


@dataclass(frozen=True, slots=True)
class Content:
    """What a version says."""

    status: str
    summary: str
    as_of: date


@transaction.atomic
def record(
    *,
    obligation: Obligation,
    actor: Actor,
    status: str,
    summary: str,
    as_of: date,
    by: User,
    at: datetime,
    based_on: Assessment | None = None,
) -> Assessment:
    """Save a version on an obligation and an actor. `based_on` is the current version the author saw, None where there was none.

    Raises Outdated where that is no longer the current one, ValidationError with a sentence for content that does not fit, PermissionDenied
    where `by` may not record.
    """
    _check_right(by, Obligation.objects.writable_by(by).filter(pk=obligation.pk).exists())
    Obligation.objects.select_for_update().get(pk=obligation.pk)  # one writer at a time, until the end of the transaction
    _check_actor(obligation, actor, as_of)
    content = _checked(Content(status, summary.strip(), as_of), Status.values, at)
    return _save(Assessment(obligation=obligation, actor=actor), content, based_on, by=by, at=at)


@transaction.atomic
def record_commitment(
    *, commitment: Commitment, status: str, summary: str, as_of: date, by: User, at: datetime, based_on: Assessment | None = None
) -> Assessment:
    """Save a version on what became of a confirmed commitment; its actor is the one who made it. Raises as `record` does."""
    _check_right(by, Commitment.objects.writable_by(by).filter(pk=commitment.pk).exists())
    Commitment.objects.select_for_update().get(pk=commitment.pk)
    if commitment.opinion != Opinion.CONFIRMED or commitment.actor is None:
        raise ValidationError(_("Only a confirmed commitment of a known actor is followed up. Confirm it first."))
    content = _checked(Content(status, summary.strip(), as_of), CommitmentStatus.values, at)
    return _save(Assessment(commitment=commitment, actor=commitment.actor), content, based_on, by=by, at=at)


def _save(made: Assessment, content: Content, based_on: Assessment | None, *, by: User, at: datetime) -> Assessment:
    """Complete and save a version, and close the one before it."""
    versions = Assessment.objects.filter(obligation=made.obligation, commitment=made.commitment, actor=made.actor)
    current = versions.current().first()
    if current != based_on:
        raise Outdated(current)
    made.version = 1 + (versions.order_by("-version").values_list("version", flat=True).first() or 0)
    made.based_on, made.author, made.created_at, made.approved_at = current, by, at, at
    made.status, made.summary, made.as_of = content.status, content.summary, content.as_of
    versions.current().update(replaced_at=at)
    made.save()
    _log(current, made)
    return made


def _log(before: Assessment | None, made: Assessment) -> None:
    events.record(
        by=made.author,
        action="assessment.recorded",
        object_type="assessment",
        object_key=key_of(made),
        at=made.created_at,
        before=content_of(before) if before else None,
        after=content_of(made),
    )


def key_of(assessment: Assessment) -> str:
    """The key of a cell in the log: obligation or commitment, and actor."""
    target = assessment.obligation or assessment.commitment
    return f"{target.slug if target else ''}/{assessment.actor.code}"


def content_of(assessment: Assessment) -> dict[str, Any]:
    """What a version says, as plain JSON."""
    return {
        "version": assessment.version,
        "status": assessment.status,
        "summary": assessment.summary,
        "as_of": assessment.as_of.isoformat(),
    }


def _check_right(by: User, writable: bool) -> None:  # noqa: FBT001  (asked by the caller, who knows which queryset)
    if not writable or not has_role(by, "analyst"):
        raise PermissionDenied(_("You may not record follow-up. Ask an administrator for the analyst's role."))


def _check_actor(obligation: Obligation, actor: Actor, as_of: date) -> None:
    if not obligation.tracked:
        raise ValidationError(_("This act asks nobody for action, so there is nothing to follow up. Correct “asks for action” first."))
    if actor.kind not in ASSESSED_KINDS:
        raise ValidationError(_("%(actor)s is a group. Record follow-up for each of its members.") % {"actor": actor})
    if actor.until and actor.until < as_of:
        raise ValidationError(_("%(actor)s no longer existed on that day. Choose its successor.") % {"actor": actor})
    if not Obligation.objects.filter(pk=obligation.pk).applies_to(actor).exists():
        raise ValidationError(_("%(actor)s is not among those this paragraph addresses. Correct the addressees first.") % {"actor": actor})


def _checked(content: Content, statuses: list[str], at: datetime) -> Content:
    if content.status not in statuses:
        raise ValidationError(_("Choose a status from the list."))
    if not content.summary:
        raise ValidationError(_("Say in a sentence what was seen, and in which source."))
    if content.as_of > at.date():
        raise ValidationError(_("The as-of date lies in the future. Give the day on which this was true."))
    return content
