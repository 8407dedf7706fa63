"""Each target of the fuzzing is driven for a moment, so that `make fuzz` finds them in order; and what the fuzzing found stays mended."""

import subprocess
import sys

import pytest

RUNS = 60


@pytest.mark.parametrize("target", ["read", "word", "html", "pdf", "text"])
def test_a_moment_of_fuzzing_finds_nothing(target: str) -> None:
    pytest.importorskip("atheris", reason="atheris has builds for Linux alone")
    done = subprocess.run([sys.executable, "-m", "tests.fuzz", target, "--runs", str(RUNS)], capture_output=True, text=True, check=False)
    assert (done.returncode, f"Done {RUNS} runs" in done.stderr) == (0, True), done.stderr[-2000:]
