"""Tokens of programs: make one, revoke one, find the one that a request carries."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from obligations.models import ApiToken
from obligations.services import events
from obligations.services.access import check_maker, checked_name, digest_of, locked, new_secret, note_use

if TYPE_CHECKING:
    from django.contrib.auth.models import User

LONGEST = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class Issued:
    """A new token, and its secret, which is told this once and kept nowhere."""

    token: ApiToken
    secret: str


@transaction.atomic
def issue(*, user: User, name: str, may_write: bool, expires_at: datetime, by: User, at: datetime) -> Issued:
    """Make a token for one's own programs. It never allows more than its person may do at the moment of a request.

    Raises ValidationError for a name or an end that does not fit, PermissionDenied for somebody else's account or one without a role.
    """
    check_maker(user, by)
    name = checked_name(ApiToken, name, user=user)
    if not at < expires_at <= at + LONGEST:
        raise ValidationError(_("Choose an end within one year from now; before that day make a new token and revoke this one."))
    secret = new_secret()
    token = ApiToken.objects.create(user=user, name=name, digest=digest_of(secret), may_write=may_write, created_at=at, expires_at=expires_at)
    after = {"may_write": may_write, "expires_at": expires_at.isoformat()}
    events.record(by=by, action="token.issued", object_type="token", object_key=str(token), at=at, after=after)
    return Issued(token, secret)


@transaction.atomic
def revoke(*, token: ApiToken, by: User, at: datetime) -> ApiToken:
    """End a token at once. Raises PermissionDenied unless it is one's own or one is an administrator; what is revoked stays so."""
    row = locked(token, by)
    if row.revoked_at is None:
        row.revoked_at = at
        row.save(update_fields=["revoked_at"])
        events.record(by=by, action="token.revoked", object_type="token", object_key=str(row), at=at)
    return row


def used(*, secret: str, at: datetime) -> ApiToken | None:
    """The token of a secret, with its person, if it opens the API at `at`; None for all others. Its last use is noted."""
    token: ApiToken | None = ApiToken.objects.usable(at).select_related("user").filter(digest=digest_of(secret)).first()
    if token is not None:
        note_use(token, at)
    return token
