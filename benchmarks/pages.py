"""Readers' pages at the size of the Council's work, on PostgreSQL, beside hand-written SQL put out as plain tables.

For each page: its time over that by hand; the time of its queries alone over that of the SQL by hand; and how many queries it asks, at full
size over a tenth. SIZE says how large the corpus is, PAGE names one page (or several, with commas).
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping

from benchmarks import Measure

ON_POSTGRES = True
PAGE, SQL, QUERIES = 3.0, 1.5, 1.0
ROUNDS = 5
SMALLER = {"full": "tenth", "tenth": "hundredth"}


def pages() -> Mapping[str, Measure]:
    """Three measures of each page."""
    from benchmarks.rivals import reading
    from benchmarks.rivals.asking import reading as as_reader

    size = os.environ.get("SIZE", "full")
    counts = _counts(SMALLER.get(size, "tiny"))
    ask = as_reader(size, reading.READER)
    reading.open_round()
    found: dict[str, Measure] = {}
    for pair in reading.pairs():
        if not _wanted(pair.name):
            continue
        reading.same(ask, pair)
        (page, by_hand), (ours, theirs) = reading.timed(ask, pair, rounds=ROUNDS)
        many = len(reading.queries(ask, pair.page))
        times = {"seconds": page, "seconds_against": by_hand}
        alone = {"seconds": ours, "seconds_against": theirs}
        found[f"page_{pair.name}"] = Measure(page / by_hand, "the time of a plain table by hand", PAGE, times)
        found[f"page_{pair.name}_sql"] = Measure(ours / theirs, "the time of its SQL alone", SQL, alone)
        found[f"page_{pair.name}_queries"] = Measure(
            many / counts[pair.name], "its queries in a tenth of the corpus", QUERIES, {"queries": many, "queries_against": counts[pair.name]}
        )
        ratios = f"{page / by_hand:6.2f} {ours / theirs:6.2f} {counts[pair.name]:4} {many:4}"
        print(f"  {pair.name:12} {page * 1000:9.1f} {by_hand * 1000:9.1f} ms {ratios}", file=sys.stderr, flush=True)
    return found


def _counts(size: str) -> dict[str, int]:
    """How many queries each page asks at one size."""
    from benchmarks.rivals import reading
    from benchmarks.rivals.asking import reading as as_reader

    ask = as_reader(size, reading.READER)
    reading.open_round()
    for pair in reading.pairs():
        ask(pair.page)  # what is kept in memory from then on
    return {pair.name: len(reading.queries(ask, pair.page)) for pair in reading.pairs() if _wanted(pair.name)}


def _wanted(name: str) -> bool:
    only = os.environ.get("PAGE", "")
    return not only or name in only.split(",")


MEASURES = {"pages": pages}
