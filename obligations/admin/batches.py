"""Batches: many changes made in one step, with their rows, and the way to undo one as a whole."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from obligations.admin.staff import StaffAdmin, signed_in
from obligations.models import Batch
from obligations.services import batches

if TYPE_CHECKING:
    from django.contrib.auth.models import User

PER_PAGE = 100


@admin.register(Batch)
class BatchAdmin(StaffAdmin):
    """Newest first; the page of one shows its rows and offers to undo it."""

    list_display = ["description", "kind", "size", "by", "at", "undone"]
    list_filter = ["kind", ("by", admin.RelatedOnlyFieldListFilter), "at"]
    list_select_related = ["by", "undone_by"]
    ordering = ["-at"]
    sortable_by = ["at", "size"]
    search_fields = ["description", "filename"]
    search_help_text = gettext_lazy("Words of the description, or a file name")

    def get_urls(self) -> list[Any]:
        """Also the page that asks whether to undo one."""
        own: list[URLPattern] = [path("<uuid:key>/undo/", self.admin_site.admin_view(self.undo_view), name="obligations_batch_undo")]
        return [*own, *super().get_urls()]

    def log_keys(self, obj: Batch) -> list[str]:
        return [str(obj.pk)]

    @admin.display(description=gettext_lazy("undone"))
    def undone(self, batch: Batch) -> str:
        if batch.undone_at is None:
            return ""
        return _("%(day)s, by %(who)s") % {"day": timezone.localtime(batch.undone_at).strftime("%Y-%m-%d %H:%M"), "who": batch.undone_by}

    def change_view(self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        """One batch with its rows."""
        batch = self.get_object(request, object_id)
        if not self.has_view_permission(request, batch):
            raise PermissionDenied
        if batch is None:
            raise Http404
        return self._answer(request, batch, "batch")

    def undo_view(self, request: HttpRequest, key: UUID) -> HttpResponse:
        """Ask whether to undo it; a POST does, and says why not where it cannot be done."""
        batch = self.get_object(request, str(key))
        if batch is None:
            raise Http404
        if not self.has_view_permission(request, batch):
            raise PermissionDenied
        if request.method == "POST":
            try:
                batches.undo(batch=batch, by=signed_in(request), at=timezone.now())
            except (ValidationError, PermissionDenied) as refused:
                self.message_user(request, _said(refused), messages.ERROR)
            else:
                self.message_user(request, _("Undone: %(what)s.") % {"what": batch.description}, messages.SUCCESS)
            return HttpResponseRedirect(reverse("admin:obligations_batch_change", args=[batch.pk]))
        return self._answer(request, batch, "batch_undo")

    def _answer(self, request: HttpRequest, batch: Batch, template: str) -> HttpResponse:
        versions = batch.assessments.select_related("obligation", "commitment", "actor").order_by("obligation", "commitment", "actor__position")
        rows: QuerySet[Any] = versions if versions.exists() else _reaches(batch)
        context = {
            **self.admin_site.each_context(request),
            "title": batch.description,
            "opts": self.opts,
            "media": self.media,
            "batch": batch,
            "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
            "why_not": why_not(batch, signed_in(request)),
            "on": timezone.localdate(),
        }
        return TemplateResponse(request, f"admin/obligations/{template}.html", context)


def why_not(batch: Batch, user: User) -> str:
    """Why somebody cannot undo a batch now; empty where they can."""
    try:
        batches.check_undo(batch, user)
    except (ValidationError, PermissionDenied) as refused:
        return _said(refused)
    return ""


def _reaches(batch: Batch) -> QuerySet[Any]:
    return batch.applicabilities.select_related("obligation", "actor").order_by("obligation", "actor__position")


def _said(refused: ValidationError | PermissionDenied) -> str:
    return " ".join(refused.messages) if isinstance(refused, ValidationError) else str(refused)
