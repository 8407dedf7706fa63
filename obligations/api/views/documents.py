"""Documents."""

from __future__ import annotations

from typing import Any

from django.db.models import Prefetch, QuerySet
from django.shortcuts import redirect
from rest_framework.request import Request
from rest_framework.response import Response

from obligations.api import columns
from obligations.api.serializers.documents import DocumentSerializer
from obligations.api.views.reading import ReadView
from obligations.filtersets import DocumentFilter
from obligations.models import Document, Edition


class DocumentView(ReadView):
    """Resolutions, presidential statements and meeting records."""

    queryset = Document.objects.none()
    serializer_class = DocumentSerializer
    filterset_class = DocumentFilter
    columns = columns.DOCUMENTS
    lookup_field = "slug"

    def get_queryset(self) -> QuerySet[Document]:
        """The documents of the request's user, with their editions."""
        editions = Prefetch("editions", Edition.objects.defer("body").order_by("number"))
        rows = Document.objects.visible_to(self.request.user).select_related("reference_edition").defer("reference_edition__body")
        return rows.prefetch_related(editions)

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Any:
        """A document; an address it had under an earlier symbol leads to the present one."""
        moved = Document.objects.visible_to(request.user).filter(former_slugs__slug=kwargs["slug"]).first()
        if moved:
            return redirect("api:documents-detail", moved.slug, permanent=True)
        answer: Response = super().retrieve(request, *args, **kwargs)
        return answer
