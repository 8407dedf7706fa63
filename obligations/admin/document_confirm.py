"""Accept the open labels of a document together: first the numbers, what is left out and why, then, with a reason, the deed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from obligations.admin.queue_labels import contradictions_in
from obligations.admin.staff import signed_in
from obligations.choices import Label
from obligations.models import Obligation
from obligations.services import decisions
from obligations.services.decisions import OpenLabels

if TYPE_CHECKING:
    pass

NAME = "obligations_document_confirm"


def confirm_urls(model_admin: admin.ModelAdmin) -> list[URLPattern]:
    """The address of the page, for the admin of documents."""

    def view(request: HttpRequest, pk: int) -> HttpResponse:
        return confirm_view(model_admin, request, pk)

    return [path("<int:pk>/confirm/", model_admin.admin_site.admin_view(view), name=NAME)]


def confirm_view(model_admin: admin.ModelAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """The page; a POST accepts what the page has shown and leads back to the document."""
    document = model_admin.get_object(request, str(pk))
    if not model_admin.has_view_permission(request, document):
        raise PermissionDenied
    if document is None:
        raise Http404
    errors: list[str] = []
    if request.method == "POST":
        user = signed_in(request)
        sent = {"reason": request.POST.get("reason", ""), "shown": request.POST.get("shown", "")}
        try:
            made = decisions.confirm_document(document=document, by=user, at=timezone.now(), **sent)
        except ValidationError as refused:
            errors = refused.messages
        else:
            messages.success(request, _("%(n)s labels accepted: %(kinds)s.") % {"n": sum(made.values()), "kinds": _listed(made)})
            return HttpResponseRedirect(reverse("admin:obligations_document_change", args=[document.pk]))
    context = {
        **model_admin.admin_site.each_context(request),
        "title": _("Accept the open labels of %(document)s") % {"document": document},
        "opts": model_admin.opts,
        "media": model_admin.media,
        "document": document,
        "errors": errors,
        "reason": request.POST.get("reason", ""),
        "may_decide": Obligation.objects.writable_by(request.user).filter(paragraph__document=document).exists(),
        "contradictions": contradictions_in(document),
        **_shown(decisions.open_labels(document)),
    }
    return TemplateResponse(request, "admin/obligations/document/confirm.html", context)


def _shown(found: OpenLabels) -> dict[str, Any]:
    """The numbers by kind of label, and the paragraphs with what is left out."""
    return {
        "numbers": [(Label(label).label, n) for label, n in decisions.counts(found.acceptable).items()],
        "total": len(found.acceptable),
        "shown": found.digest,
        "ambiguous": _places(found.ambiguous),
        "uncertain": _places(found.uncertain),
    }


def _places(choices: tuple[decisions.Choice, ...]) -> list[tuple[str, str, str, int]]:
    """For each choice: the paragraph's slug for the queue, the key that a person reads, the kind of label, how many."""
    found: dict[tuple[str, str, str], int] = {}
    for choice in choices:
        target = choice.target
        slug, key = (target.paragraph.slug, target.key) if isinstance(target, Obligation) else (target.slug, target.label)
        place = (slug, key, str(choice.label.label))
        found[place] = found.get(place, 0) + 1
    return [(*place, n) for place, n in found.items()]


def _listed(numbers: dict[str, int]) -> str:
    return ", ".join(f"{Label(label).label} {n}" for label, n in numbers.items())
