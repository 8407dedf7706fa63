"""A figure: a number with the addresses of what it counts, in the API and as a page; and tables of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from rest_framework import serializers

from obligations.api.serializers.labels import ForceSerializer

if TYPE_CHECKING:
    from rest_framework.request import Request

    from obligations.stats.figures import Figure, Table
    from obligations.stats.grid import Grid, GridRow, Place


@dataclass(frozen=True, slots=True)
class Counting:
    """The list that some figures count, as addresses in the API and of the page."""

    api: str
    page: str

    @classmethod
    def of(cls, request: Request, *, api: str, page: str) -> Counting:
        """From their paths."""
        return cls(request.build_absolute_uri(api), request.build_absolute_uri(page))

    @classmethod
    def named(cls, request: Request, name: str, page: str) -> Counting:
        """From the names of an endpoint and of a page."""
        return cls.of(request, api=reverse(f"api:{name}-list"), page=reverse(page))

    def figure(self, figure: Figure) -> dict[str, Any]:
        """The number and both addresses."""
        return {"count": figure.count, "api": f"{self.api}{figure.query}", "page": f"{self.page}{figure.query}"}

    def table(self, table: Table) -> dict[str, Any]:
        """A table by force."""
        return {
            "forces": ForceSerializer(table.columns, many=True).data,
            "rows": [
                {
                    "code": row.code,
                    "label": row.label,
                    "definition": row.note or None,
                    "figures": [self.figure(cell) for cell in row.cells],
                    "total": self.figure(row.total),
                }
                for row in table.rows
            ],
            "totals": [self.figure(figure) for figure in table.totals],
            "total": self.figure(table.total),
        }

    def grid(self, grid: Grid) -> dict[str, Any]:
        """A grid by subject area, force and mark."""
        return {
            "marks": [{"code": str(mark), "label": words} for mark, words in grid.marks],
            "forces": ForceSerializer(grid.forces, many=True).data,
            "rows": [self._row(row) for row in grid.rows],
            "all": self._row(grid.foot),
        }

    def _row(self, row: GridRow) -> dict[str, Any]:
        return {"code": row.code, "label": row.label, "places": [self._place(place) for place in row.places], "total": self._place(row.total)}

    def _place(self, place: Place) -> dict[str, Any]:
        return {**self.figure(place.total), "marks": [self.figure(part) for part in place.parts]}


class FigureSerializer(serializers.Serializer):
    """A number, and where to find what it counts: the list in the API has as many rows, and so has the page."""

    count = serializers.IntegerField()
    api = serializers.URLField(help_text="Of the list in the API.")
    page = serializers.URLField(help_text="Of the list for people.")


class TableRowSerializer(serializers.Serializer):
    """A line of a table."""

    code = serializers.CharField()
    label = serializers.CharField(help_text="In the language of the request.")  # type: ignore[assignment]
    definition = serializers.CharField(allow_null=True, help_text="Null where the label says it all.")
    figures = FigureSerializer(many=True, help_text="One for each of the forces.")
    total = FigureSerializer()


class TableSerializer(serializers.Serializer):
    """Figures by force. Where lines overlap, as those of subject areas do, the totals count each thing once."""

    forces = ForceSerializer(many=True, help_text="Of the columns.")
    rows = TableRowSerializer(many=True)
    totals = FigureSerializer(many=True, help_text="One for each of the forces.")
    total = FigureSerializer()


class MarkNameSerializer(serializers.Serializer):
    """A status by name."""

    code = serializers.CharField()
    label = serializers.CharField(help_text="In the language of the request.")  # type: ignore[assignment]


class PlaceSerializer(FigureSerializer):
    """A figure with its parts."""

    marks = FigureSerializer(many=True, help_text="One for each of the marks.")


class GridRowSerializer(serializers.Serializer):
    """A subject area."""

    code = serializers.CharField(allow_blank=True, help_text="Empty for all.")
    label = serializers.CharField(help_text="In the language of the request.")  # type: ignore[assignment]
    places = PlaceSerializer(many=True, help_text="One for each of the forces.")
    total = PlaceSerializer()


class GridSerializer(serializers.Serializer):
    """Figures by subject area, force and status. An obligation stands in every subject of its paragraph; `all` counts it once."""

    marks = MarkNameSerializer(many=True, help_text="Those that occur; they rank nothing.")
    forces = ForceSerializer(many=True)
    rows = GridRowSerializer(many=True)
    all = GridRowSerializer()
