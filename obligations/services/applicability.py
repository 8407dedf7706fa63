"""Say whether an obligation concerns one of those it is addressed to. The rows before stay; the last one counts."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from obligations.choices import Applicability as Reach
from obligations.models import Actor, Applicability, Batch, Obligation
from obligations.services import events
from obligations.services.assessments import Cell
from obligations.services.locks import lock_cell

if TYPE_CHECKING:
    from django.contrib.auth.models import User


@transaction.atomic
def decide(*, obligation: Obligation, actor: Actor, value: str, reason: str, by: User, at: datetime, batch: Batch | None = None) -> Applicability:
    """Record an applicability for a cell. Raises ValidationError with a sentence, PermissionDenied where `by` may not record for this actor.

    A status that stands there is kept: it is only no longer counted where the obligation does not apply.
    """
    cell = Cell(actor=actor, obligation=obligation)
    lock_cell(cell)
    if not Obligation.objects.visible_to(by).assessable_by(by, actor).filter(pk=obligation.pk).exists():
        raise PermissionDenied(
            _("You may not record follow-up for %(actor)s on this subject. Ask an administrator for an assignment.") % {"actor": actor}
        )
    if value not in Reach.values:
        raise ValidationError(_("Choose whether it applies, does not apply, or the condition is open."))
    if not reason.strip():
        raise ValidationError(_("Say in a sentence why."))
    if not Obligation.objects.filter(pk=obligation.pk).applies_to(actor).exists():
        raise ValidationError(_("%(actor)s is not among those this paragraph addresses. Correct the addressees first.") % {"actor": actor})
    current = Applicability.objects.current().filter(obligation=obligation, actor=actor).first()
    if current is not None and (current.value, current.reason) == (value, reason.strip()):
        return current
    Applicability.objects.current().filter(obligation=obligation, actor=actor).update(replaced_at=at)
    made = Applicability.objects.create(obligation=obligation, actor=actor, value=value, reason=reason.strip(), by=by, recorded_at=at, batch=batch)
    events.record(
        by=by,
        action="applicability.decided",
        object_type="applicability",
        object_key=cell.key,
        at=at,
        before={"value": current.value, "reason": current.reason} if current else None,
        after={"value": value},
        reason=reason.strip(),
        batch=batch.pk if batch else None,
    )
    return made
