"""Mark an obligation as superseded by another one, and take that back. That one has elapsed is computed from its text and never stored."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from obligations.choices import Lifecycle, Presence
from obligations.models import Obligation
from obligations.services import events

if TYPE_CHECKING:
    from django.contrib.auth.models import User

    from obligations.models import Event

FIELDS = ["lifecycle", "successor", "superseded_on"]


@transaction.atomic
def supersede(*, obligation: Obligation, successor: Obligation, on: date, by: User, at: datetime, reason: str) -> Obligation:
    """Mark an obligation as superseded from the day `on`. The object given is brought up to date too.

    Raises ValidationError with a sentence for a successor, day or reason that does not fit, PermissionDenied where `by` may not.
    """
    _check_right(obligation, by)
    # Both rows are locked, the lower key first, so that two people cannot make a circle of two at the same moment.
    list(Obligation.objects.select_for_update().filter(pk__in=[obligation.pk, successor.pk]).order_by("pk"))
    obligation.refresh_from_db(fields=FIELDS)
    _check_reason(reason)
    _check_successor(obligation, successor)
    _check_day(obligation, on, at)
    before = lifecycle_of(obligation)
    obligation.lifecycle, obligation.successor, obligation.superseded_on = Lifecycle.SUPERSEDED, successor, on
    obligation.save(update_fields=FIELDS)
    _record("obligation.superseded", obligation, before, by=by, at=at, reason=reason)
    return obligation


@transaction.atomic
def reinstate(*, obligation: Obligation, by: User, at: datetime, reason: str) -> Obligation:
    """Take back that an obligation is superseded. The object given is brought up to date too; errors as for `supersede`."""
    _check_right(obligation, by)
    Obligation.objects.select_for_update().get(pk=obligation.pk)
    obligation.refresh_from_db(fields=FIELDS)
    _check_reason(reason)
    if obligation.lifecycle != Lifecycle.SUPERSEDED:
        raise ValidationError(_("This obligation is in force, so there is nothing to take back."))
    before = lifecycle_of(obligation)
    obligation.lifecycle, obligation.successor, obligation.superseded_on = Lifecycle.IN_FORCE, None, None
    obligation.save(update_fields=FIELDS)
    _record("obligation.reinstated", obligation, before, by=by, at=at, reason=reason)
    return obligation


def lifecycle_of(obligation: Obligation) -> dict[str, Any]:
    """The stored lifecycle, as plain JSON for the log."""
    return {
        "lifecycle": str(obligation.lifecycle),
        "successor": obligation.successor.key if obligation.successor else None,
        "superseded_on": obligation.superseded_on.isoformat() if obligation.superseded_on else None,
    }


def _record(action: str, obligation: Obligation, before: dict[str, Any], *, by: User, at: datetime, reason: str) -> Event:
    after = lifecycle_of(obligation)
    return events.record(
        by=by, action=action, object_type="obligation", object_key=obligation.slug, at=at, before=before, after=after, reason=reason.strip()
    )


def _check_right(obligation: Obligation, by: User) -> None:
    if not Obligation.objects.writable_by(by).filter(pk=obligation.pk).exists():
        raise PermissionDenied(_("You may not change whether this obligation stands."))


def _check_reason(reason: str) -> None:
    if not reason.strip():
        raise ValidationError(_("Say in a sentence why you change it."))


def _check_successor(obligation: Obligation, successor: Obligation) -> None:
    if obligation.lifecycle == Lifecycle.SUPERSEDED:
        raise ValidationError(_("This obligation is already superseded by %(key)s. Take that back first.") % {"key": obligation.successor or "–"})
    if successor.pk == obligation.pk:
        raise ValidationError(_("An obligation cannot supersede itself. Choose another one."))
    if successor.presence == Presence.RETIRED:
        raise ValidationError(_("%(key)s is retired. Choose an obligation that a text says.") % {"key": successor.key})
    if obligation.pk in _after(successor):
        raise ValidationError(
            _("%(successor)s is itself superseded by %(obligation)s, directly or through others. Choose another one.")
            % {"successor": successor.key, "obligation": obligation.key}
        )


def _after(obligation: Obligation) -> set[int]:
    """The keys of all that supersedes an obligation, one after the other."""
    found: set[int] = set()
    following = Obligation.objects.filter(pk=obligation.pk).values_list("successor", flat=True).first()
    while following is not None and following not in found:
        found.add(following)
        following = Obligation.objects.filter(pk=following).values_list("successor", flat=True).first()
    return found


def _check_day(obligation: Obligation, on: date, at: datetime) -> None:
    adopted_on = obligation.paragraph.document.adopted_on
    if adopted_on and on < adopted_on:
        raise ValidationError(_("The day lies before the adoption of the text. Give the day from which the successor stands in its place."))
    if on > at.date():
        raise ValidationError(_("The day lies in the future. Record it once the day has come."))
