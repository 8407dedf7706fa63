"""What it costs to read and store a document when many are stored already: the last hundred against the first hundred.

STORED says how many (400 unless told; 2,800 is about what the Council has adopted). Works on a database of its own in a temporary folder.
"""

from __future__ import annotations

import os
import re
import resource
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from benchmarks import Measure
from benchmarks.parsing import resolutions

BATCH = 100
GOAL = 1.3
AT = datetime(2032, 1, 1, tzinfo=UTC)
_TITLE = re.compile(r"第\s*\d{1,4}\s*[(（]\s*(\d{4})\s*[)）]\s*号\s*决\s*议")


def storing() -> Measure:
    """Time of the processor per document, reading and storing, for the last batch over the first."""
    count = int(os.environ.get("STORED", "400"))
    with tempfile.TemporaryDirectory() as folder:
        prepare(folder)
        took = _store(count)
    per_document = [seconds / BATCH for seconds in took]
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    figures = {"documents": count, "seconds_first": per_document[0], "seconds_last": per_document[-1], "peak_megabytes": peak}
    return Measure(per_document[-1] / per_document[0], "the cost of a document among the first hundred", GOAL, figures)


def prepare(folder: str) -> None:
    """An empty database with the vocabularies."""
    os.environ.update(DATA_DIR=folder, LOCAL="1", DJANGO_SETTINGS_MODULE="tracker.settings")
    os.environ.pop("DATABASE_URL", None)
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    connection.close()
    connection.settings_dict["NAME"] = Path(folder, Path(connection.settings_dict["NAME"]).name)  # another measure's may be gone
    call_command("migrate", verbosity=0)
    call_command("load_vocabularies", verbosity=0, stdout=sys.stderr)


def _store(count: int) -> list[float]:
    """Store documents that differ in their number; the time each batch took."""
    from ingest import default_lexicon, parse
    from obligations.services import register

    texts, lexicon, took = resolutions(), default_lexicon(), []
    for number in range(count):
        if number % BATCH == 0:
            began = time.process_time()
        text = _TITLE.sub(rf"第{number + 1}(\1)号决议", texts[number % len(texts)], count=1)
        parsed = parse(text, lexicon=lexicon, symbol=f"S/RES/{number + 1} (2031)")
        register.store(parsed, content=text.encode(), filename=f"{number}.txt", media_type="text/plain", by=None, at=AT)
        if number % BATCH == BATCH - 1:
            took.append(time.process_time() - began)
            print(f"  {number + 1}/{count} stored, {took[-1] / BATCH:.3f} s each", file=sys.stderr, flush=True)
    return took


MEASURES = {"storing": storing}
