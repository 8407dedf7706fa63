"""Reading saved views: everybody's own and nobody else's, whatever the role."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models

from obligations.querysets.roles import may_read_texts

if TYPE_CHECKING:
    from obligations.querysets.roles import Person


class SavedViewQuerySet(models.QuerySet):
    """Saved views."""

    def visible_to(self, user: Person) -> Self:
        """One's own."""
        return self.filter(user=user.pk) if user.is_authenticated and may_read_texts(user) else self.none()

    def writable_by(self, user: Person) -> Self:
        """One's own."""
        return self.visible_to(user)
