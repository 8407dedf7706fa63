"""Filters of the list of commitments; the queue of suggested ones offers the same."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from obligations.models import Actor, Commitment, Document, SubjectArea

Choices = list[tuple[str, Any]]
NO_AMOUNT = "none"


class RecordFilter(admin.SimpleListFilter):
    """By meeting record: the symbol, newest first."""

    title = _("document")
    parameter_name = "document"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> Choices:
        return records(request.user)

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(document__slug=self.value()) if self.value() else queryset


class ActorFilter(admin.SimpleListFilter):
    """By who said it of itself, in the UN's order; only those that said something are offered."""

    title = _("actor")
    parameter_name = "actor"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> Choices:
        return actors()

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(actor__code=self.value()) if self.value() else queryset


class CommitmentSubjectFilter(admin.SimpleListFilter):
    """By subject area of the sentence."""

    title = _("subject area")
    parameter_name = "subject"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> Choices:
        return areas()

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        code = self.value()
        return with_subject(queryset, code) if code else queryset


class CurrencyFilter(admin.SimpleListFilter):
    """By the currency of the amount that is named. Amounts of different currencies are never added up."""

    title = _("currency")
    parameter_name = "currency"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> Choices:
        found = Commitment.objects.visible_to(request.user).exclude(currency="").order_by("currency")
        return [*((code, code) for code in found.values_list("currency", flat=True).distinct()), (NO_AMOUNT, _("No amount named"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() == NO_AMOUNT:
            return queryset.filter(amount__isnull=True)
        return queryset.filter(currency=self.value()) if self.value() else queryset


def records(user: Any) -> Choices:
    """The documents that have commitments."""
    found = Document.objects.visible_to(user).filter(Exists(Commitment.objects.filter(document=OuterRef("pk"))))
    return list(found.values_list("slug", "symbol"))


def actors() -> Choices:
    """Those who said something of themselves."""
    found = Actor.objects.filter(Exists(Commitment.objects.filter(actor=OuterRef("pk")))).order_by("position")
    return [(actor.code, actor.name) for actor in found]


def areas() -> Choices:
    """The subject areas."""
    return [(area.code, area.label) for area in SubjectArea.objects.all()]


def with_subject(rows: QuerySet[Any], code: str) -> QuerySet[Any]:
    """Those with a subject area, asked by Exists so that none shows up twice."""
    return rows.filter(Exists(Commitment.subjects.through.objects.filter(commitment=OuterRef("pk"), subjectarea__code=code)))
