"""`python -m benchmarks [NAME]`: take all measures or one, print a line for each, and keep them in benchmarks/results.json.

Exit code 0 where every measure taken reaches its goal, 1 where one does not, 2 for a name that is none. Measures on PostgreSQL run in a
process of their own, with a server that is thrown away unless DATABASE_URL names one; where none can be started, a line says so.
"""

from __future__ import annotations

import json
import os
import pkgutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

import benchmarks
from benchmarks import Measure

RESULTS = Path(__file__).with_name("results.json")
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
    return {
        name: Known(take, getattr(module, "ON_POSTGRES", False)) for module in modules for name, take in getattr(module, "MEASURES", {}).items()
    }


def kept(results: Path) -> dict[str, dict[str, Any]]:
    """What was measured before."""
    return json.loads(results.read_text(encoding="utf-8")) if results.exists() else {}


def as_row(measure: Measure) -> dict[str, Any]:
    """A measure as it is kept."""
    figures = {name: round(figure, 6) for name, figure in measure.figures.items()}
    return {"ratio": round(measure.ratio, 3), "against": measure.against, "goal": measure.goal, "holds": measure.holds, **figures}


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
    reached = min([take(name, known[name]) for name in here], default=True)  # each is taken, whatever the others say
    if elsewhere and not has_server:
        reached &= on_a_server(elsewhere)
    return 0 if reached else 1


def on_a_server(names: list[str]) -> bool:
    """Take measures in a process that is given a server. Whether all reach their goals; what cannot be taken misses none."""
    again = [sys.executable, "-m", "tests.postgres", sys.executable, "-m", "benchmarks", *names]
    return subprocess.run(again, env={**os.environ, "BENCH_SERVER": "1"}, check=False).returncode == 0


def take(name: str, known: Known) -> bool:
    """Take a measure, print it, keep it. Whether it reaches its goal."""
    taken = known.take()
    found = {name: taken} if isinstance(taken, Measure) else taken
    for each, measure in found.items():
        row = as_row(measure)
        verdict = "holds" if row["holds"] else "FAILS"
        print(f"{each:22} {row['ratio']:6.2f} × {row['against']}  (goal ≤ {row['goal']})  {verdict}", flush=True)
    rows = kept(RESULTS) | {each: as_row(measure) for each, measure in found.items()}
    RESULTS.write_text(json.dumps(rows, ensure_ascii=False, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    return all(measure.holds for measure in found.values())


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
