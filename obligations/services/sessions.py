"""End the sessions of an account: elsewhere, or all of them."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from obligations.services import events

if TYPE_CHECKING:
    from django.contrib.auth.models import User


@transaction.atomic
def end(*, user: User, by: User, at: datetime, but: str | None = None) -> int:
    """End the sessions of an account, except that with the key `but`; how many. Raises PermissionDenied unless one's own or an administrator's wish.

    All running sessions are looked at, because only the session itself says whose it is.
    """
    if by != user and not by.is_superuser:
        raise PermissionDenied(_("You can do this for your own account only."))
    running = Session.objects.filter(expire_date__gt=at).exclude(session_key=but or "")
    keys = [row.session_key for row in running.iterator() if row.get_decoded().get(SESSION_KEY) == str(user.pk)]
    Session.objects.filter(session_key__in=keys).delete()
    if keys:
        after = {"sessions": len(keys)}
        events.record(by=by, action="account.signed_out", object_type="account", object_key=user.get_username(), at=at, after=after)
    return len(keys)
