"""The matrix: heads of columns, and for each State its marks in the order of the columns. Written as plain values, because there are so many."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiExample, extend_schema_field, extend_schema_serializer
from rest_framework import serializers

from obligations.api.notices import notices
from obligations.api.serializers.labels import BasedForceSerializer, ForceCodeField
from obligations.choices import Force
from obligations.matrix.counts import COUNTED, Counted, counted
from obligations.matrix.reading import GLYPHS, MARKS, Matrix, definition_of, words_of

if TYPE_CHECKING:
    from rest_framework.request import Request

CODES = [str(mark) for mark in MARKS]
EXAMPLE = {
    "count": 2,
    "next": None,
    "previous": None,
    "as_of": "2033-03-31",
    "compared_with": None,
    "marks": [{"code": "partial", "label": "发现部分措施", "definition": "……", "glyph": "◐"}],
    "columns": [
        {
            "slug": "9001-2031-9-2",
            "key": "9001(2031)/9/2",
            "label": "9/2",
            "document": {"slug": "S-RES-9001-2031", "symbol": "S/RES/9001 (2031)"},
            "force": {"code": "urges", "label": "敦促", "basis": "machine"},
            "hedges": ["酌情"],
        },
    ],
    "rows": [{"code": "JPN", "name": "日本", "kind": "state", "cells": ["partial"], "earlier": None, "named": [0]}],
    "counts": [{"force": None, "label": "所有格子", "applicable": 1, "assessed": 1, "marks": {"partial": 1}}],
    "links": {
        "self": "https://tracker.example.org/api/v1/matrix/?state=JPN",
        "page": "https://tracker.example.org/matrix/?state=JPN",
        "csv": "https://tracker.example.org/api/v1/matrix/?state=JPN&format=csv",
        "obligation": "https://tracker.example.org/api/v1/obligations/{column.slug}/",
        "actor": "https://tracker.example.org/api/v1/actors/{row.code}/",
        "assessment": "https://tracker.example.org/api/v1/assessments/{column.slug}/{row.code}/",
        "cell": "https://tracker.example.org/matrix/{column.slug}/{row.code}/",
    },
    "notices": ["……"],
}


class MarkSerializer(serializers.Serializer):
    """What a cell can say: a status, or why there is none. They rank nothing."""

    code = serializers.ChoiceField(CODES)
    label = serializers.CharField(help_text="In the language of the request.")  # type: ignore[assignment]
    definition = serializers.CharField(help_text="In one sentence.")
    glyph = serializers.CharField(help_text="The sign that stands for it on the page.")


@extend_schema_field({"$ref": "#/components/schemas/MarkCodeEnum"})
class MarkCodeField(serializers.ChoiceField):
    """A code of a mark; described by the same component as in the list of marks."""


class ColumnDocumentSerializer(serializers.Serializer):
    """The document of a column."""

    slug = serializers.CharField()
    symbol = serializers.CharField()


class ColumnSerializer(serializers.Serializer):
    """An obligation. Its force and its hedges are to be shown wherever its cells are."""

    slug = serializers.CharField()
    key = serializers.CharField()
    label = serializers.CharField(help_text="Its place in its document: paragraph and number.")  # type: ignore[assignment]
    document = ColumnDocumentSerializer()
    force = BasedForceSerializer()
    hedges = serializers.ListField(child=serializers.CharField())


class MatrixRowSerializer(serializers.Serializer):
    """A State."""

    code = serializers.CharField()
    name = serializers.CharField(help_text="In the language of the request.")
    kind = serializers.CharField(help_text="state or observer.")
    cells = serializers.ListField(child=MarkCodeField(CODES), help_text="Codes of marks, one for each column.")
    earlier = serializers.ListField(
        child=MarkCodeField(CODES), allow_null=True, help_text="The same on the day compared with; null without one."
    )
    named = serializers.ListField(
        child=serializers.IntegerField(), help_text="Which columns (from 0) name the State; all others that reach it mean it as one of a group."
    )


class MatrixCountSerializer(serializers.Serializer):
    """How many cells of one force, or of all, have which mark. What is not addressed to a State is nobody's cell and is not counted."""

    force = ForceCodeField(Force.choices, allow_null=True, help_text="Null for all cells.")
    label = serializers.CharField(help_text="In the language of the request.")  # type: ignore[assignment]
    applicable = serializers.IntegerField(help_text="Cells that an obligation applies to.")
    assessed = serializers.IntegerField(help_text="Of these, cells with a status that one may see.")
    marks = serializers.DictField(child=serializers.IntegerField(), help_text="Number of cells by code of mark.")


class MatrixLinksSerializer(serializers.Serializer):
    """Addresses of the whole, and patterns (RFC 6570) of those of its parts: put in the slug of a column, the code of a row."""

    self = serializers.CharField()
    page = serializers.CharField(help_text="The same for people.")
    csv = serializers.CharField(help_text="The same as a file.")
    obligation = serializers.CharField(help_text="Pattern, with {column.slug}.")
    actor = serializers.CharField(help_text="Pattern, with {row.code}.")
    assessment = serializers.CharField(help_text="Pattern, with {column.slug} and {row.code}: what is recorded in a cell that has a status.")
    cell = serializers.CharField(help_text="Pattern, with {column.slug} and {row.code}: the cell's page for people; none where it is not addressed.")


@extend_schema_serializer(many=False, examples=[OpenApiExample("One State and one obligation", value=EXAMPLE, response_only=True)])
class MatrixSerializer(serializers.Serializer):
    """States by obligations that ask them for action. Pages are cut from the columns; every page has all rows."""

    count = serializers.IntegerField(help_text="How many columns there are in all.")
    next = serializers.CharField(allow_null=True, help_text="The next columns.")
    previous = serializers.CharField(allow_null=True)
    as_of = serializers.DateField(help_text="The day it stands for.")
    compared_with = serializers.DateField(allow_null=True)
    marks = MarkSerializer(many=True)
    columns = ColumnSerializer(many=True, help_text="Newest document first, in the order of the text.")
    rows = MatrixRowSerializer(many=True, help_text="In the UN's order of States.")
    counts = MatrixCountSerializer(many=True, help_text="Of the cells of this page; by force, then all.")
    links = MatrixLinksSerializer()
    notices = serializers.ListField(child=serializers.CharField(), help_text="To be shown wherever the marks are.")


def answered(shown: Matrix, *, request: Request, pages: dict[str, Any]) -> dict[str, Any]:
    """The answer; `pages` says how many columns there are and where the others stand."""
    return {
        **pages,
        "as_of": shown.on,
        "compared_with": shown.compared_with,
        "marks": [{"code": str(mark), "label": words_of(mark), "definition": definition_of(mark), "glyph": GLYPHS[mark]} for mark in MARKS],
        "columns": _columns(shown),
        "rows": _rows(shown),
        "counts": [_count(line) for line in counted(shown)],
        "links": _links(request),
        "notices": notices(),
    }


def _columns(shown: Matrix) -> list[dict[str, Any]]:
    labels = {force: str(force.label) for force in Force}
    return [
        {
            "slug": column.slug,
            "key": column.key,
            "label": column.label,
            "document": {"slug": column.document, "symbol": column.symbol},
            "force": {"code": column.force.value, "label": labels[column.force], "basis": column.force_basis.value},
            "hedges": column.hedges,
        }
        for column in shown.columns
    ]


def _rows(shown: Matrix) -> list[dict[str, Any]]:
    earlier: Sequence[Any] = shown.earlier or (None,) * len(shown.rows)
    return [
        {
            "code": state.code,
            "name": state.name,
            "kind": state.kind,
            "cells": marks,
            "earlier": before,
            "named": shown.named.get(state.code, ()),
        }
        for state, marks, before in zip(shown.states, shown.rows, earlier, strict=True)
    ]


def _count(line: Counted) -> dict[str, Any]:
    return {
        "force": line.force.value if line.force else None,
        "label": str(line.force.label if line.force else _("All cells")),
        "applicable": line.applicable,
        "assessed": line.assessed,
        "marks": {str(mark): n for mark, n in zip(COUNTED, line.marks, strict=True)},
    }


def _links(request: Request) -> dict[str, str]:
    query = request.GET.copy()
    query.pop("page_size", None)  # the page has a number of its own
    query.pop("page", None)
    asked = f"?{query.urlencode()}" if query else ""
    query["format"] = "csv"
    here, root = request.build_absolute_uri(reverse("api:matrix-list")), request.build_absolute_uri("/")[:-1]
    return {
        "self": request.build_absolute_uri(),
        "page": f"{root}{reverse('matrix')}{asked}",
        "csv": f"{here}?{query.urlencode()}",
        "obligation": f"{root}{reverse('api:obligations-list')}{{column.slug}}/",
        "actor": f"{root}{reverse('api:actors-list')}{{row.code}}/",
        "assessment": f"{root}{reverse('api:assessments-list')}{{column.slug}}/{{row.code}}/",
        "cell": f"{root}{reverse('matrix')}{{column.slug}}/{{row.code}}/",
    }
