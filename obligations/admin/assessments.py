"""Follow-up that was recorded, to read. It is recorded, reviewed and published on the page of its cell."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from obligations.admin.carryover import carryover_urls
from obligations.admin.cell import cell_urls
from obligations.admin.cell_page import address as cell_address
from obligations.admin.filters import AssessedDocumentFilter, CurrentFilter
from obligations.admin.sheet import sheet_urls
from obligations.admin.staff import StaffAdmin
from obligations.admin.worklist import worklist_urls
from obligations.models import Assessment, Obligation
from obligations.services.assessments import Cell


@admin.register(Assessment)
class AssessmentAdmin(StaffAdmin):
    """Versions of follow-up; the one that counts is marked."""

    list_display = ["obligation_key", "actor", "obligation_force", "status", "as_of", "standing", "summary_start", "author", "created_at"]
    list_filter = [
        CurrentFilter,
        "state",
        "status",
        ("obligation__force", admin.ChoicesFieldListFilter),
        AssessedDocumentFilter,
        ("actor", admin.RelatedOnlyFieldListFilter),
    ]
    list_select_related = ["obligation", "actor", "author"]
    ordering = ["obligation__paragraph__document", "obligation__paragraph__position", "obligation__position", "actor__position", "-version"]
    sortable_by = ["as_of", "created_at"]  # never by status: that would rank States
    search_fields = ["obligation__key", "actor__name_zh", "actor__name_en", "actor__code", "summary"]
    search_help_text = gettext_lazy("Key of the obligation, actor, or words of the summary")
    fields = [
        "cell_link",
        "obligation_link",
        "actor",
        "obligation_force",
        "status",
        "summary",
        "as_of",
        "author_name",
        "created_at",
        "standing",
        "versions",
    ]
    readonly_fields = ["cell_link", "obligation_link", "author_name", "obligation_force", "standing", "versions"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Assessment]:
        """Versions on obligations; those on commitments stand on their commitment's page."""
        return super().get_queryset(request).filter(obligation__isnull=False)

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """The list, with the day it shows."""
        return super().changelist_view(request, {**(extra_context or {}), "on": timezone.localdate()})

    def change_view(self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        """One version, with the day it is shown."""
        assessment = self.get_object(request, unquote(object_id))
        name = f"{_obligation(assessment).key} · {assessment.actor}" if assessment else None
        return super().change_view(request, object_id, form_url, {**(extra_context or {}), "subtitle": name, "on": timezone.localdate()})

    def get_urls(self) -> list[Any]:
        """Also the pages of cells."""
        return [*cell_urls(self), *sheet_urls(self), *worklist_urls(self), *carryover_urls(self), *super().get_urls()]

    def log_keys(self, obj: Assessment) -> list[str]:
        return [Cell.of(obj).key]

    @admin.display(description=gettext_lazy("obligation"))
    def obligation_key(self, assessment: Assessment) -> str:
        return _obligation(assessment).key

    @admin.display(description=gettext_lazy("obligation"))
    def obligation_link(self, assessment: Assessment) -> SafeString:
        address = reverse("admin:obligations_obligation_change", args=[assessment.obligation_id])
        return format_html('<a href="{}">{}</a>', address, _obligation(assessment).key)

    @admin.display(description=gettext_lazy("cell"))
    def cell_link(self, assessment: Assessment) -> SafeString:
        name = f"{_obligation(assessment).key} · {assessment.actor}"
        return format_html('<a href="{}#version-{}">{}</a>', cell_address(Cell.of(assessment)), assessment.version, name)

    @admin.display(description=gettext_lazy("force"))
    def obligation_force(self, assessment: Assessment) -> str:
        return _obligation(assessment).get_force_display()

    @admin.display(description=gettext_lazy("version"))
    def standing(self, assessment: Assessment) -> str:
        """Its number, and whether it is the one that counts."""
        if assessment.replaced_at is not None:
            return f"{assessment.version} ({_('Replaced')})"
        return f"{assessment.version} ({_('Current') if assessment.approved_at else assessment.get_state_display()})"

    @admin.display(description=gettext_lazy("author"))
    def author_name(self, assessment: Assessment) -> str:
        return assessment.author.get_username()

    @admin.display(description=gettext_lazy("summary"))
    def summary_start(self, assessment: Assessment) -> str:
        return Truncator(assessment.summary).chars(40)

    @admin.display(description=gettext_lazy("versions"))
    def versions(self, assessment: Assessment) -> SafeString:
        """All versions of the same follow-up, newest first."""
        rows = Assessment.objects.filter(obligation=assessment.obligation_id, actor=assessment.actor_id).select_related("actor", "author")
        return render_to_string("admin/obligations/versions.html", {"versions": rows.order_by("-version"), "target": assessment.obligation})


def _obligation(assessment: Assessment) -> Obligation:
    """The obligation of a version in this list, which holds versions on obligations only."""
    return cast("Obligation", assessment.obligation)
