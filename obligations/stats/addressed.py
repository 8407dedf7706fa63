"""Of whom the Council asks: how many obligations that ask for action name each addressee."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from obligations.choices import ActorKind
from obligations.filters.offers import addressee_codes
from obligations.stats import figures
from obligations.stats.plots import Stretch, stretches

if TYPE_CHECKING:
    from collections.abc import Iterable

    from obligations.models import Actor
    from obligations.querysets.roles import Person

MOST = 10
STATES = (ActorKind.STATE, ActorKind.OBSERVER)


@dataclass(frozen=True, slots=True)
class Addressee:
    """One addressee with its number; `actor` is None for those without a record, such as parties and armed groups."""

    code: str
    label: str
    actor: Actor | None
    figure: figures.Figure
    bar: tuple[Stretch, ...]


@dataclass(frozen=True, slots=True)
class Addressed:
    """Groups and bodies, the most often named first, with how many more there are; States that are named, in the UN's order: they are not ranked."""

    groups: tuple[Addressee, ...]
    more: int
    states: tuple[Addressee, ...]


def addressed(user: Person, actors: Iterable[Actor]) -> Addressed:
    """Who is asked, as somebody may see it. `actors` are all of them, in the UN's order."""
    naming = figures.naming(user)
    known = {actor.code: actor for actor in actors}
    labels: Mapping[str, str] = dict(addressee_codes()) if naming else {}
    longest = max((figure.count for figure in naming.values()), default=1)
    found = [
        Addressee(code, labels.get(code, code), known.get(code), figure, stretches([("asked", "", figure.count)], longest=longest))
        for code, figure in naming.items()
    ]
    by_place = {code: place for place, code in enumerate(known)}
    states = [row for row in found if row.actor is not None and row.actor.kind in STATES]
    others = [row for row in found if row.actor is None or row.actor.kind not in STATES]
    others.sort(key=lambda row: (-row.figure.count, by_place.get(row.code, len(known)), row.code))
    states.sort(key=lambda row: by_place[row.code])
    return Addressed(tuple(others[:MOST]), max(0, len(others) - MOST), tuple(states))
