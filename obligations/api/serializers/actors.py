"""Actors."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from obligations.api.serializers.labels import ActorKindSerializer, RegionalGroupSerializer
from obligations.api.serializers.links import LinksSerializer, address, page_of
from obligations.matrix.reading import STATES
from obligations.models import Actor
from obligations.models.vocabulary import in_language


class ActorNameSerializer(serializers.ModelSerializer):
    """What names an actor, inside of something else."""

    name = serializers.CharField(help_text="In the language of the request.")

    class Meta:
        model = Actor
        fields = ["code", "name"]


class ActorLinksSerializer(LinksSerializer):
    """Addresses around an actor."""

    page = serializers.URLField(help_text="Of the page for people.")
    obligations = serializers.URLField(help_text="Everything that reaches it, by name or as one of a group.")
    assessments = serializers.URLField(help_text="For people with a role.")
    commitments = serializers.URLField(help_text="What was said of it by itself.")
    speeches = serializers.URLField()
    votes = serializers.URLField(help_text="Those in which it is listed.")
    evidence = serializers.URLField(help_text="What the statuses recorded for it rest on.")
    deadlines = serializers.URLField(help_text="Of what reaches it.")
    statistics = serializers.URLField(help_text="The figures of its page.")
    matrix = serializers.URLField(allow_null=True, help_text="Its line of the matrix; null for what is no State.")


class ActorSerializer(serializers.ModelSerializer):
    """A State (ISO 3166-1 alpha-3), a group of States, a body or an organization; `position` is the UN's order."""

    kind = ActorKindSerializer()
    name = serializers.CharField(help_text="In the language of the request.")
    formal_name = serializers.SerializerMethodField(help_text="In the language of the request; empty where there is none.")
    regional_group = serializers.SerializerMethodField()
    successors: serializers.RelatedField[Any, Any, Any] = serializers.SlugRelatedField("code", many=True, read_only=True)
    links = serializers.SerializerMethodField()

    class Meta:
        model = Actor
        fields = ["code", "kind", "name", "formal_name", "regional_group", "since", "until", "successors", "position", "links"]

    def get_formal_name(self, actor: Actor) -> str:
        """The long name."""
        return in_language(actor.formal_zh, actor.formal_en)

    @extend_schema_field(RegionalGroupSerializer(allow_null=True))
    def get_regional_group(self, actor: Actor) -> dict[str, str] | None:
        """The group, of a member State."""
        return RegionalGroupSerializer(actor.regional_group).data if actor.regional_group else None

    @extend_schema_field(ActorLinksSerializer)
    def get_links(self, actor: Actor) -> dict[str, str | None]:
        """Its addresses."""
        return {
            "self": address(self, "actors-detail", actor.code),
            "page": page_of(self, actor.get_absolute_url()),
            "obligations": address(self, "obligations-list", applies_to=actor.code),
            "assessments": address(self, "assessments-list", actor=actor.code),
            "commitments": address(self, "commitments-list", actor=actor.code),
            "speeches": address(self, "speeches-list", actor=actor.code),
            "votes": address(self, "votes-list", actor=actor.code),
            "evidence": address(self, "evidence-list", actor=actor.code),
            "deadlines": address(self, "deadlines-list", applies_to=actor.code),
            "statistics": address(self, "statistics-list", actor=actor.code),
            "matrix": address(self, "matrix-list", state=actor.code) if actor.kind in STATES else None,
        }
