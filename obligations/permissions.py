"""Who may ask at all. What the answer holds is decided by the querysets' `visible_to`; this only turns away those who would get nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db.models import Model, QuerySet
from django.utils.translation import gettext_lazy as _
from rest_framework.exceptions import MethodNotAllowed
from rest_framework.permissions import SAFE_METHODS, BasePermission

from obligations.querysets import has_role, is_staff, may_read_texts

if TYPE_CHECKING:
    from rest_framework.request import Request
    from rest_framework.views import APIView

Row = TypeVar("Row", bound=Model)


class ReadVisible(BasePermission):
    """Reading, for people with a role, and where the installation is public for everybody: of statuses those that were published to the public."""

    message = _("Your account has no role yet. Ask an administrator for the reader's role.")

    def has_permission(self, request: Request, view: APIView) -> bool:
        """Whether the request reads and its user may."""
        if request.method not in SAFE_METHODS:
            raise MethodNotAllowed(request.method or "")
        return may_read_texts(request.user)


class ReadWithRole(ReadVisible):
    """Reading what the public is never shown, such as the rounds of the work itself."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        """Whether the request reads and its user has a role."""
        return super().has_permission(request, view) and has_role(request.user)


class ReadOrWrite(ReadVisible):
    """Reading as above; writing for people with a role, where the address is written to at all. What each may write is up to the services."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        """Whether the request reads what its user may, or comes from somebody who may be allowed to write."""
        if request.method in SAFE_METHODS:
            return super().has_permission(request, view)
        if (request.method or "").lower() not in getattr(view, "action_map", {}):
            raise MethodNotAllowed(request.method or "")
        return has_role(request.user)


class ReadByStaff(ReadVisible):
    """Reading what only staff may see."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        """Whether the request reads and its user is staff; others are told so in a sentence that fits them."""
        allowed = super().has_permission(request, view)
        if has_role(request.user):
            self.message = _("This is for staff of the secretariat.")
        return allowed and is_staff(request.user)


def vocabulary_visible_to(user: AbstractBaseUser | AnonymousUser, rows: QuerySet[Row]) -> QuerySet[Row]:
    """Verbs, subject areas, actors and instruments are read by whoever may read the texts they label."""
    return rows.all() if may_read_texts(user) else rows.none()
