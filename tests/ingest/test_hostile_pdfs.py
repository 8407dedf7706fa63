"""PDF files made to do harm: each is refused in a sentence, costs little, and brings nothing down but the process that read it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.ingest.hostile_pdfs import HOSTILE

ROOT = Path(__file__).resolve().parents[2]
SECONDS, MEGABYTES = 10, 500  # what one file may cost
READ_ALL = """
import json, resource, sys
from ingest import Unreadable, default_lexicon
from ingest.sandbox import parse_apart
from tests.ingest.hostile_pdfs import HOSTILE

def spent():
    return resource.getrusage(resource.RUSAGE_CHILDREN)

for name, make in HOSTILE.items():
    content, before, why = make(), spent(), None
    try:
        parse_apart(content, name="sent.pdf", symbol=None, lexicon=default_lexicon())
    except Unreadable as error:
        why = str(error)
    after = spent()
    seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    print(json.dumps({"name": name, "why": why, "seconds": seconds, "most_megabytes_so_far": after.ru_maxrss / 1024}), flush=True)
"""


@pytest.fixture(scope="module")
def read() -> dict[str, dict[str, Any]]:
    """What became of each file and what it cost. Read from a process of their own, in which nothing else has children."""
    done = subprocess.run([sys.executable, "-c", READ_ALL], cwd=ROOT, capture_output=True, text=True, check=True, timeout=600)
    return {row["name"]: row for row in map(json.loads, done.stdout.splitlines())}


@pytest.mark.slow
@pytest.mark.parametrize("name", HOSTILE)
class TestHostile:
    def test_it_is_refused_in_a_sentence_that_names_it(self, read: dict[str, dict[str, Any]], name: str) -> None:
        assert (read[name]["why"] or "").startswith("sent.pdf: ")
        assert 30 < len(read[name]["why"]) < 400

    def test_it_costs_little_time(self, read: dict[str, dict[str, Any]], name: str) -> None:
        assert read[name]["seconds"] < SECONDS

    def test_it_costs_little_memory(self, read: dict[str, dict[str, Any]], name: str) -> None:
        assert read[name]["most_megabytes_so_far"] < MEGABYTES


def test_there_are_at_least_twelve() -> None:
    assert len(HOSTILE) >= 12
