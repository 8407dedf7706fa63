"""Files that are broken or meant to do harm: each is refused in one sentence that names it, or read, within ten seconds and 500 MB."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.ingest.hostile_files import FILES, RESOLUTION

ROOT = Path(__file__).resolve().parents[2]
SECONDS, MEGABYTES = 10, 500
# One process reads them all, so that it is started once; it may not take more memory than one file may take.
READ = f"""
import json, resource, sys, time
from pathlib import Path
from ingest import Unreadable, extract
from ingest.readers import content_of
if sys.platform == "linux":
    resource.setrlimit(resource.RLIMIT_AS, ({MEGABYTES} * 1024 * 1024,) * 2)
for path in sorted(Path(sys.argv[1]).iterdir()):
    said, text, began = None, "", time.process_time()
    try:
        text = extract(content_of(path), name=path.name).text
    except Unreadable as error:
        said = str(error)
    print(json.dumps({{"name": path.name, "said": said, "text": text[:20000], "seconds": time.process_time() - began}}), flush=True)
"""


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    """What became of each file. No converter is found, whatever is installed on this machine."""
    folder = tmp_path_factory.mktemp("hostile")
    for name, (make, _said) in FILES.items():
        (folder / name).write_bytes(make())
    environment = {**os.environ, "PATH": str(folder)}
    done = subprocess.run([sys.executable, "-c", READ, str(folder)], cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    found = {one["name"]: one for one in map(json.loads, done.stdout.splitlines())}
    assert found.keys() == FILES.keys(), done.stderr
    return found


def test_at_least_thirty_of_them_are_refused() -> None:
    assert sum(words is not None for _make, words in FILES.values()) >= 30


@pytest.mark.slow
@pytest.mark.parametrize("name", FILES)
class TestHostileFiles:
    def test_it_is_refused_for_its_reason_or_read(self, name: str, outcomes: dict[str, dict[str, Any]]) -> None:
        words, found = FILES[name][1], outcomes[name]
        if words is None:
            assert (found["said"], [line for line in RESOLUTION if line not in found["text"]]) == (None, [])
        else:
            assert words in (found["said"] or "it was read")

    def test_the_refusal_is_one_line_that_names_the_file(self, name: str, outcomes: dict[str, dict[str, Any]]) -> None:
        said = outcomes[name]["said"]
        assert said is None or (said.startswith(f"{name}: ") and said.isprintable() and said.endswith("."))

    def test_it_takes_no_longer_than_a_file_may(self, name: str, outcomes: dict[str, dict[str, Any]]) -> None:
        assert outcomes[name]["seconds"] < SECONDS
