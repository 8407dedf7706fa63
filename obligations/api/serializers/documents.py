"""Documents and their editions."""

from __future__ import annotations

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from obligations.api.serializers.labels import DocumentKindSerializer
from obligations.api.serializers.links import LinksSerializer, address, page_of
from obligations.choices import DocumentKind
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
    editions = serializers.URLField(help_text="With the file and the words of each.")
    paragraphs = serializers.URLField()
    obligations = serializers.URLField()
    assessments = serializers.URLField(help_text="Statuses recorded on what it asks.")
    deadlines = serializers.URLField()
    votes = serializers.URLField(help_text="Those by which it was adopted; of a record, those in it.")
    meeting = serializers.URLField(allow_null=True, help_text="At which it was adopted, or of which it is the record; null where that is not stored.")


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
    def get_links(self, document: Document) -> dict[str, str | None]:
        """Its addresses."""
        is_record = document.kind == DocumentKind.MEETING_RECORD
        meeting = document.slug if is_record else getattr(document, "record_slug", None)
        return {
            "self": address(self, "documents-detail", document.slug),
            "page": page_of(self, document.get_absolute_url()),
            "editions": address(self, "documents-editions", document.slug),
            "paragraphs": address(self, "paragraphs-list", document=document.slug),
            "obligations": address(self, "obligations-list", document=document.slug),
            "assessments": address(self, "assessments-list", document=document.slug),
            "deadlines": address(self, "deadlines-list", document=document.slug),
            "votes": address(self, "votes-list", **({"meeting": document.slug} if is_record else {"resolution": document.symbol})),
            "meeting": address(self, "meetings-detail", meeting) if meeting else None,
        }
