"""The statuses that stood on a day, counted: first by obligation and status, in the database, and only then put beside what each obligation is.

A status is one actor's on one obligation, and there are many times more of them than of obligations; joining them all would cost the most.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db.models import Count

if TYPE_CHECKING:
    from obligations.models import Actor
    from obligations.querysets import AssessmentQuerySet, ObligationQuerySet

MOST_NAMED = 5_000  # obligations that are asked for one by one; beyond that all are cheaper


class Recorded(NamedTuple):
    """How many actors have a status on an obligation, with the force of the obligation and its paragraph's primary key."""

    obligation: int
    paragraph: int
    force: str
    status: str
    actors: int


def of_obligations(parts: Iterable[AssessmentQuerySet], obligations: ObligationQuerySet, *, actor: Actor | None = None) -> list[Recorded]:
    """The statuses of some obligations, or an actor's alone. `parts` are versions that do not overlap. Takes a query for each, and one more."""
    counts: Counter[tuple[int, str]] = Counter()
    for part in parts:
        rows = part.of_obligations() if actor is None else part.of_obligations().filter(actor=actor)
        for obligation, status, n in rows.order_by().values_list("obligation", "status").annotate(n=Count("*")):
            counts[obligation, status] += n
    known = among(obligations, {obligation for obligation, _status in counts}, "paragraph", "force")
    return [Recorded(key, paragraph, force, status, n) for (key, status), n in counts.items() if key in known for paragraph, force in (known[key],)]


def among(obligations: ObligationQuerySet, keys: set[int], *columns: str) -> dict[int, tuple[Any, ...]]:
    """Columns of those of some obligations that have one of the primary keys."""
    rows = obligations.filter(pk__in=keys) if len(keys) <= MOST_NAMED else obligations
    return {key: tuple(values) for key, *values in rows.order_by().values_list("pk", *columns) if key in keys}
