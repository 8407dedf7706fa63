"""Assessments."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef, Prefetch, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework.exceptions import NotFound
from rest_framework.serializers import BaseSerializer

from obligations.api import columns
from obligations.api.pagination import NoticePages, StatusPages
from obligations.api.rows.assessments import NAMES, AssessmentRows
from obligations.api.serializers.assessments import AssessmentAloneSerializer, AssessmentSerializer, AssessmentVersionSerializer
from obligations.api.views.obligations import with_labels
from obligations.api.views.reading import QuickList, ReadView
from obligations.filters.lists import ListFilter
from obligations.filters.versions import HistoryFilter, VersionFilter
from obligations.models import Actor, Assessment, Obligation
from obligations.querysets import is_staff

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser, AnonymousUser

    from obligations.querysets import AssessmentQuerySet

    Reader = AbstractBaseUser | AnonymousUser

AS_OF = OpenApiParameter("as_of", OpenApiTypes.DATE, description="The version that stood at the end of this day.")


def versions_of(user: Reader) -> AssessmentQuerySet:
    """The versions on obligations that a user may see; for all but staff with `until`, when each ceased to be shown to them."""
    found: AssessmentQuerySet = bare_versions_of(user).select_related("actor", "obligation__paragraph__document")
    return found.prefetch_related("obligation__decisions")


def bare_versions_of(user: Reader) -> AssessmentQuerySet:
    """The same without what stands around them."""
    rows = Assessment.objects.all() if is_staff(user) else Assessment.objects.shown_to(user)
    found: AssessmentQuerySet = rows.of_obligations()
    return found


def with_obligations(rows: AssessmentQuerySet, user: Reader) -> AssessmentQuerySet:
    """With the whole obligations that they are on; `seen` says of each whether a user may see it by itself."""
    seen = Exists(Obligation.objects.visible_to(user).filter(pk=OuterRef("pk")))
    found: AssessmentQuerySet = rows.select_related("actor").prefetch_related(
        Prefetch("obligation", with_labels(Obligation.objects.annotate(seen=seen), user))
    )
    return found


def with_authors(rows: AssessmentQuerySet, user: Reader) -> AssessmentQuerySet:
    """With what each version rests on, and for staff with those who wrote and reviewed it."""
    found = rows.with_proof(user)
    return found.select_related("author", "reviewer") if is_staff(user) else found


@extend_schema_view(
    retrieve=extend_schema(parameters=[AS_OF], description="How far one actor carries out one obligation: the version that stands, or stood."),
)
class AssessmentView(QuickList):
    """How far each actor carries out each obligation: the current versions, or `as_of` a day; `history` adds those before."""

    queryset = Assessment.objects.none()
    serializer_class = AssessmentSerializer
    filterset_class = HistoryFilter
    columns = columns.ASSESSMENTS
    row_names = NAMES
    pagination_class = StatusPages
    shows_statuses = True
    detail_parameters = ("as_of",)
    expandable = ("evidence", "obligation")
    filterset: ListFilter

    def get_queryset(self) -> QuerySet[Assessment]:
        """The assessments that the request's user may see; one by itself with what it rests on."""
        user, expanded = self.request.user, self.expanded
        if self.quick:
            return bare_versions_of(user).approved()
        rows = with_obligations(bare_versions_of(user), user) if "obligation" in expanded else versions_of(user)
        if self.detail:
            return with_authors(rows.approved(), user)
        return rows.approved().with_proof(user) if "evidence" in expanded else rows.approved()

    def rows_of(self, keys: Sequence[int], listed: QuerySet[Any], names: Sequence[str]) -> list[dict[str, Any]]:
        """Rows of plain values."""
        return AssessmentRows(self.request, names).of(keys, bare_versions_of(self.request.user))

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


class AssessmentVersionView(ReadView):
    """Every version of one cell, an obligation and an actor, that the reader may see, the newest first; for staff on request also those under way."""

    queryset = Assessment.objects.none()
    serializer_class = AssessmentVersionSerializer
    filterset_class = VersionFilter
    columns = columns.VERSIONS
    pagination_class = NoticePages
    shows_statuses = True

    def get_queryset(self) -> QuerySet[Assessment]:
        """The versions of the cell. Raises NotFound where there is no such obligation or actor for the reader."""
        slug, code, user = self.kwargs["obligation"], self.kwargs["actor"], self.request.user
        known = Obligation.objects.visible_to(user).filter(slug=slug).exists() and Actor.objects.filter(code=code).exists()
        if not known:
            raise NotFound(_("There is nothing here under “%(key)s”, or it is not for your eyes.") % {"key": f"{slug}/{code}"})
        return with_authors(versions_of(user), user).filter(obligation__slug=slug, actor__code=code)
