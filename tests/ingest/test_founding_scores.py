"""How well the founding documents are read, scored against their gold tables: no figure may fall below its floor in founding_scores.json."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FLOORS: dict[str, dict[str, float]] = json.loads((ROOT / "tests" / "founding_scores.json").read_text(encoding="utf-8"))
FIGURES = {"precision", "recall", "f1"}

Scores = dict[str, dict[str, float]]


def run_scorer(documents_dir: Path, gold_dir: Path, *options: str) -> str:
    command = [sys.executable, str(gold_dir / "score.py"), "--python", sys.executable, "--gold", str(gold_dir), "--documents", str(documents_dir)]
    done = subprocess.run([*command, *options], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def scores(documents_dir: Path, gold_dir: Path) -> Scores:
    """Today's figures."""
    return json.loads(run_scorer(documents_dir, gold_dir, "--json"))


@pytest.mark.founding
@pytest.mark.parametrize("measure", FLOORS)
def test_no_figure_falls(measure: str, scores: Scores, documents_dir: Path, gold_dir: Path) -> None:
    fallen = {figure: scores[measure][figure] for figure, floor in FLOORS[measure].items() if scores[measure][figure] < floor}
    assert fallen == {}, run_scorer(documents_dir, gold_dir, "--show", "20")


@pytest.mark.founding
def test_every_measure_that_is_taken_has_a_floor(scores: Scores) -> None:
    """`…_unlisted` only counts what no gold table speaks of."""
    taken = {measure for measure, figures in scores.items() if figures["hit"] and not measure.endswith("_unlisted")}
    assert taken <= set(FLOORS)


def test_a_floor_is_a_share() -> None:
    assert all(set(floors) <= FIGURES and all(0 < floor <= 1 for floor in floors.values()) for floors in FLOORS.values())
