"""Facets of a list: for each parameter the values that occur, how many rows each has under all other parameters, and the query that toggles it.

What is chosen in a facet does not narrow its own numbers, so that each says how long the list is with this value alone in its place. A facet
takes one query at most, however many rows there are; facets of which nothing is chosen count the same rows, and may share one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, QuerySet
from django.http import QueryDict

from obligations.filters.lists import ListFilter
from obligations.filters.parameters import given
from obligations.models import Document

SHOWN = 8  # values of a long facet; the others are behind 'show more'
MOST = 100  # values that a facet offers at all
YES_NO = ("true", "false")
SLACK = 2  # so many more are shown at once, because a fold takes room too

Counts = Mapping[Any, int]
Counted = Sequence[tuple[int, str, str, date | None, int]]  # documents: primary key, slug, symbol, day of adoption, how many rows each has


@dataclass(frozen=True, slots=True)
class Value:
    """A value of a facet. `query` is the list with the value added, or taken out where it is chosen; `split` are parts of `count`, with labels."""

    code: str
    label: str
    count: int
    chosen: bool
    query: str
    split: tuple[tuple[str, int], ...] = ()

    @property
    def anchor(self) -> str:
        """The code as the end of an HTML id."""
        return "".join(character if character.isalnum() else "-" for character in self.code)


@dataclass(frozen=True, slots=True)
class Facet:
    """A parameter with its values: those shown at once, and `folded`; `left_out` says how many more there are."""

    name: str
    label: str
    values: tuple[Value, ...]
    folded: tuple[Value, ...] = ()
    left_out: int = 0
    note: str = ""

    @property
    def chosen(self) -> int:
        """How many values are chosen."""
        return sum(value.chosen for value in (*self.values, *self.folded))


@dataclass(frozen=True, slots=True)
class Offer:
    """A value before its query is known. One that has no rows is offered where `always`, without a link."""

    code: str
    label: str
    count: int
    chosen: bool
    names: tuple[str, ...] = ()  # under which the query may have it, besides its code
    always: bool = False
    split: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Asked:
    """A list as it is asked for: its filter, the query that was understood, and all rows that its reader may see."""

    filterset: ListFilter
    kept: QueryDict
    rows: QuerySet[Any]

    def under_the_others(self, *names: str) -> QuerySet[Any]:
        """The rows that fit everything but the parameters named, in no order."""
        return self.filterset.without(*names, rows=self.rows).order_by()

    def counted(self, name: str, column: str) -> dict[Any, int]:
        """How many rows have each value of a column, or of rows linked to them, under all parameters but `name`."""
        return dict(self.under_the_others(name).values_list(column).annotate(n=Count("pk")))

    def narrowed(self, *but: str) -> bool:
        """Whether anything is chosen beside the parameters named, that could leave rows out."""
        return any(self.chosen(name) for name in self.filterset.form.fields if name not in (*but, "ordering"))

    def value(self, name: str) -> Any:
        """What was understood of a parameter; empty where it was not given."""
        return self.filterset.form.cleaned_data.get(name)

    def chosen(self, name: str) -> list[str]:
        """The codes chosen of a parameter."""
        value = self.value(name)
        return [str(one) for one in value] if isinstance(value, list) else [] if value in (None, "") else [str(value).lower()]


def facet(asked: Asked, name: str, offers: Iterable[Offer], *, note: str = "", label: str = "", short: bool = False) -> Facet:
    """A facet of a parameter, with its offers in their order. A `short` one is never folded."""
    wanted = [offer for offer in offers if offer.count or offer.chosen or offer.always]
    front, rest = (wanted, []) if short or len(wanted) <= SHOWN + SLACK else _parted(wanted)
    toggled = _toggling(asked, name)
    values, folded = (tuple(_value(offer, toggled(offer)) for offer in part) for part in (front, rest[:MOST]))
    title = label or str(asked.filterset.form.fields[name].label)
    return Facet(name, title, values, folded, max(0, len(rest) - MOST), note)


def _parted(offers: Sequence[Offer]) -> tuple[list[Offer], list[Offer]]:
    """The first ones and those chosen; then the others."""
    parts: tuple[list[Offer], list[Offer]] = ([], [])
    for place, offer in enumerate(offers):
        parts[place >= SHOWN and not offer.chosen].append(offer)
    return parts


def _toggling(asked: Asked, name: str) -> Callable[[Offer], str]:
    """What writes the query of the list with a value of one parameter added, or taken out where it is chosen.

    What was given of the other parameters is written once: a long facet has more than a hundred values.
    """
    pairs = [(key, value) for key, values in asked.kept.lists() for value in values]
    place = next((place for place, (key, _value) in enumerate(pairs) if key == name), len(pairs))
    before, after = urlencode(pairs[:place]), urlencode([pair for pair in pairs[place:] if pair[0] != name])
    several, values = asked.filterset.filters[name].several, given(asked.kept, name)

    def toggled(offer: Offer) -> str:
        others = [value for value in values if value not in (offer.code, *offer.names)] if several else []
        own = urlencode([(name, value) for value in (others if offer.chosen else [*others, offer.code])])
        return "&".join(filter(None, (before, own, after)))

    return toggled


def _value(offer: Offer, query: str) -> Value:
    return Value(offer.code, offer.label, offer.count, offer.chosen, query, offer.split)


# Kinds of facets ----------------------------------------------------------------------------------------------------
def of_codes(asked: Asked, name: str, counts: Counts, *, choices: Iterable[tuple[Any, Any]], note: str = "", label: str = "") -> Facet:
    """A facet of a short closed list, in the order of the list; what has no rows stays in its place."""
    chosen = asked.chosen(name)
    offers = [Offer(str(code), str(words), counts.get(str(code), 0), str(code) in chosen, always=True) for code, words in choices]
    return facet(asked, name, offers, note=note, label=label, short=True)


def count_documents(asked: Asked, path: str) -> Counted:
    """How many rows each document has under all parameters but `document`, the newest first; `path` leads from a row to its document."""
    counts = asked.counted("document", f"{path}_id")
    documents = Document.objects.order_by("-adopted_on", "symbol").values_list("pk", "slug", "symbol", "adopted_on")
    return [(*row, counts[row[0]]) for row in documents if row[0] in counts]


def of_documents(asked: Asked, rows: Counted) -> Facet:
    """The facet `document`, from what `count_documents` gives."""
    chosen = asked.value("document") or []
    field: Any = asked.filterset.form.fields["document"]
    offers = [Offer(slug, symbol, n, key in chosen, tuple(field.named(key)) if key in chosen else ()) for key, slug, symbol, _day, n in rows]
    here = {key for key, *_rest in rows}
    empty = [key for key in chosen if key not in here]
    offers += [Offer(names[0], field.said(names[0]), 0, chosen=True, names=tuple(names)) for key in empty if (names := field.named(key))]
    return facet(asked, "document", offers)


def most_first(counts: Counts) -> Callable[[Any], int]:
    """A key for sorting codes: what has most rows first; a stable sort keeps the order of the vocabulary among equals."""
    return lambda code: -counts.get(code, 0)
