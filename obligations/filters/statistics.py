"""What the addresses of figures take: the day, the actor and the round they are asked for, and which cells of a round."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from obligations.choices import Force, Status
from obligations.filters.lists import ListFilter
from obligations.filters.offers import actor_codes, subject_codes
from obligations.filters.parameters import Codes, Day, Named
from obligations.matrix.filters import visible_rounds
from obligations.rounds.reading import CellState


class StatisticsFilter(ListFilter):
    """None of these selects rows: the address takes them from the form."""

    needs_role = ("round",)

    actor = Codes(method="apart", label=_("Actor"), choices=actor_codes, help_text=_("One, whose own figures are asked for."))
    round = Named("pk", among=visible_rounds, by=("slug", "name"), label=_("Round of review"), help_text=_("One, whose coverage is asked for."))
    as_of = Day(method="apart", label=_("As it stood on"), help_text=_("The day the statuses stand for; without it, today."))

    @property
    def allowed_parameters(self) -> list[str]:
        """Without those of pages: there is one answer."""
        return [*self.filters]

    def filter_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """What was there."""
        return queryset

    def apart(self, queryset: QuerySet[Any], name: str, value: Any) -> QuerySet[Any]:
        """Taken by the address."""
        return queryset


class RoundCellFilter(ListFilter):
    """Cells of a round; they are no rows, so the address takes what is asked for from the form."""

    state = Codes(method="apart", label=_("State of the cell"), choices=CellState.choices)
    status = Codes(method="apart", label=_("Status"), choices=Status.choices)
    force = Codes(method="apart", label=_("Force"), choices=Force.choices)
    subject = Codes(method="apart", label=_("Subject area"), choices=subject_codes)
    actor = Codes(method="apart", label=_("Actor"), choices=actor_codes)

    def apart(self, queryset: QuerySet[Any], name: str, value: Any) -> QuerySet[Any]:
        """Taken by the address."""
        return queryset
