"""Documents."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import OuterRef, Prefetch, QuerySet, Subquery
from django.shortcuts import redirect
from rest_framework.request import Request
from rest_framework.response import Response

from obligations.api import columns
from obligations.api.serializers.documents import DocumentSerializer
from obligations.api.views.reading import ReadView
from obligations.choices import DocumentKind
from obligations.filters.documents import DocumentFilter
from obligations.models import Document, Edition

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser, AnonymousUser

    Reader = AbstractBaseUser | AnonymousUser


def documents_of(user: Reader) -> QuerySet[Document]:
    """The documents that a user may see, with their editions."""
    editions = Prefetch("editions", Edition.objects.defer("body").order_by("number"))
    rows = Document.objects.visible_to(user).select_related("reference_edition").defer("reference_edition__body")
    records = Document.objects.visible_to(user).filter(symbol=OuterRef("meeting"), kind=DocumentKind.MEETING_RECORD)
    return rows.annotate(record_slug=Subquery(records.values("slug")[:1])).prefetch_related(editions)


class DocumentView(ReadView):
    """Resolutions, presidential statements and meeting records."""

    queryset = Document.objects.none()
    serializer_class = DocumentSerializer
    filterset_class = DocumentFilter
    columns = columns.DOCUMENTS
    lookup_field = "slug"

    def get_queryset(self) -> QuerySet[Document]:
        """The documents of the request's user."""
        return documents_of(self.request.user)

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Any:
        """A document; an address it had under an earlier symbol leads to the present one."""
        moved = Document.objects.visible_to(request.user).filter(former_slugs__slug=kwargs["slug"]).first()
        if moved:
            return redirect("api:documents-detail", moved.slug, permanent=True)
        answer: Response = super().retrieve(request, *args, **kwargs)
        return answer
