"""What a State says of a status recorded for it: entered by its own account, or by staff who received it."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from obligations.choices import ReviewState
from obligations.models import Assessment, StateComment
from obligations.querysets import has_role, state_of
from obligations.services import events
from obligations.services.assessments import Cell

if TYPE_CHECKING:
    from django.contrib.auth.models import User

LONGEST = 20_000  # characters


@transaction.atomic
def add(*, version: Assessment, text: str, received_on: date, by: User, at: datetime) -> StateComment:
    """Put a State's own words beside a status. Earlier comments stay.

    Raises PermissionDenied unless `by` is the State's own account and was sent the version, or staff who record or review; ValidationError with a
    sentence for what does not fit.
    """
    _check_right(version, by)
    text = text.strip()
    if not text:
        raise ValidationError(_("Write the comment first."))
    if len(text) > LONGEST:
        raise ValidationError(_("A comment has at most %(n)s characters. Shorten it, or send the rest as a document.") % {"n": LONGEST})
    if received_on > at.date():
        raise ValidationError(_("The day lies in the future. Give the day on which the comment was received."))
    made = StateComment.objects.create(assessment=version, actor=version.actor, text=text, received_on=received_on, by=by, at=at)
    events.record(
        by=by,
        action="state.commented",
        object_type="assessment",
        object_key=Cell.of(version).key,
        at=at,
        after={"version": version.version, "text": text, "received_on": received_on.isoformat()},
    )
    return made


def may_comment(user: User, version: Assessment) -> bool:
    """Whether somebody may put the State's words beside this version."""
    if version.state != ReviewState.APPROVED:
        return False
    if has_role(user, "analyst", "reviewer"):
        return True
    return state_of(user) == version.actor_id and Assessment.objects.visible_to(user).filter(pk=version.pk).exists()


def _check_right(version: Assessment, by: User) -> None:
    if not may_comment(by, version):
        raise PermissionDenied(_("Only the State concerned, once it was sent the status, and staff for it, add its comment."))
