"""A corpus the size of the Council's, made up, for measures and for trying things out: the same seed gives the same rows.

`python -m benchmarks.corpus` fills the empty, migrated database that the environment names, with vocabularies loaded; SIZE says how large.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import UTC, datetime

SEED = 20260630
UNTIL = datetime(2026, 7, 1, 8, tzinfo=UTC)  # nothing happens later
MATRIX = 110  # acts of the newest resolution, all of them with follow-up


@dataclass(frozen=True, slots=True)
class Size:
    """How much: resolutions read, how often they are copied, meetings, versions of follow-up and events of their publication, acts of one more
    resolution for a matrix.
    """

    read: int
    copies: int
    meetings: int
    versions: int
    matrix: int = MATRIX
    events: int = 0

    @property
    def resolutions(self) -> int:
        """All but the one for the matrix."""
        return self.read * (1 + self.copies)


SIZES = {
    "full": Size(read=70, copies=39, meetings=3000, versions=1_000_000, events=300_000),
    "tenth": Size(read=70, copies=3, meetings=300, versions=100_000, events=30_000),
    "hundredth": Size(read=14, copies=1, meetings=30, versions=10_000, events=3_000, matrix=20),
    "tiny": Size(read=2, copies=1, meetings=4, versions=1_000, events=300, matrix=3),
}


def fill(size: Size, *, seed: int = SEED) -> None:
    """Fill the database that Django is set up for, in one transaction. It has to be migrated and without documents."""
    from django.db import connection, transaction

    from benchmarks.corpus import copies, log, meetings, originals, people, relations, versions

    rng = random.Random(seed)
    with transaction.atomic():
        everybody = people.make(at=datetime(1990, 1, 1, tzinfo=UTC))
        originals.store(size.read, of=size.resolutions, rng=rng, by=everybody.analysts[0])
        copies.multiply(size.copies, of=size.resolutions)
        if size.matrix:
            originals.store_many_acts(size.matrix, of=size.resolutions, by=everybody.analysts[0])
        relations.fill(people=everybody)
        versions.fill(size.versions, people=everybody, rng=rng, until=UNTIL)
        log.fill(size.events, people=everybody)
        meetings.fill(size.meetings, rng=rng)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE" if connection.in_atomic_block else "VACUUM ANALYZE")  # a test keeps it in a transaction
