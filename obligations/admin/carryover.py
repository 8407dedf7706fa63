"""Carry over to a cell what stands for the same State on a related obligation."""

from __future__ import annotations

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from obligations.admin.staff import signed_in
from obligations.models import Assessment, Obligation
from obligations.services import carryover


def carryover_urls(model_admin: admin.ModelAdmin) -> list[URLPattern]:
    """The address of the button, for the admin of assessments."""

    def view(request: HttpRequest, version: int, obligation: int) -> HttpResponse:
        return carry_view(model_admin, request, version, obligation)

    return [path("carry/<int:version>/<int:obligation>/", model_admin.admin_site.admin_view(require_POST(view)), name="obligations_carry")]


def carry_view(model_admin: admin.ModelAdmin, request: HttpRequest, version: int, obligation: int) -> HttpResponse:
    """Begin the draft and go to it."""
    if not model_admin.has_view_permission(request):
        raise PermissionDenied
    source = get_object_or_404(Assessment.objects.visible_to(request.user).select_related("actor", "obligation"), pk=version)
    target = get_object_or_404(Obligation.objects.visible_to(request.user), pk=obligation)
    try:
        carryover.carry_over(version=source, obligation=target, by=signed_in(request), at=timezone.now())
    except ValidationError as refused:
        model_admin.message_user(request, " ".join(refused.messages), messages.ERROR)
    else:
        said = _("Carried over as a draft, not reviewed. Check it against this obligation, then submit it.")
        model_admin.message_user(request, said, messages.SUCCESS)
    return HttpResponseRedirect(reverse("admin:obligations_cell", args=[target.slug, source.actor.code]))
