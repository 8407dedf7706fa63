"""No pattern of the project can be made to take long by the text it is given."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.patterns_in_use import ROOT, TooSlowError, stop, tried

SIZE = 1000  # characters; what is linear takes a thousandth of the time allowed for them, what is quadratic a twentieth
EVERYTHING = {"search", "fullmatch", "sub"}


@pytest.fixture
def ended_by_the_processors_time() -> Iterator[None]:
    before = signal.signal(signal.SIGVTALRM, stop)
    yield
    signal.signal(signal.SIGVTALRM, before)


def test_no_pattern_is_slow_on_the_texts_that_are_worst_for_it(tmp_path: Path) -> None:
    """In a process of its own, which compiles everything anew; it is ended after many times what it needs."""
    environment = {"PATH": os.environ["PATH"], "DJANGO_SETTINGS_MODULE": "tracker.settings", "LOCAL": "1", "DATA_DIR": str(tmp_path)}
    command = [sys.executable, "-m", "tests.patterns_in_use", str(SIZE)]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout)
    print(f"{said['patterns']} patterns tried; the slowest took {said['seconds']} s: {said['slowest'][:60]}")
    assert said["patterns"] > 250
    assert (said["slow"], said["lists"]) == ([], [])


@pytest.mark.parametrize("pattern", [r"(a+)+b", r"(?:<!--.*?-->\s*)*<html", r"\s*\**\s*(?:x)?\s*(?:y)?\s*第", r"(a|a)*$"])
def test_the_trial_notices_a_pattern_that_is_slow(ended_by_the_processors_time: None, pattern: str) -> None:
    with pytest.raises(TooSlowError):
        tried(pattern, int(re.DOTALL), {"match", "search"}, SIZE)


@pytest.mark.parametrize("pattern", [r"a+b", r"(?:(?><!--.*?-->)\s*+)*+<html", r"\s*+\**+\s*+第", r"[^,]*,"])
def test_the_trial_lets_a_quick_one_be(ended_by_the_processors_time: None, pattern: str) -> None:
    assert tried(pattern, int(re.DOTALL), {"match", "search"}, SIZE) < 1
