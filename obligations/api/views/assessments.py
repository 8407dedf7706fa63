"""Assessments."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework.exceptions import NotFound
from rest_framework.serializers import BaseSerializer

from obligations.api.pagination import StatusPages
from obligations.api.serializers.assessments import AssessmentAloneSerializer, AssessmentSerializer
from obligations.api.views.reading import ReadView
from obligations.filtersets import AssessmentFilter, ListFilter
from obligations.models import Assessment

AS_OF = OpenApiParameter("as_of", OpenApiTypes.DATE, description="The version that stood at the end of this day.")


@extend_schema_view(
    retrieve=extend_schema(parameters=[AS_OF], description="How far one actor carries out one obligation: the version that stands, or stood."),
)
class AssessmentView(ReadView):
    """How far each actor carries out each obligation: the current versions, or with `as_of` those that stood at the end of a day."""

    queryset = Assessment.objects.none()
    serializer_class = AssessmentSerializer
    filterset_class = AssessmentFilter
    pagination_class = StatusPages
    shows_statuses = True
    detail_parameters = ("as_of",)
    filterset: ListFilter

    def get_queryset(self) -> QuerySet[Assessment]:
        """The assessments that the request's user may see."""
        return (
            Assessment.objects.visible_to(self.request.user)
            .approved()
            .of_obligations()
            .select_related("actor", "obligation__paragraph__document")
            .prefetch_related("obligation__decisions")
        )

    def get_serializer_class(self) -> type[BaseSerializer[Any]]:
        """A single one carries the sentences that a list has beside its rows."""
        return AssessmentAloneSerializer if self.detail else AssessmentSerializer

    def get_object(self) -> Assessment:
        """The version of the cell, an obligation and an actor, that stands or stood."""
        rows = self.filter_queryset(self.get_queryset())
        found = rows.filter(obligation__slug=self.kwargs["obligation"], actor__code=self.kwargs["actor"]).first()
        if found is None:
            raise NotFound(_("Nothing is recorded for this obligation and this actor on that day."))
        return found

    @property
    def stood_on(self) -> date:
        """The day the answer stands for."""
        asked: date | None = self.filterset.form.cleaned_data.get("as_of")
        return asked or timezone.localdate()
