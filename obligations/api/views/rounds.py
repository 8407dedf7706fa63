"""Rounds of review."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import Count, IntegerField, OuterRef, Prefetch, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer

from obligations.api import columns
from obligations.api.serializers.rounds import RoundAloneSerializer, RoundSerializer
from obligations.api.views.reading import ReadView
from obligations.models import Actor, Round
from obligations.permissions import ReadWithRole
from obligations.rounds import counts, coverage
from obligations.rounds.filters import RoundFilter
from obligations.views.rounds import heads

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser, AnonymousUser

    from obligations.rounds.coverage import Coverage
    from obligations.stats.figures import Table

    Reader = AbstractBaseUser | AnonymousUser


@dataclass(frozen=True, slots=True)
class Figures:
    """What the page of a round shows: coverage and statuses as the reader may see them, and the words over its columns."""

    moment: datetime
    by_force: Coverage
    by_subject: Coverage
    by_status: Table
    heads: list[str]


def figures_of(row: Round, user: Reader, *, at: datetime) -> Figures:
    """The figures of a round as it was closed; of one that has not been, as it stands now (`at`)."""
    picture = counts.closing(row, user, at=at)
    return Figures(picture.moment, coverage.by_force(picture), coverage.by_subject(picture), coverage.by_status(picture), heads(user))


class RoundView(ReadView):
    """Rounds of review, with what they cover and how much of it was looked at. For people with a role."""

    queryset = Round.objects.none()
    serializer_class = RoundSerializer
    filterset_class = RoundFilter
    columns = columns.ROUNDS
    permission_classes = [ReadWithRole]
    shows_statuses = True
    lookup_field = "slug"

    def get_queryset(self) -> QuerySet[Round]:
        """The rounds of the request's user, with their sizes."""
        rows = Round.objects.visible_to(self.request.user).annotate(
            state_count=_size(Round.states.through.objects.all()), obligation_count=_size(Round.obligations.through.objects.all())
        )
        return rows.prefetch_related(Prefetch("states", Actor.objects.order_by("position"))) if self.detail else rows

    def get_serializer_class(self) -> type[BaseSerializer[Any]]:
        """A single one carries its States and figures."""
        return RoundAloneSerializer if self.detail else RoundSerializer

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """A round with its figures."""
        row = self.get_object()
        figures = figures_of(row, request.user, at=timezone.now())
        return Response(RoundAloneSerializer(row, context={**self.get_serializer_context(), "figures": figures}).data)


def _size(members: QuerySet[Any]) -> Coalesce:
    counted = members.filter(round=OuterRef("pk")).order_by().values("round").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)
