"""Who gets to a page at all. What stands on it is then decided row by row, by each queryset's `visible_to`."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Concatenate, ParamSpec

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from obligations.querysets import has_role, may_read_texts, may_see_statuses

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser, AnonymousUser

    Reader = AbstractBaseUser | AnonymousUser

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]


def sees_statuses(user: Reader) -> bool:
    """Whether a reader may see any follow-up; the pages then draw its place, even where nothing is recorded."""
    return may_see_statuses(user)


def is_staff_reader(user: Reader) -> bool:
    """Whether a reader is one of those who work on labels and follow-up, to whom doubts of the parser are shown."""
    return has_role(user, "analyst", "reviewer", "editor")


def for_readers(view: View[P]) -> View[P]:
    """A page for those who may read the texts: others log in first, and who is logged in without a role is told so (403)."""
    return _guarded(view, may_read_texts)


def for_status_readers(view: View[P]) -> View[P]:
    """A page of follow-up, for those who may see any: the same, whatever the installation shows to the public."""
    return _guarded(view, sees_statuses)


def for_people_with_a_role(view: View[P]) -> View[P]:
    """A page of the work itself, such as a round, which the public is never shown."""
    return _guarded(view, has_role)


def _guarded(view: View[P], allowed: Callable[[Reader], bool]) -> View[P]:
    @require_safe
    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if allowed(request.user):
            return view(request, *args, **kwargs)
        if request.user.is_authenticated:
            raise PermissionDenied(_("Your account has no role yet. Ask an administrator for the reader's role."))
        return redirect_to_login(request.get_full_path())

    return guarded
