"""`python -m benchmarks [NAME]`: take all measures or one, print a line for each, and keep them in benchmarks/results.json and RESULTS.md.

Exit code 0 where every measure taken reaches its goal, 1 where one does not or cannot be taken, 2 for a name that is none. Each is taken in a process
of its own. Those on PostgreSQL are given a server that is thrown away unless DATABASE_URL names one; where none can be started, a line says so.
"""

from __future__ import annotations

import os
import pkgutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib import import_module

import benchmarks
from benchmarks import Measure, results

Taken = Measure | Mapping[str, Measure]


@dataclass(frozen=True, slots=True)
class Known:
    """How a measure is taken."""

    take: Callable[[], Taken]
    on_postgres: bool


def measures() -> dict[str, Known]:
    """All measures of the package's modules, by name."""
    names = sorted(module.name for module in pkgutil.iter_modules(benchmarks.__path__) if not module.name.startswith("_"))
    modules = [import_module(f"benchmarks.{name}") for name in names]
    return {name: Known(take, getattr(module, "ON_POSTGRES", False)) for module in modules for name, take in getattr(module, "MEASURES", {}).items()}


def main(arguments: list[str]) -> int:
    """Take the measures named, or all. Returns the exit code."""
    known = measures()
    unknown = [name for name in arguments if name not in known]
    if unknown:
        print(f"No measure is called {unknown[0]}. There are: {', '.join(known)}.", file=sys.stderr)
        return 2
    wanted = arguments or list(known)
    has_server = os.environ.get("DATABASE_URL", "").startswith(("postgres://", "postgresql://", "pgsql://")) and "BENCH_SERVER" in os.environ
    here = [name for name in wanted if known[name].on_postgres == has_server]
    elsewhere = [name for name in wanted if name not in here]
    held = [take(name, known[name]) if len(here) == 1 else apart(name) for name in here]
    reached = all(held)
    if elsewhere and not has_server:
        reached &= on_a_server(elsewhere)
    return 0 if reached else 1


def apart(name: str) -> bool:
    """Take a measure in a process of its own: settings and what is loaded stay as they are for the next. Whether it reaches its goal."""
    return subprocess.run([sys.executable, "-m", "benchmarks", name], check=False).returncode == 0


def on_a_server(names: list[str]) -> bool:
    """Take measures in a process that is given a server. Whether all reach their goals; what cannot be taken misses none."""
    again = [sys.executable, "-m", "tests.postgres", sys.executable, "-m", "benchmarks", *names]
    return subprocess.run(again, env={**os.environ, "BENCH_SERVER": "1"}, check=False).returncode == 0


def take(name: str, known: Known) -> bool:
    """Take a measure, print it, keep it. Whether it reaches its goal."""
    taken = known.take()
    found = {name: taken} if isinstance(taken, Measure) else taken
    for each, measure in found.items():
        verdict = "holds" if measure.holds else "FAILS"
        print(f"{each:22} {measure.ratio:6.2f} × {measure.against}  (goal ≤ {measure.goal:.3g})  {verdict}", flush=True)
    results.keep(found, day=datetime.now(tz=UTC).date().isoformat())
    return all(measure.holds for measure in found.values())


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
