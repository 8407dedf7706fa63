"""From the runs of a page to its rows, and from rows to blocks: columns in the order in which they are read.

    S/PV.9901      科尔萨特局势      14/03/2032     a row of three segments
    左栏的文字    |  右栏的文字                      two columns with a gutter between them
              一个通栏的标题                         a heading over both: what stands above it is read first

Places are in points; a line's `base` grows upwards.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Literal

from ingest.readers.pdf_runs import Run, is_wide, space_between

Kind = Literal["full", "left", "right"]

RAISED, LEVEL = "\x0e", "\x0f"  # around the mark of a footnote in a line's text
SAME_ROW = 0.25  # of the size: how far the baselines of one row differ
SMALLER = 0.9  # of the size of its row: a mark that is raised is set in smaller type
NEAR = 0.6  # of the size: how far above or below its row such a mark stands
SEGMENT_GAP = 1.5  # of the size: a wider gap divides a row
GUTTER = 0.7  # of the size: the narrowest gutter
MIDDLE = (0.3, 0.7)  # of the width of the text: where a gutter is looked for
FULL_LINE = 0.75  # of the width of its column: a line that fills it
NARROWEST = 10  # of the size: a narrower column is one of a table
MOST_CROSSING = 0.34  # of the lines of the longer column: more of them over both columns are no columns
CLOSE = 1.8  # of the size: rows of one text stand at most so far apart
_LETTERS = re.compile(r"(?:[\u2e80-\uffff]|\d{1,2})(?:\s+(?:[\u2e80-\uffff]|\d{1,2}))+")


@dataclass(slots=True)
class Line:
    """Text on one baseline; `page` counts from 0."""

    text: str
    left: float
    right: float
    base: float
    size: float
    page: int = 0


@dataclass(slots=True)
class Block:
    """Lines that stand below each other: of the whole page, or of its left or right column."""

    kind: Kind
    lines: list[Line] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Gutter:
    """The strip between two columns."""

    left: float
    right: float

    def crossed(self, line: Line) -> bool:
        return line.left < self.left - 1 and line.right > self.right + 1

    def side(self, line: Line) -> Kind:
        return "left" if line.left + line.right < self.left + self.right else "right"


# Rows ---------------------------------------------------------------------------------------------------------------
def rows(runs: Iterable[Run], *, page: int) -> list[list[Line]]:
    """The rows of a page from top to bottom, each with its segments from left to right."""
    stacked: list[list[Run]] = []
    for run in sorted(runs, key=lambda run: -run.base):
        if stacked and stacked[-1][0].base - run.base <= SAME_ROW * max(run.size, stacked[-1][0].size):
            stacked[-1].append(run)
        else:
            stacked.append([run])
    return [_segments(row, page) for row in _with_marks(stacked)]


def _with_marks(stacked: list[list[Run]]) -> list[list[Run]]:
    """Rows of small type that stand a little above or below another one belong to it: marks of footnotes, indices."""
    kept: list[list[Run]] = []
    waiting: list[Run] = []
    for at, row in enumerate(stacked):
        below = stacked[at + 1] if at + 1 < len(stacked) else None
        if below and _is_mark_of(row, below):
            waiting = row
        elif kept and _is_mark_of(row, kept[-1]):
            kept[-1] += row
        else:
            kept.append(row + waiting)
            waiting = []
    return kept


def _is_mark_of(row: list[Run], other: list[Run]) -> bool:
    size = max(run.size for run in other)
    if abs(row[0].base - other[0].base) > NEAR * size or max(run.size for run in row) > SMALLER * size:
        return False
    left, right = min(run.left for run in other), max(run.right for run in other)
    return all(left - size <= run.left and run.right <= right + size for run in row)


def _segments(row: list[Run], page: int) -> list[Line]:
    size = _usual_size(row)
    base = max(row, key=lambda run: (run.size, len(run.text))).base
    segments: list[list[Run]] = []
    for run in sorted(row, key=lambda run: run.left):
        if segments and run.left - segments[-1][-1].right <= SEGMENT_GAP * size:
            segments[-1].append(run)
        else:
            segments.append([run])
    return [_line(segment, base, page) for segment in segments]


def _line(segment: list[Run], base: float, page: int) -> Line:
    size = _usual_size(segment)
    text = ""
    before: Run | None = None
    for run in segment:
        raised = run.size <= SMALLER * size and run.base > base + SAME_ROW * size / 2
        if before and run.left - before.right > max(0.1, space_between(before.text[-1], run.text[0])) * size:
            text += " "
        text += RAISED + run.text + LEVEL if raised else run.text
        before = run
    return Line(unspaced(text), segment[0].left, max(run.right for run in segment), base, size, page)


def _usual_size(runs: Sequence[Run]) -> float:
    """The size in which most of the text is set."""
    if len(runs) == 1:
        return runs[0].size
    sizes: Counter[float] = Counter()
    for run in runs:
        sizes[run.size] += len(run.text)
    return max(sizes, key=lambda size: (sizes[size], size))


def unspaced(text: str) -> str:
    """第 九 九 〇 一 次 会 议 as 第九九〇一次会议: a heading set in single characters."""
    return "".join(text.split()) if " " in text and _LETTERS.fullmatch(text) else text


def whole(row: Sequence[Line]) -> Line:
    """A row as one line, its segments parted by tabs."""
    if len(row) == 1:
        return row[0]
    text = unspaced("\t".join(segment.text for segment in row).replace("\t", " ")) if _is_spaced(row) else "\t".join(line.text for line in row)
    longest = max(row, key=lambda line: len(line.text))
    return Line(text, row[0].left, max(line.right for line in row), longest.base, longest.size, longest.page)


def _is_spaced(row: Sequence[Line]) -> bool:
    """附    件: single characters set far apart."""
    return all(len(line.text) == 1 and is_wide(line.text) for line in row)


# Columns ------------------------------------------------------------------------------------------------------------
def gutter(segments: Sequence[Line], *, known: Gutter | None = None) -> Gutter | None:
    """The gutter of a page, by its own lines; with `known`, that of other pages, where this page's few lines keep to it."""
    if known is not None:
        return known if _keeps_to(segments, known) else None
    if len(segments) < 6:
        return None
    found = _emptiest_strip(segments)
    if found is None:
        return None
    sides = _sides(segments, found)
    fewest = min(len(side) for side in sides)
    crossing = len(segments) - sum(map(len, sides))
    fills = all(_filled(side) >= 0.35 for side in sides)
    return found if fewest >= 3 and fills and crossing <= MOST_CROSSING * max(map(len, sides)) else None


def _emptiest_strip(segments: Sequence[Line]) -> Gutter | None:
    """The strip in the middle of the page that the fewest lines cross; of equals the widest."""
    left, right = min(line.left for line in segments), max(line.right for line in segments)
    low, high = (left + share * (right - left) for share in MIDDLE)
    narrowest = GUTTER * _usual_height(segments)
    edges = sorted([(line.left, 1) for line in segments] + [(line.right, -1) for line in segments])
    best: tuple[float, float, Gutter] | None = None
    crossing = 0
    for (start, change), (end, _) in zip(edges, edges[1:], strict=False):
        crossing += change
        if end - start < narrowest or end < low or start > high:
            continue
        rated = (crossing, start - end, Gutter(start, end))
        if best is None or rated[:2] < best[:2]:
            best = rated
    return best[2] if best else None


def _usual_height(segments: Sequence[Line]) -> float:
    sizes = sorted(line.size for line in segments)
    return sizes[len(sizes) // 2]


def _sides(segments: Sequence[Line], strip: Gutter) -> tuple[list[Line], list[Line]]:
    left = [line for line in segments if not strip.crossed(line) and strip.side(line) == "left"]
    return left, [line for line in segments if not strip.crossed(line) and strip.side(line) == "right"]


def _filled(side: Sequence[Line]) -> float:
    """The share of lines that fill their column."""
    if not side:
        return 0.0
    width = max(line.right for line in side) - min(line.left for line in side)
    return sum(line.right - line.left >= max(FULL_LINE * width, NARROWEST * line.size) for line in side) / len(side)


def _keeps_to(segments: Sequence[Line], known: Gutter) -> bool:
    """Whether a page of few lines goes on in the columns of the others: hardly a line crosses, and the right ones begin at the gutter."""
    left, right = _sides(segments, known)
    crossing = len(segments) - len(left) - len(right)
    size = _usual_height(segments) if segments else 0
    starts = sum(abs(line.left - known.right) <= 3 * size for line in right)
    return bool(right) and crossing <= MOST_CROSSING * max(len(left), len(right)) and 2 * starts >= len(right)


def blocks(page_rows: Sequence[Sequence[Line]], strip: Gutter | None, *, first_page: bool) -> list[Block]:
    """The blocks of a page in reading order. What stands above the columns of the first page is read row by row: the masthead."""
    if strip is None:
        return [Block("full", [whole(row) for row in page_rows])] if page_rows else []
    start = _columns_begin(page_rows, strip) if first_page else 0
    found = [Block("full", [whole(row) for row in page_rows[:start]])] if start else []
    sides: dict[Kind, list[Line]] = {"left": [], "right": []}
    for row in page_rows[start:]:
        if any(strip.crossed(line) for line in row):
            found += _flushed(sides)
            found.append(Block("full", [whole(row)]))
            continue
        for kind in ("left", "right"):
            if own := [line for line in row if strip.side(line) == kind]:
                sides[kind].append(whole(own))
    return found + _flushed(sides)


def _flushed(sides: dict[Kind, list[Line]]) -> list[Block]:
    found = [Block(kind, lines) for kind, lines in sides.items() if lines]
    sides.update({"left": [], "right": []})
    return found


def _columns_begin(page_rows: Sequence[Sequence[Line]], strip: Gutter) -> int:
    """The row in which the columns begin: the first in which a line fills its column, or rows of the same kind right above it."""
    sides = _sides([line for row in page_rows for line in row], strip)
    left, right = (max((line.right for line in side), default=0.0) - min((line.left for line in side), default=0.0) for side in sides)
    widths: dict[Kind, float] = {"left": left, "right": right}
    fills = (any(not strip.crossed(line) and line.right - line.left >= FULL_LINE * widths[strip.side(line)] for line in row) for row in page_rows)
    start = next((at for at, full in enumerate(fills) if full), 0)
    while start > 0 and len(page_rows[start - 1]) > 1 and _close(page_rows[start - 1][0], page_rows[start][0]):
        start -= 1
    return start


def _close(above: Line, below: Line) -> bool:
    return above.base - below.base <= CLOSE * below.size and above.size == below.size
