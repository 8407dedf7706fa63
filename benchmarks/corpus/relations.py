"""Relations between obligations: a later one repeats an earlier one."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from benchmarks.corpus.people import People
from benchmarks.corpus.tables import columns_of, loading, write
from obligations.models import Obligation, Relation

EVERY = 20


def fill(*, people: People) -> None:
    """Of what asks for action, every twentieth repeats the one that many places before it."""
    keys = list(Obligation.objects.tracked().order_by("paragraph__document__adopted_on", "pk").values_list("pk", flat=True))
    with loading(Relation):
        write(Relation, columns_of(Relation), _rows(keys, people.analysts[0].pk))


def _rows(keys: list[int], by: int) -> Iterator[list[Any]]:
    for number, place in enumerate(range(EVERY, len(keys), EVERY), 1):
        row = {"id": number, "source_id": keys[place], "target_id": keys[place - EVERY], "kind": "repeats", "reason": "", "by_id": by}
        row["at"] = datetime(2026, 6, 30, tzinfo=UTC)
        yield [row.get(column) for column in columns_of(Relation)]
