"""From the blocks of the pages to paragraphs: a line goes on with the one before where the page shows no sign that a new paragraph begins.

The signs: a wider space between the lines, another size, an indent of the first line, and a line that ends although the next word would have
found room on it. Chinese lines are joined without a space, numbers and symbols broken at the line's end without one too.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from ingest.readers.pdf_layout import Block, Kind, Line
from ingest.readers.pdf_runs import is_wide

WIDER = 1.25  # of the usual distance between lines: more of it parts paragraphs
OTHER_SIZE = 1.12  # lines whose sizes differ by more belong to different paragraphs
INDENT = 0.8  # of the size: what counts as an indent
DEEPEST_HANG = 8  # of the size: how far the lines below a hanging mark are indented
ROOM = 0.6  # of the size: what must be left over beside the next word before a line counts as ended early
NARROW = 0.55  # of the size: how wide a Latin letter or a digit is on average
SHARE_AT_MARGIN = 0.05  # of the lines that end (or begin) at a margin, at least; of twenty lines one is enough
SHARE_OF_PITCH = 0.1  # of the steps between lines that are as long as the usual one; the others are wider
MOSTLY = 3  # times as many lines step out below an indent as keep to it: only first lines are indented
_TABLE = re.compile(r"\t|(?:[.．…·]\s?){4}")
_ITEM = re.compile(r"[(（]?(?:\d{1,3}|[a-z]{1,4}|[一二三四五六七八九十]{1,3})[.．、)）](?!\d)|[-•–·*]\s")
_NUMBERED = re.compile(r"\d{1,3}[.．](?!\d)")
_STOPS = tuple("。；：！？”」.;:")
_WORD = re.compile(r"[^\s\u2e80-\uffff]+[，。；：、）》”]?|\S[，。；：、）》”]?")
_CLOSING = tuple("-/–‐([（")


@dataclass(frozen=True, slots=True)
class Measures:
    """How a kind of block is set: where lines begin and end, how far apart they stand, whether only first lines are indented."""

    left: float
    right: float
    pitch: float
    first_lines: bool


def text_of(blocks: Sequence[Block]) -> tuple[str, dict[int, int]]:
    """The text, a line for each paragraph, and for each page that has text the offset at which it begins."""
    pieces: list[str] = []
    starts: dict[int, int] = {}
    at = 0
    for paragraph in _paragraphs(blocks):
        before = ""
        for line in paragraph:
            joint = _joint(before, line.text) if before else ""
            starts.setdefault(line.page, at + len(joint))
            pieces += (joint, line.text)
            at += len(joint) + len(line.text)
            before = line.text
        pieces.append("\n")
        at += 1
    return "".join(pieces), starts


def _joint(before: str, after: str) -> str:
    """What stands between two lines of a paragraph: a space between two Latin words, nothing else."""
    if is_wide(before[-1]) or is_wide(after[0]) or before.endswith(_CLOSING) or (before[-1].isdigit() and after[0].isdigit()):
        return ""
    return " " if after[0].isalnum() or after[0] in "(“\"'" else ""


def _paragraphs(blocks: Sequence[Block]) -> Iterator[list[Line]]:
    """The lines of each paragraph, also over columns and pages."""
    measures = _measures(blocks)
    lines: list[Line] = []
    before: Block | None = None
    for block in blocks:
        for line in block.lines:
            if lines and before and (before is block or _may_follow(before, block)):
                last = Place(lines[-1], measures[before.kind])
                apart = _apart(last.line, line, measures[block.kind]) if before is block else _may_end(last)
                if not apart and last.goes_on(Place(line, measures[block.kind]), first=len(lines) == 1):
                    lines.append(line)
                    before = block
                    continue
            if lines:
                yield lines
            lines, before = [line], block
    if lines:
        yield lines


def _apart(above: Line, below: Line, measures: Measures) -> bool:
    return above.base - below.base > WIDER * measures.pitch


def _may_end(last: Place) -> bool:
    """Whether a paragraph whose last line is full is taken to end with its column: a full stop, where no indent would show the next one."""
    return not last.measures.first_lines and last.line.text.endswith(("。", "”", "."))


def _may_follow(before: Block, after: Block) -> bool:
    """Whether text may go on from one block to the next: from column to column, and from page to page of the same make."""
    if after.lines[0].page == before.lines[-1].page:
        return (before.kind, after.kind) == ("left", "right")
    return before.kind != "full" if after.kind == "left" else before.kind == after.kind == "full"


@dataclass(frozen=True, slots=True)
class Place:
    """A line, and how lines of its kind are set."""

    line: Line
    measures: Measures

    @property
    def indent(self) -> float:
        return self.line.left - self.measures.left

    def goes_on(self, following: Place, *, first: bool) -> bool:
        """Whether the paragraph goes on with the following line; `first` tells whether this line is its first."""
        text, after, size = self.line.text, following.line.text, following.line.size
        if max(size, self.line.size) > OTHER_SIZE * min(size, self.line.size) or _TABLE.search(text) or _TABLE.search(after):
            return False
        if self._has_room_for(after) or self._ends_before(after):
            return False
        step = following.indent - self.indent
        if step > INDENT * size:
            return first and _ITEM.match(text) is not None and step <= DEEPEST_HANG * size
        if step < -INDENT * size:
            return first
        alone = first and self.indent > INDENT * size  # both lines are indented alike
        return not (alone and (self.measures.first_lines or text.endswith(_STOPS)))

    def _has_room_for(self, following: str) -> bool:
        """Whether the next word would have found room on this line, so that the line must have ended on purpose."""
        word = _WORD.match(following)
        width = sum(1.0 if is_wide(character) else NARROW for character in word[0]) if word else 1.0
        return self.measures.right - self.line.right > (width + ROOM) * self.line.size

    def _ends_before(self, following: str) -> bool:
        """Whether a paragraph has ended and the next one begins with a mark: …采取行动， and 1. 决定…"""
        if _ITEM.match(following) and self.line.text.endswith(_STOPS):
            return True
        return self.line.text.endswith(("，", ",")) and _NUMBERED.match(following) is not None


# The measures of the page -------------------------------------------------------------------------------------------
def _measures(blocks: Sequence[Block]) -> dict[Kind, Measures]:
    """How each kind of block is set. Lines across a page with columns are at most as wide as the columns together."""
    of_kind: dict[Kind, list[Block]] = defaultdict(list)
    for block in blocks:
        of_kind[block.kind].append(block)
    margins = {kind: _margins([line for block in found for line in block.lines]) for kind, found in of_kind.items()}
    if "full" in margins:
        margins["full"] = (min(left for left, _ in margins.values()), max(right for _, right in margins.values()))
    return {kind: Measures(*margins[kind], _pitch(found), _only_first_lines(found, *margins[kind])) for kind, found in of_kind.items()}


def _margins(lines: Sequence[Line]) -> tuple[float, float]:
    """The left and the right margin. Rows of several pieces, and what stands at the right alone, may go beyond the text, as in a masthead."""
    size = sorted(line.size for line in lines)[len(lines) // 2]
    middle = (min(line.left for line in lines) + max(line.right for line in lines)) / 2
    text = [line for line in lines if line.left < middle and "\t" not in line.text] or lines
    return -_margin([-line.left for line in text], size), _margin([line.right for line in text], size)


def _margin(ends: list[float], size: float) -> float:
    """The outermost place at which enough lines end; of many lines a single one that stands out makes no margin."""
    outermost = sorted(ends, reverse=True)
    least = SHARE_AT_MARGIN * len(ends)
    for at, end in enumerate(outermost):
        if bisect_right(outermost, size - end, lo=at, key=lambda other: -other) - at >= least:
            return end
    return outermost[0]


def _pitch(blocks: Iterable[Block]) -> float:
    """The usual distance between two lines: the smallest that comes often, since paragraphs stand further apart."""
    steps = Counter(round(2 * (above.base - below.base)) / 2 for above, below in _pairs(blocks) if above.base - below.base > below.size / 2)
    least = SHARE_OF_PITCH * steps.total()
    return min((step for step, count in steps.items() if count >= least), default=float("inf"))


def _only_first_lines(blocks: Iterable[Block], left: float, right: float) -> bool:
    """Whether an indent shows the first line of a paragraph, and not a paragraph that is indented as a whole."""
    steps_out = keeps = 0
    for above, below in _pairs(blocks):
        if above.left - left > INDENT * above.size and above.right > right - 2 * above.size:
            steps_out += below.left - left < INDENT * below.size / 2
            keeps += abs(below.left - above.left) < 1 and not above.text.endswith((*_STOPS, "，"))
    return steps_out > MOSTLY * keeps


def _pairs(blocks: Iterable[Block]) -> Iterator[tuple[Line, Line]]:
    for block in blocks:
        yield from zip(block.lines, block.lines[1:], strict=False)
