"""Due dates: the days that paragraphs set, and what is known of each."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from obligations.api.serializers.documents import DocumentNameSerializer
from obligations.api.serializers.links import address, page_of
from obligations.api.serializers.obligations import AddresseeSerializer, SettledForceSerializer
from obligations.api.serializers.paragraphs import ParagraphNameSerializer
from obligations.dues.days import DueItem
from obligations.dues.states import DueState
from obligations.models import DueRecord, Obligation
from obligations.querysets import is_staff


class DueStateSerializer(serializers.Serializer):
    """What is known of a day. It never says that somebody failed: a document may exist that nobody has recorded."""

    code = serializers.ChoiceField(DueState.choices)
    label = serializers.CharField(help_text="In the language of the request.")  # type: ignore[assignment]


class DueObligationSerializer(serializers.ModelSerializer):
    """An act that asks for what is due."""

    force = SettledForceSerializer(source="*")
    hedges = serializers.ListField(child=serializers.CharField())
    addressees = AddresseeSerializer(many=True)

    class Meta:
        model = Obligation
        fields = ["key", "slug", "force", "hedges", "addressees"]


class DueRecordSerializer(serializers.ModelSerializer):
    """What staff recorded about a day."""

    verdict = serializers.CharField(help_text="met, ended or replaced.")
    by = serializers.CharField(source="by.username")

    class Meta:
        model = DueRecord
        fields = ["verdict", "reason", "by", "at"]


class DueLinksSerializer(serializers.Serializer):
    """Addresses around a due date."""

    page = serializers.URLField(help_text="Of the paragraph's place on the page for people.")
    document = serializers.URLField()
    paragraph = serializers.URLField()


class DueItemSerializer(serializers.Serializer):
    """One day that a paragraph sets, or its words where they set none."""

    document = DocumentNameSerializer(source="paragraph.document")
    paragraph = ParagraphNameSerializer()
    obligations = DueObligationSerializer(many=True, help_text="The acts that ask for it; for a day on which something ends there may be none.")
    due_on = serializers.DateField(allow_null=True, help_text="Null where the words count from another event.")
    words = serializers.CharField(help_text="As written in the paragraph.")
    rule = serializers.CharField(help_text="How the day was read: within, after, by, every, event, until.")
    every = serializers.CharField(help_text="An ISO 8601 duration (P2Y) for what repeats; empty for what does not.")
    ends = serializers.BooleanField(help_text="Something, such as a mandate, runs until this day; nothing is to be submitted.")
    state = serializers.SerializerMethodField()
    symbol = serializers.CharField(help_text="Of the document that was submitted, or that ends or moves the day; empty where none is recorded.")
    dated = serializers.DateField(allow_null=True, help_text="The date of that document; for a replaced day the one in its place.")
    replaces = serializers.DateField(allow_null=True, help_text="The day in whose place staff put this one.")
    record = serializers.SerializerMethodField(help_text="Who recorded it, when and why: for staff; else null.")
    links = serializers.SerializerMethodField()

    @extend_schema_field(DueStateSerializer)
    def get_state(self, item: DueItem) -> dict[str, str]:
        """The code and its words."""
        return {"code": str(item.state), "label": item.state_label}

    @extend_schema_field(DueRecordSerializer(allow_null=True))
    def get_record(self, item: DueItem) -> Any:
        """The record that counts."""
        request = self.context.get("request")
        return DueRecordSerializer(item.record).data if item.record and request and is_staff(request.user) else None

    @extend_schema_field(DueLinksSerializer)
    def get_links(self, item: DueItem) -> dict[str, Any]:
        """Its addresses."""
        return {
            "page": page_of(self, item.paragraph.get_absolute_url()),
            "document": address(self, "documents-detail", item.paragraph.document.slug),
            "paragraph": address(self, "paragraphs-detail", item.paragraph.slug),
        }
