"""Rounds of review, with their coverage: the figures that their page shows."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from obligations.api.notices import notices
from obligations.api.serializers.actors import ActorNameSerializer
from obligations.api.serializers.labels import ForceCodeField
from obligations.api.serializers.links import LinksSerializer, address, page_of
from obligations.choices import Force
from obligations.models import Round
from obligations.rounds.coverage import Coverage, CoverageRow
from obligations.rounds.reading import CellState
from obligations.stats.figures import Table


class RoundLinksSerializer(LinksSerializer):
    """Addresses around a round."""

    page = serializers.URLField(help_text="Of the page for people.")
    cells = serializers.URLField(help_text="What its figures count.")
    statistics = serializers.URLField(help_text="Its figures, each with the cells it counts.")


class RoundSerializer(serializers.ModelSerializer):
    """A round of review: certain obligations of certain States, looked at between two days."""

    state_count = serializers.IntegerField(help_text="How many States.")
    obligation_count = serializers.IntegerField(help_text="How many obligations.")
    links = serializers.SerializerMethodField()

    class Meta:
        model = Round
        fields = ["slug", "name", "opens_on", "closes_on", "closed_at", "state_first", "days_to_comment", "state_count", "obligation_count", "links"]

    @extend_schema_field(RoundLinksSerializer)
    def get_links(self, row: Round) -> dict[str, str]:
        """Its addresses."""
        return {
            "self": address(self, "rounds-detail", row.slug),
            "page": page_of(self, row.get_absolute_url()),
            "cells": address(self, "rounds-cells", row.slug),
            "statistics": address(self, "statistics-list", round=row.slug),
        }


class CellStateCountSerializer(serializers.Serializer):
    """How many cells are in one state."""

    code = serializers.ChoiceField(CellState.choices)
    label = serializers.CharField(help_text="In the language of the request.")  # type: ignore[assignment]
    count = serializers.IntegerField()


class CoverageRowSerializer(serializers.Serializer):
    """How many cells apply and are assessed. Coverage says how much was looked at, and nothing of how far anything is carried out."""

    code = serializers.CharField(help_text="Of the force or the subject area; empty for all cells.")
    label = serializers.CharField(help_text="In the language of the request.")  # type: ignore[assignment]
    applicable = serializers.IntegerField()
    assessed = serializers.IntegerField()
    share = serializers.IntegerField(allow_null=True, help_text="In whole per cent, rounded down; null where nothing applies.")
    cells = CellStateCountSerializer(many=True)


class CoverageSerializer(serializers.Serializer):
    """Lines by force or by subject area. A paragraph has several subject areas, so their lines overlap; the total counts each cell once."""

    rows = CoverageRowSerializer(many=True)
    total = CoverageRowSerializer()


class CountByForceSerializer(serializers.Serializer):
    """How many cells of one force."""

    force = ForceCodeField(Force.choices)
    count = serializers.IntegerField()


class StatusRowSerializer(serializers.Serializer):
    """How many assessed cells have a status, by force."""

    code = serializers.CharField()
    label = serializers.CharField(help_text="In the language of the request.")  # type: ignore[assignment]
    definition = serializers.CharField()
    by_force = CountByForceSerializer(many=True)
    total = serializers.IntegerField()


class RoundAloneSerializer(RoundSerializer):
    """A round by itself, as far as the reader may see what stands in its cells: as it was closed, or as it stands now."""

    states = ActorNameSerializer(many=True, help_text="In the UN's order.")
    as_of = serializers.SerializerMethodField(help_text="The moment the figures stand for.")
    coverage_by_force = serializers.SerializerMethodField()
    coverage_by_subject = serializers.SerializerMethodField()
    statuses = serializers.SerializerMethodField()
    notices = serializers.SerializerMethodField(help_text="To be shown wherever the figures are.")

    class Meta(RoundSerializer.Meta):
        fields = [*RoundSerializer.Meta.fields[:-1], "states", "as_of", "coverage_by_force", "coverage_by_subject", "statuses", "notices", "links"]

    @extend_schema_field(serializers.DateTimeField())
    def get_as_of(self, row: Round) -> Any:
        """When it was closed, or now."""
        return self.context["figures"].moment

    @extend_schema_field(CoverageSerializer)
    def get_coverage_by_force(self, row: Round) -> Any:
        """By force of the obligations."""
        return _coverage(self.context["figures"].by_force, self.context["figures"].heads)

    @extend_schema_field(CoverageSerializer)
    def get_coverage_by_subject(self, row: Round) -> Any:
        """By subject area."""
        return _coverage(self.context["figures"].by_subject, self.context["figures"].heads)

    @extend_schema_field(StatusRowSerializer(many=True))
    def get_statuses(self, row: Round) -> Any:
        """Of the assessed cells, in the order of the list of statuses."""
        return _statuses(self.context["figures"].by_status)

    def get_notices(self, row: Round) -> list[str]:
        """The sentences."""
        return notices()


def _coverage(found: Coverage, heads: list[str]) -> dict[str, Any]:
    return {"rows": [_row(row, found, heads) for row in found.rows], "total": _row(found.total, found, heads)}


def _row(row: CoverageRow, found: Coverage, heads: list[str]) -> dict[str, Any]:
    cells = [{"code": str(state), "label": head, "count": figure.count} for state, head, figure in zip(found.columns, heads, row.states, strict=True)]
    return {
        "code": row.code,
        "label": row.label,
        "applicable": row.applicable.count,
        "assessed": row.assessed.count,
        "share": row.share,
        "cells": cells,
    }


def _statuses(table: Table) -> list[dict[str, Any]]:
    return [
        {
            "code": row.code,
            "label": row.label,
            "definition": row.note,
            "by_force": [{"force": str(force), "count": cell.count} for force, cell in zip(table.columns, row.cells, strict=True)],
            "total": row.total.count,
        }
        for row in table.rows
    ]
