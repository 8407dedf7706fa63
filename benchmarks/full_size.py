"""What is measured with a corpus the size of the Council's, on PostgreSQL: the API against the same by hand, and how it grows.

SIZE says how large the corpus is (`benchmarks.corpus.SIZES`; full unless told). The databases are made on the server at hand, under names of
their own, and filled where they are empty.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from typing import Any

from benchmarks import Measure, interleaved

ON_POSTGRES = True
PLAIN, RAW, MATRIX = 1 / 3, 1 / 0.6, 1 / 0.5  # of their times; of their requests a second that is 3 times, 0.6 and 0.5
GROWTH, MEMORY = 1.3, 1.2
ROUNDS = 15
LIST = "obligations/?page_size=100"


def api_obligations() -> Mapping[str, Measure]:
    """A hundred obligations with all their labels: the API, the framework's plain means, and rows by hand; all three give the same JSON."""
    from benchmarks.rivals.asking import asking, same
    from benchmarks.rivals.clock import work

    ask = asking(_size(), "bench-reader")
    addresses = [f"/api/v1/{LIST}", f"/rivals/plain/{LIST}", f"/rivals/raw/{LIST}"]
    same(ask, addresses)
    ours, plain, raw = interleaved(*[lambda a=address: ask(a) for address in addresses], rounds=ROUNDS, clock=work)
    figures = {"requests_per_second": 1 / ours, "plain_per_second": 1 / plain, "raw_per_second": 1 / raw}
    return {
        "api_obligations": Measure(ours / plain, "the time of plain serializers for the same 100 rows", PLAIN, figures),
        "api_obligations_raw": Measure(ours / raw, "the time of SQL by hand and orjson for the same 100 rows", RAW, figures),
    }


def api_matrix() -> Measure:
    """The marks of all States and 110 obligations as JSON, against SQL by hand and orjson; both give the same JSON."""
    from benchmarks.rivals.asking import asking, same
    from benchmarks.rivals.clock import work

    ask = asking(_size(), "bench-reader")
    from benchmarks.rivals.raw_matrix import newest  # only now are there settings

    query = f"matrix/?document={newest()}&page_size=200"
    addresses = [f"/api/v1/{query}", f"/rivals/raw/{query}"]
    same(ask, addresses)
    ours, raw = interleaved(*[lambda a=address: ask(a) for address in addresses], rounds=ROUNDS, clock=work)
    figures = {"requests_per_second": 1 / ours, "raw_per_second": 1 / raw}
    return Measure(ours / raw, "the time of SQL by hand and orjson for the same cells", MATRIX, figures)


def api_csv() -> Measure:
    """The most memory that a fresh process takes while it sends all statuses as CSV, over the same for a tenth of them."""
    large, small = _size(), {"full": "tenth", "tenth": "hundredth"}.get(_size(), "tiny")
    tenth, whole = (_streamed(size) for size in (small, large))
    figures = {"rows": whole["rows"], "rows_against": tenth["rows"], "rows_per_second": whole["rows"] / whole["seconds"]}
    figures |= {"megabytes": whole["megabytes"], "megabytes_against": tenth["megabytes"]}
    return Measure(whole["megabytes"] / tenth["megabytes"], "the most memory with a tenth of the rows", MEMORY, figures)


def _streamed(size: str) -> dict[str, Any]:
    """What a fresh process says of sending the file."""
    from benchmarks.rivals import databases

    databases.use(size)
    done = subprocess.run([sys.executable, "-m", "benchmarks.rivals.streaming", size], capture_output=True, text=True, check=True)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def growth() -> Mapping[str, Measure]:
    """Lists, pages, files and imports at full size over the same at a tenth of it: some by row, some by request (`benchmarks.rivals.pages`)."""
    from benchmarks.rivals import growing

    return growing.growth(small="tenth" if _size() == "full" else "tiny", large=_size(), goal=GROWTH)


def _size() -> str:
    return os.environ.get("SIZE", "full")


MEASURES = {"api_obligations": api_obligations, "api_matrix": api_matrix, "api_csv": api_csv, "growth": growth}
