"""Meetings: what a record says of its meeting as a whole, with its votes and the addresses of its speeches."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from obligations.api.serializers.actors import ActorNameSerializer
from obligations.api.serializers.documents import DocumentNameSerializer
from obligations.api.serializers.links import LinksSerializer, address, page_of
from obligations.api.serializers.speeches import SpeechNameSerializer
from obligations.api.serializers.votes import VoteSerializer
from obligations.models import Meeting


class MeetingLinksSerializer(LinksSerializer):
    """Addresses around a meeting."""

    page = serializers.URLField(help_text="Of the record's page for people.")
    document = serializers.URLField()
    speeches = serializers.URLField(help_text="With their text.")
    votes = serializers.URLField()
    commitments = serializers.URLField()


class MeetingSerializer(serializers.ModelSerializer):
    """A meeting of the Council, as its record tells it. It has the slug of the record."""

    document = DocumentNameSerializer(help_text="The record.")
    president = serializers.CharField(help_text="As printed; empty where the record does not say.")
    presiding = ActorNameSerializer(allow_null=True, help_text="The State that presides.")
    agenda = serializers.CharField(help_text="The item and the documents it names, as printed.")
    members = ActorNameSerializer(many=True, help_text="Of the Council on that day, as the cover page lists them, in the UN's order.")
    speeches = serializers.SerializerMethodField(help_text="In the order of the record; their text stands at their addresses.")
    votes = serializers.SerializerMethodField(help_text="In the order of the record.")
    links = serializers.SerializerMethodField()

    class Meta:
        model = Meeting
        fields = ["document", "president", "presiding", "agenda", "members", "speeches", "votes", "links"]

    @extend_schema_field(SpeechNameSerializer(many=True))
    def get_speeches(self, meeting: Meeting) -> Any:
        """Those of the reference edition."""
        return SpeechNameSerializer(self._of_edition(meeting, "speeches"), many=True, context=self.context).data

    @extend_schema_field(VoteSerializer(many=True))
    def get_votes(self, meeting: Meeting) -> Any:
        """Those of the reference edition."""
        return VoteSerializer(self._of_edition(meeting, "votes"), many=True, context=self.context).data

    @extend_schema_field(MeetingLinksSerializer)
    def get_links(self, meeting: Meeting) -> dict[str, str]:
        """Its addresses."""
        document = meeting.document
        return {
            "self": address(self, "meetings-detail", document.slug),
            "page": page_of(self, document.get_absolute_url()),
            "document": address(self, "documents-detail", document.slug),
            "speeches": address(self, "speeches-list", meeting=document.slug),
            "votes": address(self, "votes-list", meeting=document.slug),
            "commitments": address(self, "commitments-list", document=document.slug),
        }

    def _of_edition(self, meeting: Meeting, name: str) -> list[Any]:
        edition = meeting.document.reference_edition
        return list(getattr(edition, name).all()) if edition else []
