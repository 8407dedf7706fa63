"""Importing a document: what is sent, and what storing it would do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from ingest.reading import page_of
from obligations.api.serializers.bodies import Body, Text
from obligations.api.serializers.links import address
from obligations.fetching import LANGUAGES, NotFetched, named
from obligations.incoming import problemtexts
from obligations.incoming.given import Given, given
from obligations.incoming.previews import Looked
from obligations.services.files import digest

LONGEST_SYMBOL, LONGEST_DATE, LONGEST_NAME, LONGEST_TEXT = 60, 10, 200, 5_000_000  # characters
NOTHING = Given()
FETCHED = "In place of a file: the document of the symbol is fetched in this language from the document service."


class ImportBody(Body):
    """A file, or the text of a document; its symbol where the text does not say it."""

    file = serializers.FileField(required=False, default=None, allow_empty_file=True, help_text="Text, Word, PDF or web page; in a form.")
    text = Text(max_length=LONGEST_TEXT, required=False, default="", trim_whitespace=False, help_text="In place of a file.")
    name = Text(max_length=LONGEST_NAME, required=False, default="pasted.txt", help_text="Of the text, as a file.")
    symbol = Text(max_length=LONGEST_SYMBOL, required=False, allow_blank=True, default="", help_text="S/PV.8017")
    date = Text(max_length=LONGEST_DATE, required=False, allow_blank=True, default="", help_text="Of adoption, or of the meeting: 2017-08-02.")
    meeting = Text(max_length=LONGEST_SYMBOL, required=False, allow_blank=True, default="", help_text="At which it was adopted: S/PV.8017, or 8017.")
    language = serializers.ChoiceField(choices=LANGUAGES, required=False, allow_blank=True, default="", help_text=FETCHED)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """One of the three, and a symbol that is known where one is fetched by it."""
        if [attrs["file"] is not None, bool(attrs["text"].strip()), bool(attrs["language"])].count(True) != 1:
            sentence = _("Send a file, or the text of a document, or the language in which it is to be fetched by its symbol, one of the three.")
            raise serializers.ValidationError({"file": sentence})
        if attrs["language"]:
            attrs["symbol"] = _canonical(attrs["symbol"])
        return {**attrs, "given": given_by(attrs)}


def _canonical(typed: str) -> str:
    """The symbol meant. Raises ValidationError."""
    try:
        return named(typed).canonical
    except NotFetched as error:
        raise serializers.ValidationError({"symbol": error.sentence}) from error


class CorrectionBody(Body):
    """What goes before what the text says; what is left out stays as it is, what is empty is left to the text."""

    symbol = Text(max_length=LONGEST_SYMBOL, required=False, allow_blank=True, help_text="S/RES/2370 (2017)")
    date = Text(max_length=LONGEST_DATE, required=False, allow_blank=True, help_text="Of adoption, or of the meeting: 2017-08-02.")
    meeting = Text(max_length=LONGEST_SYMBOL, required=False, allow_blank=True, help_text="At which it was adopted: S/PV.8017, or 8017.")


def given_by(attrs: Mapping[str, Any], *, before: Given = NOTHING) -> Given:
    """What a body gives, and before it what was given earlier where the body has no word on it. Raises ValidationError by field."""
    attrs = {"symbol": before.symbol, "date": before.said.get("adopted_on", ""), "meeting": before.meeting, **attrs}
    try:
        return given({"symbol": attrs["symbol"], "adopted_on": attrs["date"], "meeting": attrs["meeting"]})
    except ValidationError as error:
        wrong = {"date" if name == "adopted_on" else name: sentences for name, sentences in error.message_dict.items()}
        raise serializers.ValidationError(wrong) from error


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
    line = serializers.IntegerField(help_text="Of the file's text, at which it begins.")
    file_page = serializers.SerializerMethodField(help_text="Of the file, on which it begins; null where files of its form know no pages.")
    text = serializers.CharField()
    acts = FoundActSerializer(many=True)
    subjects = serializers.SerializerMethodField(help_text="Codes of subject areas.")

    @extend_schema_field({"type": "integer", "nullable": True})
    def get_file_page(self, paragraph: Any) -> int | None:
        """By the pages of the reading."""
        return page_of(paragraph.line, self.context["pages"])

    @extend_schema_field({"type": "array", "items": {"type": "string"}})
    def get_subjects(self, paragraph: Any) -> list[str]:
        """The codes."""
        return [subject.code for subject in paragraph.subjects]


class BesideSerializer(serializers.Serializer):
    """How far an edition in another language pairs with the one that obligations are read from; parts of paragraphs count."""

    language = serializers.CharField()
    paired = serializers.IntegerField()
    operative = serializers.IntegerField(help_text="Operative paragraphs of the reference edition.")


class ImportLinksSerializer(serializers.Serializer):
    """Addresses around a preview."""

    self = serializers.URLField()
    correct = serializers.URLField()
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
    meeting = serializers.CharField(source="parsed.meeting", allow_null=True, help_text="At which it was adopted; of a record its own symbol.")
    given = serializers.SerializerMethodField(help_text="What its sender said in place of the text, by field.")
    source = serializers.CharField(help_text="The address from which it was fetched; empty for what was sent.")  # type: ignore[assignment]
    outcome = serializers.ChoiceField(choices=["created", "new_edition", "unchanged"], source="expected.outcome")
    language = serializers.CharField(source="parsed.language", help_text="Of the text, told from its content.")
    beside = BesideSerializer(source="expected.beside", allow_null=True, help_text="Null for an edition that obligations are read from.")
    found = serializers.SerializerMethodField()
    problems = FoundProblemSerializer(many=True)
    differences = DifferenceSerializer(many=True, source="expected.differences")
    paragraphs = FoundParagraphSerializer(many=True, source="parsed.operative")
    links = serializers.SerializerMethodField()

    def get_id(self, looked: Looked) -> str:
        """The token by which it was asked, or a new one."""
        return str(self.context.get("token") or looked.token(self.context["request"].user))

    @extend_schema_field({"type": "object", "additionalProperties": {"type": "string"}})
    def get_given(self, looked: Looked) -> dict[str, str]:
        """By the names of the fields here."""
        return {"date" if name == "adopted_on" else name: value for name, value in looked.given.said.items()}

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
            "correct": address(self, "imports-correct", token),
            "store": address(self, "imports-store", token),
            "document": address(self, "documents-detail", document.slug) if document else None,
        }


class StoredSerializer(serializers.Serializer):
    """What storing did."""

    outcome = serializers.CharField()
    document = serializers.URLField()
