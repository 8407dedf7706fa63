"""The addresses of cells: the page of one, the way to it from a name, and the evidence that is offered while somebody types."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from obligations.admin import cell_onward, keeping
from obligations.admin.cell_actions import Done
from obligations.admin.cell_evidence import offered, written
from obligations.admin.cell_page import DRAFT, MEDIA, CellPage, address
from obligations.admin.staff import signed_in
from obligations.models import Actor, Commitment, Obligation
from obligations.services.assessments import Cell

if TYPE_CHECKING:
    from django.contrib.auth.models import User


def cell_urls(model_admin: admin.ModelAdmin) -> list[URLPattern]:
    """The addresses, for the admin of assessments."""

    def staff_only(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        def answer(request: HttpRequest, **asked: str) -> HttpResponse:
            if not model_admin.has_view_permission(request):
                raise PermissionDenied
            return view(model_admin, request, **asked)

        return model_admin.admin_site.admin_view(answer)

    return [
        path("cell/<slug:target>/", staff_only(chooser_view), name="obligations_cell_chooser"),
        path("cell/<slug:target>/<str:actor>/", staff_only(cell_view), name="obligations_cell"),
        path("evidence-for/<str:actor>/", staff_only(evidence_view), name="obligations_cell_evidence"),
    ]


def cell_view(model_admin: admin.ModelAdmin, request: HttpRequest, *, target: str, actor: str) -> HttpResponse:
    """The page of a cell; a POST does what its button says and leads back to the page."""
    person = signed_in(request)
    cell = _cell(person, target, actor)
    sent = request.POST if request.method == "POST" else None
    evidence, last = request.GET.get("evidence", ""), cell_onward.last_written(request)
    page = CellPage(cell, user=person, at=timezone.now(), data=sent, evidence=evidence, last=last)
    if sent is not None:
        done = page.submit()
        if done is not None:
            if done.sentence:
                messages.success(request, done.sentence)
            return keeping.saved(request, HttpResponseRedirect(_leads_to(request, page, done)), sent.get("keep", ""))
    context = {
        **model_admin.admin_site.each_context(request),
        "title": f"{cell.obligation or cell.commitment} · {cell.actor}",
        "opts": model_admin.opts,
        "media": model_admin.media + MEDIA,
        **page.context(),
        **cell_onward.offers(request),
    }
    return TemplateResponse(request, "admin/obligations/cell/page.html", context)


def _leads_to(request: HttpRequest, page: CellPage, done: Done) -> str:
    """Where a POST leads: where it says, on to the next cell of a worklist once something was submitted, or back to the page."""
    if page.what == DRAFT and request.POST.get("do") in ("save", "submit"):
        cell_onward.remember(request, page.sheet.shown)
        if request.POST.get("do") == "submit" and (to := cell_onward.onward(request)):
            return to
    query = f"?{request.GET.urlencode()}" if cell_onward.onward(request) else ""
    return done.address or f"{page.address}{query}{done.landing}"


def chooser_view(model_admin: admin.ModelAdmin, request: HttpRequest, *, target: str) -> HttpResponse:
    """From an obligation and the code or name of an actor to the page of their cell; back to the obligation where nobody has that name."""
    obligation = get_object_or_404(Obligation.objects.visible_to(signed_in(request)), slug=target)
    name = request.GET.get("actor", "").replace("\x00", "").strip()
    named = Q(code__iexact=name) | Q(name_zh__iexact=name) | Q(name_en__iexact=name) | Q(formal_zh=name) | Q(formal_en__iexact=name)
    actor = Actor.objects.filter(named).first() or Actor.objects.filter(aliases__name=name, aliases__active=True).first()
    if actor is None:
        messages.error(request, _("Nobody here is called “%(name)s”. Choose a name of the list, or type a code such as JPN.") % {"name": name})
        return HttpResponseRedirect(f"{reverse('admin:obligations_obligation_change', args=[obligation.pk])}#follow-up")
    return HttpResponseRedirect(address(Cell(actor, obligation=obligation)))


def evidence_view(model_admin: admin.ModelAdmin, request: HttpRequest, *, actor: str) -> JsonResponse:
    """The pieces of evidence in which the words of `q` are found, for the field on the page: what stands in it, and what it is."""
    whom = get_object_or_404(Actor, code=actor)
    found = offered(user=signed_in(request), actor=whom, words=request.GET.get("q", "")[:200])
    return JsonResponse({"found": [{"value": written(piece), "kind": piece.get_kind_display(), "from": str(piece.issuer or "")} for piece in found]})


def _cell(person: User, target: str, code: str) -> Cell:
    """The cell of an address: an obligation and any actor, or a commitment and the actor who made it."""
    actor = get_object_or_404(Actor, code=code.replace("\x00", ""))
    around = ("verb", "text", "paragraph__document", "paragraph__parent__current", "inherited_from", "successor")
    obligation = Obligation.objects.visible_to(person).select_related(*around).prefetch_related("addressees").filter(slug=target).first()
    if obligation is not None:
        return Cell(actor, obligation=obligation)
    related = ("actor", "document__record", "speech")
    made = Commitment.objects.visible_to(person).select_related(*related).prefetch_related("subjects").filter(slug=target, actor=actor).first()
    if made is None:
        raise Http404
    return Cell(actor, commitment=made)
