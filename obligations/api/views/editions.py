"""Editions of a document, and what reading them left in doubt."""

from __future__ import annotations

from typing import Any

from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext as _
from rest_framework.exceptions import NotFound
from rest_framework.serializers import BaseSerializer

from obligations.api import columns
from obligations.api.serializers.editions import DocumentEditionSerializer, EditionAloneSerializer, ProblemOfEditionSerializer
from obligations.api.views.reading import ReadView
from obligations.filters.lists import ListFilter
from obligations.models import Document, Edition, ParagraphText, Problem
from obligations.permissions import ReadByStaff


class OfDocumentView(ReadView):
    """What belongs to the document in the address."""

    filterset_class = ListFilter

    @property
    def document(self) -> Document:
        """The document. Raises NotFound where there is none for the reader."""
        slug = self.kwargs["slug"]
        found = Document.objects.visible_to(self.request.user).filter(slug=slug).first()
        if found is None:
            raise NotFound(_("There is nothing here under “%(key)s”, or it is not for your eyes.") % {"key": slug})
        return found


class EditionView(OfDocumentView):
    """The editions of one document in the order of their coming; one by itself with its words."""

    queryset = Edition.objects.none()
    serializer_class = DocumentEditionSerializer
    columns = columns.EDITIONS
    lookup_field = "number"

    def get_queryset(self) -> QuerySet[Edition]:
        """The editions of the document at this address."""
        rows = Edition.objects.filter(document=self.document).select_related("document", "added_by").order_by("number")
        if not self.detail:
            return rows.defer("body")
        texts = ParagraphText.objects.select_related("paragraph").defer("search").order_by("position")
        return rows.prefetch_related(Prefetch("texts", texts))

    def get_serializer_class(self) -> type[BaseSerializer[Any]]:
        """A single one carries its words."""
        return EditionAloneSerializer if self.detail else DocumentEditionSerializer


class ProblemView(OfDocumentView):
    """What reading the editions of one document left in doubt, with what to do about it. For staff alone."""

    queryset = Problem.objects.none()
    serializer_class = ProblemOfEditionSerializer
    columns = columns.PROBLEMS
    permission_classes = [ReadByStaff]

    def get_queryset(self) -> QuerySet[Problem]:
        """The problems of the document at this address, those of the latest edition first."""
        rows = Problem.objects.filter(edition__document=self.document).select_related("edition__document").defer("edition__body")
        return rows.order_by("-edition__number", "line", "pk")
