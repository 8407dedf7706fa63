"""The cells of a round, which its figures count."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from obligations.api.serializers.actors import ActorNameSerializer
from obligations.api.serializers.labels import BasedForceSerializer, ForceSerializer, StatusSerializer
from obligations.api.serializers.links import address, page_of
from obligations.rounds.reading import CellState, RoundCell


@extend_schema_field({"$ref": "#/components/schemas/CellStateCountCodeEnum"})
class CellStateCodeField(serializers.ChoiceField):
    """A code of a cell's state; described by the same component as in coverage."""


class CellStateSerializer(serializers.Serializer):
    """Where a cell stands."""

    code = CellStateCodeField(CellState.choices)
    label = serializers.CharField(help_text="In the language of the request.")  # type: ignore[assignment]


class CellObligationSerializer(serializers.Serializer):
    """The obligation of a cell."""

    key = serializers.CharField()
    slug = serializers.CharField()
    symbol = serializers.CharField(source="paragraph.document.symbol")
    force = serializers.SerializerMethodField()
    hedges = serializers.ListField(child=serializers.CharField())

    @extend_schema_field(BasedForceSerializer)
    def get_force(self, obligation: Any) -> dict[str, Any]:
        """The force and what it rests on."""
        return {**ForceSerializer(obligation.force).data, "basis": obligation.force_basis}


class CellLinksSerializer(serializers.Serializer):
    """Addresses around a cell."""

    page = serializers.URLField(help_text="Of the obligation's page for people.")
    obligation = serializers.URLField()
    actor = serializers.URLField()
    assessment = serializers.URLField(allow_null=True, help_text="What is recorded now; null where the cell had no status.")


class RoundCellSerializer(serializers.Serializer):
    """An obligation and one it is addressed to, as it stood when the round was closed, or stands now."""

    obligation = CellObligationSerializer()
    actor = ActorNameSerializer()
    state = serializers.SerializerMethodField()
    status = serializers.SerializerMethodField(help_text="Null where none is counted.")
    version = serializers.SerializerMethodField(help_text="Of the assessment that stood; null where there was none that the reader may see.")
    as_of = serializers.SerializerMethodField(help_text="The day on which that version was true.")
    links = serializers.SerializerMethodField()

    @extend_schema_field(CellStateSerializer)
    def get_state(self, cell: RoundCell) -> dict[str, str]:
        """The code and its words, which for all but staff do not tell what is not published from what is not assessed."""
        return {"code": cell.state.value, "label": self.context["heads"][cell.state]}

    @extend_schema_field(StatusSerializer(allow_null=True))
    def get_status(self, cell: RoundCell) -> Any:
        """The status."""
        return StatusSerializer(cell.status).data if cell.status else None

    @extend_schema_field(serializers.IntegerField(allow_null=True))
    def get_version(self, cell: RoundCell) -> int | None:
        """Its number."""
        return cell.version.version if cell.version else None

    @extend_schema_field(serializers.DateField(allow_null=True))
    def get_as_of(self, cell: RoundCell) -> Any:
        """Its day."""
        return cell.version.as_of if cell.version else None

    @extend_schema_field(CellLinksSerializer)
    def get_links(self, cell: RoundCell) -> dict[str, Any]:
        """Its addresses."""
        slug, code = cell.obligation.slug, cell.actor.code
        return {
            "page": page_of(self, f"{cell.obligation.get_absolute_url()}#state-{code}"),
            "obligation": address(self, "obligations-detail", slug),
            "actor": address(self, "actors-detail", code),
            "assessment": address(self, "assessments-detail", slug, code) if cell.status else None,
        }
