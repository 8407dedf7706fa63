"""What all admin classes of the tracker share: staff with a role read everything, and nothing is written by the admin itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NoReturn

from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from obligations.choices import Basis
from obligations.querysets import has_role

if TYPE_CHECKING:
    from django.contrib.auth.models import User

STAFF = ("analyst", "reviewer", "editor")


def is_staff(request: HttpRequest) -> bool:
    """Whether the person has one of the roles of staff. Asked once for a request: the admin wants to know it for every model, many times."""
    known = request.__dict__
    if "is_tracker_staff" not in known:
        known["is_tracker_staff"] = has_role(request.user, *STAFF)
    return bool(known["is_tracker_staff"])


def signed_in(request: HttpRequest) -> User:
    """Who is signed in; the admin lets nobody else in."""
    assert request.user.is_authenticated  # noqa: S101  (for the type checker)
    return request.user


class ReadByStaff:
    """Permissions by role, for admin classes and inlines: staff may look, nobody may add, change or delete."""

    def has_module_permission(self, request: HttpRequest) -> bool:
        return is_staff(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return is_staff(request)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class StaffInline(ReadByStaff, admin.TabularInline):
    """Rows shown under another row."""

    extra = 0
    can_delete = False
    show_change_link = False


class StaffAdmin(ReadByStaff, admin.ModelAdmin):
    """Lists and pages for staff. The admin's own ways of writing are closed: changes go through a service, which logs them."""

    actions = None
    list_per_page = 50

    class Media:
        css = {"all": ["obligations/admin.css"]}

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """What the person may see, where the model has a policy; the vocabulary is open to all staff."""
        rows = super().get_queryset(request)
        return rows.visible_to(request.user) if hasattr(rows, "visible_to") else rows

    def get_search_results(self, request: HttpRequest, queryset: QuerySet[Any], search_term: str) -> tuple[QuerySet[Any], bool]:
        """As the admin searches, without the NUL characters that PostgreSQL refuses."""
        return super().get_search_results(request, queryset, search_term.replace("\x00", ""))

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> NoReturn:  # noqa: FBT001
        raise PermissionDenied(_("Changes are made through a service."))

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> NoReturn:  # noqa: FBT001
        raise PermissionDenied(_("Changes are made through a service."))

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> NoReturn:  # noqa: FBT001
        raise PermissionDenied(_("Changes are made through a service."))

    def delete_model(self, request: HttpRequest, obj: Any) -> NoReturn:
        raise PermissionDenied(_("Nothing is deleted."))

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> NoReturn:
        raise PermissionDenied(_("Nothing is deleted."))

    def log_keys(self, obj: Any) -> list[str]:
        """Under which keys the log speaks of a row."""
        return [getattr(obj, "slug", "") or getattr(obj, "code", "") or str(obj.pk)]

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        """The history of a row is what the log says of it."""
        obj = self.get_object(request, unquote(object_id))
        if obj is None or not self.has_view_permission(request, obj):
            raise PermissionDenied
        return redirect(log_address(self.log_keys(obj)))


def log_address(keys: list[str]) -> str:
    """The list of events about the objects of these keys."""
    return f"{reverse('admin:obligations_event_changelist')}?{urlencode({'object_key__in': ','.join(keys)})}"


def by_basis(text: object, basis: str) -> SafeString:
    """A label as it is drawn: dashed and said to be unconfirmed until a person has decided."""
    if basis == Basis.MACHINE:
        return format_html('<span class="label-chip label-open" title="{}">{}</span>', _("to be confirmed"), text)
    return format_html('<span class="label-chip" title="{}">{}</span>', Basis(basis).label, text)
