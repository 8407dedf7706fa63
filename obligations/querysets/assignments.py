"""What an analyst is assigned to: one row is States and regional groups × subject areas, empty means all, and any row suffices."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Self

from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models import Q

from obligations.querysets.roles import has_role, is_staff

if TYPE_CHECKING:
    from collections.abc import Collection

    from obligations.models import Actor
    from obligations.querysets.roles import Person


@dataclass(frozen=True, slots=True)
class Scope:
    """One assignment: primary keys of actors, codes of regional groups, primary keys of subject areas."""

    states: frozenset[int]
    groups: frozenset[str]
    subjects: frozenset[int]

    def reaches(self, actor: Actor) -> bool:
        """Whether the assignment is for this actor, whatever the subject."""
        if not self.states and not self.groups:
            return True
        return actor.pk in self.states or (bool(actor.regional_group) and actor.regional_group in self.groups)

    def covers(self, actor: Actor, subjects: Collection[int]) -> bool:
        """Whether the assignment is for this actor and one of these subject areas."""
        return self.reaches(actor) and (not self.subjects or not self.subjects.isdisjoint(subjects))


EVERYTHING = Scope(frozenset(), frozenset(), frozenset())


class AssignmentQuerySet(models.QuerySet):
    """Assignments of analysts."""

    def visible_to(self, user: Person) -> Self:
        """Staff see who is assigned to what."""
        return self if is_staff(user) else self.none()

    def writable_by(self, user: Person) -> Self:
        """An administrator assigns."""
        return self if isinstance(user, PermissionsMixin) and user.is_active and user.is_superuser else self.none()

    def active(self) -> Self:
        """Those that have not ended."""
        return self.filter(ended_at__isnull=True)

    def made_since(self, moment: datetime) -> Self:
        """The active ones made after a moment."""
        return self.active().filter(made_at__gt=moment)


def scopes_of(user: Person) -> tuple[Scope, ...]:
    """What somebody may record on. Read once for each user object, which lives no longer than a request; nothing for all but analysts."""
    if not isinstance(user, PermissionsMixin) or not has_role(user, "analyst"):
        return ()
    if user.is_superuser:
        return (EVERYTHING,)
    if "_scopes" not in user.__dict__:
        assignments: Any = user._meta.get_field("assignments").related_model
        rows = assignments.objects.active().filter(user=user).prefetch_related("states", "subjects")
        user.__dict__["_scopes"] = tuple(
            Scope(frozenset(a.pk for a in row.states.all()), frozenset(row.regional_groups), frozenset(s.pk for s in row.subjects.all()))
            for row in rows
        )
    known: tuple[Scope, ...] = user.__dict__["_scopes"]
    return known


def subjects_assigned(user: Person, actor: Actor) -> frozenset[int] | None:
    """The subject areas somebody may record on for an actor: None for all of them, an empty set for nothing."""
    reaching = [scope.subjects for scope in scopes_of(user) if scope.reaches(actor)]
    return None if any(not subjects for subjects in reaching) else frozenset().union(*reaching)


def commitments_assigned(user: Person) -> Q:
    """The commitments somebody may follow up."""
    wanted = Q(pk__in=[])
    for scope in scopes_of(user):
        who = Q(actor__in=scope.states) | Q(actor__regional_group__in=scope.groups) if scope.states or scope.groups else Q()
        what = Q(subjects__in=scope.subjects) if scope.subjects else Q()
        if not who and not what:
            return Q()
        wanted |= who & what
    return wanted
