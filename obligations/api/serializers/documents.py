"""Documents and their editions."""

from __future__ import annotations

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from obligations.api.serializers.labels import DocumentKindSerializer
from obligations.api.serializers.links import LinksSerializer, address, page_of
from obligations.models import Document, Edition


class DocumentNameSerializer(serializers.ModelSerializer):
    """What names a document, inside of something else."""

    class Meta:
        model = Document
        fields = ["slug", "symbol", "title", "adopted_on"]


class EditionSerializer(serializers.ModelSerializer):
    """The text of a document from one file; its spans and labels name it by number."""

    class Meta:
        model = Edition
        fields = ["number", "language", "sha256", "media_type", "filename", "size", "lexicon_version", "added_at"]


class DocumentLinksSerializer(LinksSerializer):
    """Addresses around a document."""

    page = serializers.URLField(help_text="Of the page for people.")
    paragraphs = serializers.URLField()
    obligations = serializers.URLField()


class DocumentSerializer(serializers.ModelSerializer):
    """A resolution, a statement or a record."""

    kind = DocumentKindSerializer()
    reference_edition = serializers.IntegerField(
        source="reference_edition.number", allow_null=True, help_text="The number of the edition that obligations are read from."
    )
    editions = EditionSerializer(many=True)
    links = serializers.SerializerMethodField()

    class Meta:
        model = Document
        fields = ["slug", "symbol", "kind", "title", "adopted_on", "meeting", "reference_edition", "editions", "links"]

    @extend_schema_field(DocumentLinksSerializer)
    def get_links(self, document: Document) -> dict[str, str]:
        """Its addresses."""
        return {
            "self": address(self, "documents-detail", document.slug),
            "page": page_of(self, document.get_absolute_url()),
            "paragraphs": address(self, "paragraphs-list", document=document.slug),
            "obligations": address(self, "obligations-list", document=document.slug),
        }
