"""One's own security: the password, the second step, sessions elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.forms import PasswordChangeForm
from django.contrib.auth.views import PasswordChangeView
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from obligations.querysets import is_staff
from obligations.services import events, secondstep, sessions
from obligations.signin.drawing import drawn, spelled
from obligations.signin.forms import CodeForm, FirstCodeForm, OwnPasswordForm
from obligations.signin.middleware import REQUIRED
from obligations.signin.sessions import SECOND_STEP

if TYPE_CHECKING:
    from datetime import datetime

    from django.contrib.auth.models import User

BEGIN, CODES, REMOVE, ELSEWHERE = "begin", "codes", "remove", "elsewhere"


class ChangePassword(PasswordChangeView):
    """A new password, for everybody who is signed in. All other sessions of the account end by it."""

    template_name = "registration/password.html"
    success_url = reverse_lazy("security")

    def form_valid(self, form: PasswordChangeForm) -> HttpResponse:
        """Store it, and log that it was changed."""
        answer = super().form_valid(form)
        user, at = cast("User", self.request.user), timezone.now()
        sessions.end(user=user, by=user, at=at, but=self.request.session.session_key)
        events.record(by=user, action="account.password_changed", object_type="account", object_key=user.get_username(), at=at)
        messages.success(self.request, _("Your password is changed. Your other sessions have ended."))
        return answer


@sensitive_post_parameters()
@never_cache  # an answer may hold recovery codes
@login_required
@require_http_methods(["GET", "POST"])
def security_page(request: HttpRequest) -> HttpResponse:
    """What protects the account, and the forms that change it."""
    user, at = cast("User", request.user), timezone.now()
    what = request.POST.get("what", "") if request.method == "POST" else ""
    shown = _forms(request, user, what)
    if what in CHANGES and (what == ELSEWHERE or shown[what].is_valid()):
        try:
            answer = CHANGES[what](request, shown.get(what), at)
        except ValidationError as refused:
            shown[what].add_error(None, refused)
        else:
            return answer
    context = {
        "forms": shown,
        "is_set_up": secondstep.is_set_up(user),
        "codes_left": secondstep.codes_left(user),
        "required": settings.STAFF_TOTP == REQUIRED and (user.is_staff or is_staff(user)),
        "idle_minutes": settings.SESSION_IDLE_SECONDS // 60,
        "hours": settings.SESSION_COOKIE_AGE // 3600,
    }
    return render(request, "obligations/security.html", context)


@sensitive_post_parameters()
@never_cache  # it shows the key
@login_required
@require_http_methods(["GET", "POST"])
def second_step_setup(request: HttpRequest) -> HttpResponse:
    """The key, as a drawing and in letters, and the form for its first code; the answer to that shows the recovery codes."""
    user, at = cast("User", request.user), timezone.now()
    device = secondstep.being_set_up(user)
    if device is None or secondstep.is_set_up(user):
        return redirect("security")
    form = FirstCodeForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            codes = secondstep.confirm(user=user, code=form.cleaned_data["code"], by=user, at=at)
        except ValidationError as refused:
            form.add_error("code", refused)
        else:
            request.session.cycle_key()
            request.session[SECOND_STEP] = True
            sessions.end(user=user, by=user, at=at, but=request.session.session_key)
            return _codes(request, codes)
    context = {"form": form, "drawing": drawn(device.config_url), "key": spelled(device.bin_key), "address": device.config_url}
    return render(request, "obligations/second_step_setup.html", context)


def _forms(request: HttpRequest, user: User, what: str) -> dict[str, forms.Form]:
    sent = {name: request.POST if name == what else None for name in (BEGIN, CODES, REMOVE)}
    return {
        BEGIN: OwnPasswordForm(sent[BEGIN], request=request, user=user, prefix=BEGIN),
        CODES: CodeForm(sent[CODES], prefix=CODES),
        REMOVE: CodeForm(sent[REMOVE], prefix=REMOVE),
    }


def _begin(request: HttpRequest, form: Any, at: datetime) -> HttpResponse:
    user = cast("User", request.user)
    secondstep.begin(user=user, by=user, at=at)
    return redirect("second-step-setup")


def _renew(request: HttpRequest, form: Any, at: datetime) -> HttpResponse:
    user = cast("User", request.user)
    return _codes(request, secondstep.renew_codes(user=user, code=form.cleaned_data["code"], by=user, at=at))


def _remove(request: HttpRequest, form: Any, at: datetime) -> HttpResponse:
    user = cast("User", request.user)
    secondstep.remove(user=user, code=form.cleaned_data["code"], by=user, at=at)
    request.session.pop(SECOND_STEP, None)
    messages.success(request, _("The second step is removed. From now on your password alone opens your account."))
    return redirect("security")


def _elsewhere(request: HttpRequest, form: Any, at: datetime) -> HttpResponse:
    user = cast("User", request.user)
    ended = sessions.end(user=user, by=user, at=at, but=request.session.session_key)
    messages.success(request, _("%(n)s other sessions ended.") % {"n": ended})
    return redirect("security")


def _codes(request: HttpRequest, codes: list[str]) -> HttpResponse:
    return render(request, "obligations/recovery_codes.html", {"codes": codes})


CHANGES: dict[str, Callable[[HttpRequest, Any, datetime], HttpResponse]] = {BEGIN: _begin, CODES: _renew, REMOVE: _remove, ELSEWHERE: _elsewhere}
