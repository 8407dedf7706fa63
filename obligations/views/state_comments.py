"""The page on which a State, through its own account, or staff for it, comments on a status recorded for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from obligations.models import Assessment
from obligations.querysets import is_staff
from obligations.services import statecomments
from obligations.views.versions import versions_of

if TYPE_CHECKING:
    from datetime import date

    from django.contrib.auth.models import User


class StateCommentForm(forms.Form):
    """The State's own words, and when they were received: today, where the State writes itself."""

    text = forms.CharField(
        label=gettext_lazy("Comment of the State"),
        help_text=gettext_lazy("It stands beside the status for everybody who may see the status, under the name of the State, and is not edited."),
        widget=forms.Textarea(attrs={"rows": 8}),
        max_length=statecomments.LONGEST,
    )
    received_on = forms.DateField(label=gettext_lazy("Received on"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))


@login_required
@require_http_methods(["GET", "POST"])
def state_comment(request: HttpRequest, pk: int) -> HttpResponse:
    """The form beside the status it is about; a POST writes and leads back to the obligation or commitment."""
    user = cast("User", request.user)
    visible = Assessment.objects.visible_to(user).select_related("actor", "obligation", "commitment")
    version = get_object_or_404(visible, pk=pk)
    if not statecomments.may_comment(user, version):
        raise PermissionDenied(_("Only the State concerned, once it was sent the status, and staff for it, add its comment."))
    at = timezone.now()
    today = timezone.localdate(at)
    form = _form(request, today)
    target = version.obligation or version.commitment
    assert target is not None  # noqa: S101  (a version is about one of the two; for the type checker)
    if request.method == "POST" and form.is_valid() and _save(form, version, request, today):
        messages.success(request, _("The comment of %(actor)s stands beside the status.") % {"actor": version.actor})
        return redirect(target.get_absolute_url())
    shown = versions_of(user, visible.filter(pk=pk))[0]
    context = {"version": version, "shown": shown, "target": target, "form": form, "is_staff_reader": is_staff(user), "on": today}
    return render(request, "obligations/state_comment.html", context)


def _form(request: HttpRequest, today: date) -> StateCommentForm:
    form = StateCommentForm(request.POST or None, initial={"received_on": today})
    if not is_staff(request.user):
        form.fields["received_on"].disabled = True  # the State writes today
    return form


def _save(form: StateCommentForm, version: Assessment, request: HttpRequest, today: date) -> bool:
    user = cast("User", request.user)
    try:
        statecomments.add(version=version, by=user, at=timezone.now(), **form.cleaned_data)
    except ValidationError as refused:
        form.add_error(None, refused)
        return False
    return True
