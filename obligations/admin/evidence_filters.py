"""Filters of the list of evidence."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.contrib import admin
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from obligations.models import EvidenceLink

Choices = list[tuple[str, Any]]
SOON = 90  # days before its end in which a piece is said to expire soon


class StandingFilter(admin.SimpleListFilter):
    """The revisions in use, unless others are asked for."""

    title = _("standing")
    parameter_name = "standing"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> Choices:
        return [("replaced", _("Followed by a newer revision")), ("withdrawn", _("Withdrawn")), ("all", _("All"))]

    def choices(self, changelist: Any) -> Iterator[Any]:
        """As the admin has them, with the one that holds without a choice named for what it shows."""
        for choice in super().choices(changelist):
            yield {**choice, "display": _("In use")} if choice["query_string"] == changelist.get_query_string(remove=["standing"]) else choice

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        if self.value() == "replaced":
            return queryset.filter(revised_by__isnull=False)
        if self.value() == "withdrawn":
            return queryset.filter(withdrawn_at__isnull=False)
        return queryset if self.value() == "all" else queryset.in_use()


class ValidityFilter(admin.SimpleListFilter):
    """By the day after which a status that rests on it is due for review."""

    title = _("validity")
    parameter_name = "validity"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> Choices:
        return [("expired", _("Expired")), ("expiring", _("Expires within 90 days")), ("open", _("Valid, or without an end"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        today = timezone.localdate()
        if self.value() == "expired":
            return queryset.filter(expires_on__lt=today)
        if self.value() == "expiring":
            return queryset.filter(expires_on__gte=today, expires_on__lte=today + timedelta(days=SOON))
        return queryset.exclude(expires_on__lt=today) if self.value() == "open" else queryset


class UseFilter(admin.SimpleListFilter):
    """Whether a version of follow-up names it."""

    title = _("use")
    parameter_name = "use"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> Choices:
        return [("used", _("Named by follow-up")), ("unused", _("Not named by any"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        named = Exists(EvidenceLink.objects.filter(evidence=OuterRef("pk")))
        if self.value() == "used":
            return queryset.filter(named)
        return queryset.exclude(named) if self.value() == "unused" else queryset
