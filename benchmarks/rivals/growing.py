"""How long the same takes in two corpora of different size: a process for each, asked in turn, so that what the machine does meets both alike."""

from __future__ import annotations

import os
import random
import statistics
import sys
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from benchmarks import Measure
from benchmarks.rivals.asking import Ask

ONCE, FEW, MANY = 1, 3, 9  # rounds of whole files, of what counts everything, and of all else
STORED = (8001, date(2026, 5, 4))  # the number of the first document that is stored, and the day of all
AT = datetime(2026, 7, 2, tzinfo=UTC)
IMPORTS = {"import": "document", "import_record": "record"}
RECORD = Path(__file__).resolve().parents[2] / "samples" / "S-PV-9901.txt"
KEPT = 200_000  # rows: settings.KEPT_FIGURES of a service that is not told otherwise

Places = dict[str, str]  # addresses by where in a list they lead; `only` for what is no list
Timed = dict[str, list[float]]  # seconds by place, a figure for each round


@dataclass(slots=True)
class Corpus:
    """What a process knows of the corpus that it asks. What is compared by row is counted anew each time; what is compared by request is asked of a
    service that keeps what it counted, as a running one does.
    """

    ask: Ask
    by_row: dict[str, Places]
    by_request: dict[str, Places]
    keeping: Any
    stored: int = field(default=0)


_corpus: Corpus | None = None


# In the process of one corpus ------------------------------------------------------------------------------------------
def _begin(size: str) -> None:
    global _corpus  # noqa: PLW0603  (of this process alone)
    from benchmarks.rivals import pages
    from benchmarks.rivals.asking import reading

    ask = reading(size, pages.READER)
    from obligations.kept.store import Store  # only now are there settings

    _corpus = Corpus(ask, {name: {"only": address} for name, address in pages.by_row()}, dict(pages.by_request(ask)), Store(KEPT))


def _known() -> Corpus:
    if _corpus is None:
        raise RuntimeError("No corpus was begun in this process.")
    return _corpus


def _names() -> tuple[list[str], list[str]]:
    """What is compared by row, and by request."""
    return list(_known().by_row), list(_known().by_request)


def _asked(group: str, name: str) -> dict[str, float]:
    """Seconds of work that an answer took, by place."""
    from benchmarks.rivals.clock import work
    from obligations.kept import store as kept

    kept.store = _known().keeping if group == "by_request" else kept.Store(0)
    addresses: Places = getattr(_known(), group)[name]
    took = {}
    for place, address in addresses.items():
        began = work()
        _known().ask(address)
        took[place] = work() - began
    return took


def _stored(kind: str) -> dict[str, float]:
    """Seconds of work that reading and storing one more document took, a resolution or a meeting record. It is taken back afterwards."""
    from django.db import transaction

    from benchmarks.rivals.clock import work
    from ingest import default_lexicon, parse
    from obligations.services import register

    corpus, (first, day) = _known(), STORED
    number, corpus.stored = first + corpus.stored, corpus.stored + 1
    text, symbol = _record(number) if kind == "record" else _resolution(number, day)
    with transaction.atomic():
        began = work()
        parsed = parse(text, lexicon=default_lexicon(), symbol=symbol)
        register.store(parsed, content=text.encode(), filename=f"{number}.txt", media_type="text/plain", by=None, at=AT)
        took = work() - began
        transaction.set_rollback(True)
    return {"only": took}


def _resolution(number: int, day: date) -> tuple[str, str]:
    from benchmarks.corpus import texts
    from obligations.models import Actor

    states = list(Actor.objects.states().values_list("name_zh", flat=True))
    return texts.resolution(number, day, states=states, rng=random.Random(number)), f"S/RES/{number} ({day.year})"


def _record(number: int) -> tuple[str, str]:
    """The sample's record, with seventeen commitments, under another number."""
    return RECORD.read_text(encoding="utf-8").replace("9901", str(number)), f"S/PV.{number}"


# In the process that compares --------------------------------------------------------------------------------------------
@contextmanager
def _process(size: str) -> Iterator[ProcessPoolExecutor]:
    with ProcessPoolExecutor(1, mp_context=get_context("spawn"), initializer=_begin, initargs=(size,)) as made:
        yield made


def growth(*, small: str, large: str, goal: float) -> dict[str, Measure]:
    """Every comparison, or those that PAGE names, with commas: `growth_row_…` by row, `growth_request_…` by request, `growth_import…` by document."""
    from benchmarks.corpus import SIZES

    times = SIZES[large].resolutions / SIZES[small].resolutions
    found: dict[str, Measure] = {}
    with _process(small) as before, _process(large) as after:
        both = (before, after)
        rows, requests = before.submit(_names).result()
        after.submit(_names).result()
        for name in filter(_wanted, rows):
            per_row = f"the time per row in a corpus {times:.0f} times smaller"
            rounds = ONCE if name.startswith("export") else FEW
            found[f"growth_row_{name}"] = _measure(name, _in_turn(both, rounds, _asked, "by_row", name), times, per_row, goal)
        for name in filter(_wanted, requests):
            same = f"the time of the same in a corpus {times:.0f} times smaller"
            found[f"growth_request_{name}"] = _measure(name, _in_turn(both, MANY, _asked, "by_request", name), 1, same, goal)
        for name, kind in IMPORTS.items():
            if _wanted(name):
                one = f"the time for one more {kind} in a corpus {times:.0f} times smaller"
                found[f"growth_{name}"] = _measure(name, _in_turn(both, 2 * MANY, _stored, kind), 1, one, goal)
    return found


def _wanted(name: str) -> bool:
    only = os.environ.get("PAGE", "")
    return not only or name in only.split(",")


def _in_turn(processes: tuple[ProcessPoolExecutor, ...], rounds: int, work: Callable[..., Any], *arguments: str) -> list[Timed]:
    """What some work takes in each process, in turn; once before to warm up."""
    found: list[Timed] = [{} for _ in processes]
    for number in range(rounds + 1):
        for timed, process in zip(found, processes, strict=True):
            took: Mapping[str, float] = process.submit(work, *arguments).result()
            if number:
                for place, seconds in took.items():
                    timed.setdefault(place, []).append(seconds)
    return found


def _measure(name: str, timed: list[Timed], times: float, against: str, goal: float) -> Measure:
    """The worst place of a list decides. Seconds are medians."""
    small, large = ({place: statistics.median(took) for place, took in each.items()} for each in timed)
    ratios = {place: seconds / small[place] / times for place, seconds in large.items()}
    figures: dict[str, float] = {}
    for place, ratio in ratios.items():
        mark = "" if place == "only" else f"_{place}"
        figures |= {f"seconds{mark}": large[place], f"seconds_against{mark}": small[place]}
        print(f"  {name:24} {place:7} {small[place] * 1000:9.1f} {large[place] * 1000:9.1f} ms {ratio:6.2f}", file=sys.stderr, flush=True)
    return Measure(max(ratios.values()), against, goal, figures)
