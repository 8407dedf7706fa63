"""Paragraphs."""

from __future__ import annotations

from django.db.models import Prefetch, QuerySet

from obligations.api import columns
from obligations.api.serializers.paragraphs import ParagraphSerializer
from obligations.api.views.reading import ReadView
from obligations.filtersets import ParagraphFilter
from obligations.models import Citation, Deadline, Obligation, Paragraph, ParagraphSubject


class ParagraphView(ReadView):
    """Paragraphs of the reference editions; by its own address also one that the reference edition no longer has."""

    queryset = Paragraph.objects.none()
    serializer_class = ParagraphSerializer
    filterset_class = ParagraphFilter
    columns = columns.PARAGRAPHS
    lookup_field = "slug"

    def get_queryset(self) -> QuerySet[Paragraph]:
        """The paragraphs of the request's user, with all that is read from them."""
        user = self.request.user
        rows = Paragraph.objects.visible_to(user)
        obligations = Obligation.objects.visible_to(user).only("key", "slug", "paragraph").order_by("position", "pk")
        rows = rows if self.detail else rows.present()
        return (
            rows.select_related("document", "parent", "current__edition")
            .defer("current__search", "current__edition__body")
            .prefetch_related(
                Prefetch("obligations", obligations),
                Prefetch("subjects", ParagraphSubject.objects.select_related("subject").order_by("-confidence", "subject__position")),
                Prefetch("current__deadlines", Deadline.objects.order_by("start", "pk")),
                Prefetch("current__citations", Citation.objects.order_by("start", "pk")),
                "decisions",
            )
        )
