"""Decide on suggested commitments and their ties, and turn a confirmed measure into a first version of an assessment's summary."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from obligations.choices import Basis, Opinion, Verdict
from obligations.models import Commitment, CommitmentDecision, Obligation, Tie
from obligations.services import events

if TYPE_CHECKING:
    from django.contrib.auth.models import User

OPINIONS = {Verdict.ACCEPT: Opinion.CONFIRMED, Verdict.REJECT: Opinion.REJECTED}


@transaction.atomic
def decide(*, commitment: Commitment, verdict: Verdict, by: User, at: datetime, reason: str = "") -> CommitmentDecision:
    """Accept or reject a suggested commitment. Raises ValidationError for another verdict, PermissionDenied where `by` may not decide."""
    _check_right(commitment, by)
    if verdict not in OPINIONS:
        raise ValidationError(_("A commitment is accepted or rejected."))
    commitment = Commitment.objects.select_for_update().get(pk=commitment.pk)
    before = commitment.opinion
    decision = CommitmentDecision.objects.create(commitment=commitment, verdict=verdict, by=by, at=at, reason=reason)
    commitment.opinion = OPINIONS[verdict]
    commitment.save(update_fields=["opinion"])
    events.record(
        by=by,
        action=f"commitment.{verdict}",
        object_type="commitment",
        object_key=commitment.slug,
        at=at,
        before={"opinion": before},
        after={"opinion": commitment.opinion},
        reason=reason,
    )
    return decision


@transaction.atomic
def decide_tie(*, commitment: Commitment, obligation: Obligation, verdict: Verdict, by: User, at: datetime, reason: str = "") -> Tie:
    """Confirm, add or reject the tie of a commitment to an obligation it answers."""
    _check_right(commitment, by)
    opinion = Opinion.REJECTED if verdict == Verdict.REJECT else Opinion.CONFIRMED
    known = Tie.objects.filter(commitment=commitment, obligation=obligation).first()
    before = known.opinion if known else None
    basis = Basis.CONFIRMED if known and known.basis != Basis.CHANGED else Basis.CHANGED
    fields = {"opinion": opinion, "basis": basis, "by": by, "at": at}
    tie, _created = Tie.objects.update_or_create(
        commitment=commitment, obligation=obligation, defaults=fields, create_defaults={**fields, "score": 1.0, "reason": reason[:200]}
    )
    events.record(
        by=by,
        action=f"tie.{verdict}",
        object_type="commitment",
        object_key=commitment.slug,
        at=at,
        before={"obligation": obligation.slug, "opinion": before},
        after={"obligation": obligation.slug, "opinion": opinion},
        reason=reason,
    )
    return tie


def _check_right(commitment: Commitment, by: User) -> None:
    if not Commitment.objects.writable_by(by).filter(pk=commitment.pk).exists():
        raise PermissionDenied(_("You may not decide on commitments. Ask an administrator for a staff role."))
