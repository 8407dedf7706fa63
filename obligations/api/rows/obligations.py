"""Rows of the list of obligations."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from obligations.api.rows import labels
from obligations.api.rows.links import to_endpoint, to_list, to_page
from obligations.api.rows.questions import Among, Question
from obligations.api.rows.words import Labels, chosen_words, named
from obligations.api.serializers.labels import ForceSerializer, LegalBasisSerializer, LifecycleSerializer, PresenceSerializer
from obligations.api.serializers.obligations import ObligationSerializer
from obligations.choices import Label
from obligations.models import Obligation

if TYPE_CHECKING:
    from rest_framework.request import Request

Row = Mapping[str, Any]
Part = Callable[[Row], Any]  # from the values of an obligation to a part of its answer

NAMES = tuple(name for name in ObligationSerializer.Meta.fields if name not in ObligationSerializer.only_expanded)
DOCUMENT, PARAGRAPH, NAMED = ("slug", "symbol", "title", "adopted_on"), ("slug", "label"), ("key", "slug")
# Which values of an obligation a part of its answer is made of, where it is not the one of its own name.
COLUMNS: dict[str, tuple[str, ...]] = {
    "document": tuple(f"paragraph__document__{name}" for name in DOCUMENT),
    "paragraph": tuple(f"paragraph__{name}" for name in PARAGRAPH),
    "edition": ("text__edition__number",),
    "text": ("text__text",),
    "span": ("start", "end"),
    "verb": ("verb__code", "verb__verb", "verb__label_en", "verb_basis"),
    "force": ("force", "force_basis"),
    "tracked": ("tracked", "tracked_basis"),
    "addressees": (),
    "subjects": ("paragraph_id",),
    "deadlines": ("text_id", "tracked"),
    "inherited_from": tuple(f"inherited_from__{name}" for name in NAMED),
    "successor": tuple(f"successor__{name}" for name in NAMED),
    "ties": (),
    "relations": (),
    "related_from": (),
    "applies_as": (),
    "links": ("slug", "paragraph__document__slug", "paragraph__slug"),
}
DECIDED = {"verb", "force", "tracked", "addressees"}  # parts that say when a person decided about the obligation


@lru_cache(maxsize=64)
def question(columns: tuple[str, ...]) -> Question:
    """That for some columns of obligations; the first is the primary key."""
    return Question(lambda: Obligation.objects.filter(Among("pk")).order_by().values_list(*columns))


class ObligationRows:
    """Answers for one request. `names` are the parts asked for; `reach` says how those filtered by `applies_to` reach the actors."""

    def __init__(self, request: Request, names: Sequence[str] = NAMES) -> None:
        self.request, self.user = request, request.user
        self.names = [name for name in NAMES if name in names]
        columns = [column for name in self.names for column in COLUMNS.get(name, (name,))]
        self.columns = tuple(dict.fromkeys(["pk", *columns]))
        self.words = chosen_words()

    def of(self, keys: Sequence[int], reach: Mapping[int, str]) -> list[dict[str, Any]]:
        """The answers for some primary keys, in their order."""
        if not keys:
            return []
        found = {row[0]: dict(zip(self.columns, row, strict=True)) for row in question(self.columns).ask(keys)}
        rows = [found[key] for key in keys if key in found]
        parts = self._parts(rows, reach)
        return [{name: part(row) for name, part in parts} for row in rows]

    def _parts(self, rows: Sequence[Row], reach: Mapping[int, str]) -> list[tuple[str, Part]]:
        wanted = set(self.names)
        keys = [row["pk"] for row in rows]
        paragraphs = {row["paragraph_id"] for row in rows} if "subjects" in wanted else set()
        decided = labels.Decided(obligations=keys if wanted & DECIDED else (), paragraphs=paragraphs) if wanted & {*DECIDED, "subjects"} else None
        made = {**self._of_columns(), **self._links()}
        if decided:
            made |= self._settled(decided)
        if decided and "addressees" in wanted:
            made["addressees"] = _hung(labels.addressees(keys, decided, self.words))
        if decided and "subjects" in wanted:
            made["subjects"] = _hung(labels.subjects(paragraphs, decided, self.words), "paragraph_id")
        if "deadlines" in wanted:
            dates = labels.deadlines({row["text_id"] for row in rows if row["tracked"]})
            made["deadlines"] = lambda row: dates.get(row["text_id"], []) if row["tracked"] else []
        if "ties" in wanted:
            made["ties"] = _hung(labels.ties(keys, self.user, self.words, to_endpoint(self.request, "commitments-detail")))
        if wanted & {"relations", "related_from"}:
            to_earlier, from_later = labels.relations(keys, self.user, to_endpoint(self.request, "obligations-detail"))
            made |= {"relations": _hung(to_earlier), "related_from": _hung(from_later)}
        made["applies_as"] = lambda row: reach.get(row["pk"])
        return [(name, made.get(name) or itemgetter(name)) for name in self.names]

    def _of_columns(self) -> dict[str, Part]:
        """Parts made of nothing but the values of the row."""
        above, after = named("inherited_from__", NAMED), named("successor__", NAMED)
        legal_bases, presences, lifecycles = Labels(LegalBasisSerializer), Labels(PresenceSerializer), Labels(LifecycleSerializer)
        return {
            "document": named("paragraph__document__", DOCUMENT),
            "paragraph": named("paragraph__", PARAGRAPH),
            "edition": itemgetter("text__edition__number"),
            "text": itemgetter("text__text"),
            "span": lambda row: None if row["start"] is None else {"start": row["start"], "end": row["end"]},
            "legal_basis": lambda row: legal_bases[row["legal_basis"]],
            "presence": lambda row: presences[row["presence"]],
            "lifecycle": lambda row: lifecycles[row["lifecycle"]],
            "inherited_from": lambda row: above(row) if row["inherited_from__key"] else None,
            "successor": lambda row: after(row) if row["successor__key"] else None,
        }

    def _settled(self, decided: labels.Decided) -> dict[str, Part]:
        """The labels of which each obligation has one."""
        forces, words, at = Labels(ForceSerializer), self.words, decided.at
        asks = {True: _("Asks for action"), False: _("Asks for no action")}

        def settled(row: Row, label: Label, basis: str, said: dict[str, Any]) -> dict[str, Any]:
            return {**said, "basis": row[basis], "decided_at": at(label, row[basis], obligation=row["pk"])}

        def verb(row: Row) -> dict[str, Any]:
            return {"code": row["verb__code"], "verb": row["verb__verb"], "label": words(row["verb__verb"], row["verb__label_en"])}

        return {
            "verb": lambda row: settled(row, Label.VERB, "verb_basis", verb(row)),
            "force": lambda row: settled(row, Label.FORCE, "force_basis", forces[row["force"]]),
            "tracked": lambda row: settled(row, Label.TRACKED, "tracked_basis", {"value": row["tracked"], "label": asks[row["tracked"]]}),
        }

    def _links(self) -> dict[str, Part]:
        request = self.request
        here, page = to_endpoint(request, "obligations-detail"), to_page(request, "obligation")
        document, paragraph = to_endpoint(request, "documents-detail"), to_endpoint(request, "paragraphs-detail")
        assessments, commitments = (to_list(request, name, "obligation") for name in ("assessments-list", "commitments-list"))
        return {
            "links": lambda row: {
                "self": here(row["slug"]),
                "page": page(row["slug"]),
                "document": document(row["paragraph__document__slug"]),
                "paragraph": paragraph(row["paragraph__slug"]),
                "assessments": assessments(row["slug"]),
                "commitments": commitments(row["slug"]),
            }
        }


def _hung(found: labels.Grouped, key: str = "pk") -> Part:
    """What hangs on each row, in a list."""
    return lambda row: found.get(row[key], [])
