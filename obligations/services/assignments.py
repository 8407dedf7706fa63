"""Assign analysts to States, regional groups and subject areas, and bind a reader's account to a State."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from obligations.choices import ActorKind, RegionalGroup
from obligations.models import Actor, Assignment, StateAccount, SubjectArea
from obligations.querysets import has_role, is_staff
from obligations.services import events

if TYPE_CHECKING:
    from django.contrib.auth.models import User


@transaction.atomic
def assign(
    *,
    user: User,
    by: User | None,
    at: datetime,
    states: Collection[Actor] = (),
    regional_groups: Collection[str] = (),
    subjects: Collection[SubjectArea] = (),
    reason: str = "",
) -> Assignment:
    """Let an analyst record on these States and groups × these subject areas; empty means all. `by` is None for the installation itself."""
    _check_right(by)
    if not has_role(user, "analyst"):
        raise ValidationError(_("%(user)s is not an analyst. Give the account the analyst's role first.") % {"user": user})
    if unknown := sorted(set(regional_groups) - set(RegionalGroup.values)):
        raise ValidationError(_("There is no regional group “%(group)s”. Choose one from the list.") % {"group": unknown[0]})
    made = Assignment.objects.create(user=user, regional_groups=sorted(regional_groups), made_by=by, made_at=at)
    made.states.set(states)
    made.subjects.set(subjects)
    user.__dict__.pop("_scopes", None)  # this object may have been asked before
    events.record(
        by=by,
        action="assignment.made",
        object_type="assignment",
        object_key=f"{user.get_username()}/{made.pk}",
        at=at,
        after=content_of(made),
        reason=reason,
    )
    return made


@transaction.atomic
def end(*, assignment: Assignment, by: User, at: datetime, reason: str = "") -> Assignment:
    """End an assignment. What was recorded under it stays; drafts stay with their author."""
    _check_right(by)
    assignment = Assignment.objects.select_for_update().get(pk=assignment.pk)
    if assignment.ended_at is not None:
        raise ValidationError(_("This assignment has already ended."))
    assignment.ended_at = at
    assignment.save(update_fields=["ended_at"])
    key = f"{assignment.user.get_username()}/{assignment.pk}"
    events.record(by=by, action="assignment.ended", object_type="assignment", object_key=key, at=at, before=content_of(assignment), reason=reason)
    return assignment


@transaction.atomic
def bind(*, user: User, actor: Actor | None, by: User, at: datetime) -> StateAccount | None:
    """Bind a reader's account to a State, or take that back with None."""
    _check_right(by)
    before = StateAccount.objects.select_related("actor").filter(user=user).first()
    if actor is not None and actor.kind not in (ActorKind.STATE, ActorKind.OBSERVER):
        raise ValidationError(_("%(actor)s is no State. Choose a member or observer State.") % {"actor": actor})
    if actor is not None and is_staff(user):
        raise ValidationError(_("%(user)s is staff. Only a reader's account can belong to a State.") % {"user": user})
    if actor is not None and not has_role(user, "reader"):
        raise ValidationError(_("%(user)s is no reader yet. Give the account the reader's role first.") % {"user": user})
    StateAccount.objects.filter(user=user).delete()
    made = StateAccount.objects.create(user=user, actor=actor) if actor is not None else None
    user.__dict__.pop("_state_key", None)
    events.record(
        by=by,
        action="account.bound",
        object_type="account",
        object_key=user.get_username(),
        at=at,
        before={"state": before.actor.code} if before else None,
        after={"state": actor.code if actor else None},
    )
    return made


def content_of(assignment: Assignment) -> dict[str, Any]:
    """What an assignment covers, as plain JSON."""
    return {
        "user": assignment.user.get_username(),
        "states": [actor.code for actor in assignment.states.all()],
        "regional_groups": assignment.regional_groups,
        "subjects": [area.code for area in assignment.subjects.all()],
    }


def _check_right(by: User | None) -> None:
    if by is not None and not Assignment.objects.writable_by(by).query.is_empty():
        return
    if by is not None:
        raise PermissionDenied(_("Only an administrator assigns analysts and binds accounts."))
