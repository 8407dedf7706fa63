"""Where people make and revoke what their programs and calendars come in with: tokens, and addresses of calendars."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from obligations.models import ApiToken, CalendarFeed
from obligations.querysets import has_role
from obligations.services import calendars, tokens
from obligations.signin.access import CalendarForm, TokenForm

if TYPE_CHECKING:
    from django.contrib.auth.models import User

FORMS = {"token": TokenForm, "calendar": CalendarForm}


@login_required
@never_cache  # the answer to the form holds a secret
@require_http_methods(["GET", "POST"])
def access_page(request: HttpRequest) -> HttpResponse:
    """One's own that stand, and the two forms; a POST makes one and shows its secret, which nobody can show again."""
    user = cast("User", request.user)
    if not has_role(user):
        raise PermissionDenied(_("Your account has no role yet. Ask an administrator for the reader's role."))
    at = timezone.now()
    sent = request.POST.get("what", "") if request.method == "POST" else ""
    on = timezone.localdate(at)
    shown = {what: form(request.POST if what == sent else None, prefix=what, initial=form.beginning(on)) for what, form in FORMS.items()}
    secret = shown[sent].make(user=user, at=at) if sent in shown else ""
    if secret:
        shown[sent] = FORMS[sent](prefix=sent, initial=FORMS[sent].beginning(on))
    context = {
        "forms": shown,
        "made": sent if secret else "",
        "secret": secret,
        "tokens": ApiToken.objects.standing().filter(user=user),
        "calendars": CalendarFeed.objects.standing().filter(user=user),
        "at": at,
    }
    return render(request, "obligations/access.html", context)


@login_required
@require_POST
def revoke_token(request: HttpRequest, pk: int) -> HttpResponseRedirect:
    """End one of one's own tokens."""
    user = cast("User", request.user)
    row = tokens.revoke(token=get_object_or_404(ApiToken, pk=pk, user=user), by=user, at=timezone.now())
    messages.success(request, _("“%(name)s” is revoked.") % {"name": row.name})
    return redirect("access")


@login_required
@require_POST
def revoke_calendar(request: HttpRequest, pk: int) -> HttpResponseRedirect:
    """Close one of one's own calendar addresses."""
    user = cast("User", request.user)
    row = calendars.revoke(feed=get_object_or_404(CalendarFeed, pk=pk, user=user), by=user, at=timezone.now())
    messages.success(request, _("“%(name)s” is revoked.") % {"name": row.name})
    return redirect("access")
