"""Assessments: how far an actor carries out an obligation. The force and the hedges of what is asked always stand beside the status."""

from __future__ import annotations

from typing import cast

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from obligations.api.notices import notices
from obligations.api.serializers.actors import ActorNameSerializer
from obligations.api.serializers.documents import DocumentNameSerializer
from obligations.api.serializers.labels import StatusSerializer
from obligations.api.serializers.links import LinksSerializer, address, page_of
from obligations.api.serializers.obligations import SettledForceSerializer
from obligations.api.serializers.paragraphs import ParagraphNameSerializer
from obligations.models import Assessment, Obligation


class AssessedObligationSerializer(serializers.ModelSerializer):
    """What is assessed."""

    document = DocumentNameSerializer(source="paragraph.document")
    paragraph = ParagraphNameSerializer()
    force = SettledForceSerializer(source="*")
    hedges = serializers.ListField(child=serializers.CharField())

    class Meta:
        model = Obligation
        fields = ["key", "slug", "document", "paragraph", "force", "hedges"]


class AssessmentLinksSerializer(LinksSerializer):
    """Addresses around an assessment."""

    page = serializers.URLField(help_text="Of the obligation's page for people.")
    obligation = serializers.URLField()
    actor = serializers.URLField()


class AssessmentSerializer(serializers.ModelSerializer):
    """One version of an assessment. It stood from `approved_at` until `replaced_at`; `as_of` is the day on which its content was true."""

    obligation = AssessedObligationSerializer()
    actor = ActorNameSerializer()
    status = StatusSerializer()
    links = serializers.SerializerMethodField()

    class Meta:
        model = Assessment
        fields = ["obligation", "actor", "version", "status", "summary", "as_of", "approved_at", "replaced_at", "links"]

    @extend_schema_field(AssessmentLinksSerializer)
    def get_links(self, assessment: Assessment) -> dict[str, str]:
        """Its addresses."""
        obligation, actor = cast("Obligation", assessment.obligation), assessment.actor
        return {
            "self": address(self, "assessments-detail", obligation.slug, actor.code),
            "page": page_of(self, obligation.get_absolute_url()),
            "obligation": address(self, "obligations-detail", obligation.slug),
            "actor": address(self, "actors-detail", actor.code),
        }


class AssessmentAloneSerializer(AssessmentSerializer):
    """An assessment by itself, with the sentences without which no status is shown."""

    notices = serializers.SerializerMethodField(help_text="To be shown wherever the status is.")

    class Meta(AssessmentSerializer.Meta):
        fields = [*AssessmentSerializer.Meta.fields, "notices"]

    def get_notices(self, assessment: Assessment) -> list[str]:
        """The sentences."""
        return notices()
