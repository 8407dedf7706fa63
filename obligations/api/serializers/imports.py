"""Importing a document: what is sent, and what storing it would do."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from obligations import problemtexts
from obligations.api.serializers.bodies import Body, Text
from obligations.api.serializers.links import address
from obligations.previews import Looked
from obligations.services.files import digest

LONGEST_SYMBOL, LONGEST_NAME, LONGEST_TEXT = 60, 200, 5_000_000  # characters


class ImportBody(Body):
    """A file, or the text of a document; its symbol where the text does not say it."""

    file = serializers.FileField(required=False, default=None, allow_empty_file=True, help_text="Text, Word, PDF or web page; in a form.")
    text = Text(max_length=LONGEST_TEXT, required=False, default="", trim_whitespace=False, help_text="In place of a file.")
    name = Text(max_length=LONGEST_NAME, required=False, default="pasted.txt", help_text="Of the text, as a file.")
    symbol = Text(max_length=LONGEST_SYMBOL, required=False, allow_blank=True, default="", help_text="S/PV.8017")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """One of the two."""
        if (attrs["file"] is None) == (not attrs["text"].strip()):
            raise serializers.ValidationError({"file": _("Send a file, or the text of a document, one of the two.")})
        return attrs


class FoundSerializer(serializers.Serializer):
    """How many of something are in it."""

    code = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    count = serializers.IntegerField()


class FoundProblemSerializer(serializers.Serializer):
    """What the reader of the file doubts."""

    line = serializers.IntegerField(allow_null=True)
    code = serializers.CharField()
    what = serializers.SerializerMethodField()
    advice = serializers.SerializerMethodField(help_text="What to do.")

    def get_what(self, problem: Any) -> str:
        """In the language of the request."""
        return problemtexts.what(problem)

    def get_advice(self, problem: Any) -> str:
        """In the language of the request."""
        return problemtexts.advice(problem)


class DifferenceSerializer(serializers.Serializer):
    """A paragraph that a new edition adds, leaves out or words otherwise."""

    label = serializers.CharField()  # type: ignore[assignment]
    before = serializers.CharField(help_text="Empty for a new one.")
    after = serializers.CharField(help_text="Empty for one that is left out.")


class FoundActSerializer(serializers.Serializer):
    """An act as it would be labelled."""

    verb = serializers.CharField()
    force = serializers.CharField()
    addressees = serializers.ListField(child=serializers.CharField())
    tracked = serializers.BooleanField()


class FoundParagraphSerializer(serializers.Serializer):
    """An operative paragraph as it would be cut."""

    label = serializers.CharField()  # type: ignore[assignment]
    text = serializers.CharField()
    acts = FoundActSerializer(many=True)
    subjects = serializers.SerializerMethodField(help_text="Codes of subject areas.")

    @extend_schema_field({"type": "array", "items": {"type": "string"}})
    def get_subjects(self, paragraph: Any) -> list[str]:
        """The codes."""
        return [subject.code for subject in paragraph.subjects]


class ImportLinksSerializer(serializers.Serializer):
    """Addresses around a preview."""

    self = serializers.URLField()
    store = serializers.URLField()
    document = serializers.URLField(allow_null=True, help_text="Where it is stored already, in this or another edition.")


class ImportSerializer(serializers.Serializer):
    """What storing a document would do. Nothing is stored before that is asked for."""

    id = serializers.SerializerMethodField(help_text="Names the preview for a day, and for its sender alone.")
    name = serializers.CharField()
    sha256 = serializers.SerializerMethodField()
    kind = serializers.CharField(source="parsed.kind")
    symbol = serializers.CharField(help_text="Empty where neither the text nor its sender says it; it cannot be stored then.")
    title = serializers.CharField(source="parsed.title")
    date = serializers.DateField(source="parsed.adopted_on", allow_null=True)
    outcome = serializers.ChoiceField(choices=["created", "new_edition", "unchanged"], source="expected.outcome")
    found = serializers.SerializerMethodField()
    problems = FoundProblemSerializer(many=True)
    differences = DifferenceSerializer(many=True, source="expected.differences")
    paragraphs = FoundParagraphSerializer(many=True, source="parsed.operative")
    links = serializers.SerializerMethodField()

    def get_id(self, looked: Looked) -> str:
        """The token by which it was asked, or a new one."""
        return str(self.context.get("token") or looked.token(self.context["request"].user))

    def get_sha256(self, looked: Looked) -> str:
        """Of the file."""
        return digest(looked.content)

    @extend_schema_field(FoundSerializer(many=True))
    def get_found(self, looked: Looked) -> list[dict[str, Any]]:
        """How many of what."""
        return [{"code": code, "label": words, "count": count} for code, words, count in looked.counts]

    @extend_schema_field(ImportLinksSerializer)
    def get_links(self, looked: Looked) -> dict[str, str | None]:
        """Its addresses."""
        token, document = self.get_id(looked), looked.expected.document if looked.expected else None
        return {
            "self": address(self, "imports-detail", token),
            "store": address(self, "imports-store", token),
            "document": address(self, "documents-detail", document.slug) if document else None,
        }


class StoredSerializer(serializers.Serializer):
    """What storing did."""

    outcome = serializers.CharField()
    document = serializers.URLField()
