"""Paragraphs, with what is read from their words: subject areas, deadlines, citations. All spans count characters of `text`."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from obligations.api.serializers.documents import DocumentNameSerializer
from obligations.api.serializers.labels import BasedForceSerializer, ParagraphKindSerializer, PresenceSerializer, SettledSerializer, decided_at
from obligations.api.serializers.links import LinksSerializer, address, page_of
from obligations.choices import Basis, Label, Presence
from obligations.models import Citation, Deadline, Obligation, Paragraph, ParagraphSubject, ParagraphText


class SpanSerializer(serializers.Serializer):
    """Characters `start` to `end` (half open, counted in Unicode code points) of a paragraph's text."""

    start = serializers.IntegerField()
    end = serializers.IntegerField()


class ParagraphNameSerializer(serializers.ModelSerializer):
    """What names a paragraph, inside of something else."""

    class Meta:
        model = Paragraph
        fields = ["slug", "label"]


class SubjectSerializer(SettledSerializer):
    """A subject area of a paragraph, as settled."""

    code = serializers.CharField(source="subject.code")
    label = serializers.CharField(source="subject.label", help_text="In the language of the request.")  # type: ignore[assignment]
    confidence = serializers.FloatField(help_text="From 0 to 1; 1 where a person has decided.")

    def get_decided_at(self, subject: ParagraphSubject) -> datetime | None:
        """When a person decided."""
        decisions = subject.paragraph.decisions.all()
        return decided_at(decisions, Label.SUBJECT, basis=subject.basis, value=subject.subject.code)


class DeadlineSerializer(serializers.ModelSerializer):
    """A date or a rhythm that a paragraph sets."""

    every = serializers.CharField(help_text="An ISO 8601 duration (P2Y) for what repeats; empty for what does not.")

    class Meta:
        model = Deadline
        fields = ["rule", "first_due", "every", "start", "end"]


class CitationSerializer(serializers.ModelSerializer):
    """Another text that a paragraph names, and where."""

    label = serializers.CharField(help_text="The paragraph of it that is meant; empty where none is.")  # type: ignore[assignment]

    class Meta:
        model = Citation
        fields = ["kind", "target", "label", "start", "end"]


class ObligationNameSerializer(serializers.ModelSerializer):
    """What names an obligation, inside of something else."""

    class Meta:
        model = Obligation
        fields = ["key", "slug"]


class ActVerbSerializer(serializers.Serializer):
    """The Council's verb in its dictionary form, and what the label rests on."""

    code = serializers.CharField(source="verb.code")
    verb = serializers.CharField(source="verb.verb")
    basis = serializers.ChoiceField(Basis.choices, source="verb_basis")


class ActSerializer(ObligationNameSerializer):
    """An act of a paragraph: where its verb stands, and what it does. All else stands at its own address."""

    span = serializers.SerializerMethodField(help_text="Where in `text` the verb stands; null for an act inherited from the chapeau, or gone.")
    verb = ActVerbSerializer(source="*")
    force = serializers.SerializerMethodField()
    presence = PresenceSerializer()

    class Meta(ObligationNameSerializer.Meta):
        fields = [*ObligationNameSerializer.Meta.fields, "span", "verb", "force", "tracked", "presence"]

    @extend_schema_field(SpanSerializer(allow_null=True))
    def get_span(self, obligation: Obligation) -> dict[str, Any] | None:
        """The verb's place in the reference edition's text, where that still says it."""
        says = obligation.presence == Presence.FOUND and obligation.start is not None
        return {"start": obligation.start, "end": obligation.end} if says else None

    @extend_schema_field(BasedForceSerializer)
    def get_force(self, obligation: Obligation) -> dict[str, Any]:
        """The force and what it rests on."""
        return {**BasedForceSerializer(obligation.force).data, "basis": obligation.force_basis}


class TranslationSerializer(serializers.ModelSerializer):
    """The words of the paragraph in an edition that stands beside the reference edition, in another language. Nothing is read from them."""

    language = serializers.CharField(source="edition.language")
    edition = serializers.IntegerField(source="edition.number")
    printed = serializers.CharField(help_text="The mark as printed.")

    class Meta:
        model = ParagraphText
        fields = ["language", "edition", "printed", "text"]


class ParagraphLinksSerializer(LinksSerializer):
    """Addresses around a paragraph."""

    page = serializers.URLField(help_text="Of its place on the page for people.")
    document = serializers.URLField()
    edition = serializers.URLField(allow_null=True, help_text="That the text and all spans are of; null where the reference edition has it not.")


class ParagraphSerializer(serializers.ModelSerializer):
    """A paragraph of a document. Text, spans, deadlines and citations are those of the reference edition."""

    document = DocumentNameSerializer()
    kind = ParagraphKindSerializer()
    parent = ParagraphNameSerializer(allow_null=True, help_text="The paragraph that it is a part of.")
    present = serializers.SerializerMethodField(help_text="Whether the reference edition has it; if not, there is no text here.")
    edition = serializers.IntegerField(source="current.edition.number", default=None, allow_null=True, help_text="Which edition the text is of.")
    printed = serializers.CharField(source="current.printed", default="", help_text="The mark as printed.")
    text = serializers.CharField(source="current.text", default="")
    file_page = serializers.IntegerField(
        source="current.page", default=None, allow_null=True, help_text="Of the file, on which it begins; null where files of its form know no pages."
    )
    translations = TranslationSerializer(many=True, source="beside", help_text="In other languages: of the newest edition in each.")
    obligations = ActSerializer(many=True, help_text="Its acts.")
    subjects = SubjectSerializer(many=True)
    deadlines = DeadlineSerializer(source="current.deadlines", many=True, default=list)
    citations = CitationSerializer(source="current.citations", many=True, default=list)
    links = serializers.SerializerMethodField()

    class Meta:
        model = Paragraph
        fields = [
            "slug",
            "document",
            "label",
            "kind",
            "parent",
            "position",
            "present",
            "edition",
            "printed",
            "text",
            "translations",
            "file_page",
            "obligations",
            "subjects",
            "deadlines",
            "citations",
            "links",
        ]

    def get_present(self, paragraph: Paragraph) -> bool:
        """Whether the reference edition has it."""
        return paragraph.current_id is not None

    @extend_schema_field(ParagraphLinksSerializer)
    def get_links(self, paragraph: Paragraph) -> dict[str, str | None]:
        """Its addresses."""
        slug, text = paragraph.document.slug, paragraph.current
        return {
            "self": address(self, "paragraphs-detail", paragraph.slug),
            "page": page_of(self, paragraph.get_absolute_url()),
            "document": address(self, "documents-detail", slug),
            "edition": address(self, "documents-edition", slug, str(text.edition.number)) if text else None,
        }
