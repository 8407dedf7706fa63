"""Statuses as the obligation they are about lists them."""

from __future__ import annotations

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from obligations.api.serializers.actors import ActorNameSerializer
from obligations.api.serializers.labels import StatusSerializer
from obligations.api.serializers.links import address
from obligations.models import Assessment


class StandingSerializer(serializers.ModelSerializer):
    """How far one actor carries out the obligation: the version that stands for the reader. `as_of` is the day on which its content was true."""

    actor = ActorNameSerializer()
    status = StatusSerializer()
    link = serializers.SerializerMethodField()

    class Meta:
        model = Assessment
        fields = ["actor", "version", "status", "summary", "as_of", "approved_at", "link"]

    @extend_schema_field({"type": "string", "format": "uri"})
    def get_link(self, assessment: Assessment) -> str:
        """Its address in the API."""
        slug = assessment.obligation.slug if assessment.obligation else ""
        return address(self, "assessments-detail", slug, assessment.actor.code)
