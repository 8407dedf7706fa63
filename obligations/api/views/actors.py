"""Actors."""

from __future__ import annotations

from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _
from rest_framework.exceptions import NotFound

from obligations.api import columns
from obligations.api.serializers.actors import ActorSerializer
from obligations.api.views.obligations import ObligationView
from obligations.api.views.reading import ReadView
from obligations.filters.vocabulary import ActorFilter
from obligations.models import Actor, Obligation
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


class ReachView(ObligationView):
    """Everything that asks something of one actor: the list of obligations, each marked `named`, or `as_group` where it means all of a group."""

    fixed = ("applies_to",)

    @property
    def query(self) -> QueryDict:
        """What is asked, of this actor."""
        asked: QueryDict = self.request.query_params.copy()
        asked["applies_to"] = self.kwargs["code"]
        return asked

    def get_queryset(self) -> QuerySet[Obligation]:
        """The obligations of the request's user. Raises NotFound where there is no such actor."""
        code = self.kwargs.get("code")
        if not vocabulary_visible_to(self.request.user, Actor.objects.filter(code=code)).exists():
            raise NotFound(_("There is nothing here under “%(key)s”, or it is not for your eyes.") % {"key": code})
        return super().get_queryset()
