"""Makers of PDF files for tests: `typeset` sets a document with reportlab as printers do, `printed` lets Chromium print it.

Both take the paragraphs of a document, as `paragraphs_of` finds them in a plain text, and a `Style`: columns, indents, heads and feet.
"""

from __future__ import annotations

import html
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING, Any

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from ingest import default_lexicon, parse
from ingest.clean import clean
from ingest.cover import read as read_cover
from ingest.markers import OPENING
from ingest.parts import is_running
from ingest.readers.pdf_runs import is_wide

if TYPE_CHECKING:
    from playwright.sync_api import Browser

FONT = "STSong-Light"  # a font that readers have: nothing is embedded, so no font file is needed
pdfmetrics.registerFont(UnicodeCIDFont(FONT))
WIDTH, HEIGHT = 595.0, 842.0
MARGIN, GUTTER, TOP, BOTTOM = 72.0, 18.0, 90.0, 80.0
MASTHEAD = 6  # lines in which a symbol alone on its line is the document's own
_TOKEN = re.compile(r"[^\s\u2e80-\uffff]+\s?|\s|[\u2e80-\uffff]")
_NO_START = set("，。；：、）》”！？)")
_NO_END = set("（《“(")
_LEADERS = re.compile(r"\s*\.{4,}\s*")


@dataclass(frozen=True, slots=True)
class Style:
    """How a document is set. `indent` is that of a first line and `gap` the space between paragraphs, both in sizes of the type."""

    columns: int = 1
    size: float = 10.5
    leading: float = 1.5
    indent: float = 2.0
    gap: float = 0.5
    justified: bool = True
    heads: bool = True
    spaced_title: bool = False


@dataclass(frozen=True, slots=True)
class Document:
    """What is set: the rows of the first page (a cover or a masthead), the paragraphs, and what stands in running heads and feet."""

    front: tuple[str, ...]
    paragraphs: tuple[str, ...]
    symbol: str
    title: str
    day: str
    job: str


def paragraphs_of(text: str) -> Document:
    """A plain text with its lines joined to paragraphs, without its own running heads and feet."""
    lexicon = default_lexicon()
    read = parse(text, lexicon=lexicon)
    lines = clean(text)
    starts = set(accumulate((len(_bare(piece)) for piece in read.pieces), initial=0))
    cover = read_cover(lines, lexicon=lexicon).ends if read.kind == "meeting_record" else _front(lines)
    at, front, paragraphs = 0, [], []
    for number, line in enumerate(lines):
        if is_running(line.text) and number >= MASTHEAD:
            pass
        elif number < cover:
            front.append(line.text)
        elif at in starts or not paragraphs:
            paragraphs.append(line.text)
        else:
            paragraphs[-1] += _joint(paragraphs[-1], line.text) + line.text
        at += len(_bare(line.text))
    day = f"{read.adopted_on:%d/%m/%Y}" if read.adopted_on else "01/02/2033"
    return Document(tuple(front), tuple(paragraphs), read.symbol or "", "妇女与和平与安全", day, "30-04321")


def _front(lines: Sequence[Any]) -> int:
    """How many lines stand before the text of a resolution or statement: its masthead and its title."""
    return next(number for number, line in enumerate(lines) if OPENING.match(line.text) or line.text.startswith("“"))


def _bare(text: str) -> str:
    return "".join(text.split())


def _joint(before: str, after: str) -> str:
    return "" if is_wide(before[-1]) or is_wide(after[0]) or before[-1] in "/-" or not after[0].isalnum() else " "


# Set with reportlab -------------------------------------------------------------------------------------------------
def typeset(document: Document, style: Style | None = None) -> bytes:
    """A PDF file of the document, its front across the page and its paragraphs in columns."""
    return _Setter(document, style or Style()).set()


class _Setter:
    """Puts lines on pages from top to bottom, column after column."""

    def __init__(self, document: Document, style: Style) -> None:
        self.document = document
        self.style = style
        self.buffer = io.BytesIO()
        self.canvas = Canvas(self.buffer, pagesize=(WIDTH, HEIGHT))
        self.page, self.column = 1, 0
        self.y = self.top = HEIGHT - TOP
        self.lead = style.size * style.leading

    def set(self) -> bytes:
        """The file."""
        record = self.document.symbol.startswith("S/PV")
        for row in self.document.front:
            self._front_row(row)
        self._first_foot()
        if record:
            self._turn_page()
        else:
            self.y -= self.lead
            self.top = self.y
        for paragraph in self.document.paragraphs:
            self._paragraph(paragraph)
        self._heads()
        self.canvas.save()
        return self.buffer.getvalue()

    @property
    def measure(self) -> float:
        width = WIDTH - 2 * MARGIN
        return width if self.style.columns == 1 else (width - GUTTER) / 2

    @property
    def left(self) -> float:
        return MARGIN + self.column * (self.measure + GUTTER)

    def _front_row(self, row: str) -> None:
        """A row of a cover: a name, leaders, and another name at the right margin."""
        first, *others = _LEADERS.split(row)
        lines = [line for line, _ in self._lines(first, room=WIDTH - 2 * MARGIN)]
        for line in lines[:-1]:
            self._draw(MARGIN, line)
            self.y -= self.lead
        self._draw(MARGIN, lines[-1])
        if others:
            self._draw(WIDTH - MARGIN - self._width(others[-1]), others[-1])
            dots = int((WIDTH - 2 * MARGIN - self._width(first + others[-1]) - 8) / self._width("."))
            self._draw(MARGIN + self._width(first) + 4, "." * dots)
        self.y -= self.lead + self.style.size / 2

    def _paragraph(self, text: str) -> None:
        centred = text.startswith("第") and text.endswith("号决议")
        if centred and self.style.spaced_title:
            text = "    ".join(_bare(text))
        for number, (line, last) in enumerate(self._lines(text, room=self.measure - self.style.indent * self.style.size)):
            if self.y < BOTTOM:
                self._next_column()
            inset = self.style.indent * self.style.size if number == 0 and not centred else 0.0
            room = self.measure - inset - self._width(line)
            spread = room / (len(line) - 1) if self.style.justified and not last and len(line) > 1 else 0.0
            self._draw(self.left + (room / 2 if centred else inset), line, spread=max(0.0, min(spread, 3.0)))
            self.y -= self.lead
        self.y -= self.style.gap * self.style.size

    def _lines(self, text: str, *, room: float) -> Iterator[tuple[str, bool]]:
        """The lines of a paragraph, the first `room` wide, and whether each is its last; none begins with a stop or ends with an opening bracket."""
        line = ""
        for token in _TOKEN.findall(text):
            if line and self._width((line + token).rstrip()) > room:
                if token in _NO_START or line[-1] in _NO_END:
                    carried = line[-1]
                    line, token = line[:-1], carried + token
                yield line.rstrip(), False
                line, room = "", max(room, self.measure)
            line += token
        if line.strip():
            yield line.rstrip(), True

    def _width(self, text: str) -> float:
        return float(pdfmetrics.stringWidth(text, FONT, self.style.size))

    def _draw(self, x: float, text: str, *, spread: float = 0.0, size: float | None = None) -> None:
        self.canvas.setFont(FONT, size or self.style.size)
        self.canvas.drawString(x, self.y, text, charSpace=spread)

    def _next_column(self) -> None:
        self.column += 1
        if self.column < self.style.columns:
            self.y = self.top
        else:
            self._turn_page()

    def _turn_page(self) -> None:
        self._heads()
        self.canvas.showPage()
        self.page, self.column = self.page + 1, 0
        self.y = self.top = HEIGHT - TOP

    def _first_foot(self) -> None:
        self.canvas.setFont(FONT, 8)
        self.canvas.drawString(MARGIN, 40, f"{self.document.job} (C)")
        self.canvas.drawString(MARGIN + 80, 40, "140332")
        self.canvas.drawRightString(WIDTH - MARGIN, 40, "*3004321*")

    def _heads(self) -> None:
        """The heads and feet of a page, the other way round on every other one."""
        if not self.style.heads or self.page == 1:
            return
        head = [self.document.symbol, self.document.title, self.document.day]
        foot = [f"{self.page}/9", self.document.job]
        if not self.document.symbol.startswith("S/PV"):
            head = head[:1]
        if self.page % 2:
            head, foot = head[::-1], foot[::-1]
        self.canvas.setFont(FONT, 9)
        for y, pieces in ((HEIGHT - 50, head), (40, foot)):
            self.canvas.drawString(MARGIN, y, pieces[0])
            if len(pieces) == 3:
                self.canvas.drawCentredString(WIDTH / 2, y, pieces[1])
            if len(pieces) > 1:
                self.canvas.drawRightString(WIDTH - MARGIN, y, pieces[-1])


# Printed by Chromium ------------------------------------------------------------------------------------------------
_CSS = """
body {{ font: {size}pt/{leading} serif; margin: 0; }}
p {{ margin: 0 0 {gap}em; text-indent: {indent}em; text-align: {align}; }}
.front div {{ display: flex; justify-content: space-between; }}
.front {{ margin-bottom: 2em; break-after: {after}; }}
.body {{ columns: {columns}; column-gap: 18pt; }}
"""


def printed(document: Document, browser: Browser, style: Style | None = None) -> bytes:
    """The document as Chromium prints it, with the browser's own running head and foot."""
    style = style or Style()
    foot = f"<span class=pageNumber></span>/<span class=totalPages></span> {document.job}"
    css = _CSS.format(
        size=style.size,
        leading=style.leading,
        gap=style.gap,
        indent=style.indent,
        align="justify" if style.justified else "left",
        after="page" if document.symbol.startswith("S/PV") else "auto",
        columns=style.columns,
    )
    rows = "".join(f"<div>{''.join(f'<span>{html.escape(part)}</span>' for part in _LEADERS.split(row))}</div>" for row in document.front)
    body = "".join(f"<p>{html.escape(text)}</p>" for text in document.paragraphs)
    page = browser.new_page()
    try:
        page.set_content(f"<html lang=zh><style>{css}</style><div class=front>{rows}</div><div class=body>{body}</div>")
        return page.pdf(
            format="A4",
            display_header_footer=style.heads,
            header_template=f"<div style='font-size:8pt;margin:0 20mm'>{document.symbol}</div>",
            footer_template=f"<div style='font-size:8pt;margin:0 20mm'>{foot}</div>",
            margin={"top": "25mm", "bottom": "25mm", "left": "20mm", "right": "20mm"},
        )
    finally:
        page.close()
