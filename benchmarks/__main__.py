"""`python -m benchmarks [NAME]`: take all measures or one, print a line for each, and keep them in benchmarks/results.json.

Exit code 0 where every measure taken reaches its goal, 1 where one does not, 2 for a name that is none.
"""

from __future__ import annotations

import json
import pkgutil
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

import benchmarks
from benchmarks import Measure

RESULTS = Path(__file__).with_name("results.json")


def measures() -> dict[str, Callable[[], Measure]]:
    """All measures of the package's modules, by name."""
    names = sorted(module.name for module in pkgutil.iter_modules(benchmarks.__path__) if not module.name.startswith("_"))
    return {name: take for module in names for name, take in getattr(import_module(f"benchmarks.{module}"), "MEASURES", {}).items()}


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
    taken = {}
    for name in arguments or known:
        taken[name] = known[name]()
        row = as_row(taken[name])
        verdict = "holds" if row["holds"] else "FAILS"
        print(f"{name:16} {row['ratio']:6.2f} × {row['against']}  (goal ≤ {row['goal']})  {verdict}", flush=True)
    rows = kept(RESULTS) | {name: as_row(measure) for name, measure in taken.items()}
    RESULTS.write_text(json.dumps(rows, ensure_ascii=False, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    return 0 if all(measure.holds for measure in taken.values()) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
