"""The filter of rounds of review, for the API."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _

from obligations.filters.lists import ListFilter
from obligations.filters.offers import actor_codes
from obligations.filters.parameters import Codes, Day, Flag, Ordering
from obligations.models import Round


class RoundFilter(ListFilter):
    """Rounds, the latest first."""

    actor = Codes(method="by_actor", label=_("Actor"), choices=actor_codes, help_text=_("Whose cells are reviewed in it."))
    closed = Flag(method="by_closing", label=_("Closed"))
    opens_after = Day("opens_on", "gte", label=_("Opens on or after"))
    opens_before = Day("opens_on", "lte", label=_("Opens on or before"))
    ordering = Ordering(default=["-opens_on", "name"], columns={"opens_on": "opens_on", "closes_on": "closes_on"})

    def by_actor(self, queryset: QuerySet[Round], name: str, codes: list[str]) -> QuerySet[Round]:
        """Those with one of the actors."""
        return queryset.filter(Exists(Round.states.through.objects.filter(round=OuterRef("pk"), actor__code__in=codes)))

    def by_closing(self, queryset: Any, name: str, wanted: bool) -> Any:  # noqa: FBT001  (the framework calls it so)
        """Those that were closed, or those that were not."""
        return queryset.filter(closed_at__isnull=not wanted)
