"""The filters of versions of follow-up, for the API: of one cell, and of all."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from obligations.filters.assessments import AssessmentFilter
from obligations.filters.lists import ListFilter
from obligations.filters.parameters import Flag, Ordering
from obligations.models import Assessment
from obligations.querysets import is_staff


class VersionFilter(ListFilter):
    """Versions of one cell, the newest first: those that were approved once, and for staff who ask for them those under way."""

    drafts = Flag(
        method="with_drafts", label=_("Also what is under way"), help_text=_("For staff: drafts, what waits for review, and what was returned.")
    )
    ordering = Ordering(default=["-version"], columns={"version": "version"})

    def __init__(self, data: Any = None, queryset: Any = None, *, request: Any = None, prefix: str | None = None) -> None:
        super().__init__(data, queryset, request=request, prefix=prefix)
        if not is_staff(self.user):
            del self.filters["drafts"]

    def filter_queryset(self, queryset: Any) -> Any:
        """Nothing under way where it is not asked for."""
        rows = super().filter_queryset(queryset)
        if self.form.cleaned_data.get("drafts"):
            return rows
        return rows.filter(approved_at__isnull=False)

    def with_drafts(self, queryset: Any, name: str, wanted: bool) -> Any:  # noqa: FBT001  (the framework calls it so)
        """Also drafts, what waits for review and what was returned; never what its author took back."""
        if not wanted:
            return queryset
        under_way = Assessment.objects.open().values("pk")
        return queryset.filter(Q(approved_at__isnull=False) | Q(pk__in=under_way))


class HistoryFilter(AssessmentFilter):
    """Assessments, and on request also the versions that stood before."""

    history = Flag(
        method="with_earlier",
        label=_("Also earlier versions"),
        help_text=_("Every version that ever stood, those that another one replaced included."),
    )

    def current(self, rows: Any) -> Any:
        """Several versions of one cell only where they are asked for."""
        return rows if self.form.cleaned_data.get("history") else super().current(rows)

    def with_earlier(self, queryset: Any, name: str, wanted: bool) -> Any:  # noqa: FBT001  (the framework calls it so)
        """All of them: what leaves one of each cell stands aside above."""
        return queryset
