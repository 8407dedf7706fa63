"""In which states the due dates of each obligation are on a day, for the filter of obligations.

Days until which something runs are left out: nobody owes anything on them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

from obligations.duedates import DueState, read_dues
from obligations.querysets import has_role

if TYPE_CHECKING:
    from obligations.dueacts import Reader

OWED = tuple(state for state in DueState if state != DueState.ELAPSED)
RECORDED = (DueState.SUBMITTED, DueState.REPLACED)  # states that only a record gives, which not everybody may see


def codes(user: Reader) -> list[tuple[str, str]]:
    """The states that `user` may ask for, in words that claim no more than that person may know."""
    told = has_role(user)
    return [(state.value, state.words(told=told)) for state in OWED if told or state not in RECORDED]


def obligations_by_state(user: Reader, on: date) -> Mapping[DueState, frozenset[int]]:
    """The primary keys of the obligations that have a due date in a state; one can have several."""
    found: dict[DueState, set[int]] = defaultdict(set)
    for acts, states in read_dues(user).states(on=on):
        for state in states:
            found[state].update(acts)
    return {state: frozenset(keys) for state, keys in found.items()}
