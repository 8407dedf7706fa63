"""Editions of a document, with the words of each, and what reading them left in doubt."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from obligations.api.serializers.links import LinksSerializer, address, page_of
from obligations.models import Edition, ParagraphText, Problem
from obligations.querysets import is_staff


class EditionLinksSerializer(LinksSerializer):
    """Addresses around an edition."""

    document = serializers.URLField()
    file = serializers.URLField(help_text="Of the file as it came in.")


class DocumentEditionSerializer(serializers.ModelSerializer):
    """The text of a document in one language, from one file. A later file is another edition; the earlier one stays as it was."""

    reference = serializers.SerializerMethodField(help_text="Whether obligations are read from it.")
    added_by = serializers.SerializerMethodField(help_text="For staff; null for all others, and for what a command brought in.")
    links = serializers.SerializerMethodField()

    class Meta:
        model = Edition
        fields = [
            "number",
            "language",
            "reference",
            "sha256",
            "media_type",
            "filename",
            "size",
            "lexicon_version",
            "added_at",
            "added_by",
            "links",
        ]

    def get_reference(self, edition: Edition) -> bool:
        """Whether it is the reference edition."""
        return edition.pk == edition.document.reference_edition_id

    @extend_schema_field(serializers.CharField(allow_null=True))
    def get_added_by(self, edition: Edition) -> str | None:
        """Who brought it in."""
        request = self.context.get("request")
        return edition.added_by.username if edition.added_by and request and is_staff(request.user) else None

    @extend_schema_field(EditionLinksSerializer)
    def get_links(self, edition: Edition) -> dict[str, str]:
        """Its addresses."""
        slug, number = edition.document.slug, str(edition.number)
        return {
            "self": address(self, "documents-edition", slug, number),
            "document": address(self, "documents-detail", slug),
            "file": page_of(self, reverse("edition", args=[slug, edition.number])),
        }


class EditionParagraphSerializer(serializers.ModelSerializer):
    """A paragraph as one edition has it."""

    slug = serializers.CharField(source="paragraph.slug", help_text="Of the paragraph, whatever the edition.")
    label = serializers.CharField(help_text="In this edition.")  # type: ignore[assignment]
    file_page = serializers.IntegerField(
        source="page", default=None, allow_null=True, help_text="Of the file, on which it begins; null where files of its form know no pages."
    )
    link = serializers.SerializerMethodField(help_text="Of the paragraph as the reference edition has it.")

    class Meta:
        model = ParagraphText
        fields = ["slug", "label", "printed", "text", "position", "line", "file_page", "link"]

    @extend_schema_field({"type": "string", "format": "uri"})
    def get_link(self, text: ParagraphText) -> str:
        """Its address in the API."""
        return address(self, "paragraphs-detail", text.paragraph.slug)


class EditionAloneSerializer(DocumentEditionSerializer):
    """An edition by itself, with its words."""

    paragraphs = EditionParagraphSerializer(source="texts", many=True, help_text="Empty for a meeting record.")
    body = serializers.CharField(help_text="The text of a meeting record, in which its speeches stand; empty for all else.")

    class Meta(DocumentEditionSerializer.Meta):
        fields = [*DocumentEditionSerializer.Meta.fields[:-1], "paragraphs", "body", "links"]


class ProblemOfEditionSerializer(serializers.ModelSerializer):
    """Something that reading an edition left in doubt."""

    edition = serializers.IntegerField(source="edition.number")
    reference = serializers.SerializerMethodField(help_text="Whether the edition is the one that obligations are read from.")
    line = serializers.IntegerField(allow_null=True, help_text="Of the file; null where it is about the whole.")
    code = serializers.CharField(help_text="One of the list `problem` of codes/; empty for what was found before problems had codes.")
    what = serializers.CharField(source="what_shown", help_text="In the language of the request.")
    advice = serializers.CharField(source="advice_shown", help_text="What to do, in the language of the request.")
    params: serializers.Field[Any, Any, Any, Any] = serializers.JSONField(help_text="The particulars in the sentence, by name.")

    class Meta:
        model = Problem
        fields = ["edition", "reference", "line", "code", "what", "advice", "params"]

    def get_reference(self, problem: Problem) -> bool:
        """Whether it is about the present text."""
        return problem.edition_id == problem.edition.document.reference_edition_id
