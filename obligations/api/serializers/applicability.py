"""What was decided on whether an obligation concerns one of those it is addressed to."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from obligations.api.serializers.actors import ActorNameSerializer
from obligations.api.serializers.labels import CodeSerializer
from obligations.api.serializers.links import address, page_of
from obligations.choices import Applicability as Reach
from obligations.models import Applicability
from obligations.querysets import is_staff


class ReachSerializer(CodeSerializer):
    """Whether it concerns the actor."""

    choices = Reach
    code = serializers.ChoiceField(Reach.choices)


class ApplicabilityLinksSerializer(serializers.Serializer):
    """Addresses around a decision."""

    page = serializers.URLField(help_text="Of the obligation's page for people.")
    obligation = serializers.URLField()
    actor = serializers.URLField()


class ApplicabilitySerializer(serializers.ModelSerializer):
    """A decision, which counts before what follows from the text. Where there is none, the obligation applies, or its condition is open."""

    actor = ActorNameSerializer()
    value = ReachSerializer()
    reason = serializers.CharField()
    replaced_at = serializers.DateTimeField(allow_null=True, help_text="When another decision took its place; null while it counts.")
    by = serializers.SerializerMethodField(help_text="For staff; null for all others.")
    links = serializers.SerializerMethodField()

    class Meta:
        model = Applicability
        fields = ["actor", "value", "reason", "recorded_at", "replaced_at", "by", "links"]

    @extend_schema_field(serializers.CharField(allow_null=True))
    def get_by(self, row: Applicability) -> str | None:
        """Who decided."""
        request = self.context.get("request")
        return row.by.username if request and is_staff(request.user) else None

    @extend_schema_field(ApplicabilityLinksSerializer)
    def get_links(self, row: Applicability) -> dict[str, Any]:
        """Its addresses."""
        return {
            "page": page_of(self, f"{row.obligation.get_absolute_url()}#state-{row.actor.code}"),
            "obligation": address(self, "obligations-detail", row.obligation.slug),
            "actor": address(self, "actors-detail", row.actor.code),
        }
