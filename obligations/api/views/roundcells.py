"""The cells of a round of review."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from rest_framework.exceptions import NotFound

from obligations.api import columns
from obligations.api.pagination import StatusPages
from obligations.api.serializers.roundcells import RoundCellSerializer
from obligations.api.views.reading import ReadView
from obligations.filters.statistics import RoundCellFilter
from obligations.models import Round
from obligations.permissions import ReadWithRole
from obligations.rounds import reading as rounds
from obligations.rounds.reading import CellState, Picture, RoundCell
from obligations.views.rounds import CellForm, heads


class RoundCellView(ReadView):
    """The cells that the figures of a round count: as it was closed, or as it stands now. For people with a role."""

    queryset = Round.objects.none()
    serializer_class = RoundCellSerializer
    filterset_class = RoundCellFilter
    columns = columns.ROUND_CELLS
    pagination_class = StatusPages
    permission_classes = [ReadWithRole]
    shaping = ()
    shows_statuses = True

    @cached_property
    def picture(self) -> Picture:
        """What stands in the round's cells. Raises NotFound where there is no such round for the reader."""
        found = Round.objects.visible_to(self.request.user).filter(slug=self.kwargs["slug"]).first()
        if found is None:
            raise NotFound(_("There is nothing here under “%(key)s”, or it is not for your eyes.") % {"key": self.kwargs["slug"]})
        return rounds.closing(found, self.request.user, at=timezone.now())

    def get_queryset(self) -> QuerySet[Round]:
        """The rounds of the request's user."""
        return Round.objects.visible_to(self.request.user)

    def listed(self) -> Sequence[RoundCell]:
        """The cells that fit, by obligation and then by actor in the UN's order."""
        self.filter_queryset(self.get_queryset())
        form = CellForm(self.request.query_params)
        form.is_valid()
        return form.chosen(self.picture.cells)

    def get_serializer_context(self) -> dict[str, Any]:
        """With the words for states of cells, which depend on who reads."""
        return {**super().get_serializer_context(), "heads": dict(zip(CellState, heads(self.request.user), strict=True))}

    @property
    def stood_on(self) -> date:
        """The day the cells stand for."""
        return timezone.localdate(self.picture.moment)
