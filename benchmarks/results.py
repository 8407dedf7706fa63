"""The last figure of every measure: kept as JSON for the next run, and written as a table for whoever reads."""

from __future__ import annotations

import json
import os
import platform
import sqlite3
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any

from benchmarks import Measure

KEPT = Path(__file__).with_name("results.json")
TABLE = Path(__file__).with_name("RESULTS.md")
PACKAGES = ("Django", "djangorestframework", "psycopg", "orjson", "lxml", "pypdfium2", "openpyxl", "jieba")
GB = 1024**3

Rows = dict[str, dict[str, Any]]


def kept() -> Rows:
    """What was measured before, by name."""
    found: Rows = json.loads(KEPT.read_text(encoding="utf-8")) if KEPT.exists() else {}
    return found


def as_row(measure: Measure, *, day: str) -> dict[str, Any]:
    """A measure as it is kept, with the day on which it was taken."""
    figures = {name: round(figure, 6) for name, figure in measure.figures.items()}
    return {"ratio": round(measure.ratio, 3), "against": measure.against, "goal": measure.goal, "holds": measure.holds, "day": day, **figures}


def keep(found: Mapping[str, Measure], *, day: str) -> None:
    """Put measures in the place of their last ones, and write the table anew."""
    rows = kept() | {name: as_row(measure, day=day) for name, measure in found.items()}
    KEPT.write_text(json.dumps(rows, ensure_ascii=False, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    TABLE.write_text(table(rows), encoding="utf-8")


def table(rows: Rows) -> str:
    """All rows as Markdown: what was measured, the ratio, against what, the goal, whether it holds, when."""
    head = ["# Results", "", f"Of `make bench`, each the last one taken. {machine()}", "", f"With {versions()}.", ""]
    head += ["A row is a ratio of two figures taken side by side; what each of them is stands in [docs/benchmarks.md](../docs/benchmarks.md).", ""]
    head += ["| measure | ratio | of | goal | holds | day |", "|---|---:|---|---:|---|---|"]
    lines = [
        f"| {name} | {row['ratio']:.2f} | {row['against']} | {row['goal']:.2f} | {'yes' if row['holds'] else '**no**'} | {row.get('day', '')} |"
        for name, row in sorted(rows.items())
    ]
    return "\n".join([*head, *lines, ""])


def machine() -> str:
    """What the machine is: its system, its processors, its memory."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / GB
    return f"{platform.system()} {platform.machine()}, {os.cpu_count()} processors, {memory:.0f} GB of memory."


def versions() -> str:
    """What it ran with."""
    return ", ".join([f"Python {platform.python_version()}", f"SQLite {sqlite3.sqlite_version}", *(f"{name} {version(name)}" for name in PACKAGES)])
