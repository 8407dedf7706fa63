"""Reading further names of actors: which documents are read with, and which staff may take out of use."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models

from obligations.querysets.roles import has_role

if TYPE_CHECKING:
    from obligations.querysets.roles import Person


class AliasQuerySet(models.QuerySet):
    """Names under which documents mention actors."""

    def in_use(self) -> Self:
        """Those that documents are read with."""
        return self.filter(active=True)

    def of_staff(self) -> Self:
        """Those that staff added; the others are the lexicon's own."""
        return self.filter(added_by__isnull=False)

    def writable_by(self, user: Person) -> Self:
        """What `user` may take out of use: names that staff added, for editors and analysts."""
        return self.of_staff() if has_role(user, "editor", "analyst") else self.none()
