"""Accounts that too many wrong passwords have closed for a while, each for the address the passwords came from. django-axes counts."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from axes.models import AccessAttempt
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from obligations.services import events

if TYPE_CHECKING:
    from django.contrib.auth.models import User


@transaction.atomic
def note(*, username: str, at: datetime) -> None:
    """Log that an account was closed for an address. A name that no account has is not logged: it may be a password in the wrong field."""
    if get_user_model().objects.filter(username=username).exists():
        events.record(by=None, action="account.locked", object_type="account", object_key=username, at=at)


@transaction.atomic
def unlock(*, user: User, by: User, at: datetime) -> bool:
    """Let an account in again from everywhere; whether anything was counted against it. Raises PermissionDenied unless an administrator asks."""
    if not by.is_superuser:
        raise PermissionDenied(_("Only an administrator does this."))
    removed, _kinds = AccessAttempt.objects.filter(username=user.get_username()).delete()
    if removed:
        events.record(by=by, action="account.unlocked", object_type="account", object_key=user.get_username(), at=at)
    return bool(removed)
