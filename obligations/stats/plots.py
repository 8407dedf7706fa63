"""Counts drawn: stretches of a bar and stacked columns, as plain numbers that templates write as SVG. What a stretch stands for is told apart
by the pattern of its mark, never by colour alone; the table under a drawing says the same."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

STEP, BROAD = 66, 36  # of a column: from one to the next, and its own breadth, in units of the drawing
LEFT, TOP, TALL, FOOT = 40, 22, 150, 26
MOST_TICKS = 4

Counted = tuple[str, str, int]  # a mark, its words, and how many


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of a bar; `start` and `share` are per cent of the room there is, written as SVG takes them."""

    mark: str
    words: str
    count: int
    start: str
    share: str


@dataclass(frozen=True, slots=True)
class Box:
    """A part of a column, in units of the drawing."""

    mark: str
    words: str
    count: int
    x: float
    y: float
    height: float


@dataclass(frozen=True, slots=True)
class Column:
    """A column with the label under it and its whole number above it."""

    label: str
    middle: float
    top: float
    total: int
    boxes: tuple[Box, ...]


@dataclass(frozen=True, slots=True)
class Columns:
    """Columns side by side. `ticks` are heights with their numbers; `rule` is where a day is drawn, None without one."""

    width: int
    height: int
    base: int
    columns: tuple[Column, ...]
    ticks: tuple[tuple[float, int], ...]
    rule: float | None
    left: int = LEFT
    broad: int = BROAD


def stretches(counted: Iterable[Counted], *, longest: int) -> tuple[Stretch, ...]:
    """A bar of the parts that count something; the one of `longest` in all fills its room."""
    found, start = [], 0.0
    for mark, words, count in counted:
        if count:
            share = 100 * count / longest
            found.append(Stretch(mark, words, count, f"{start:.2f}", f"{share:.2f}"))
            start += share
    return tuple(found)


def stacked(columns: Sequence[tuple[str, Sequence[Counted]]], *, rule: float | None = None) -> Columns:
    """Columns with their labels. `rule` counts in columns: 2.5 lies in the middle of the third."""
    highest = max((sum(count for _mark, _words, count in parts) for _label, parts in columns), default=0)
    step = _step(highest)
    top = max(step, -(-highest // step) * step)
    drawn = tuple(_column(at, label, parts, top) for at, (label, parts) in enumerate(columns))
    return Columns(
        width=LEFT + STEP * len(columns) + 8,
        height=TOP + TALL + FOOT,
        base=TOP + TALL,
        columns=drawn,
        ticks=tuple((_y(value, top), value) for value in range(0, top + 1, step)),
        rule=None if rule is None else round(LEFT + STEP * rule, 1),
    )


def _column(at: int, label: str, parts: Sequence[Counted], top: int) -> Column:
    """Parts from the ground up."""
    middle = LEFT + STEP * at + STEP / 2
    boxes, below = [], 0
    for mark, words, count in parts:
        if count:
            upper = _y(below + count, top)
            boxes.append(Box(mark, words, count, middle - BROAD / 2, upper, round(_y(below, top) - upper, 2)))
            below += count
    return Column(label, middle, _y(below, top), below, tuple(boxes))


def _y(value: int, top: int) -> float:
    return round(TOP + TALL - TALL * value / top, 2)


def _step(highest: int) -> int:
    """A round number of which at most four reach the highest."""
    size = 1
    while True:
        for step in (size, 2 * size, 5 * size):
            if step * MOST_TICKS >= highest:
                return step
        size *= 10
