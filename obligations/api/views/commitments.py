"""Commitments."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import Prefetch, QuerySet
from django.utils import timezone
from rest_framework.serializers import BaseSerializer

from obligations.api import columns
from obligations.api.pagination import StatusPages
from obligations.api.serializers.commitments import CommitmentAloneSerializer, CommitmentSerializer
from obligations.api.views.reading import ReadView
from obligations.filters.commitments import CommitmentFilter
from obligations.models import Assessment, Commitment, Tie

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser, AnonymousUser

    Reader = AbstractBaseUser | AnonymousUser

STAFF = ("analyst", "reviewer", "editor")


class CommitmentView(ReadView):
    """What speakers said of their own State or body: stated intentions and reported measures. Readers see those that staff confirmed."""

    queryset = Commitment.objects.none()
    serializer_class = CommitmentSerializer
    filterset_class = CommitmentFilter
    columns = columns.COMMITMENTS
    pagination_class = StatusPages
    lookup_field = "slug"

    def get_queryset(self) -> QuerySet[Commitment]:
        """The commitments of the request's user, with their ties and the follow-up that stands."""
        user = self.request.user
        ties = Tie.objects.visible_to(user).select_related("obligation__paragraph__document").order_by("-score", "obligation")
        return (
            Commitment.objects.visible_to(user)
            .select_related("document", "actor", "speech__actor", "speech__edition__document")
            .defer("speech__text", "speech__search", "speech__edition__body")
            .prefetch_related(
                "subjects",
                "decisions",
                Prefetch("ties", ties.prefetch_related("obligation__decisions")),
                Prefetch("assessments", Assessment.objects.standing_for(user)),
            )
        )

    def get_serializer_class(self) -> type[BaseSerializer[Any]]:
        """A single one carries the sentences that a list has beside its rows."""
        return CommitmentAloneSerializer if self.detail else CommitmentSerializer

    @property
    def stood_on(self) -> date:
        """The day the follow-up stands for."""
        return timezone.localdate()
