"""Many resolutions out of some: every row that belongs to one is written again for each copy, with keys, symbols and days of its own.

Row `n` of a table has its copy `k` at `n + k × (the highest key before copying)`, so that what refers to a copied row is known by arithmetic.
Texts, spans and labels stay as they were read; what is settled stays settled, for suggestions and decisions are copied with it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import ForeignKey, Model
from django.db.models.functions import Coalesce

from benchmarks.corpus.originals import FIRST_NUMBER, adopted_on
from benchmarks.corpus.tables import columns_of, loading, read, write
from obligations.models import (
    Citation,
    Deadline,
    Decision,
    Document,
    Edition,
    Obligation,
    ObligationAddressee,
    Paragraph,
    ParagraphSubject,
    ParagraphText,
    Suggestion,
)
from obligations.slugs import short_symbol, slug_of

COPIED: tuple[type[Model], ...] = (
    Document,
    Edition,
    Paragraph,
    ParagraphText,
    Citation,
    Deadline,
    Obligation,
    ObligationAddressee,
    ParagraphSubject,
    Suggestion,
    Decision,
)
NAMED = {Document: ("slug", "symbol", "title"), Paragraph: ("slug",), Obligation: ("slug", "key")}  # columns that begin with the document's name
DATED = {Document: "adopted_on", Deadline: "first_due", Edition: "added_at", Decision: "at"}

OWNER: dict[type[Model], Any] = {  # how the document of a row is found, where names or days are to be made
    Document: "pk",
    Edition: "document",
    Paragraph: "document",
    Obligation: "paragraph__document",
    Deadline: "text__paragraph__document",
    Decision: Coalesce("paragraph__document", "obligation__paragraph__document"),
}


@dataclass(frozen=True, slots=True)
class Copy:
    """One copy of one document: the names in place of the original's, and by how much later it is."""

    names: tuple[tuple[str, str], ...]
    later: timedelta


def multiply(times: int, *, of: int) -> None:
    """Copy every resolution stored so far `times` times; the places of originals and copies are among `of`."""
    if times < 1:
        return
    highest = {model: _highest(model) for model in COPIED}
    documents = {document.pk: document for document in Document.objects.all()}
    copies = {(pk, k): _copy(document, k, len(documents), of) for pk, document in documents.items() for k in range(1, times + 1)}
    originals = {model: read(model, columns_of(model)) for model in COPIED}
    owners = {model: dict(model._default_manager.values_list("pk", path)) for model, path in OWNER.items()}
    with loading(*COPIED):
        for model in COPIED:
            write(model, columns_of(model), _copied(model, originals[model], times, highest, copies, owners.get(model, {})))


def _copy(document: Document, k: int, originals: int, of: int) -> Copy:
    assert document.adopted_on is not None
    place = int(short_symbol(document.symbol).split("(")[0]) - FIRST_NUMBER + k * originals
    day = adopted_on(place, of)
    symbol = f"S/RES/{FIRST_NUMBER + place} ({day.year})"
    old, new = short_symbol(document.symbol), short_symbol(symbol)
    names = ((document.symbol, symbol), (document.slug, slug_of(symbol)), (slug_of(old), slug_of(new)), (old, new), (f"第{old}", f"第{new}"))
    return Copy(names, day - document.adopted_on)


def _highest(model: type[Model]) -> int:
    return model._default_manager.order_by("-pk").values_list("pk", flat=True).first() or 0


def _copied(
    model: type[Model],
    rows: list[tuple[Any, ...]],
    times: int,
    highest: dict[type[Model], int],
    copies: dict[tuple[int, int], Copy],
    owner: dict[int, int],
) -> Iterator[list[Any]]:
    """The copies of a table's rows. `owner` gives the document of each, where names or days are to be made."""
    columns = columns_of(model)
    shifts = [(0, highest[model]), *_references(model, highest)]
    named = [columns.index(name) for name in NAMED.get(model, ())]
    dated = columns.index(DATED[model]) if model in DATED else None
    for k in range(1, times + 1):
        for row in rows:
            copied = list(row)
            for place, by in shifts:
                if copied[place] is not None:
                    copied[place] += k * by
            if owner:
                copy = copies[owner[row[0]], k]
                for place in named:
                    copied[place] = _renamed(copied[place], copy)
                if dated is not None and copied[dated] is not None:
                    copied[dated] += copy.later
            yield copied


def _references(model: type[Model], highest: dict[type[Model], int]) -> Iterator[tuple[int, int]]:
    """The places of the columns that refer to copied rows, with the highest key there."""
    for place, field in enumerate(model._meta.concrete_fields):
        if isinstance(field, ForeignKey) and field.related_model in highest:
            yield place, highest[field.related_model]


def _renamed(name: str, copy: Copy) -> str:
    for old, new in copy.names:
        if name.startswith(old):
            return new + name[len(old) :]
    raise ValueError(f"{name} does not begin with the name of its document")
