"""Obligations."""

from __future__ import annotations

from django.db.models import Prefetch, QuerySet

from obligations.api.serializers.obligations import ObligationSerializer
from obligations.api.views.reading import ReadView
from obligations.filtersets import ObligationFilter
from obligations.models import Deadline, Obligation, ObligationAddressee, ParagraphSubject


class ObligationView(ReadView):
    """What the Council asks: one act of a paragraph each, tracked or not."""

    queryset = Obligation.objects.none()
    serializer_class = ObligationSerializer
    filterset_class = ObligationFilter
    lookup_field = "slug"

    def get_queryset(self) -> QuerySet[Obligation]:
        """The obligations of the request's user, with all that their answer shows."""
        subjects = ParagraphSubject.objects.select_related("subject").order_by("-confidence", "subject__position")
        addressees = ObligationAddressee.objects.select_related("actor").order_by("position", "pk")
        return (
            Obligation.objects.visible_to(self.request.user)
            .select_related("paragraph__document", "text__edition", "verb", "inherited_from", "successor")
            .defer("text__search", "text__edition__body")
            .prefetch_related(
                Prefetch("addressees", addressees),
                Prefetch("paragraph__subjects", subjects),
                Prefetch("text__deadlines", Deadline.objects.order_by("start", "pk")),
                "decisions",
                "paragraph__decisions",
            )
        )
