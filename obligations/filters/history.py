"""Filters of what the log tells of one thing, and of what was decided on applicability."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from obligations.choices import Applicability as Reach
from obligations.filters.lists import ListFilter
from obligations.filters.offers import actor_codes
from obligations.filters.parameters import Codes, Day, Flag, Words
from obligations.querysets import end_of


class HistoryFilter(ListFilter):
    """Events of one thing, the latest first."""

    action = Words("action", label=_("Action"), help_text=_("As the log has it: force.set, assessment.approved."))
    after = Day(method="from_day", label=_("On or after"))
    before = Day(method="to_day", label=_("On or before"))

    def from_day(self, queryset: QuerySet[Any], name: str, day: Any) -> QuerySet[Any]:
        """From the day on, by the clock of the service."""
        return queryset.filter(at__date__gte=day)

    def to_day(self, queryset: QuerySet[Any], name: str, day: Any) -> QuerySet[Any]:
        """Up to the end of the day."""
        return queryset.filter(at__lt=end_of(day))


class ApplicabilityFilter(ListFilter):
    """Decisions on whether an obligation concerns those it is addressed to: those that count, or that counted on a day, or all."""

    actor = Codes("actor__code", label=_("Actor"), choices=actor_codes)
    value = Codes("value", label=_("Applicability"), choices=Reach.choices)
    as_of = Day(method="at_the_end_of", label=_("As it stood on"))
    replaced = Flag(method="with_replaced", label=_("With those that were replaced"))

    def filter_queryset(self, queryset: Any) -> Any:
        """Where no day is asked for and the replaced ones are not, those that count now."""
        rows = super().filter_queryset(queryset)
        asked = self.form.cleaned_data
        return rows if asked.get("as_of") or asked.get("replaced") else rows.current()

    def at_the_end_of(self, queryset: Any, name: str, day: Any) -> Any:
        """Those that counted at the end of the day."""
        return queryset.as_of(day)

    def with_replaced(self, queryset: Any, name: str, wanted: bool) -> Any:  # noqa: FBT001  (the framework calls it so)
        """All of them."""
        return queryset
