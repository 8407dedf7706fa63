"""Secrets of programs and calendars: what making, revoking and using them have in common."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, TypeVar

from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Q
from django.utils.translation import gettext as _

from obligations.models import ApiToken, CalendarFeed
from obligations.querysets import has_role

if TYPE_CHECKING:
    from django.contrib.auth.models import User

Access = TypeVar("Access", ApiToken, CalendarFeed)

LONGEST_NAME = 80
MOST = 20  # of one kind that a person may have at a time
USE_NOTED_EVERY = timedelta(minutes=1)


def new_secret() -> str:
    """256 random bits, in letters and digits that need no quoting in headers and addresses."""
    return secrets.token_urlsafe(32)


def digest_of(secret: str) -> str:
    """What is kept of a secret: SHA-256, hexadecimal. A slow hash would add nothing, because 256 random bits cannot be guessed."""
    return hashlib.sha256(secret.encode()).hexdigest()


def checked_name(kind: type[Access], name: str, *, user: User) -> str:
    """The name for a new one, stripped. Raises ValidationError for one that is empty, too long or taken, and where there are too many."""
    name = " ".join(name.split())
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        raise ValidationError(_("Give it a name of at most %(n)s characters that says what it is for.") % {"n": LONGEST_NAME})
    get_user_model().objects.select_for_update().get(pk=user.pk)  # one at a time, so that two requests do not take the same name
    standing = kind.objects.standing().filter(user=user)
    if standing.filter(name=name).exists():
        raise ValidationError(_("You have one of this name. Choose another name, or revoke that one first."))
    if standing.count() >= MOST:
        raise ValidationError(_("You have %(n)s of them already. Revoke one that is no longer used.") % {"n": MOST})
    return name


def check_maker(user: User, by: User) -> None:
    """Nobody makes a secret for somebody else, because its maker sees it. Raises PermissionDenied, also without a role."""
    if by != user:
        raise PermissionDenied(_("You can make this for your own account only, because whoever makes it sees the secret."))
    if not has_role(user):
        raise PermissionDenied(_("Your account has no role yet. Ask an administrator for the reader's role."))


def locked(row: Access, by: User) -> Access:
    """The row, locked, if `by` may revoke it. Raises PermissionDenied."""
    kind: type[Access] = type(row)
    found = kind.objects.writable_by(by).select_for_update().filter(pk=row.pk).first()
    if found is None:
        raise PermissionDenied(_("You can revoke your own; an administrator can revoke those of others."))
    return found


def note_use(row: Access, at: datetime) -> None:
    """Say when it was last used, at most once a minute, so that reading seldom writes. No event: it changes nothing for anybody."""
    if row.last_used_at is not None and at - row.last_used_at < USE_NOTED_EVERY:
        return
    kind: type[Access] = type(row)
    long_ago = Q(last_used_at=None) | Q(last_used_at__lte=at - USE_NOTED_EVERY)
    kind.objects.filter(long_ago, pk=row.pk).update(last_used_at=at)
