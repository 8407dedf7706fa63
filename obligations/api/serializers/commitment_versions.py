"""Versions of what became of a commitment, with what they rest on. The condition under which it was made stands beside the status."""

from __future__ import annotations

from typing import Any, ClassVar, cast

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from obligations.api.serializers.assessments import AssessmentVersionSerializer
from obligations.api.serializers.labels import CommitmentStatusSerializer
from obligations.api.serializers.links import LinksSerializer, address, page_of
from obligations.api.serializers.ties import CommitmentNameSerializer
from obligations.models import Assessment, Commitment


class CommitmentVersionLinksSerializer(LinksSerializer):
    """Addresses around a version."""

    page = serializers.URLField(help_text="Of the commitment's page for people.")
    commitment = serializers.URLField()
    actor = serializers.URLField()
    versions = serializers.URLField(help_text="All versions that the reader may see.")


class CommitmentVersionSerializer(AssessmentVersionSerializer):
    """A version of what became of a commitment. `as_of` is the day on which its content was true."""

    obligation = None  # type: ignore[assignment]
    commitment = CommitmentNameSerializer()

    whole: ClassVar[dict[str, Any]] = {}

    class Meta(AssessmentVersionSerializer.Meta):
        fields = ["commitment", *(name for name in AssessmentVersionSerializer.Meta.fields if name != "obligation")]

    @extend_schema_field(CommitmentStatusSerializer(allow_null=True))
    def get_status(self, assessment: Assessment) -> Any:
        """The status, with its definition."""
        return CommitmentStatusSerializer(assessment.status).data if assessment.status else None

    @extend_schema_field(CommitmentVersionLinksSerializer)
    def get_links(self, assessment: Assessment) -> dict[str, str]:
        """Its addresses."""
        commitment = cast("Commitment", assessment.commitment)
        return {
            "self": address(self, "commitments-version", commitment.slug, str(assessment.version)),
            "page": page_of(self, commitment.get_absolute_url()),
            "commitment": address(self, "commitments-detail", commitment.slug),
            "actor": address(self, "actors-detail", assessment.actor.code),
            "versions": address(self, "commitments-versions", commitment.slug),
        }
