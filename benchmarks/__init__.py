"""Measures of speed. Each compares two times taken in one process, so that its figure says something on any machine.

A module of this package that has `MEASURES`, a mapping of names to functions without arguments that return a `Measure`, is run by
`python -m benchmarks`.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass, field

ROUNDS = 11


@dataclass(frozen=True, slots=True)
class Measure:
    """A ratio of two times, what it is measured against, the highest ratio that is good enough, and figures for the curious."""

    ratio: float
    against: str
    goal: float
    figures: dict[str, float] = field(default_factory=dict)

    @property
    def holds(self) -> bool:
        return self.ratio <= self.goal


def interleaved(*works: Callable[[], object], rounds: int = ROUNDS) -> list[float]:
    """The median time of the processor in seconds that each work takes: once to warm up, then in turn, so that what else the machine does
    meets all alike. Works of like length compare best.
    """
    for work in works:
        work()
    times: list[list[float]] = [[] for _ in works]
    for _ in range(rounds):
        for taken, work in zip(times, works, strict=True):
            began = time.process_time()
            work()
            taken.append(time.process_time() - began)
    return [statistics.median(taken) for taken in times]
