"""Assessments: how far an actor carries out an obligation. The force and the hedges of what is asked always stand beside the status."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar, cast

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from obligations.api.notices import notices
from obligations.api.serializers.actors import ActorNameSerializer
from obligations.api.serializers.documents import DocumentNameSerializer
from obligations.api.serializers.expanding import Expanding
from obligations.api.serializers.labels import StatusSerializer
from obligations.api.serializers.links import LinksSerializer, address, page_of
from obligations.api.serializers.obligations import ObligationSerializer, SettledForceSerializer
from obligations.api.serializers.paragraphs import ParagraphNameSerializer
from obligations.api.serializers.proof import DeskSerializer, ProofSerializer, StateCommentSerializer
from obligations.models import Assessment, Obligation
from obligations.querysets import is_staff


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
    versions = serializers.URLField(help_text="All versions that the reader may see.")


class WholeObligationSerializer(ObligationSerializer):
    """What is assessed, whole; of what the reader may not see by itself no more than stands beside every status."""

    def to_representation(self, instance: Any) -> Any:
        """The whole of it, where the view found that it is `seen`."""
        return super().to_representation(instance) if instance.seen else AssessedObligationSerializer(instance, context=self.context).data


class AssessmentSerializer(Expanding, serializers.ModelSerializer):
    """One version of an assessment. `as_of` is the day on which its content was true."""

    obligation = AssessedObligationSerializer()
    actor = ActorNameSerializer()
    status = StatusSerializer()
    replaced_at = serializers.SerializerMethodField(help_text="When it ceased to stand for the reader; null while it does.")
    links = serializers.SerializerMethodField()
    evidence = ProofSerializer(many=True, source="shown_links", required=False, help_text="In lists with expand=evidence: what it rests on.")

    whole = {"obligation": WholeObligationSerializer}
    only_expanded: ClassVar[dict[str, str]] = {"evidence": "evidence"}

    class Meta:
        model = Assessment
        fields = ["obligation", "actor", "version", "status", "summary", "as_of", "approved_at", "replaced_at", "evidence", "links"]

    def get_replaced_at(self, assessment: Assessment) -> datetime | None:
        """Until when it stood: for staff as approved, for all others as it was shown to them, so that nothing tells of what is not published."""
        return getattr(assessment, "until", assessment.replaced_at)

    @extend_schema_field(AssessmentLinksSerializer)
    def get_links(self, assessment: Assessment) -> dict[str, str]:
        """Its addresses."""
        obligation, actor = cast("Obligation", assessment.obligation), assessment.actor
        return {
            "self": address(self, "assessments-detail", obligation.slug, actor.code),
            "page": page_of(self, obligation.get_absolute_url()),
            "obligation": address(self, "obligations-detail", obligation.slug),
            "actor": address(self, "actors-detail", actor.code),
            "versions": address(self, "assessments-versions", obligation.slug, actor.code),
        }


class AssessmentVersionSerializer(AssessmentSerializer):
    """A version with all that it says, what it rests on, and what the State concerned says of it."""

    status = serializers.SerializerMethodField(help_text="Null for a draft that has none yet.")  # type: ignore[assignment]
    details = serializers.CharField(help_text="More than the summary; empty where there is nothing.")
    sources = serializers.CharField(help_text="Sources consulted, where no evidence is named.")
    evidence = ProofSerializer(many=True, source="shown_links", help_text="What it rests on, as far as the reader may see it.")
    comments = StateCommentSerializer(many=True, source="shown_comments", help_text="Of the State concerned, the latest first.")
    desk = serializers.SerializerMethodField(help_text="For staff; null for all others.")

    only_expanded = {}

    class Meta(AssessmentSerializer.Meta):
        fields = [*AssessmentSerializer.Meta.fields[:-2], "details", "sources", "evidence", "comments", "desk", "links"]

    @extend_schema_field(StatusSerializer(allow_null=True))
    def get_status(self, assessment: Assessment) -> Any:
        """The status, with its definition."""
        return StatusSerializer(assessment.status).data if assessment.status else None

    @extend_schema_field(DeskSerializer(allow_null=True))
    def get_desk(self, assessment: Assessment) -> Any:
        """Who wrote and who reviewed it, and where it stands."""
        request = self.context.get("request")
        return DeskSerializer(assessment).data if request and is_staff(request.user) else None


class AssessmentAloneSerializer(AssessmentVersionSerializer):
    """The version that stands, by itself, with the sentences without which no status is shown."""

    notices = serializers.SerializerMethodField(help_text="To be shown wherever the status is.")

    class Meta(AssessmentVersionSerializer.Meta):
        fields = [*AssessmentVersionSerializer.Meta.fields, "notices"]

    def get_notices(self, assessment: Assessment) -> list[str]:
        """The sentences."""
        return notices()
