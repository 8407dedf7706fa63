"""What paragraphs cite, under the names that readers know."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from obligations.citing import places
from obligations.models import Instrument

if TYPE_CHECKING:
    from obligations.models import Citation
    from obligations.querysets.roles import Person


class Quote(NamedTuple):
    """A citation told as a plain row: what it names, and where in the text."""

    target: str
    label: str
    start: int
    end: int

    def __str__(self) -> str:
        return f"{self.target} {self.label}".strip()


@dataclass(frozen=True, slots=True)
class Cited:
    """A cited text under the name a reader knows; `address` is empty where it is not here."""

    name: str
    address: str = ""


def cited_texts(user: Person, citations: Iterable[Citation | Quote]) -> dict[str, Cited]:
    """What is cited, by target and by citation in words: instruments under their title, documents and paragraphs with their address if here."""
    rows = list(citations)
    if not rows:
        return {}
    known = {row.code: Cited(row.title) for row in Instrument.objects.filter(code__in={row.target for row in rows})}
    here = places(user, rows)
    known |= {row.target: Cited(row.target, here[row.target]) for row in rows if row.target in here}
    exact = {str(row): Cited(known[row.target].name, here.get(str(row), known[row.target].address)) for row in rows if row.target in known}
    return known | exact


def named(row: Citation | Quote, known: Mapping[str, Cited]) -> tuple[str, str]:
    """The name of a cited text and its address, as far as it is known; else what is cited as it stands."""
    found = known.get(str(row))
    return (found.name or row.target, found.address) if found else (row.target, "")
