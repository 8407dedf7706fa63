"""Measures of speed. Each compares two times taken in one process, so that its figure says something on any machine.

A module of this package that has `MEASURES`, a mapping of names to functions without arguments, is run by `python -m benchmarks`. A function
returns a `Measure`, or several of them by their names. Those of a module that also has `ON_POSTGRES = True` are given a server.
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


Clock = Callable[[], float]  # seconds from any beginning


def interleaved(*works: Callable[[], object], rounds: int = ROUNDS, clock: Clock = time.process_time) -> list[float]:
    """The median time in seconds that each work takes: once to warm up, then in turn, so that what else the machine does meets all alike.

    Works of like length compare best. The clock is that of this process; where a database does a part of the work give one that counts both.
    """
    for work in works:
        work()
    times: list[list[float]] = [[] for _ in works]
    for _ in range(rounds):
        for taken, work in zip(times, works, strict=True):
            began = clock()
            work()
            taken.append(clock() - began)
    return [statistics.median(taken) for taken in times]
