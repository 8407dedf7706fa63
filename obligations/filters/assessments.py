"""The filter of follow-up as it stands or stood, for the API and pages alike."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _

from obligations.choices import Force, Status
from obligations.filters.lists import ListFilter
from obligations.filters.offers import actor_codes, of_document, subject_codes, visible_obligations
from obligations.filters.parameters import Codes, Day, Named, Ordering
from obligations.models import Assessment, ParagraphSubject


class AssessmentFilter(ListFilter):
    """Assessments: the current ones, or those that stood at the end of a day. They cannot be sorted by status."""

    obligation = Named(
        "obligation",
        among=visible_obligations,
        by=("slug", "key"),
        label=_("Obligation"),
        help_text=_("The slug or the key of an obligation."),
    )
    document = of_document("obligation__paragraph__document")
    subject = Codes(method="by_subject", label=_("Subject area"), choices=subject_codes)
    actor = Codes("actor__code", label=_("Actor"), choices=actor_codes)
    status = Codes("status", label=_("Status"), choices=Status.choices)
    force = Codes("obligation__force", label=_("Force"), choices=Force.choices)
    as_of = Day(
        method="at_the_end_of",
        label=_("As it stood on"),
        help_text=_("The versions that stood at the end of this day; without it, the current ones."),
    )
    ordering = Ordering(
        default=[
            "-obligation__paragraph__document__adopted_on",
            "obligation__paragraph__document__symbol",
            "obligation__paragraph__position",
            "obligation__position",
            "actor__position",
        ],
        columns={"actor": "actor__position", "as_of": "as_of", "approved_at": "approved_at"},
    )

    def filter_queryset(self, queryset: Any) -> Any:
        """Never two versions of one cell: where no day was understood, only what is current."""
        rows = super().filter_queryset(queryset)
        return rows if self.form.cleaned_data.get("as_of") else self.current(rows)

    def current(self, rows: Any) -> Any:
        """The versions that stand now."""
        return rows.standing_for(self.user)

    def by_subject(self, queryset: QuerySet[Assessment], name: str, codes: list[str]) -> QuerySet[Assessment]:
        """Those on obligations whose paragraph has one of the subject areas."""
        return queryset.filter(Exists(ParagraphSubject.objects.filter(paragraph=OuterRef("obligation__paragraph"), subject__code__in=codes)))

    def at_the_end_of(self, queryset: Any, name: str, day: Any) -> Any:
        """The versions that stood at the end of the day."""
        return queryset.standing_for(self.user, day)
