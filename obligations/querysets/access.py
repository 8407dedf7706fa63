"""Reading tokens and calendar addresses: everybody's own, and all of them for an administrator, who never sees a secret either."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.contrib.auth.models import PermissionsMixin
from django.db import models

if TYPE_CHECKING:
    from obligations.querysets.roles import Person


class AccessQuerySet(models.QuerySet):
    """Ways into the service without a password."""

    def visible_to(self, user: Person) -> Self:
        """One's own, and those of all for an administrator."""
        if not isinstance(user, PermissionsMixin) or not user.is_active:
            return self.none()
        return self.all() if user.is_superuser else self.filter(user=user)

    def writable_by(self, user: Person) -> Self:
        """What `user` may revoke: the same."""
        return self.visible_to(user)

    def standing(self) -> Self:
        """Those that nobody has revoked."""
        return self.filter(revoked_at=None)


class ApiTokenQuerySet(AccessQuerySet):
    """Tokens of programs."""

    def usable(self, at: datetime) -> Self:
        """Those that open the API at a moment: neither revoked nor expired, of an account that is active."""
        return self.standing().filter(expires_at__gt=at, user__is_active=True)
