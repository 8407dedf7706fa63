"""Who somebody is: the roles, as groups, and what follows from them for texts. Policy asks nothing else."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser, PermissionsMixin

Person = AbstractBaseUser | AnonymousUser

STAFF = ("analyst", "reviewer", "editor")
ROLES = ("reader", "analyst", "reviewer", "editor")


def has_role(user: Person, *roles: str) -> bool:
    """Whether a user has one of the roles (any, where none is named). An administrator has all."""
    if not isinstance(user, PermissionsMixin) or not user.is_active:
        return False
    return user.is_superuser or not _roles_of(user).isdisjoint(roles or ROLES)


def _roles_of(user: PermissionsMixin) -> frozenset[str]:
    """The names of a user's groups, asked for once for each object, which lives no longer than a request."""
    known: frozenset[str] | None = user.__dict__.get("_role_names")
    if known is None:
        known = user.__dict__["_role_names"] = frozenset(user.groups.values_list("name", flat=True))
    return known


def may_read_texts(user: Person) -> bool:
    """Documents and their labels: anybody with a role, and everybody where the installation is public."""
    return settings.PUBLIC_READ or has_role(user)


def is_staff(user: Person) -> bool:
    """Whether a user has one of the roles of staff, who read everything."""
    return has_role(user, *STAFF)


def state_of(user: Person) -> int | None:
    """The primary key of the actor whose account this is: a State's own account sees what was sent to that State. None for all others."""
    if not isinstance(user, PermissionsMixin) or not user.is_active:
        return None
    if "_state_key" not in user.__dict__:
        accounts: Any = user._meta.get_field("state_account").related_model
        user.__dict__["_state_key"] = accounts.objects.filter(user=user).values_list("actor", flat=True).first()
    known: int | None = user.__dict__["_state_key"]
    return known
