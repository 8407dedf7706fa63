"""Fifty who read and ten who write, at once, for two minutes: what goes wrong, how evenly they are served, and how long each waits.

SECONDS says how long, SIZE how large the corpus is (a tenth unless told: the load is about many at once, not about much).
"""

from __future__ import annotations

import asyncio
import os
import random
import statistics
import time
from collections.abc import Callable, Mapping

from benchmarks import Measure
from benchmarks.loading.clients import Addresses, Cells, Line, Seen, Who, reading, writing
from benchmarks.loading.service import serving

ON_POSTGRES = True
READERS, WRITERS = 50, 10
PROCESSORS = 2
WAITING, TAIL = 1.5, 5.0
TIMES_BEFORE = 40  # that each address was asked for before anything is timed
ALONE = 24  # times that each is asked with nobody else there, before the crowd and again after it
SEED = 7


def load() -> Mapping[str, Measure]:
    """The load, as three measures: what went wrong, p50 over its unloaded time for each in flight on a processor, and p99 over p50."""
    from benchmarks.rivals import databases

    databases.use(os.environ.get("SIZE", "tenth"))
    from benchmarks.loading.asked import addresses, cells, lost, who_asks

    who, places, free = who_asks(), addresses(), cells()
    alone, crowd = Seen(), Seen()
    with serving() as port:
        asyncio.run(_used(port, who, places, free[: len(free) // 2], alone))
        asyncio.run(_alone(port, who, places, free[-4 * ALONE : -2 * ALONE], alone))
        asyncio.run(_crowd(port, who, places, free[len(free) // 2 : -4 * ALONE], crowd))
        asyncio.run(_alone(port, who, places, free[-2 * ALONE :], alone))
    wrong = [*alone.errors, *crowd.errors, *lost([*alone.written, *crowd.written])]
    if wrong:
        print("\n".join(wrong[:10]))
    return _measures(alone.times, crowd.times, wrong=len(wrong))


def _measures(alone: Mapping[str, list[float]], crowd: Mapping[str, list[float]], *, wrong: int) -> dict[str, Measure]:
    in_flight = READERS + WRITERS
    middle = {name: statistics.median(times) for name, times in crowd.items()}
    waiting = {name: middle[name] / (statistics.median(alone[name]) * in_flight / PROCESSORS) for name in middle}
    tail = {name: statistics.quantiles(times, n=100)[98] / middle[name] for name, times in crowd.items()}
    figures = {f"{name}_milliseconds": 1000 * value for name, value in middle.items()}
    figures |= {f"{name}_alone": 1000 * statistics.median(alone[name]) for name in middle}
    figures |= {f"{name}_times": float(len(times)) for name, times in crowd.items()}
    return {
        "load_wrong": Measure(float(wrong), "errors and lost writes allowed", 0, {"asked": float(sum(map(len, crowd.values())))}),
        "load_waiting": Measure(max(waiting.values()), "the unloaded time for each in flight on a processor", WAITING, figures),
        "load_tail": Measure(max(tail.values()), "the p50 of the same endpoint (p99)", TAIL, {f"{name}_tail": value for name, value in tail.items()}),
    }


# Who asks -------------------------------------------------------------------------------------------------------------
async def _used(port: int, who: Who, addresses: Addresses, cells: Cells, seen: Seen) -> None:
    """A service that has been in use by as many at once: each thread has its connection, and each process was asked for each address as a rule."""
    warm = Seen()
    every = [{name: [address]} for name, places in addresses.items() for address in places] * TIMES_BEFORE
    random.Random(SEED).shuffle(every)
    left = iter(every)

    async def reader() -> None:
        line = Line(port, who.reader)
        for address in left:
            await reading(line, address, warm, dice=random.Random(SEED), over=_after(1))

    readers = [asyncio.ensure_future(reader()) for _n in range(READERS)]
    writers = [
        writing(Line(port, who.writers[n % len(who.writers)]), cells[n::WRITERS], warm, over=lambda: all(one.done() for one in readers))
        for n in range(WRITERS)
    ]
    await asyncio.gather(*readers, *writers)
    seen.errors += warm.errors
    seen.written += warm.written


async def _alone(port: int, who: Who, addresses: Addresses, cells: Cells, seen: Seen) -> None:
    """One at a time, the kinds in turn, so that what differs from the crowd is the crowd alone; as often before to warm up."""
    warm, dice = Seen(), random.Random(SEED)
    reader, writer = Line(port, who.reader), Line(port, who.writers[0])
    for counted, free in ((warm, cells[:ALONE]), (seen, cells[ALONE:])):
        for n, cell in enumerate(free):
            for name, places in addresses.items():
                await reading(reader, {name: [places[n % len(places)]]}, counted, dice=dice, over=_after(1))
            await writing(writer, [cell, cell], counted, over=_after(1))
    seen.errors += warm.errors
    seen.written += warm.written


async def _crowd(port: int, who: Who, addresses: Addresses, cells: Cells, seen: Seen) -> None:
    """All at once until the time is over."""
    until = time.monotonic() + float(os.environ.get("SECONDS", "120"))

    def over() -> bool:
        return time.monotonic() > until

    readers = [reading(Line(port, who.reader), addresses, seen, dice=random.Random(SEED + n), over=over) for n in range(READERS)]
    writers = [writing(Line(port, who.writers[n % len(who.writers)]), cells[n::WRITERS], seen, over=over) for n in range(WRITERS)]
    await asyncio.gather(*readers, *writers)


def _after(times: int) -> Callable[[], bool]:
    """Says True once it has been asked so often."""
    left = iter(range(times))
    return lambda: next(left, None) is None


MEASURES = {"load": load}
