"""Speeches: who speaks, for whom, in what capacity and language."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from obligations.api.serializers.actors import ActorNameSerializer
from obligations.api.serializers.documents import DocumentNameSerializer
from obligations.api.serializers.labels import CapacitySerializer
from obligations.api.serializers.links import LinksSerializer, address, page_of
from obligations.api.serializers.paragraphs import SpanSerializer
from obligations.models import Commitment, Speech


class SpeechNameSerializer(serializers.ModelSerializer):
    """What names a speech, inside of something else."""

    actor = ActorNameSerializer(allow_null=True, help_text="For whom; null for a President who only presides, and for a body without a record.")
    capacity = CapacitySerializer()
    link = serializers.SerializerMethodField()

    class Meta:
        model = Speech
        fields = ["order", "speaker", "actor", "actor_code", "capacity", "language", "link"]

    @extend_schema_field({"type": "string", "format": "uri"})
    def get_link(self, speech: Speech) -> str:
        """Its address in the API."""
        return speech_address(self, speech)


class SaidCommitmentSerializer(serializers.ModelSerializer):
    """A commitment by its place in the speech."""

    span = SpanSerializer(source="*", help_text="Where in the speech's `text` the sentence stands.")
    link = serializers.SerializerMethodField()

    class Meta:
        model = Commitment
        fields = ["key", "slug", "span", "link"]

    @extend_schema_field({"type": "string", "format": "uri"})
    def get_link(self, commitment: Commitment) -> str:
        """Its address in the API."""
        return address(self, "commitments-detail", commitment.slug)


class SpeechLinksSerializer(LinksSerializer):
    """Addresses around a speech."""

    page = serializers.URLField(help_text="Of its place on the page for people.")
    meeting = serializers.URLField()
    actor = serializers.URLField(allow_null=True, help_text="For whom it is given; null where that is nobody with a record.")


class SpeechSerializer(serializers.ModelSerializer):
    """A turn of speech in a meeting record, as the reference edition has it."""

    meeting = DocumentNameSerializer(source="edition.document")
    edition = serializers.IntegerField(source="edition.number", help_text="Which edition `text` is of.")
    actor = ActorNameSerializer(allow_null=True, help_text="For whom; null for a President who only presides, and for a body without a record.")
    actor_code = serializers.CharField(help_text="The same as it was read: alpha-3 of a State, acronym of a body.")
    group = serializers.CharField(help_text="The States in whose name it is said too, as written; empty where there are none.")
    affiliation = serializers.CharField(help_text="How a briefer was announced.")
    capacity = CapacitySerializer()
    language = serializers.CharField(help_text="In which it was given (ISO 639); the text is that of the edition.")
    file_page = serializers.IntegerField(
        source="page", default=None, allow_null=True, help_text="Of the file, on which it begins; null where files of its form know no pages."
    )
    commitments = SaidCommitmentSerializer(many=True, help_text="Those that the reader may see; none that were rejected.")
    links = serializers.SerializerMethodField()

    class Meta:
        model = Speech
        fields = [
            "meeting",
            "edition",
            "order",
            "speaker",
            "actor",
            "actor_code",
            "group",
            "affiliation",
            "capacity",
            "language",
            "text",
            "file_page",
            "commitments",
            "links",
        ]

    @extend_schema_field(SpeechLinksSerializer)
    def get_links(self, speech: Speech) -> dict[str, str | None]:
        """Its addresses."""
        document = speech.edition.document
        return {
            "self": speech_address(self, speech),
            "page": page_of(self, f"{document.get_absolute_url()}#speech-{speech.order}"),
            "meeting": address(self, "meetings-detail", document.slug),
            "actor": address(self, "actors-detail", speech.actor.code) if speech.actor else None,
        }


def speech_address(serializer: serializers.BaseSerializer[Any], speech: Speech) -> str:
    """The address of a speech, from its record and its order in it: speeches/S-PV-8017/11/."""
    return address(serializer, "speeches-detail", speech.edition.document.slug, str(speech.order))
