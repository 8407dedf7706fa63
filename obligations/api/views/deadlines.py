"""Due dates."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from obligations.api import columns
from obligations.api.pagination import StatusPages
from obligations.api.serializers.deadlines import DueItemSerializer
from obligations.api.views.reading import IN_ONE_GO, ReadView
from obligations.dues.days import Days, DueDay
from obligations.dues.filters import LATEST_FIRST, DeadlineFilter, chosen_days
from obligations.dues.reading import items_of, read_dues, readable_deadlines
from obligations.filtersets import ListFilter
from obligations.models import Deadline


class DeadlineView(ReadView):
    """What is due when, by date, and what is known of each day; what has no date comes last. A rhythm shows its past days and the next."""

    queryset = Deadline.objects.none()
    serializer_class = DueItemSerializer
    filterset_class = DeadlineFilter
    columns = columns.DEADLINES
    pagination_class = StatusPages
    shows_statuses = True
    filterset: ListFilter

    def get_queryset(self) -> QuerySet[Deadline]:
        """The deadlines that the request's user may see."""
        return readable_deadlines(self.request.user)

    def listed(self) -> Days:
        """The days that the deadlines set."""
        deadlines = self.filter_queryset(self.get_queryset())
        return chosen_days(read_dues(self.request.user, deadlines), self.filterset.form.cleaned_data, on=self.stood_on)

    def answered(self, page: list[DueDay], listed: Days) -> Any:
        """The days of a page with their texts and acts."""
        return super().answered(items_of(page, self.request.user), listed)

    def tabled(self, listed: Days) -> Iterator[Mapping[str, Any]]:
        """The days with their texts and acts, some at a time."""
        for start in range(0, len(listed), IN_ONE_GO):
            yield from super().tabled(items_of(listed.told(start, start + IN_ONE_GO), self.request.user))

    def keys_of(self, listed: Days) -> list[list[Any]]:
        """What the days are sorted by, for cursors: the day, those without one last; then what asks for it."""
        return listed.keys(later=-1 if self.filterset.form.cleaned_data.get("ordering") == [LATEST_FIRST] else 1)

    @property
    def stood_on(self) -> date:
        """The day the answer stands for."""
        return timezone.localdate()
