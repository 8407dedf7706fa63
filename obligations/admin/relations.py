"""The page on which staff say how an obligation relates to earlier ones; what its text cites is suggested first."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.widgets import AutocompleteSelect
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from obligations.admin.staff import log_address, signed_in
from obligations.choices import RelationKind
from obligations.models import Obligation, Relation, SubjectArea
from obligations.services import relations

if TYPE_CHECKING:
    from django.contrib.auth.models import User


class RelationForm(forms.Form):
    """Name the earlier obligation and how this one relates to it."""

    target = forms.ModelChoiceField(
        Obligation.objects.all(),
        label=gettext_lazy("Earlier obligation"),
        help_text=gettext_lazy("Type words of its paragraph, or its key."),
        widget=AutocompleteSelect(Obligation._meta.get_field("successor"), admin.site),
    )
    kind = forms.ChoiceField(choices=RelationKind.choices, label=gettext_lazy("This obligation"))
    reason = forms.CharField(
        required=False,
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy("Needed where it supersedes the earlier one."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def save(self, source: Obligation, *, by: User, at: datetime) -> Relation | None:
        """The relation; None where the service refused it, and the form then says why."""
        try:
            return relations.relate(source=source, by=by, at=at, **self.cleaned_data)
        except ValidationError as refused:
            self.add_error(None, refused)
        return None


def relation_urls(model_admin: admin.ModelAdmin) -> list[URLPattern]:
    """The address of the page, for the admin of obligations."""

    def view(request: HttpRequest, pk: int) -> HttpResponse:
        return relation_view(model_admin, request, pk)

    return [path("<int:pk>/relations/", model_admin.admin_site.admin_view(view), name="obligations_obligation_relations")]


def relation_view(model_admin: admin.ModelAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """The page; a POST records a relation, or takes one back."""
    obligation = model_admin.get_object(request, str(pk))
    if not model_admin.has_view_permission(request, obligation):
        raise PermissionDenied
    if obligation is None:
        raise Http404
    removing = request.POST.get("remove", "") if request.method == "POST" else ""
    form = RelationForm(request.POST if request.method == "POST" and not removing else None)
    if removing:
        return _removed(model_admin, request, obligation, removing)
    if form.is_bound and form.is_valid() and form.save(obligation, by=signed_in(request), at=timezone.now()):
        model_admin.message_user(request, _("The relation is recorded."), messages.SUCCESS)
        return HttpResponseRedirect(request.path)
    context = {
        **model_admin.admin_site.each_context(request),
        **_shown(obligation),
        "title": f"{obligation.key} · {_('relations')}",
        "opts": model_admin.opts,
        "media": model_admin.media + form.media,
        "form": form,
        "may_change": Obligation.objects.writable_by(request.user).filter(pk=obligation.pk).exists(),
        "log_address": log_address([obligation.slug]),
    }
    return TemplateResponse(request, "admin/obligations/obligation/relations.html", context)


def _removed(model_admin: admin.ModelAdmin, request: HttpRequest, obligation: Obligation, key: str) -> HttpResponse:
    """Take a relation back, and say how it went."""
    if not key.isascii() or not key.isdigit():
        raise Http404
    relation = get_object_or_404(Relation, pk=int(key), source=obligation)
    try:
        relations.unrelate(relation=relation, by=signed_in(request), at=timezone.now(), reason=request.POST.get("reason", ""))
        model_admin.message_user(request, _("The relation was taken back."), messages.SUCCESS)
    except ValidationError as refused:
        model_admin.message_user(request, " ".join(refused.messages), messages.ERROR)
    return HttpResponseRedirect(request.path)


def _shown(obligation: Obligation) -> dict[str, Any]:
    around = ("source__verb", "source__text", "target__verb", "target__text")
    areas = {area.code: area.label for area in SubjectArea.objects.all()}
    suggested = [(row, [areas.get(code, code) for code in row.shared_subjects]) for row in relations.suggest(obligation)]
    return {
        "obligation": obligation,
        "relations": Relation.objects.holding().filter(source=obligation).select_related(*around, "by"),
        "related_from": Relation.objects.holding().filter(target=obligation).select_related(*around, "by"),
        "suggested": suggested,
        "kinds": RelationKind.choices,
    }
