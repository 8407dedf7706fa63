"""Rows of the list of assessments."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from obligations.api.rows import labels
from obligations.api.rows.links import to_cell, to_endpoint, to_page
from obligations.api.rows.questions import Among
from obligations.api.rows.words import Labels, chosen_words, named
from obligations.api.serializers.assessments import AssessmentSerializer
from obligations.api.serializers.labels import ForceSerializer, StatusSerializer
from obligations.choices import Label

if TYPE_CHECKING:
    from rest_framework.request import Request

    from obligations.querysets import AssessmentQuerySet

Row = Mapping[str, Any]
Part = Callable[[Row], Any]  # from the values of a version to a part of its answer

NAMES = tuple(name for name in AssessmentSerializer.Meta.fields if name not in AssessmentSerializer.only_expanded)
DOCUMENT, PARAGRAPH = ("slug", "symbol", "title", "adopted_on"), ("slug", "label")
IN_DOCUMENT, IN_PARAGRAPH = "obligation__paragraph__document__", "obligation__paragraph__"
# Which values of a version a part of its answer is made of, where it is not the one of its own name.
COLUMNS: dict[str, tuple[str, ...]] = {
    "obligation": (
        "obligation_id",
        *(f"obligation__{name}" for name in ("key", "slug", "force", "force_basis", "hedges")),
        *(IN_DOCUMENT + name for name in DOCUMENT),
        *(IN_PARAGRAPH + name for name in PARAGRAPH),
    ),
    "actor": ("actor__code", "actor__name_zh", "actor__name_en"),
    "links": ("obligation__slug", "actor__code"),
}


class AssessmentRows:
    """Answers for one request. `names` are the parts asked for."""

    def __init__(self, request: Request, names: Sequence[str] = NAMES) -> None:
        self.request = request
        self.names = [name for name in NAMES if name in names]
        self.columns = tuple(dict.fromkeys(["pk", *(column for name in self.names for column in COLUMNS.get(name, (name,)))]))

    def of(self, keys: Sequence[int], versions: AssessmentQuerySet) -> list[dict[str, Any]]:
        """The answers for some primary keys, in their order; `versions` are those that the reader may see, as one sees them."""
        if not keys:
            return []
        until = "until" if "until" in versions.query.annotations else "replaced_at"  # as in `AssessmentSerializer.get_replaced_at`
        asked = [until if column == "replaced_at" else column for column in self.columns]
        values = versions.filter(Among("pk", keys)).order_by().values_list(*asked)
        found = {row[0]: dict(zip(self.columns, row, strict=True)) for row in values}
        rows = [found[key] for key in keys if key in found]
        parts = self._parts(rows)
        return [{name: part(row) for name, part in parts} for row in rows]

    def _parts(self, rows: Sequence[Row]) -> list[tuple[str, Part]]:
        statuses, words = Labels(StatusSerializer), chosen_words()
        made: dict[str, Part] = {
            "status": lambda row: statuses[row["status"]],
            "actor": lambda row: {"code": row["actor__code"], "name": words(row["actor__name_zh"], row["actor__name_en"])},
        }
        if "obligation" in self.names:
            made["obligation"] = self._obligation(rows)
        if "links" in self.names:
            made["links"] = self._links()
        return [(name, made.get(name) or itemgetter(name)) for name in self.names]

    def _obligation(self, rows: Sequence[Row]) -> Part:
        """What is assessed; once for all versions on it."""
        decided = labels.Decided(obligations={row["obligation_id"] for row in rows})
        document, paragraph = named(IN_DOCUMENT, DOCUMENT), named(IN_PARAGRAPH, PARAGRAPH)
        forces = Labels(ForceSerializer)
        known: dict[int, dict[str, Any]] = {}

        def answered(row: Row) -> dict[str, Any]:
            basis, key = row["obligation__force_basis"], row["obligation_id"]
            force = {**forces[row["obligation__force"]], "basis": basis, "decided_at": decided.at(Label.FORCE, basis, obligation=key)}
            names = {"key": row["obligation__key"], "slug": row["obligation__slug"]}
            return {**names, "document": document(row), "paragraph": paragraph(row), "force": force, "hedges": row["obligation__hedges"]}

        def part(row: Row) -> dict[str, Any]:
            key = row["obligation_id"]
            if key not in known:
                known[key] = answered(row)
            return known[key]

        return part

    def _links(self) -> Part:
        request = self.request
        here, versions = to_cell(request, "assessments-detail"), to_cell(request, "assessments-versions")
        page, obligation, actor = to_page(request, "obligation"), to_endpoint(request, "obligations-detail"), to_endpoint(request, "actors-detail")
        return lambda row: {
            "self": here(row["obligation__slug"], row["actor__code"]),
            "page": page(row["obligation__slug"]),
            "obligation": obligation(row["obligation__slug"]),
            "actor": actor(row["actor__code"]),
            "versions": versions(row["obligation__slug"], row["actor__code"]),
        }
