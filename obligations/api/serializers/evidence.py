"""Evidence, with the statuses that rest on it. The force of what is asked stands beside each status."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from obligations.api.notices import notices
from obligations.api.serializers.actors import ActorNameSerializer
from obligations.api.serializers.assessments import AssessedObligationSerializer
from obligations.api.serializers.documents import DocumentNameSerializer
from obligations.api.serializers.labels import CommitmentStatusSerializer, EvidenceKindSerializer, StatusSerializer
from obligations.api.serializers.links import LinksSerializer, address, page_of
from obligations.api.serializers.speeches import SpeechNameSerializer
from obligations.models import Evidence, EvidenceLink


class EvidenceFileSerializer(serializers.ModelSerializer):
    """The file that is kept; `links` has its address."""

    class Meta:
        model = Evidence
        fields = ["filename", "media_type", "size", "sha256"]


class SupportedVersionSerializer(serializers.ModelSerializer):
    """An approved version that rests on the piece, at a place in it. Either `obligation` or `commitment` says what it is about."""

    obligation = AssessedObligationSerializer(source="assessment.obligation", allow_null=True)
    commitment = serializers.CharField(source="assessment.commitment.key", default=None, allow_null=True, help_text="Key of the commitment.")
    actor = ActorNameSerializer(source="assessment.actor")
    version = serializers.IntegerField(source="assessment.version")
    status = serializers.SerializerMethodField(help_text="Of an obligation; null for a commitment.")
    commitment_status = serializers.SerializerMethodField(help_text="Of a commitment; null for an obligation.")
    as_of = serializers.DateField(source="assessment.as_of", help_text="The day on which its content was true.")
    stands = serializers.BooleanField(help_text="Whether it is the version that stands; false for one that another has followed.")
    link = serializers.SerializerMethodField(help_text="Of the follow-up as it stands; that of a commitment comes with the commitment.")

    class Meta:
        model = EvidenceLink
        fields = ["obligation", "commitment", "actor", "version", "status", "commitment_status", "as_of", "stands", "locator", "remark", "link"]

    @extend_schema_field(StatusSerializer(allow_null=True))
    def get_status(self, link: EvidenceLink) -> Any:
        """The status, with its definition."""
        return StatusSerializer(link.assessment.status).data if link.assessment.obligation_id else None

    @extend_schema_field(CommitmentStatusSerializer(allow_null=True))
    def get_commitment_status(self, link: EvidenceLink) -> Any:
        """The same, of the other list."""
        return CommitmentStatusSerializer(link.assessment.status).data if link.assessment.commitment_id else None

    @extend_schema_field({"type": "string", "format": "uri"})
    def get_link(self, link: EvidenceLink) -> str:
        """Its address in the API."""
        version = link.assessment
        if version.obligation is not None:
            return address(self, "assessments-detail", version.obligation.slug, version.actor.code)
        return address(self, "commitments-detail", version.commitment.slug if version.commitment else "")


class EvidenceLinksSerializer(LinksSerializer):
    """Addresses around a piece of evidence."""

    page = serializers.URLField(help_text="Of the page for people.")
    file = serializers.URLField(allow_null=True, help_text="Of the file that is kept; null where there is none.")
    commitment = serializers.URLField(allow_null=True)


class EvidenceSerializer(serializers.ModelSerializer):
    """One revision of a piece of evidence. What changes is a new revision; statuses keep the one they named."""

    kind = EvidenceKindSerializer()
    issuer = ActorNameSerializer(allow_null=True, help_text="Whose own document or statement it is.")
    actors = ActorNameSerializer(many=True, help_text="About whom.")
    url = serializers.CharField(help_text="Of the source; empty where it has none.")
    file = serializers.SerializerMethodField(help_text="Null where no file is kept.")
    document = DocumentNameSerializer(allow_null=True, help_text="The stored document it is.")
    speech = SpeechNameSerializer(allow_null=True, help_text="The stored speech it is.")
    commitment = serializers.CharField(source="commitment.key", default=None, allow_null=True, help_text="Key of the commitment it is.")
    revises = serializers.SerializerMethodField(help_text="Key of the revision before, as far as the reader may see it.")
    revised_by = serializers.SerializerMethodField(help_text="Key of the next revision, as far as the reader may see it.")
    statuses = serializers.IntegerField(source="status_count", help_text="How many approved versions rest on it, of those the reader may see.")
    links = serializers.SerializerMethodField()

    class Meta:
        model = Evidence
        fields = [
            "slug",
            "kind",
            "title",
            "issuer",
            "actors",
            "url",
            "file",
            "language",
            "published_on",
            "expires_on",
            "document",
            "speech",
            "commitment",
            "revision",
            "revises",
            "revised_by",
            "added_at",
            "withdrawn_at",
            "statuses",
            "links",
        ]

    @extend_schema_field(EvidenceFileSerializer(allow_null=True))
    def get_file(self, evidence: Evidence) -> Any:
        """What is known of the file."""
        return EvidenceFileSerializer(evidence).data if evidence.sha256 else None

    @extend_schema_field({"type": "string", "nullable": True})
    def get_revises(self, evidence: Any) -> str | None:
        """The one before."""
        return evidence.before or None

    @extend_schema_field({"type": "string", "nullable": True})
    def get_revised_by(self, evidence: Any) -> str | None:
        """The one after."""
        return evidence.after or None

    @extend_schema_field(EvidenceLinksSerializer)
    def get_links(self, evidence: Evidence) -> dict[str, str | None]:
        """Its addresses."""
        commitment = evidence.commitment
        return {
            "self": address(self, "evidence-detail", evidence.slug),
            "page": page_of(self, evidence.get_absolute_url()),
            "file": address(self, "evidence-file", evidence.slug) if evidence.sha256 else None,
            "commitment": address(self, "commitments-detail", commitment.slug) if commitment else None,
        }


class EvidenceAloneSerializer(EvidenceSerializer):
    """A piece by itself: with the statuses that rest on it, and the sentences without which no status is shown."""

    supports = SupportedVersionSerializer(many=True, source="shown_links")
    notices = serializers.SerializerMethodField(help_text="To be shown wherever the statuses are.")

    class Meta(EvidenceSerializer.Meta):
        fields = [*EvidenceSerializer.Meta.fields, "supports", "notices"]

    def get_notices(self, evidence: Evidence) -> list[str]:
        """The sentences."""
        return notices()
