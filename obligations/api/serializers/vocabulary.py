"""The vocabularies: verbs, subject areas, instruments."""

from __future__ import annotations

from django.urls import reverse
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from obligations.api.serializers.labels import ForceSerializer
from obligations.api.serializers.links import LinksSerializer, address, page_of
from obligations.models import Instrument, SubjectArea, Verb
from obligations.models.vocabulary import in_language


class WordLinksSerializer(LinksSerializer):
    """Addresses around a word of a vocabulary."""

    obligations = serializers.URLField(help_text="Those that have it.")


class SubjectAreaLinksSerializer(WordLinksSerializer):
    """Addresses around a subject area."""

    page = serializers.URLField(help_text="Of the page for people.")
    paragraphs = serializers.URLField()
    assessments = serializers.URLField(help_text="Statuses recorded on what is asked on it.")
    commitments = serializers.URLField()
    deadlines = serializers.URLField()
    matrix = serializers.URLField()


class InstrumentLinksSerializer(LinksSerializer):
    """Addresses around an instrument."""

    paragraphs = serializers.URLField(help_text="Those that cite it.")


class VerbSerializer(serializers.ModelSerializer):
    """A verb of the Council in its dictionary form, and what it does."""

    label = serializers.SerializerMethodField(help_text="In the language of the request.")  # type: ignore[assignment]
    force = ForceSerializer()
    force_with_duty = serializers.SerializerMethodField(help_text="What it does where a duty is spelled out; null where that is the same.")
    links = serializers.SerializerMethodField()

    class Meta:
        model = Verb
        fields = ["code", "verb", "label", "force", "force_with_duty", "position", "links"]

    def get_label(self, verb: Verb) -> str:
        """The verb, or its English counterpart."""
        return in_language(verb.verb, verb.label_en)

    @extend_schema_field(ForceSerializer(allow_null=True))
    def get_force_with_duty(self, verb: Verb) -> dict[str, str] | None:
        """The other force."""
        return ForceSerializer(verb.force_with_duty).data if verb.force_with_duty else None

    @extend_schema_field(WordLinksSerializer)
    def get_links(self, verb: Verb) -> dict[str, str]:
        """Its addresses."""
        return {"self": address(self, "verbs-detail", verb.code), "obligations": address(self, "obligations-list", verb=verb.code)}


class SubjectAreaSerializer(serializers.ModelSerializer):
    """A subject area with its definition."""

    label = serializers.CharField(help_text="In the language of the request.")  # type: ignore[assignment]
    definition = serializers.CharField(help_text="In the language of the request.")
    links = serializers.SerializerMethodField()

    class Meta:
        model = SubjectArea
        fields = ["code", "label", "definition", "position", "links"]

    @extend_schema_field(SubjectAreaLinksSerializer)
    def get_links(self, subject: SubjectArea) -> dict[str, str]:
        """Its addresses."""
        lists = ("obligations", "paragraphs", "assessments", "commitments", "deadlines", "matrix")
        return {
            "self": address(self, "subject-areas-detail", subject.code),
            "page": page_of(self, reverse("subject", args=[subject.code])),
            **{name: address(self, f"{name}-list", subject=subject.code) for name in lists},
        }


class InstrumentSerializer(serializers.ModelSerializer):
    """A treaty or another instrument that paragraphs cite."""

    title = serializers.CharField(help_text="In the language of the request.")
    links = serializers.SerializerMethodField()

    class Meta:
        model = Instrument
        fields = ["code", "title", "year", "links"]

    @extend_schema_field(InstrumentLinksSerializer)
    def get_links(self, instrument: Instrument) -> dict[str, str]:
        """Its addresses."""
        cited = address(self, "paragraphs-list", cites=instrument.code)
        return {"self": address(self, "instruments-detail", instrument.code), "paragraphs": cited}
