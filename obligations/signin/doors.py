"""The doors: the page for all, the one of the admin, and the second step behind both."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import redirect, render, resolve_url
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from obligations.api.throttles import SignInThrottle
from obligations.services import secondstep
from obligations.signin.forms import CodeForm
from obligations.signin.locked import asked_too_often
from obligations.signin.sessions import Waiting, enter, wait, waiting


class SignIn(LoginView):
    """The password. Who has set up a second step is led there, and is not signed in before."""

    redirect_authenticated_user = True

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """As often as an address may send the form."""
        seconds = SignInThrottle().seconds(request)
        return asked_too_often(request, seconds) if seconds else super().post(request, *args, **kwargs)

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        """In, or on to the second step."""
        user, at = form.get_user(), timezone.now()
        if secondstep.is_set_up(user):
            wait(self.request, user, address=self.get_success_url(), at=at)
            return redirect("second-step")
        enter(self.request, user, at=at, second_step=False)
        return HttpResponseRedirect(self.get_success_url())


class StaffSignIn(SignIn):
    """The admin's own door, drawn as the admin is. Somebody who is signed in and is no staff may come in as somebody else."""

    template_name = "admin/login.html"
    authentication_form = AdminAuthenticationForm
    redirect_authenticated_user = False
    next_page = "admin:index"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Staff who are in already go on."""
        if request.method == "GET" and admin.site.has_permission(request):
            return redirect("admin:index")
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """What the admin's template wants to know."""
        shown = {"title": _("Log in"), "subtitle": None, "app_path": self.request.get_full_path(), "username": self.request.user.get_username()}
        return super().get_context_data(**kwargs) | admin.site.each_context(self.request) | shown


@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "POST"])
def second_step(request: HttpRequest) -> HttpResponse:
    """The code, for who has just given the right password; others begin at the door."""
    at = timezone.now()
    who = waiting(request, at=at)
    if who is None:
        messages.info(request, _("Type your password again: the time for the code has run out."))
        return redirect("login")
    form = CodeForm(request.POST if request.method == "POST" else None)
    form.fields["code"].widget.attrs["autofocus"] = True
    if form.is_valid():
        try:
            way = secondstep.check(user=who.user, code=form.cleaned_data["code"], at=at)
        except ValidationError as refused:
            form.add_error("code", refused)
        else:
            return _let_in(request, who, way)
    return render(request, "registration/second_step.html", {"form": form})


def _let_in(request: HttpRequest, who: Waiting, way: secondstep.Way) -> HttpResponse:
    enter(request, who.user, at=timezone.now(), second_step=True)
    if way is secondstep.Way.RECOVERY:
        left = secondstep.codes_left(who.user)
        said = ngettext("%(n)s recovery code is left.", "%(n)s recovery codes are left.", left) % {"n": left}
        messages.warning(request, f"{said} {_('Make new ones under “Password and security”.')}")
    return HttpResponseRedirect(resolve_url(who.address))
