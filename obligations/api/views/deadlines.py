"""Due dates."""

from __future__ import annotations

from datetime import date

from django.db.models import QuerySet
from django.utils import timezone

from obligations.api import columns
from obligations.api.pagination import StatusPages
from obligations.api.serializers.deadlines import DueItemSerializer
from obligations.api.views.reading import ReadView
from obligations.duedates import DueItem, readable_deadlines
from obligations.duefilters import DeadlineFilter, chosen_items
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

    def listed(self) -> list[DueItem]:
        """The days that the deadlines set."""
        deadlines = self.filter_queryset(self.get_queryset())
        return list(chosen_items(deadlines, self.filterset.form.cleaned_data, on=self.stood_on, user=self.request.user))

    @property
    def stood_on(self) -> date:
        """The day the answer stands for."""
        return timezone.localdate()
