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
    """Reading, for people with a role; texts and labels for everybody where the installation is public, statuses never without a role."""

    message = _("Your account has no role yet. Ask an administrator for the reader's role.")

    def has_permission(self, request: Request, view: APIView) -> bool:
        """Whether the request reads and its user may; a view that shows statuses says so by `shows_statuses`."""
        if request.method not in SAFE_METHODS:
            raise MethodNotAllowed(request.method or "")
        return has_role(request.user) if getattr(view, "shows_statuses", False) else may_read_texts(request.user)


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
