"""The vocabularies: verbs, subject areas, instruments."""

from __future__ import annotations

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from obligations.api.serializers.labels import ForceSerializer
from obligations.api.serializers.links import LinksSerializer, address
from obligations.models import Instrument, SubjectArea, Verb
from obligations.models.vocabulary import in_language


class WordLinksSerializer(LinksSerializer):
    """Addresses around a word of a vocabulary."""

    obligations = serializers.URLField(help_text="Those that have it.")


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

    @extend_schema_field(WordLinksSerializer)
    def get_links(self, subject: SubjectArea) -> dict[str, str]:
        """Its addresses."""
        found = address(self, "obligations-list", subject=subject.code)
        return {"self": address(self, "subject-areas-detail", subject.code), "obligations": found}


class InstrumentSerializer(serializers.ModelSerializer):
    """A treaty or another instrument that paragraphs cite."""

    title = serializers.CharField(help_text="In the language of the request.")
    links = serializers.SerializerMethodField()

    class Meta:
        model = Instrument
        fields = ["code", "title", "year", "links"]

    @extend_schema_field(LinksSerializer)
    def get_links(self, instrument: Instrument) -> dict[str, str]:
        """Its address."""
        return {"self": address(self, "instruments-detail", instrument.code)}
