"""`python -m tests.fuzz TARGET [--seconds N | --runs N] [--seed N]`: drive a target with atheris, which looks for inputs that reach new code.

Prints how many inputs were tried. What breaks a promise is kept in tests/fuzz/finds/, and the exit code is then not 0; each find becomes a test.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

FINDS = Path(__file__).resolve().parent / "finds"
SLOWEST, MOST_MEMORY = 20, 2048  # seconds for one input, MB of the process: more is a find


def main() -> None:
    """Read the command line, load the target with its code watched, and fuzz."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("target")
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--runs", type=int, default=-1, help="so many inputs instead of a time")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    try:
        import atheris
    except ImportError:
        sys.exit("atheris is not installed here (it has builds for Linux alone): nothing was fuzzed.")
    with atheris.instrument_imports(include=["ingest"]):
        from tests.fuzz.targets import TARGETS, seeds
    if given.target not in TARGETS:
        sys.exit(f"No target “{given.target}”: {', '.join(TARGETS)}.")
    FINDS.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as corpus:
        for number, content in enumerate(seeds(given.target)):
            (Path(corpus) / str(number)).write_bytes(content)
        limit = [f"-runs={given.runs}"] if given.runs >= 0 else [f"-max_total_time={given.seconds}"]
        bounds = [f"-seed={given.seed}", f"-timeout={SLOWEST}", f"-rss_limit_mb={MOST_MEMORY}", "-max_len=20000", "-print_final_stats=1"]
        atheris.Setup([sys.argv[0], corpus, *limit, *bounds, f"-artifact_prefix={FINDS}/{given.target}-"], TARGETS[given.target])
        atheris.Fuzz()


if __name__ == "__main__":
    main()
