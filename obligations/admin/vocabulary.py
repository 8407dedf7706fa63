"""The words labels are made of, to read and to search; they are loaded from the lexicons. Staff add names of actors."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from obligations.admin.actor_names import OUT, may_name, name_urls
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
    fields = ["name", "source", "active"]
    readonly_fields = ["source", "out"]

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        """For those who may, also the way to take a name out of use."""
        return [*self.fields, "out"] if may_name(request) else [*self.fields]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("added_by")

    @admin.display(description=_("from"))
    def source(self, alias: ActorAlias) -> str:
        if alias.added_by is None or alias.added_at is None:
            return gettext("the lexicon as shipped")
        who = {"who": alias.added_by, "day": date_format(alias.added_at, "Y-m-d")}
        return gettext("added by %(who)s, %(day)s") % who

    @admin.display(description="")
    def out(self, alias: ActorAlias) -> SafeString | str:
        if alias.added_by_id is None or not alias.active:
            return ""
        address = reverse(f"admin:{OUT}", args=[alias.pk])
        return format_html('<a href="{}" aria-label="{}: {}">{}</a>', address, gettext("Take out of use"), alias.name, gettext("Take out of use"))


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

    def get_urls(self) -> list[Any]:
        """Also the pages on which names are added and taken out of use."""
        return [*name_urls(self), *super().get_urls()]

    def change_view(self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        """The actor with its names; those who may are shown the way to add one."""
        return super().change_view(request, object_id, form_url, {**(extra_context or {}), "may_name": may_name(request)})

    def get_search_results(self, request: HttpRequest, queryset: QuerySet[Any], search_term: str) -> tuple[QuerySet[Any], bool]:
        """Find by any name, alias or code. Where follow-up is recorded, only those are offered for whom it can be."""
        for word in search_term.replace("\x00", "").split():
            alias = ActorAlias.objects.in_use().filter(actor=OuterRef("pk"), name__icontains=word)
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
