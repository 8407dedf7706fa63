"""Tokens of programs and addresses of calendars: a person makes and revokes their own; an administrator sees and revokes those of all.

The secret is shown once, in the answer to the form that made it.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, Generic, TypeVar

from django.contrib import admin, messages
from django.core.exceptions import NON_FIELD_ERRORS, PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from obligations.admin.staff import StaffAdmin, is_staff, signed_in
from obligations.models import ApiToken, CalendarFeed
from obligations.services import calendars, tokens
from obligations.signin.access import AccessForm, CalendarForm, TokenForm

Row = TypeVar("Row", ApiToken, CalendarFeed)


class AccessAdmin(StaffAdmin, Generic[Row]):
    """The list with its action, and the page that makes one."""

    actions = ["revoke"]  # type: ignore[assignment]
    list_display_links = None
    list_select_related = ["user"]
    list_filter = [("revoked_at", admin.EmptyFieldListFilter)]
    making: type[AccessForm]
    heading: Any
    explained: Any

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """All staff, for themselves."""
        return is_staff(request)

    def has_revoke_permission(self, request: HttpRequest) -> bool:
        """Who may use the action; the service asks whose each is."""
        return is_staff(request)

    def change_view(self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        """The list says everything there is."""
        return HttpResponseRedirect(self._list())

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        """Make one for oneself; the answer shows its secret, which nobody can show again."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        at = timezone.now()
        form = self.making(request.POST if request.method == "POST" else None, initial=self.making.beginning(timezone.localdate(at)))
        made = form.make(user=signed_in(request), at=at) if request.method == "POST" else ""
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": self.heading,
            "explained": self.explained,
            "form": form,
            "refused": form.errors.get(NON_FIELD_ERRORS),
            "made": made,
            "back": self._list(),
        }
        return TemplateResponse(request, "admin/obligations/access/add.html", context)

    @admin.action(description=gettext_lazy("Revoke the selected"), permissions=["revoke"])
    def revoke(self, request: HttpRequest, queryset: QuerySet[Row]) -> None:
        """At once and for good."""
        rows = list(queryset.filter(revoked_at=None))
        for row in rows:
            self.end(request, row, timezone.now())
        self.message_user(request, _("%(n)s revoked.") % {"n": len(rows)}, messages.SUCCESS)

    @admin.display(description=gettext_lazy("now"))
    def stands(self, row: Row) -> str:
        """Whether it opens anything."""
        if row.revoked_at:
            return _("revoked")
        if self.has_expired(row, timezone.now()):
            return _("expired")
        return _("valid") if row.user.is_active else _("account closed")

    def has_expired(self, row: Row, at: datetime) -> bool:
        """Whether its end has come, where it has one."""
        return False

    def end(self, request: HttpRequest, row: Row, at: datetime) -> None:
        """Through the service."""
        raise NotImplementedError

    def _list(self) -> str:
        return reverse(f"admin:obligations_{self.opts.model_name}_changelist")


@admin.register(ApiToken)
class ApiTokenAdmin(AccessAdmin[ApiToken]):
    """Tokens."""

    list_display = ["name", "user", "may_write", "created_at", "expires_at", "last_used_at", "stands"]
    making = TokenForm
    heading = gettext_lazy("Make a token for a program")
    explained = gettext_lazy("With it a program asks the API in your name and sees what you see. The log says what it wrote, under your name.")

    def has_expired(self, row: ApiToken, at: datetime) -> bool:
        return row.expires_at <= at

    def end(self, request: HttpRequest, row: ApiToken, at: datetime) -> None:
        tokens.revoke(token=row, by=signed_in(request), at=at)


@admin.register(CalendarFeed)
class CalendarFeedAdmin(AccessAdmin[CalendarFeed]):
    """Calendar addresses."""

    list_display = ["name", "user", "language", "created_at", "last_used_at", "stands"]
    making = CalendarForm
    heading = gettext_lazy("Make an address for a calendar")
    explained = gettext_lazy(
        "A calendar program that subscribes to it shows the due dates that you may see. Whoever knows the address sees them too."
    )

    def end(self, request: HttpRequest, row: CalendarFeed, at: datetime) -> None:
        calendars.revoke(feed=row, by=signed_in(request), at=at)
