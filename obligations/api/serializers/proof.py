"""What a version rests on and what is said of it: evidence at its places, the State's own words, and for staff its way through review."""

from __future__ import annotations

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from obligations.api.serializers.actors import ActorNameSerializer
from obligations.api.serializers.labels import AudienceSerializer, EvidenceKindSerializer, ReviewStateSerializer
from obligations.api.serializers.links import address
from obligations.models import Assessment, Evidence, EvidenceLink, StateComment


class EvidenceNameSerializer(serializers.ModelSerializer):
    """What names a piece of evidence, inside of something else."""

    kind = EvidenceKindSerializer()
    url = serializers.CharField(help_text="Of the source; empty where it has none.")

    class Meta:
        model = Evidence
        fields = ["slug", "kind", "title", "url", "revision", "published_on"]


class ProofSerializer(serializers.ModelSerializer):
    """That a version rests on a piece of evidence, at a place in it."""

    evidence = EvidenceNameSerializer()
    locator = serializers.CharField(help_text="Page, paragraph or article.")
    remark = serializers.CharField(help_text="What it says there.")
    link = serializers.SerializerMethodField(help_text="Of the evidence, in the API.")

    class Meta:
        model = EvidenceLink
        fields = ["evidence", "locator", "remark", "link"]

    @extend_schema_field({"type": "string", "format": "uri"})
    def get_link(self, link: EvidenceLink) -> str:
        """Its address in the API."""
        return address(self, "evidence-detail", link.evidence.slug)


class StateCommentSerializer(serializers.ModelSerializer):
    """What a State says of the status recorded for it, in its own words."""

    actor = ActorNameSerializer()

    class Meta:
        model = StateComment
        fields = ["actor", "text", "received_on", "at"]


class DeskSerializer(serializers.ModelSerializer):
    """The way of a version from its author to its readers."""

    state = ReviewStateSerializer()
    audience = AudienceSerializer(help_text="The widest that is shown it now.")
    author = serializers.CharField(source="author.username")
    reviewer = serializers.CharField(source="reviewer.username", default=None, allow_null=True)

    class Meta:
        model = Assessment
        fields = ["state", "audience", "author", "submitted_at", "reviewer", "reviewed_at", "review_note", "review_after", "revision"]
