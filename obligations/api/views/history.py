"""The history of one thing, from the log."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from rest_framework.exceptions import NotFound

from obligations.api import columns
from obligations.api.serializers.history import HistorySerializer
from obligations.api.views.reading import ReadView
from obligations.filters.history import HistoryFilter
from obligations.models import Actor, Commitment, Document, Event, Evidence, Obligation, Paragraph
from obligations.permissions import ReadByStaff

CELLS = ("assessment", "applicability")  # kinds of the log whose keys are that of the obligation or commitment and the actor's code
KEPT: dict[str, Any] = {  # kinds of things by the word of their addresses, with the kind that the log knows them by
    "documents": (Document, "document"),
    "paragraphs": (Paragraph, "paragraph"),
    "obligations": (Obligation, "obligation"),
    "commitments": (Commitment, "commitment"),
    "evidence": (Evidence, "evidence"),
}


class HistoryView(ReadView):
    """Every change of one thing, the latest first; of an obligation or a commitment with what was recorded in its cells. For staff alone."""

    queryset = Event.objects.none()
    serializer_class = HistorySerializer
    filterset_class = HistoryFilter
    columns = columns.HISTORY
    permission_classes = [ReadByStaff]
    kind = "obligations"  # of the thing, a key of `KEPT`

    def get_queryset(self) -> QuerySet[Event]:
        """The events of the thing at this address. Raises NotFound where there is none for the reader."""
        slug = self.kwargs["slug"]
        model, known_as = KEPT[self.kind]
        if not model.objects.visible_to(self.request.user).filter(slug=slug).exists():
            raise NotFound(_("There is nothing here under “%(key)s”, or it is not for your eyes.") % {"key": slug})
        keys = [slug, *(f"{slug}/{code}" for code in Actor.objects.order_by().values_list("code", flat=True))]
        told = Event.objects.filter(object_type__in=(known_as, *CELLS), object_key__in=keys)  # whole keys, so that the index of the log finds them
        return told.select_related("by").order_by("-sequence")
