"""How one obligation relates to an earlier one."""

from __future__ import annotations

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from obligations.api.serializers.labels import RelationKindSerializer
from obligations.api.serializers.links import address
from obligations.api.serializers.paragraphs import ObligationNameSerializer
from obligations.models import Obligation, Relation


class RelationSerializer(serializers.ModelSerializer):
    """That this obligation repeats, strengthens, supersedes or implements an earlier one, as staff said."""

    kind = RelationKindSerializer()
    obligation = ObligationNameSerializer(source="target", help_text="The earlier one.")
    link = serializers.SerializerMethodField()

    class Meta:
        model = Relation
        fields = ["kind", "obligation", "at", "link"]

    @extend_schema_field({"type": "string", "format": "uri"})
    def get_link(self, relation: Relation) -> str:
        """The other obligation's address in the API."""
        return address(self, "obligations-detail", self.other(relation).slug)

    def other(self, relation: Relation) -> Obligation:
        """The earlier one."""
        return relation.target


class RelatedFromSerializer(RelationSerializer):
    """That a later obligation repeats, strengthens, supersedes or implements this one, as staff said."""

    obligation = ObligationNameSerializer(source="source", help_text="The later one.")

    def other(self, relation: Relation) -> Obligation:
        """The later one."""
        return relation.source
