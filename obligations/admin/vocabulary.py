"""The words labels are made of, to read and to search; they are loaded from the lexicons."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from obligations.admin.staff import StaffAdmin, StaffInline
from obligations.models import Actor, ActorAlias, Instrument, SubjectArea, Verb
from obligations.services.assessments import ASSESSED_KINDS


@admin.register(Verb)
class VerbAdmin(StaffAdmin):
    """The verbs of the Council."""

    list_display = ["verb", "label_en", "force", "force_with_duty", "code"]
    list_filter = ["force"]
    search_fields = ["verb", "label_en", "code"]
    list_per_page = 200


@admin.register(SubjectArea)
class SubjectAreaAdmin(StaffAdmin):
    """The subject areas with their definitions."""

    list_display = ["label_zh", "label_en", "definition_zh", "definition_en", "code"]
    search_fields = ["label_zh", "label_en", "definition_zh", "code"]


class AliasInline(StaffInline):
    """The names under which documents mention an actor."""

    model = ActorAlias
    fields = ["name"]


@admin.register(Actor)
class ActorAdmin(StaffAdmin):
    """States in the UN's order, then groups, bodies and organizations. The order is not to be changed on the screen."""

    list_display = ["name_zh", "name_en", "code", "kind", "regional_group", "since", "until"]
    list_filter = ["kind", "regional_group"]
    sortable_by = ()
    ordering = ["position"]
    search_fields = ["name_zh", "name_en", "code"]
    search_help_text = _("Name in Chinese or English, code, or another name")
    inlines = [AliasInline]
    list_per_page = 250

    def get_search_results(self, request: HttpRequest, queryset: QuerySet[Any], search_term: str) -> tuple[QuerySet[Any], bool]:
        """Find by any name, alias or code. Where follow-up is recorded, only those are offered for whom it can be."""
        for word in search_term.replace("\x00", "").split():
            alias = ActorAlias.objects.filter(actor=OuterRef("pk"), name__icontains=word)
            names = Q(name_zh__icontains=word) | Q(name_en__icontains=word) | Q(formal_zh__icontains=word) | Q(formal_en__icontains=word)
            queryset = queryset.filter(names | Q(code__icontains=word) | Exists(alias))
        if request.GET.get("model_name") == "assessment":
            queryset = queryset.filter(kind__in=ASSESSED_KINDS)
        return queryset, False


@admin.register(Instrument)
class InstrumentAdmin(StaffAdmin):
    """Treaties and other instruments that paragraphs cite."""

    list_display = ["title_zh", "title_en", "year", "code"]
    search_fields = ["title_zh", "title_en", "code"]
