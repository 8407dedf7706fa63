"""From lines to blocks: heading, preamble, operative paragraphs with their subparagraphs, annexes.

A page shows its structure by marks, by indents and by the length of its lines, and every maker of files keeps other ones of these. The rules
here ask for two signs at least: a line begins a new paragraph if it carries the mark that is due, or if the paragraph before it has
ended (a stop, a semicolon, in the preamble a comma) and the line opens as paragraphs open. Everything else goes on with the paragraph
before, so that a page break in the middle of a sentence does no harm. Nothing is dropped: blocks joined give back the text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from ingest import markers
from ingest.clean import Line
from ingest.labelling import Labels
from ingest.markers import Marker
from ingest.problems import problem
from ingest.records import Problem

ENDS = tuple("；。：;.:”」")
ENDS_IN_PREAMBLE = (*ENDS, "，", ",")
MOST_ENDED = 0.5  # share of lines with a stop at their end; where a line is a paragraph nearly all have one
LONGEST_HEADING = 30


@dataclass(slots=True)
class Block:
    """A logical paragraph put together from lines. `kind`: front, furniture, opening, preambular, operative, heading, annex, closing."""

    kind: str
    line: int
    text: str
    printed: str = ""
    label: str = ""
    parent: str | None = None

    @property
    def written(self) -> str:
        """The block as it stands on the page, its mark included."""
        return self.printed + self.text


@dataclass(slots=True)
class Outline:
    """The blocks of a document in order, and what is doubtful about them."""

    blocks: list[Block] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def of(self, *kinds: str) -> list[Block]:
        return [block for block in self.blocks if block.kind in kinds]


def outline(lines: Sequence[Line], *, opens: Callable[[str], bool], goes_on: Callable[[str], bool]) -> Outline:
    """Put lines together to the blocks of a resolution.

    `opens(text)` tells whether a text begins as paragraphs of the preamble begin (回顾…, 还关切…); `goes_on(text)` whether it begins in a way
    in which none begins (包括…, 以便…).
    """
    return _Builder(lines, opens, goes_on).build()


class _Builder:
    """The state while reading from top to bottom: the part we are in, the open block, the marks that are due."""

    def __init__(self, lines: Sequence[Line], opens: Callable[[str], bool], goes_on: Callable[[str], bool]) -> None:
        self.lines = lines
        self.opens = opens
        self.goes_on = goes_on
        self.wrapped = _wrapped(lines)
        self.width = max((len(line.text) for line in lines), default=0)
        self.outline = Outline()
        self.part = "front"
        self.open: Block | None = None
        self.last_line: Line | None = None
        self.labels = Labels()
        self.titled = False
        self.bullet = ""

    def build(self) -> Outline:
        for position, line in enumerate(self.lines):
            following = self.lines[position + 1] if position + 1 < len(self.lines) else None
            self._take(line, following)
        check(self.outline)
        return self.outline

    def _take(self, line: Line, following: Line | None) -> None:
        if markers.is_furniture(line.text) and not self._broken_number(line):
            self.outline.blocks.append(Block("furniture", line.number, line.text))
            return
        bullet = markers.BULLET.match(line.text)
        if bullet:
            line = replace(line, text=line.text[bullet.end() :])
            self.bullet = bullet[0]
        if self.part == "front":
            self._take_front(line, following)
        elif markers.ANNEX.match(line.text) and self._ended() and len(line.text) <= LONGEST_HEADING:
            self._begin_annex(line)
        elif mark := self._due(line):
            self._begin_marked(line, mark)
        elif self._is_heading(line, following):
            self._begin(Block("heading", line.number, line.text), line)
            self.open = None
        elif self.part == "preamble":
            self._take_preamble(line)
        elif self._is_closing(line):
            self._begin(Block("closing", line.number, line.text), line)
        else:
            self._continue(line)

    def _take_front(self, line: Line, following: Line | None) -> None:
        opening = markers.OPENING.match(line.text) or self._bare_opening(line, following)
        if opening:
            self.part = "preamble"
            self._begin(Block("opening", line.number, line.text[: opening.end()]), line)
            self.open = None
            if rest := line.text[opening.end() :]:
                self._begin(Block("preambular", line.number, rest), line)
        elif (mark := markers.marker(line.text)) and mark.family == "number" and mark.value == 1:
            self._begin_marked(line, mark)
        else:
            self.titled |= markers.RESOLUTION_NAMED.search(line.text) is not None
            self.outline.blocks.append(Block("front", line.number, self._bullet() + line.text))

    def _bare_opening(self, line: Line, following: Line | None) -> re.Match[str] | None:
        """安全理事会 without its comma, if a preamble follows; on a cover page it names the organ."""
        follows = following is not None and (markers.BULLET.sub("", following.text), self.titled)
        return markers.BARE_OPENING.fullmatch(line.text) if follows and follows[1] and self.opens(follows[0]) else None

    def _take_preamble(self, line: Line) -> None:
        ended = self.open is None or self.open.text.endswith(ENDS_IN_PREAMBLE)
        if ended and self._begins(line):
            self._begin(Block("preambular", line.number, line.text), line)
        else:
            self._continue(line)

    def _begins(self, line: Line) -> bool:
        """Whether a line that follows an ended paragraph begins a new one."""
        if self.open is None or self.opens(line.text):
            return True
        if self.goes_on(line.text):
            return False
        if not self.wrapped:
            return True
        short = self.last_line is not None and len(self.last_line.text) < 0.85 * self.width
        return line.indent > 0 and short

    def _due(self, line: Line) -> Marker | None:
        """The mark of a line, if it counts as one here: it is the one that is due, or the paragraph before has ended."""
        mark = markers.marker(line.text)
        if mark is None or (self.part == "preamble" and mark.family != "number"):
            return None
        return mark if self._ended(preamble=True) or (mark.family == "number" and self.labels.due(mark)) else None

    def _begin_marked(self, line: Line, mark: Marker) -> None:
        if self.part in ("front", "preamble"):
            self.part = "operative"
        label, parent = self.labels.give(mark, opens_list=self.open is not None and self.open.text.endswith(("：", ":")))
        kind = "annex" if self.part == "annex" else "operative"
        self._begin(Block(kind, line.number, line.text[mark.length :], line.text[: mark.length], label, parent), line)

    def _begin_annex(self, line: Line) -> None:
        self.part = "annex"
        self.labels.begin_annex()
        self._begin(Block("heading", line.number, line.text), line)
        self.open = None

    def _is_heading(self, line: Line, following: Line | None) -> bool:
        """A short line without a stop between two numbered paragraphs: 武器禁运."""
        short = len(line.text) <= LONGEST_HEADING and not line.text.endswith(ENDS_IN_PREAMBLE) and not self.opens(line.text)
        mark = markers.marker(following.text) if following else None
        return short and self._ended(preamble=self.part == "preamble") and mark is not None and mark.family == "number"

    def _is_closing(self, line: Line) -> bool:
        """Text after the full stop that ends the last paragraph: footnotes, notes of the publisher."""
        if self.open is None or self.open.kind not in ("operative", "annex"):
            return self.open is None
        stands_apart = not self.wrapped or line.indent > 0
        return self.open.text.endswith("。") and stands_apart and not self.opens(line.text) and self.part == "operative"

    def _broken_number(self, line: Line) -> bool:
        """A line of digits only that ends a hard-wrapped sentence is no page number: 第 60/ … 288."""
        return self.open is not None and self.open.text.endswith(("/", "第", "-"))

    def _ended(self, *, preamble: bool = False) -> bool:
        return self.open is None or self.open.text.endswith(ENDS_IN_PREAMBLE if preamble else ENDS)

    def _bullet(self) -> str:
        """The bullet before the present line, once: what a maker of web pages set before a paragraph."""
        bullet, self.bullet = self.bullet, ""
        return bullet

    def _begin(self, block: Block, line: Line) -> None:
        block.printed = self._bullet() + block.printed
        self.outline.blocks.append(block)
        self.open = block
        self.last_line = line

    def _continue(self, line: Line) -> None:
        if self.open is None:
            kind = {"preamble": "preambular", "operative": "closing", "annex": "annex"}[self.part]
            label = self.labels.unnumbered() if kind == "annex" else ""
            self._begin(Block(kind, line.number, line.text, label=label), line)
            return
        text = self._bullet() + line.text
        self.open.text += glue(self.open.text, text) + text
        self.last_line = line


def _wrapped(lines: Sequence[Line]) -> bool:
    """Whether lines are cut by the width of a page and not by paragraphs."""
    ended = sum(line.text.endswith(ENDS_IN_PREAMBLE) for line in lines)
    return ended < MOST_ENDED * len(lines)


def glue(before: str, after: str) -> str:
    """What stands between two lines of one paragraph: a space between two Latin words or numbers, nothing between Chinese characters."""
    return " " if before[-1:].isascii() and before[-1:].isalnum() and after[:1].isascii() and after[:1].isalnum() else ""


def check(found: Outline) -> None:
    """Say what is odd about the numbering and the end."""
    top = [b for b in found.of("operative") if b.parent is None and b.label.split("~")[0].isdigit()]
    due = 1
    for block in top:
        number = int(block.label.split("~")[0])
        if "~" in block.label:
            found.problems.append(problem("paragraph_twice", block.line, number=number, label=block.label))
        elif number != due:
            found.problems.append(_misnumbered(block.line, number, due))
        due = max(due, number + 1)
    body = found.of("operative", "annex", "closing")
    if body and not body[-1].text.rstrip().endswith(("。", "；", ".", "”", "）", ")")) and body[-1].kind == "operative":
        found.problems.append(problem("paragraph_unended", body[-1].line, label=body[-1].label))


def _misnumbered(line: int, number: int, due: int) -> Problem:
    """A paragraph whose number is not the one that is due."""
    if number < due:
        return problem("paragraph_late", line, number=number, after=due - 1)
    if number == due + 1:
        return problem("paragraph_missing", line, missing=due, number=number)
    return problem("paragraphs_missing", line, first=due, last=number - 1, number=number)
