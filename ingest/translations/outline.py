"""From lines to blocks in languages that are written with an alphabet: heading, preamble, operative paragraphs, subparagraphs, annexes.

The rules are those of `structure`, with the signs of these languages: a mark begins a paragraph where the one before has ended, or where it is the
mark that is due and a capital follows; a paragraph of the preamble begins with a word such as Recalling after a comma, or apart from what goes
before. Everything else goes on with the paragraph before. Nothing is dropped: blocks joined give back the text.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ingest import markers
from ingest.clean import Line
from ingest.labelling import Labels
from ingest.markers import Marker
from ingest.structure import Block, Outline, check
from ingest.translations.layouts import Layout

MOST_ENDED = 0.5  # share of lines with a stop at their end; where a line is a paragraph nearly all have one
NARROW = 100  # characters; where every line is a paragraph, some are longer
SHORT = 0.85  # of the width of the page; a line that ends a paragraph is shorter
LONGEST_HEADING = 90
OPENING_QUOTES = tuple('“"«„')
MOST_APART = 0.75  # share of lines with an empty line before them from which such lines say nothing


def outline(lines: Sequence[Line], layout: Layout) -> Outline:
    """Put the lines of a resolution together to its blocks."""
    return _Builder(lines, layout).build()


def statement_outline(lines: Sequence[Line], layout: Layout) -> Outline:
    """The paragraphs of a statement: each begins with the Council as its subject, behind an opening quotation mark where the others have one."""
    page, found = _Page(lines, layout), Outline()
    begins = [layout.council.match(line.text) is not None for line in lines]
    quoted = sum(begun and line.text[:1] in OPENING_QUOTES for line, begun in zip(lines, begins, strict=True)) > 1
    paragraph: Block | None = None
    number = 0
    for position, (line, begun) in enumerate(zip(lines, begins, strict=True)):
        ended = paragraph is None or layout.ended(paragraph.text, comma=False)
        apart = page.apart(lines, position)
        if markers.is_furniture(line.text) or layout.furniture.fullmatch(line.text):
            found.blocks.append(Block("furniture", line.number, line.text))
        elif begun and ended and (line.text[:1] in OPENING_QUOTES if quoted else apart):
            number += 1
            paragraph = Block("operative", line.number, line.text, "", str(number))
            found.blocks.append(paragraph)
        elif paragraph is not None and not (ended and apart):
            paragraph.text += glue(paragraph.text, line.text) + line.text
        else:
            found.blocks.append(Block("closing" if number else "front", line.number, line.text))
    return found


class _Page:
    """How the lines stand on the page: whether they are cut by its width, and whether empty lines say anything."""

    def __init__(self, lines: Sequence[Line], layout: Layout) -> None:
        ended = sum(layout.ended(line.text, comma=True) for line in lines)
        self.blanks = sum(line.after_blank for line in lines) <= MOST_APART * len(lines)
        self.width = max((len(line.text) for line in lines), default=0)
        self.wrapped = ended < MOST_ENDED * len(lines) or (self.blanks and self.width < NARROW)

    def apart(self, lines: Sequence[Line], position: int) -> bool:
        """Whether a line stands apart from the one before: an empty line, an indent after a short line, or lines that are paragraphs."""
        line, before = lines[position], lines[position - 1] if position else None
        if not self.wrapped or before is None:
            return True
        short = len(before.text) < SHORT * self.width
        return (self.blanks and line.after_blank) or (line.indent > before.indent and short)


class _Builder:
    """The state while reading from top to bottom: the part we are in, the open block, the marks that are due."""

    def __init__(self, lines: Sequence[Line], layout: Layout) -> None:
        self.lines, self.layout = lines, layout
        self.page = _Page(lines, layout)
        self.outline = Outline()
        self.part = "front"
        self.open: Block | None = None
        self.labels = Labels()
        self.bullet = ""
        marks = ((position, layout.marker(line.text)) for position, line in enumerate(lines))
        self.last_number = max((position for position, mark in marks if mark and mark.family == "number" and mark.value > 1), default=0)

    def build(self) -> Outline:
        """All blocks, with what is doubtful about them."""
        for position, line in enumerate(self.lines):
            self._take(line, position)
        check(self.outline)
        return self.outline

    def _take(self, line: Line, position: int) -> None:
        if self.layout.furniture.fullmatch(line.text) or (markers.is_furniture(line.text) and not self._broken()):
            self.outline.blocks.append(Block("furniture", line.number, line.text))
            return
        self.bullet = ""
        if bullet := markers.BULLET.match(line.text):
            line, self.bullet = replace(line, text=line.text[bullet.end() :]), bullet[0]
        if self.part == "front":
            self._take_front(line)
        elif self.layout.annex.fullmatch(line.text) and self._ended() and self.layout.starts(line.text) and not self._goes_on(line):
            self.part = "annex"
            self.labels.begin_annex()
            self._begin(Block("heading", line.number, line.text))
            self.open = None
        elif mark := self._due(line):
            self._begin_marked(line, mark)
        elif self._is_heading(line, position):
            self._begin(Block("heading", line.number, line.text))
            self.open = None
        elif self.part == "preamble" and self._begins_preambular(line, position):
            self._begin(Block("preambular", line.number, line.text))
        elif self.part == "operative" and self._is_closing(line, position):
            self._begin(Block("closing", line.number, line.text))
        else:
            self._continue(line)

    def _take_front(self, line: Line) -> None:
        opening = self.layout.opening.match(line.text)
        opened = opening is not None and any(comma in opening[0] for comma in (",", "،"))
        if opening is not None and opened:
            self.part = "preamble"
            self._begin(Block("opening", line.number, line.text[: opening.end()]))
            self.open = None
            if rest := line.text[opening.end() :]:
                self._begin(Block("preambular", line.number, rest))
        elif (mark := self.layout.marker(line.text)) and mark.family == "number" and mark.value == 1:
            self._begin_marked(line, mark)
        else:
            self.outline.blocks.append(Block("front", line.number, self.bullet + line.text))

    def _due(self, line: Line) -> Marker | None:
        """The mark of a line, if it counts as one here."""
        mark = self.layout.marker(line.text)
        if mark is None or (self.part == "preamble" and mark.family != "number"):
            return None
        due = self.labels.follows(mark, opens_list=self._opens_list())
        if self._ended() or (due and self._ended(comma=True)):
            return mark
        after = line.text[mark.length :]
        return mark if due and self.layout.capitals and self.layout.starts(after) and not self._goes_on(line) else None

    def _goes_on(self, line: Line) -> bool:
        """Whether a line that looks like a mark or a title ends in the middle of a sentence that began before: … paragraph 5 / (a) above."""
        return self.open is not None and self.open.text[-1:].isdigit() and not self._ended(comma=True) and not self.layout.starts(line.text)

    def _begin_marked(self, line: Line, mark: Marker) -> None:
        if self.part in ("front", "preamble"):
            self.part = "operative"
        label, parent = self.labels.give(mark, opens_list=self._opens_list())
        kind = "annex" if self.part == "annex" else "operative"
        self._begin(Block(kind, line.number, line.text[mark.length :], line.text[: mark.length], label, parent))

    def _begins_preambular(self, line: Line, position: int) -> bool:
        if self.open is None:
            return True
        if not self._ended(comma=True):
            return False
        if not self.page.wrapped:
            return self.layout.starts(line.text)
        return self.layout.opens(line.text) or (self.page.apart(self.lines, position) and self.layout.starts(line.text))

    def _is_heading(self, line: Line, position: int) -> bool:
        """A short line without a stop before a numbered paragraph: Arms embargo."""
        following = self.lines[position + 1] if position + 1 < len(self.lines) else None
        mark = self.layout.marker(following.text) if following else None
        short = len(line.text) <= LONGEST_HEADING and not self.layout.ended(line.text, comma=True)
        named = short and self._ended(comma=self.part == "preamble") and self.layout.starts(line.text) and not self.layout.opens(line.text)
        return named and mark is not None and mark.family == "number"

    def _is_closing(self, line: Line, position: int) -> bool:
        """Text after the full stop that ends the last paragraph: footnotes, notes of the publisher."""
        if self.open is None:
            return True
        stopped = self.open.text.rstrip("*_ ").endswith(".")
        last = position > self.last_number  # else the line belongs to the paragraph before
        return stopped and last and self.open.kind == "operative" and self.page.apart(self.lines, position)

    def _broken(self) -> bool:
        """A line of digits only that ends a hard-wrapped sentence is no page number."""
        return self.open is not None and self.open.text.endswith(("/", "-"))

    def _opens_list(self) -> bool:
        return self.open is not None and self.open.text.rstrip().endswith(":")

    def _ended(self, *, comma: bool = False) -> bool:
        return self.open is None or self.layout.ended(self.open.text, comma=comma)

    def _begin(self, block: Block) -> None:
        block.printed = self.bullet + block.printed
        self.outline.blocks.append(block)
        self.open = block

    def _continue(self, line: Line) -> None:
        if self.open is None:
            kind = {"preamble": "preambular", "operative": "closing", "annex": "annex"}[self.part]
            self._begin(Block(kind, line.number, line.text, label=self.labels.unnumbered() if kind == "annex" else ""))
            return
        text = self.bullet + line.text
        self.open.text += glue(self.open.text, text) + text


def glue(before: str, after: str) -> str:
    """What stands between two lines of one paragraph: a space, but not after a hyphen inside a word or a stroke."""
    joined = before.endswith("/") or (before.endswith("-") and before[-2:-1].isalnum() and after[:1].isalnum())
    return "" if joined else " "
