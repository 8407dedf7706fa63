"""Evidence."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Exists, IntegerField, OuterRef, Prefetch, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone
from rest_framework.serializers import BaseSerializer

from obligations.api import columns
from obligations.api.pagination import StatusPages
from obligations.api.serializers.evidence import EvidenceAloneSerializer, EvidenceSerializer
from obligations.api.views.reading import ReadView
from obligations.evidencefilters import EvidenceFilter
from obligations.models import Assessment, Commitment, Document, Evidence, EvidenceLink, Speech

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser, AnonymousUser

    Reader = AbstractBaseUser | AnonymousUser


class EvidenceView(ReadView):
    """What statuses rest on: laws, reports, speeches, press. Staff see every piece; everybody else what supports a status they may see."""

    queryset = Evidence.objects.none()
    serializer_class = EvidenceSerializer
    filterset_class = EvidenceFilter
    columns = columns.EVIDENCE
    pagination_class = StatusPages
    shows_statuses = True
    lookup_field = "slug"

    def get_queryset(self) -> QuerySet[Evidence]:
        """The pieces of the request's user; one by itself with the versions that rest on it."""
        user = self.request.user
        seen = Evidence.objects.visible_to(user)
        rows = _with_statuses(seen.select_related("issuer"), user).annotate(
            before=Subquery(seen.filter(pk=OuterRef("revises")).values("slug")),
            after=Subquery(seen.filter(revises=OuterRef("pk")).values("slug")),
        )
        rows = rows.prefetch_related(
            "actors",
            Prefetch("document", Document.objects.visible_to(user)),
            Prefetch("speech", Speech.objects.visible_to(user).select_related("actor", "edition__document").defer("text", "search", "edition__body")),
            Prefetch("commitment", Commitment.objects.visible_to(user)),
        )
        return rows.prefetch_related(Prefetch("links", _links(user), to_attr="shown_links")) if self.detail else rows

    def get_serializer_class(self) -> type[BaseSerializer[Any]]:
        """A single one carries the statuses, and the sentences that a list has beside its rows."""
        return EvidenceAloneSerializer if self.detail else EvidenceSerializer

    @property
    def stood_on(self) -> date:
        """The day the statuses stand for."""
        return timezone.localdate()


def _links(user: Reader) -> QuerySet[EvidenceLink]:
    """Where pieces are named by approved versions that a reader may see, in reading order."""
    standing = Assessment.objects.standing_for(user).filter(pk=OuterRef("assessment"))
    return (
        EvidenceLink.objects.filter(assessment__in=Assessment.objects.visible_to(user).approved())
        .annotate(stands=Exists(standing))
        .select_related("assessment__actor", "assessment__commitment", "assessment__obligation__paragraph__document")
        .prefetch_related("assessment__obligation__decisions")
        .order_by("assessment__obligation__paragraph__document", "assessment__obligation", "assessment__actor__position", "-assessment", "position")
    )


def _with_statuses(rows: QuerySet[Evidence], user: Reader) -> QuerySet[Evidence]:
    """With the number of approved versions that rest on each piece."""
    shown = EvidenceLink.objects.filter(evidence=OuterRef("pk"), assessment__in=Assessment.objects.visible_to(user).approved())
    counted = shown.order_by().values("evidence").annotate(n=Count("assessment", distinct=True)).values("n")
    return rows.annotate(status_count=Coalesce(Subquery(counted, output_field=IntegerField()), 0))
