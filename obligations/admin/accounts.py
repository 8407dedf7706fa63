"""Accounts, as Django's admin has them, and what an administrator does for somebody who cannot come in. Changes of accounts go into the log too."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from axes.models import AccessAttempt
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import User
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

from obligations.admin.staff import signed_in
from obligations.services import events, lockouts, secondstep, sessions

for taken_over in (User, TOTPDevice, StaticDevice):  # keys and recovery codes are nobody's to look at
    admin.site.unregister(taken_over)


@admin.register(User)
class AccountAdmin(UserAdmin):
    """Django's own, with three actions: unlock, reset the second step, end all sessions."""

    list_display = ["username", "first_name", "last_name", "is_active", "is_staff", "has_second_step", "is_locked", "last_login"]
    actions = ["unlock", "reset_second_step", "end_sessions"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        """With what the list says of signing in."""
        failed = AccessAttempt.objects.filter(
            username=OuterRef("username"),
            failures_since_start__gte=settings.AXES_FAILURE_LIMIT,
            attempt_time__gt=timezone.now() - settings.AXES_COOLOFF_TIME,
        )
        devices = TOTPDevice.objects.filter(user=OuterRef("pk"), confirmed=True)
        return super().get_queryset(request).annotate(second_step=Exists(devices), locked=Exists(failed))

    def has_administer_permission(self, request: HttpRequest) -> bool:
        """Who may use the actions."""
        return bool(request.user.is_active and getattr(request.user, "is_superuser", False))

    @admin.display(description=gettext_lazy("second step"), boolean=True)
    def has_second_step(self, user: User) -> bool:
        """Whether signing in takes one."""
        return bool(getattr(user, "second_step", False))

    @admin.display(description=gettext_lazy("locked"))
    def is_locked(self, user: User) -> str:
        """Whether somewhere too many wrong passwords were given."""
        return _("yes, for an address") if getattr(user, "locked", False) else ""

    @admin.action(description=gettext_lazy("Unlock: forget wrong passwords"), permissions=["administer"])
    def unlock(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        """Those closed for a while."""
        self._each(request, queryset, lambda user, **said: lockouts.unlock(user=user, **said), _("%(n)s accounts unlocked."))

    @admin.action(description=gettext_lazy("Reset the second step (device lost)"), permissions=["administer"])
    def reset_second_step(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        """The password alone opens the account then, until another device is set up. Its sessions end."""

        def reset(user: User, **said: Any) -> bool:
            done = secondstep.reset(user=user, **said)
            if done:
                sessions.end(user=user, **said)
            return done

        self._each(request, queryset, reset, _("%(n)s second steps reset. Make sure by another way that it was the person who asked."))

    @admin.action(description=gettext_lazy("End all sessions"), permissions=["administer"])
    def end_sessions(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        """In every browser; tokens of programs stay."""
        self._each(request, queryset, lambda user, **said: bool(sessions.end(user=user, **said)), _("%(n)s accounts signed out."))

    def _each(self, request: HttpRequest, queryset: QuerySet[User], do: Callable[..., bool], sentence: str) -> None:
        by, at = signed_in(request), timezone.now()
        done = sum(do(user, by=by, at=at) for user in queryset)
        self.message_user(request, sentence % {"n": done}, messages.SUCCESS)

    def log_addition(self, request: HttpRequest, obj: User, message: Any) -> Any:
        """Also among the events."""
        self._record(request, obj, "account.made", message)
        return super().log_addition(request, obj, message)

    def log_change(self, request: HttpRequest, obj: User, message: Any) -> Any:
        """Also among the events: which fields, and the roles that the account has now."""
        self._record(request, obj, "account.changed", message)
        return super().log_change(request, obj, message)

    def _record(self, request: HttpRequest, user: User, action: str, message: Any) -> None:
        fields = [name for part in message if isinstance(part, dict) for name in part.get("changed", {}).get("fields", [])]
        roles = sorted(user.groups.values_list("name", flat=True))
        after = {"fields": fields, "roles": roles, "is_active": user.is_active, "is_staff": user.is_staff, "is_superuser": user.is_superuser}
        events.record(by=signed_in(request), action=action, object_type="account", object_key=user.get_username(), at=timezone.now(), after=after)
