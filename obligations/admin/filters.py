"""Filters of the staff's lists. What an obligation has many of is asked by Exists, so that no row shows up twice."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from obligations.models import Actor, Document, ObligationAddressee, ParagraphSubject, SubjectArea
from obligations.stats.figures import unconfirmed

Choices = list[tuple[str, Any]]


class ConfirmedFilter(admin.SimpleListFilter):
    """Whether a person has looked at every label."""

    title = _("confirmed")
    parameter_name = "confirmed"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> Choices:
        return [("yes", _("Every label confirmed")), ("no", _("To be confirmed"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() == "yes":
            return queryset.exclude(unconfirmed())
        return queryset.filter(unconfirmed()) if self.value() == "no" else queryset


class SubjectFilter(admin.SimpleListFilter):
    """By subject area of the paragraph."""

    title = _("subject area")
    parameter_name = "subject"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> Choices:
        return [(area.code, area.label) for area in SubjectArea.objects.all()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if not self.value():
            return queryset
        return queryset.filter(Exists(ParagraphSubject.objects.filter(paragraph=OuterRef("paragraph"), subject__code=self.value())))


class AddresseeFilter(admin.SimpleListFilter):
    """By who is to act, as named in the text; only those that are named somewhere are offered."""

    title = _("addressee")
    parameter_name = "addressee"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> Choices:
        codes = dict.fromkeys(ObligationAddressee.objects.order_by("actor__position", "code").values_list("code", flat=True))
        actors = Actor.objects.in_bulk(list(codes), field_name="code")
        return [(code, actors[code].name if code in actors else code) for code in codes]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        return queryset.addressed_to(self.value()) if self.value() else queryset


class DocumentFilter(admin.SimpleListFilter):
    """By document: the symbol, newest first."""

    title = _("document")
    parameter_name = "document"
    path = "paragraph__document"  # from the rows of the list to the document

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> Choices:
        shown = Document.objects.visible_to(request.user).filter(paragraphs__obligations__isnull=False).distinct()
        return list(shown.values_list("slug", "symbol"))

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(**{f"{self.path}__slug": self.value()}) if self.value() else queryset


class AssessedDocumentFilter(DocumentFilter):
    """The document of what was assessed."""

    path = "obligation__paragraph__document"


class CurrentFilter(admin.SimpleListFilter):
    """Current versions, or those that were replaced."""

    title = _("version")
    parameter_name = "current"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> Choices:
        return [("yes", _("Current")), ("no", _("Replaced"))]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        if self.value() == "yes":
            return queryset.current()
        return queryset.filter(replaced_at__isnull=False) if self.value() == "no" else queryset
