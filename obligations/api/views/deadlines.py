"""Due dates."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from datetime import date
from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from obligations.api import columns
from obligations.api.cursors import Line
from obligations.api.pagination import StatusPages
from obligations.api.serializers.deadlines import DueItemSerializer
from obligations.api.views.reading import IN_ONE_GO, ReadView
from obligations.dues.days import Days, DueDay
from obligations.dues.filters import LATEST_FIRST, DeadlineFilter, chosen_days, dues_asked
from obligations.dues.reading import items_of, readable_deadlines
from obligations.filters.lists import ListFilter
from obligations.kept.store import Kept
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
        rows = self.filter_queryset(self.get_queryset())
        wanted, kept = self.filterset.form.cleaned_data, self.kept
        return kept.figure(
            "due days",
            *self.asked,
            compute=lambda: chosen_days(dues_asked(self.request.user, kept, wanted, rows), wanted, on=self.stood_on),
            size=len,
            worded=False,
        )

    @cached_property
    def kept(self) -> Kept:
        """What is kept for the caller."""
        return Kept.of(self.request.user)

    @property
    def asked(self) -> tuple[Hashable, ...]:
        """What the list depends on, beside who asks."""
        query = self.request.query_params
        return self.stood_on, tuple((name, *query.getlist(name)) for name in sorted(self.filterset.form.fields) if name in query)

    def answered(self, page: list[DueDay], listed: Days) -> Any:
        """The days of a page with their texts and acts."""
        return super().answered(items_of(page, self.request.user), listed)

    def tabled(self, listed: Days) -> Iterator[Mapping[str, Any]]:
        """The days with their texts and acts, some at a time."""
        for start in range(0, len(listed), IN_ONE_GO):
            yield from super().tabled(items_of(listed.told(start, start + IN_ONE_GO), self.request.user))

    def line_of(self, listed: Days) -> Line:
        """The days as cursors walk through them: by day, those without one last; then by what asks for it."""
        later = -1 if self.filterset.form.cleaned_data.get("ordering") == [LATEST_FIRST] else 1
        return self.kept.figure(
            "due days in line", *self.asked, compute=lambda: Line.of(listed.keys(later=later)), size=lambda line: len(line.order), worded=False
        )

    @property
    def stood_on(self) -> date:
        """The day the answer stands for."""
        return timezone.localdate()
