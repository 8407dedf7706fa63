"""Actors."""

from __future__ import annotations

from django.db.models import QuerySet

from obligations.api import columns
from obligations.api.serializers.actors import ActorSerializer
from obligations.api.views.reading import ReadView
from obligations.filtersets import ActorFilter
from obligations.models import Actor
from obligations.permissions import vocabulary_visible_to


class ActorView(ReadView):
    """States in the UN's order, then groups of States, bodies and organizations."""

    queryset = Actor.objects.none()
    serializer_class = ActorSerializer
    filterset_class = ActorFilter
    columns = columns.ACTORS
    lookup_field = "code"

    def get_queryset(self) -> QuerySet[Actor]:
        """The actors, for whoever may read."""
        return vocabulary_visible_to(self.request.user, Actor.objects.all()).prefetch_related("successors")
