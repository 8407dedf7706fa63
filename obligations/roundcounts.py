"""How many cells of a round are in which state at a moment: what coverage needs, without a value for each of tens of thousands of cells."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from obligations import rounds
from obligations.choices import ActorKind
from obligations.choices import Applicability as Reach
from obligations.models import Actor, Obligation, Round
from obligations.rounds import ASSESSED, CellKey, CellState, opened_at, reach_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from obligations.querysets.roles import Person


@dataclass(frozen=True, slots=True)
class RoundCounts:
    """Each obligation with how many of its cells are in which state, and how many assessed cells have a status and a force."""

    moment: datetime
    by_obligation: tuple[tuple[Obligation, Counter[CellState]], ...]
    statuses: Counter[tuple[str, str]]


def closing(of: Round, user: Person, *, at: datetime) -> RoundCounts:
    """The numbers of `rounds.closing`, in as many queries."""
    moment, running = of.closed_at or at, of.closed_at is None
    states = list(of.states.all())
    versions = {(row, actor): (status, since) for row, actor, status, since in rounds.stood(of, moment, user, running=running)}
    decided = dict(rounds.decided(of, moment, user))
    opened, statuses, found = opened_at(of), Counter[tuple[str, str]](), []
    for obligation in rounds.in_force(of, user, moment):
        counts: Counter[CellState] = Counter()
        for actor, reach in _reached(obligation, states, decided):
            version = versions.get((obligation.pk, actor)) if reach == Reach.APPLIES else None
            state = rounds.state_of_cell(reach, version[1] if version else None, opened)
            counts[state] += 1
            if version and state in ASSESSED:
                statuses[version[0], obligation.force] += 1
        if counts:
            found.append((obligation, counts))
    return RoundCounts(moment, tuple(found), statuses)


def _reached(obligation: Obligation, states: list[Actor], decided: Mapping[CellKey, str]) -> Iterable[tuple[int, str]]:
    """The States that an obligation is addressed to, by primary key, and whether it applies. Those it does not name are alike."""
    named = {link.code for link in obligation.addressees.all()}
    unnamed = {kind.value: reach_of(obligation, Actor(kind=kind)) for kind in ActorKind}
    for actor in states:
        reach = decided.get((obligation.pk, actor.pk)) or (reach_of(obligation, actor) if actor.code in named else unnamed[actor.kind])
        if reach:
            yield actor.pk, reach
