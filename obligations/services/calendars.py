"""Calendar addresses: make one, revoke one, find the one that is asked for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from obligations.models import CalendarFeed
from obligations.querysets import has_role
from obligations.services import events
from obligations.services.access import check_maker, checked_name, digest_of, locked, new_secret, note_use

if TYPE_CHECKING:
    from django.contrib.auth.models import User


@dataclass(frozen=True, slots=True)
class Opened:
    """A new calendar address, and its secret, which is told this once and kept nowhere."""

    feed: CalendarFeed
    secret: str


@transaction.atomic
def open(*, user: User, name: str, language: str, by: User, at: datetime) -> Opened:
    """Make an address for one's own calendar; `language` is that of its labels.

    Raises ValidationError for a name or a language that does not fit, PermissionDenied for somebody else's account or one without a role.
    """
    check_maker(user, by)
    name = checked_name(CalendarFeed, name, user=user)
    if language not in dict(settings.LANGUAGES):
        raise ValidationError(_("Choose one of the languages in the list."))
    secret = new_secret()
    feed = CalendarFeed.objects.create(user=user, name=name, digest=digest_of(secret), language=language, created_at=at)
    events.record(by=by, action="calendar.opened", object_type="calendar", object_key=str(feed), at=at, after={"language": language})
    return Opened(feed, secret)


@transaction.atomic
def revoke(*, feed: CalendarFeed, by: User, at: datetime) -> CalendarFeed:
    """Close an address at once. Raises PermissionDenied unless it is one's own or one is an administrator; what is revoked stays so."""
    row = locked(feed, by)
    if row.revoked_at is None:
        row.revoked_at = at
        row.save(update_fields=["revoked_at"])
        events.record(by=by, action="calendar.revoked", object_type="calendar", object_key=str(row), at=at)
    return row


def used(*, secret: str, at: datetime) -> CalendarFeed | None:
    """The feed of a secret, with its person, if it may be read: not revoked, of an active account that has a role. Its use is noted."""
    found: CalendarFeed | None = CalendarFeed.objects.standing().select_related("user").filter(digest=digest_of(secret)).first()
    if found is None or not has_role(found.user):
        return None
    note_use(found, at)
    return found
