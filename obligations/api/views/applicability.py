"""What was decided on the applicability of one obligation."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from rest_framework.exceptions import NotFound

from obligations.api import columns
from obligations.api.serializers.applicability import ApplicabilitySerializer
from obligations.api.views.reading import ReadView
from obligations.filters.history import ApplicabilityFilter
from obligations.models import Applicability, Obligation
from obligations.permissions import ReadWithRole


class ApplicabilityView(ReadView):
    """Whether one obligation concerns those it is addressed to, where staff decided it, with the reason. For people with a role."""

    queryset = Applicability.objects.none()
    serializer_class = ApplicabilitySerializer
    filterset_class = ApplicabilityFilter
    columns = columns.APPLICABILITY
    permission_classes = [ReadWithRole]

    def get_queryset(self) -> QuerySet[Applicability]:
        """The decisions on the obligation at this address, in the UN's order. Raises NotFound where there is no such obligation for the reader."""
        slug, user = self.kwargs["slug"], self.request.user
        if not Obligation.objects.visible_to(user).filter(slug=slug).exists():
            raise NotFound(_("There is nothing here under “%(key)s”, or it is not for your eyes.") % {"key": slug})
        rows = Applicability.objects.visible_to(user).filter(obligation__slug=slug)
        found: QuerySet[Applicability] = rows.select_related("obligation", "actor", "by").order_by("actor__position", "-pk")
        return found
