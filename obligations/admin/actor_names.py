"""The pages on which analysts and editors add a name of an actor, from the actor or from a problem, and take one out of use again."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from obligations.models import Actor, ActorAlias, Problem
from obligations.querysets import has_role
from obligations.services import aliases

if TYPE_CHECKING:
    from django.contrib.auth.models import User

ADD, OUT = "obligations_actor_name", "obligations_actor_name_out"
MOST_NAMED = 5  # documents that a message names


class NameForm(forms.Form):
    """A name of an actor, as it stands in a text."""

    actor = forms.ModelChoiceField(
        Actor.objects.all(), label=gettext_lazy("actor"), to_field_name="code", help_text=gettext_lazy("States first, in the UN's order.")
    )
    name = forms.CharField(
        label=gettext_lazy("name"),
        required=False,  # the service says what is wrong with an empty one
        widget=forms.TextInput(attrs={"size": 40, "lang": "zh-Hans", "autocomplete": "off"}),
        help_text=gettext_lazy("As it stands in the text, without titles and punctuation around it."),
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("Optional; for example where the name was found."),
    )

    def save(self, *, by: User, at: datetime) -> ActorAlias | None:
        """Add the name. None where it is refused; the form then says why."""
        try:
            return aliases.add(**self.cleaned_data, by=by, at=at)
        except ValidationError as refused:
            self.add_error("name", refused)
        return None


class OutForm(forms.Form):
    """Take a name out of use."""

    reason = forms.CharField(label=gettext_lazy("Reason"), widget=forms.Textarea(attrs={"rows": 2}))

    def save(self, alias: ActorAlias, *, by: User, at: datetime) -> ActorAlias | None:
        """Take the name out. None where that is refused; the form then says why."""
        try:
            return aliases.retire(alias=alias, by=by, at=at, reason=self.cleaned_data["reason"])
        except ValidationError as refused:
            self.add_error(None, refused)
        return None


def name_urls(model_admin: admin.ModelAdmin) -> list[URLPattern]:
    """The addresses of the two pages, for the admin of actors."""

    def add(request: HttpRequest) -> HttpResponse:
        return _add_view(model_admin, request)

    def out(request: HttpRequest, pk: int) -> HttpResponse:
        return _out_view(model_admin, request, pk)

    wrap = model_admin.admin_site.admin_view
    return [path("name/", wrap(add), name=ADD), path("name/<int:pk>/out/", wrap(out), name=OUT)]


def may_name(request: HttpRequest) -> bool:
    """Whether the person may add names of actors."""
    return has_role(request.user, "analyst", "editor")


def _add_view(model_admin: admin.ModelAdmin, request: HttpRequest) -> HttpResponse:
    """The form; `?actor=` and `?name=` fill it in, `?problem=` says in which document the name was not known."""
    by = _person(request)
    problem = _problem(request)
    form = NameForm(request.POST or None, initial={key: request.GET.get(key, "").replace("\x00", "") for key in ("actor", "name")})
    if request.method == "POST" and form.is_valid() and (alias := form.save(by=by, at=timezone.now())) is not None:
        messages.success(request, _("“%(name)s” is a name of %(actor)s from now on.") % {"name": alias.name, "actor": alias.actor})
        messages.info(request, _again(alias))
        if problem:
            return HttpResponseRedirect(_page_of(problem))
        return HttpResponseRedirect(reverse("admin:obligations_actor_change", args=[alias.actor_id]))
    return _answer(model_admin, request, "name", {"title": _("Add a name"), "form": form, "problem": problem})


def _out_view(model_admin: admin.ModelAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """The form with which a name is taken out of use."""
    by = _person(request)
    alias = ActorAlias.objects.writable_by(by).select_related("actor", "added_by").filter(pk=pk).first()
    if alias is None:
        raise Http404
    form = OutForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and form.save(alias, by=by, at=timezone.now()) is not None:
        messages.success(request, _("“%(name)s” is out of use.") % {"name": alias.name})
        messages.info(request, _again(alias))
        return HttpResponseRedirect(reverse("admin:obligations_actor_change", args=[alias.actor_id]))
    return _answer(model_admin, request, "name_out", {"title": _("Take a name out of use"), "form": form, "alias": alias})


def _answer(model_admin: admin.ModelAdmin, request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    everywhere = {**model_admin.admin_site.each_context(request), "opts": model_admin.opts, "media": model_admin.media}
    return TemplateResponse(request, f"admin/obligations/actor/{template}.html", {**everywhere, **context})


def _again(alias: ActorAlias) -> str:
    """Which stored documents hold the name, and how they are read again."""
    symbols = list(aliases.documents_with(alias.name).values_list("symbol", flat=True))
    if not symbols:
        return _("No stored document holds the name.")
    listed = ", ".join(symbols[:MOST_NAMED]) + (" …" if len(symbols) > MOST_NAMED else "")
    said = _("%(n)s stored documents hold the name and change when they are read again (manage.py reclassify): %(symbols)s")
    return said % {"n": len(symbols), "symbols": listed}


def _problem(request: HttpRequest) -> Problem | None:
    pk = request.GET.get("problem", "")
    if not (pk.isascii() and pk.isdigit() and len(pk) < 19):  # what no key can be
        return None
    return Problem.objects.filter(pk=pk).select_related("edition__document__record").first()


def _page_of(problem: Problem) -> str:
    """The page that lists the problem: of the meeting, or of the document."""
    document = problem.edition.document
    record = getattr(document, "record", None)
    if record is not None:
        return reverse("admin:obligations_meeting_change", args=[record.pk])
    return reverse("admin:obligations_document_change", args=[document.pk])


def _person(request: HttpRequest) -> User:
    """Who is signed in, if an analyst or an editor."""
    if not request.user.is_authenticated or not may_name(request):
        raise PermissionDenied
    return request.user
