"""Who somebody is: the roles, as groups, and what follows from them for texts. Policy asks nothing else."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser, PermissionsMixin
from django.db import connection
from django.db.models import QuerySet

Person = AbstractBaseUser | AnonymousUser

STAFF = ("analyst", "reviewer", "editor")
ROLES = ("reader", "analyst", "reviewer", "editor")


# By hand, for every page asks it: the mapper takes longer to write it than the database to answer.
WHO = """
SELECT auth_group.name, obligations_stateaccount.actor_id, EXISTS (SELECT 1 FROM obligations_event WHERE object_type = 'demonstration')
FROM auth_user
LEFT JOIN auth_user_groups ON auth_user_groups.user_id = auth_user.id
LEFT JOIN auth_group ON auth_group.id = auth_user_groups.group_id
LEFT JOIN obligations_stateaccount ON obligations_stateaccount.user_id = auth_user.id
WHERE auth_user.id = %s
"""


def has_role(user: Person, *roles: str) -> bool:
    """Whether a user has one of the roles (any, where none is named). An administrator has all."""
    if not isinstance(user, PermissionsMixin) or not user.is_active:
        return False
    return user.is_superuser or not _roles_of(user).isdisjoint(roles or ROLES)


def _roles_of(user: PermissionsMixin) -> frozenset[str]:
    """The names of a user's groups, asked for once for each object, which lives no longer than a request."""
    if "_role_names" not in user.__dict__:
        _know(user)
    known: frozenset[str] = user.__dict__["_role_names"]
    return known


def _know(user: PermissionsMixin) -> None:
    """Ask at once what almost every page needs to know: a user's roles and State, and whether the installation demonstrates."""
    with connection.cursor() as cursor:
        cursor.execute(WHO, [user.pk])
        rows = cursor.fetchall()
    user.__dict__["_role_names"] = frozenset(name for name, _actor, _shown in rows if name)
    user.__dict__["_state_key"], user.__dict__["_demonstration"] = (rows[0][1], bool(rows[0][2])) if rows else (None, False)


def _demonstration() -> QuerySet[Any]:
    """The entry of the log that says that demonstration data was loaded."""
    events: Any = get_user_model()._meta.get_field("events").related_model
    found: QuerySet[Any] = events.objects.filter(object_type="demonstration").order_by()
    return found


def sees_demonstration(user: Person) -> bool:
    """Whether this installation shows demonstration data; what is signed in asks together with its roles."""
    if not isinstance(user, PermissionsMixin):
        return _demonstration().exists()
    if "_demonstration" not in user.__dict__:
        _know(user)
    return bool(user.__dict__["_demonstration"])


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
        _know(user)
    known: int | None = user.__dict__["_state_key"]
    return known
