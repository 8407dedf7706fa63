"""Obligations."""

from __future__ import annotations

from django.db.models import Prefetch, QuerySet

from obligations.api import columns
from obligations.api.serializers.obligations import ObligationSerializer
from obligations.api.views.reading import ReadView
from obligations.choices import Opinion
from obligations.filtersets import ObligationFilter
from obligations.models import Deadline, Obligation, ObligationAddressee, ParagraphSubject, Relation, Tie


class ObligationView(ReadView):
    """What the Council asks: one act of a paragraph each, tracked or not."""

    queryset = Obligation.objects.none()
    serializer_class = ObligationSerializer
    filterset_class = ObligationFilter
    columns = columns.OBLIGATIONS
    lookup_field = "slug"

    def get_queryset(self) -> QuerySet[Obligation]:
        """The obligations of the request's user, with all that their answer shows."""
        subjects = ParagraphSubject.objects.select_related("subject").order_by("-confidence", "subject__position")
        addressees = ObligationAddressee.objects.select_related("actor").order_by("position", "pk")
        ties = Tie.objects.visible_to(self.request.user).filter(opinion=Opinion.CONFIRMED).exclude(commitment__opinion=Opinion.REJECTED)
        related = Relation.objects.visible_to(self.request.user)
        return (
            Obligation.objects.visible_to(self.request.user)
            .select_related("paragraph__document", "text__edition", "verb", "inherited_from", "successor")
            .defer("text__search", "text__edition__body")
            .prefetch_related(
                Prefetch("addressees", addressees),
                Prefetch("paragraph__subjects", subjects),
                Prefetch("text__deadlines", Deadline.objects.order_by("start", "pk")),
                Prefetch("ties", ties.select_related("commitment__actor").order_by("commitment__key")),
                Prefetch("relations", related.select_related("target"), to_attr="shown_relations"),
                Prefetch("related_from", related.select_related("source"), to_attr="shown_related_from"),
                "decisions",
                "paragraph__decisions",
            )
        )
