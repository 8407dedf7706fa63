"""How many cells of a round are in which state at a moment: what coverage needs, without a value for each of tens of thousands of cells."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, TypeVar

from obligations.choices import ActorKind
from obligations.models import Actor, Obligation, Round
from obligations.rounds import reading as rounds
from obligations.rounds.reading import ASSESSED, CellState, reach_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from obligations.querysets.roles import Person

Said = TypeVar("Said")


@dataclass(frozen=True, slots=True)
class RoundCounts:
    """Each obligation with how many of its cells are in which state, and how many assessed cells have a status and a force."""

    moment: datetime
    by_obligation: tuple[tuple[Obligation, Counter[CellState]], ...]
    statuses: Counter[tuple[str, str]]


def closing(of: Round, user: Person, *, at: datetime) -> RoundCounts:
    """The numbers of `rounds.closing`, in as many queries."""
    moment, running = of.closed_at or at, of.closed_at is None
    states = list(of.states.order_by().only("code", "kind"))
    versions = _by_obligation((row, actor, (status, anew)) for row, actor, status, anew in rounds.stood(of, moment, user, running=running))
    decided = _by_obligation(rounds.decided(of, moment, user))
    anybody = {kind.value: Actor(kind=kind) for kind in ActorKind}
    statuses, found = Counter[tuple[str, str]](), []
    shown = rounds.in_force(of, user, moment).select_related(None).select_related("paragraph").only("force", "paragraph__slug")
    for obligation in shown.order_by():
        stood = versions.get(obligation.pk, {})
        reached = _reached(obligation, states, decided.get(obligation.pk, {}), anybody)
        counts: Counter[CellState] = Counter()
        for (reach, version), n in Counter([(reach, stood.get(actor)) for actor, reach in reached]).items():
            state = rounds.state_of_cell(reach, reviewed=version[1] if version else None)
            counts[state] += n
            if version and state in ASSESSED:
                statuses[version[0], obligation.force] += n
        if counts:
            found.append((obligation, counts))
    return RoundCounts(moment, tuple(found), statuses)


def _by_obligation(rows: Iterable[tuple[int, int, Said]]) -> dict[int, dict[int, Said]]:
    """What is said of cells, by obligation and then by actor, both by primary key."""
    found: dict[int, dict[int, Said]] = {}
    for obligation, actor, said in rows:
        found.setdefault(obligation, {})[actor] = said
    return found


def _reached(obligation: Obligation, states: Iterable[Actor], decided: Mapping[int, str], anybody: Mapping[str, Actor]) -> Iterable[tuple[int, str]]:
    """The States that an obligation is addressed to, by primary key, and whether it applies. Those it does not name are as `anybody` of a kind."""
    named = {link.code for link in obligation.addressees.all()}
    unnamed = {kind: reach_of(obligation, one) for kind, one in anybody.items()}
    for actor in states:
        reach = decided.get(actor.id) or (reach_of(obligation, actor) if actor.code in named else unnamed[actor.kind])
        if reach:
            yield actor.id, reach
