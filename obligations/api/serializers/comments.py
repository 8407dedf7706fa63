"""What staff say to one another."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from obligations.api.serializers.actors import ActorNameSerializer
from obligations.api.serializers.links import address
from obligations.api.serializers.paragraphs import ObligationNameSerializer
from obligations.models import Comment


class CommentLinksSerializer(serializers.Serializer):
    """Addresses around a comment."""

    obligation = serializers.URLField(allow_null=True)
    commitment = serializers.URLField(allow_null=True)


class CommentSerializer(serializers.ModelSerializer):
    """A comment on an obligation, on a cell (with `actor`), on a version of it, or on a commitment. Answers name the one they answer."""

    number = serializers.IntegerField(source="pk")
    answers = serializers.IntegerField(source="parent_id", allow_null=True, help_text="The number of the comment that began the thread.")
    obligation = ObligationNameSerializer(allow_null=True)
    commitment = serializers.CharField(source="commitment.key", default=None, allow_null=True, help_text="Key of the commitment.")
    actor = ActorNameSerializer(allow_null=True)
    version = serializers.IntegerField(source="assessment.version", default=None, allow_null=True)
    author = serializers.CharField(source="author.username")
    resolved_at = serializers.DateTimeField(allow_null=True, help_text="On the comment that began the thread.")
    links = serializers.SerializerMethodField()

    class Meta:
        model = Comment
        fields = ["number", "answers", "obligation", "commitment", "actor", "version", "text", "author", "at", "resolved_at", "links"]

    @extend_schema_field(CommentLinksSerializer)
    def get_links(self, comment: Comment) -> dict[str, Any]:
        """What it is about."""
        obligation, commitment = comment.obligation, comment.commitment
        return {
            "obligation": address(self, "obligations-detail", obligation.slug) if obligation else None,
            "commitment": address(self, "commitments-detail", commitment.slug) if commitment else None,
        }
