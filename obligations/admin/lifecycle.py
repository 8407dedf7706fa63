"""The page on which staff mark an obligation as superseded by another one, or take that back."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.widgets import AutocompleteSelect
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from obligations.admin.staff import log_address, signed_in
from obligations.choices import Lifecycle
from obligations.dues.lifecycle import lifecycle_on
from obligations.models import Obligation
from obligations.services import lifecycle

if TYPE_CHECKING:
    from django.contrib.auth.models import User


class ReinstateForm(forms.Form):
    """Take back that an obligation is superseded."""

    reason = forms.CharField(label=gettext_lazy("Reason"), widget=forms.Textarea(attrs={"rows": 2}))

    def write(self, obligation: Obligation, *, by: User, at: datetime) -> None:
        """Through the service, which may refuse."""
        lifecycle.reinstate(obligation=obligation, by=by, at=at, **self.cleaned_data)

    def save(self, obligation: Obligation, *, by: User, at: datetime) -> bool:
        """Whether it was written; if not, the form says why."""
        try:
            self.write(obligation, by=by, at=at)
        except ValidationError as refused:
            self.add_error(None, refused)
            return False
        return True


class SupersedeForm(ReinstateForm):
    """Name the obligation that takes the place of another one, and from which day."""

    successor = forms.ModelChoiceField(
        Obligation.objects.all(),
        label=gettext_lazy("Superseded by"),
        help_text=gettext_lazy("Type words of its paragraph, or its key."),
        widget=AutocompleteSelect(Obligation._meta.get_field("successor"), admin.site),
    )
    on = forms.DateField(
        label=gettext_lazy("From"),
        help_text=gettext_lazy("The day from which the other stands in its place, as a rule that of the later text's adoption."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    field_order = ["successor", "on", "reason"]

    def write(self, obligation: Obligation, *, by: User, at: datetime) -> None:
        """Through the service, which may refuse."""
        lifecycle.supersede(obligation=obligation, by=by, at=at, **self.cleaned_data)


def lifecycle_urls(model_admin: admin.ModelAdmin) -> list[URLPattern]:
    """The address of the page, for the admin of obligations."""

    def view(request: HttpRequest, pk: int) -> HttpResponse:
        return lifecycle_view(model_admin, request, pk)

    return [path("<int:pk>/lifecycle/", model_admin.admin_site.admin_view(view), name="obligations_obligation_lifecycle")]


def lifecycle_view(model_admin: admin.ModelAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """The page; a POST writes and leads back to the obligation."""
    obligation = model_admin.get_object(request, str(pk))
    if not model_admin.has_view_permission(request, obligation):
        raise PermissionDenied
    if obligation is None:
        raise Http404
    at = timezone.now()
    form_class = ReinstateForm if obligation.lifecycle == Lifecycle.SUPERSEDED else SupersedeForm
    form = form_class(request.POST or None)
    back = reverse("admin:obligations_obligation_change", args=[obligation.pk])
    if request.method == "POST" and form.is_valid() and form.save(obligation, by=signed_in(request), at=at):
        model_admin.message_user(request, _("Recorded: %(record)s.") % {"record": obligation.get_lifecycle_display()}, messages.SUCCESS)
        return HttpResponseRedirect(back)
    context: dict[str, Any] = {
        **model_admin.admin_site.each_context(request),
        "title": f"{obligation.key} · {_('lifecycle')}",
        "opts": model_admin.opts,
        "media": model_admin.media + form.media,
        "obligation": obligation,
        "standing": lifecycle_on(obligation, timezone.localdate(at)).label,
        "predecessors": obligation.predecessors.order_by("key"),
        "form": form,
        "may_change": Obligation.objects.writable_by(request.user).filter(pk=obligation.pk).exists(),
        "log_address": log_address([obligation.slug]),
    }
    return TemplateResponse(request, "admin/obligations/obligation/lifecycle.html", context)
