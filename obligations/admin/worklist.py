"""The worklist of a State: its cells that need a look, by document and subject, keyboard first; and the list of what waits for review."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.forms import Media
from django.forms.widgets import Script
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from obligations.admin.staff import signed_in
from obligations.cells import Marker
from obligations.choices import ActorKind
from obligations.desk.worklist import Item, Wanted, assigned_actors, worklist
from obligations.models import Actor, Assessment, Document, SubjectArea

NAME, NEXT, REVIEW = "obligations_worklist", "obligations_worklist_next", "obligations_review"
MEDIA = Media(js=[Script("obligations/worklist.js", defer=True)], css={"all": ["obligations/worklist.css"]})  # type: ignore[list-item]
PER_PAGE = 100
KEYS = [
    ("j ↓", lambda: _("next cell")),
    ("k ↑", lambda: _("cell before")),
    ("Enter", lambda: _("open the cell; saving it leads to the next one")),
    ("?", lambda: _("show or hide this help")),
]


def worklist_urls(model_admin: admin.ModelAdmin) -> list[URLPattern]:
    """The addresses of both lists, for the admin of assessments."""
    views = {NAME: ("worklist/", worklist_view), NEXT: ("worklist/next/", next_view), REVIEW: ("review/", review_view)}

    def bound(view: Any) -> Any:
        return lambda request: view(model_admin, request)

    return [path(route, model_admin.admin_site.admin_view(bound(view)), name=name) for name, (route, view) in views.items()]


def worklist_view(model_admin: admin.ModelAdmin, request: HttpRequest) -> HttpResponse:
    """The cells of the State that was asked for; without one, the States that the person is assigned to."""
    if not model_admin.has_view_permission(request):
        raise PermissionDenied
    user, wanted, on = signed_in(request), wanted_by(request.GET), timezone.localdate()
    actor = Actor.objects.filter(code=_plain(request.GET.get("actor", ""))).first()
    context: dict[str, Any] = {
        **_everywhere(model_admin, request),
        "title": _("Worklist: %(actor)s") % {"actor": actor} if actor else _("Worklist"),
        "actor": actor,
        "actors": Actor.objects.filter(kind__in=(ActorKind.STATE, ActorKind.OBSERVER)),
        "own": assigned_actors(user),
        "wanted": wanted,
        "keys": [(key, said()) for key, said in KEYS],
        "documents": Document.objects.visible_to(user).filter(paragraphs__obligations__tracked=True).distinct(),
        "areas": SubjectArea.objects.all(),
        "on": on,
    }
    if actor is not None:
        found = worklist(actor, user=user, on=on, wanted=wanted)
        page = Paginator(found.items, PER_PAGE).get_page(request.GET.get("page"))
        context |= {
            "found": found,
            "page": page,
            "address": f"{request.path}?{urlencode([('actor', actor.code), *wanted.pairs()])}&",
            "rows": [(item, cell_address(item, wanted)) for item in page.object_list],
            "markers": [(marker, n, marker.value in wanted.markers) for marker, n in found.counts],
        }
    return TemplateResponse(request, "admin/obligations/assessment/worklist.html", context)


def next_view(model_admin: admin.ModelAdmin, request: HttpRequest) -> HttpResponse:
    """Lead to the next cell of a worklist; back to the list where there is none."""
    if not model_admin.has_view_permission(request):
        raise PermissionDenied
    wanted = wanted_by(request.GET)
    actor = get_object_or_404(Actor, code=_plain(request.GET.get("actor", "")))
    user = signed_in(request)
    # What was just saved may have left the list, so the place is looked for among all cells and the next one among those that are wanted.
    everything = worklist(actor, user=user, on=timezone.localdate(), wanted=Wanted(wanted.document, wanted.subject, everything=True))
    places = {item.row.obligation.slug: n for n, item in enumerate(everything.items)}
    at = places.get(_plain(request.GET.get("after", "")), -1)
    found = worklist(actor, user=user, on=timezone.localdate(), wanted=wanted)
    later = (item for item in found.items if places[item.row.obligation.slug] > at and item.mine and not item.is_waiting)
    item = next(later, None)
    if item is not None:
        return HttpResponseRedirect(cell_address(item, wanted))
    model_admin.message_user(request, _("That was the last cell of this list."))
    return HttpResponseRedirect(f"{reverse(f'admin:{NAME}')}?{urlencode([('actor', actor.code), *wanted.pairs()])}")


def review_view(model_admin: admin.ModelAdmin, request: HttpRequest) -> HttpResponse:
    """What waits for review, oldest first; one's own is marked, because somebody else reviews it."""
    if not model_admin.has_view_permission(request):
        raise PermissionDenied
    rows = Assessment.objects.visible_to(request.user).submitted().select_related("actor", "author", "obligation__verb", "commitment", "based_on")
    page = Paginator(rows.order_by("submitted_at", "pk"), PER_PAGE).get_page(request.GET.get("page"))
    shown = {"title": _("Waiting for review"), "page": page, "address": f"{request.path}?", "on": timezone.localdate()}
    return TemplateResponse(request, "admin/obligations/assessment/review.html", {**_everywhere(model_admin, request), **shown})


def wanted_by(query: QueryDict) -> Wanted:
    """Read an address; what is unknown there is left out."""
    markers = tuple(code for code in query.getlist("marker") if code in Marker.values)
    return Wanted(_plain(query.get("document", "")), _plain(query.get("subject", "")), markers, query.get("everything") == "1")


def cell_address(item: Item, wanted: Wanted) -> str:
    """The page of a cell; saving it there leads on to the next cell of the same list."""
    row = item.row
    onward = f"{reverse(f'admin:{NEXT}')}?{urlencode([('actor', row.actor.code), *wanted.pairs(), ('after', row.obligation.slug)])}"
    return f"{reverse('admin:obligations_cell', args=[row.obligation.slug, row.actor.code])}?{urlencode({'next': onward})}"


def _everywhere(model_admin: admin.ModelAdmin, request: HttpRequest) -> dict[str, Any]:
    return {**model_admin.admin_site.each_context(request), "opts": model_admin.opts, "media": model_admin.media + MEDIA}


def _plain(text: str) -> str:
    return text.replace("\x00", "")
