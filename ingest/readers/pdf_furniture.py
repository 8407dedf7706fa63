"""What stands on a page and is no text of the document: running heads and feet, page numbers, job numbers; and what stands below it: footnotes.

    S/PV.9901   科尔萨特局势   14/03/2032      a running head, the other way round on every other page
    2/5                         30-04321      a running foot
    30-04321 (C)   140332   *3004321*         the foot of the first page, with the text of a bar code
    ¹ 见 S/2032/41，第 12 段。                  a footnote: smaller type at the foot, behind a number

A line goes only from the head or the foot of a page inwards, by its form or because it comes again on other pages in the same place.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from ingest import markers
from ingest.readers.pdf_layout import LEVEL, RAISED, Block, Line, whole

EDGE_ROWS = 4  # rows from the head or the foot of a page that may be furniture
SAME_PLACE = 4.0  # points: a line that comes again stands as high, give or take this
APART = 1.9  # of the size: so far heads and feet stand from the text at least
SHARE_OF_PAGES = 0.3  # on which a line comes again: a title stands on every other page
NOTE_SIZE = 0.92  # of the size of the text: footnotes are set smaller
_SYMBOL = re.compile(r"S/(?:RES|PV|PRST|\d{4})[/.]?\s?\d+.{0,16}")
_BARE = re.compile(r"[-—–]?\s?\d{1,6}\s?[-—–]?|\d{1,2}/\d{1,2}/\d{4}")  # a number or a date, as a table may have at its end
_DATE = re.compile(r"\d{1,2}/\d{1,2}/\d{4}")
_PRINTERS = re.compile(r"\d{1,2}/\d{1,2}/\d{4}|\d{2}-\d{5}\s?(?:[(（][A-Z]+[)）])?|\d{6}|\*\d{6,8}\*|[\u2630-\u27bf]|(?:请回收|请循环使用)\s?\S{0,3}")
_NOTE = re.compile(rf"{RAISED}\s?(\d{{1,3}}|[*†‡]+|[a-z]){LEVEL}\s*|(\d{{1,3}}|[*†‡]+)\s+(?=\S)")
_MARK = re.compile(rf"{RAISED}(.*?){LEVEL}")

Row = Sequence[Line]
Key = tuple[str, str, int]  # of a line at an edge: the edge, its text without numbers, its place
Sign = Literal["strong", "weak"]


@dataclass(slots=True)
class Note:
    """A footnote: the page (from 0) it stands on, its mark, its text."""

    page: int
    mark: str
    text: str


def without_furniture(pages: Sequence[Sequence[Row]]) -> list[list[Row]]:
    """The rows of each page without running heads and feet."""
    often = _repeated(pages)
    kept = []
    for number, page in enumerate(pages):
        start = _furniture(page, "head", often, first_page=number == 0)
        foot = _furniture(page[start:][::-1], "foot", often, first_page=number == 0)
        kept.append(list(page[start : len(page) - foot]))
    return kept


def _furniture(inwards: Sequence[Row], edge: str, often: set[Key], *, first_page: bool) -> int:
    """How many rows go, counted from an edge inwards. What is known only by coming again, or by being a number, must stand apart."""
    signs = []
    for row in inwards[:EDGE_ROWS]:
        sign = _sign(row, edge, often, first_page=first_page)
        if sign is None:
            break
        signs.append(sign)
    while signs and signs[-1] == "weak" and len(signs) < len(inwards) and not _apart(inwards[len(signs) - 1][0], inwards[len(signs)][0]):
        signs.pop()
    return len(signs)


def _apart(outer: Line, inner: Line) -> bool:
    return abs(outer.base - inner.base) > APART * inner.size


def _sign(row: Row, edge: str, often: set[Key], *, first_page: bool) -> Sign | None:
    """What shows that a row is furniture. The symbol at the head of the first page is the document's own."""
    line = whole(row)
    again: Sign | None = "weak" if _comes_again(line, edge, often) else None
    if first_page and edge == "head":
        return None if _SYMBOL.search(line.text) else again
    texts = [segment.text for segment in row]
    if any(map(_SYMBOL.fullmatch, texts)) and any(map(_DATE.fullmatch, texts)):
        return "strong"
    if all(markers.is_furniture(text) or _PRINTERS.fullmatch(text) for text in texts) or markers.is_furniture(line.text):
        return "weak" if all(map(_BARE.fullmatch, texts)) else "strong"
    return again


def _repeated(pages: Sequence[Sequence[Row]]) -> set[Key]:
    """Lines at an edge that stand in the same place of several pages, numbers aside: edge, text and place."""
    found: dict[Key, set[int]] = defaultdict(set)
    for number, page in enumerate(pages):
        for edge, edge_rows in (("head", page[:EDGE_ROWS]), ("foot", page[-EDGE_ROWS:])):
            for row in edge_rows:
                for key in _keys(whole(row), edge):
                    found[key].add(number)
    least = max(2, SHARE_OF_PAGES * len(pages))
    return {key for key, numbers in found.items() if len(numbers) >= least}


def _keys(line: Line, edge: str) -> list[Key]:
    """A line is found by two places, so that one just beside the border between them is found too."""
    text = re.sub(r"\d+", "0", "".join(line.text.split()))
    return [(edge, text, int(line.base / SAME_PLACE)), (edge, text, int(line.base / SAME_PLACE + 0.5) + 1_000_000)]


def _comes_again(line: Line, edge: str, often: set[Key]) -> bool:
    return any(key in often for key in _keys(line, edge))


# Footnotes ----------------------------------------------------------------------------------------------------------
def usual_size(blocks: Sequence[Block]) -> float:
    """The size in which most of a document is set."""
    sizes: Counter[float] = Counter()
    for block in blocks:
        for line in block.lines:
            sizes[round(line.size * 2) / 2] += len(line.text)
    return sizes.most_common(1)[0][0] if sizes else 0.0


def take_notes(blocks: Sequence[Block]) -> list[Note]:
    """Take the footnotes out of the blocks, and their marks out of the text; a raised number without a footnote stays."""
    size = usual_size(blocks)
    notes: list[Note] = []
    for block in blocks:
        page = block.lines[0].page
        goes_on = bool(notes) and notes[-1].page == page - 1
        notes += _notes_of(block, size, page, goes_on=goes_on)
    marks = {note.mark for note in notes}
    for block in blocks:
        for line in block.lines:
            if RAISED in line.text:
                line.text = _MARK.sub(lambda found: "" if found[1].strip() in marks else found[1], line.text).strip()
    return notes


def _notes_of(block: Block, size: float, page: int, *, goes_on: bool) -> list[Note]:
    start = len(block.lines)
    while start > 0 and block.lines[start - 1].size <= NOTE_SIZE * size:
        start -= 1
    if start == 0 or start == len(block.lines):
        return []
    small = block.lines[start:]
    first = next((at for at, line in enumerate(small) if _NOTE.match(line.text)), None)
    if goes_on:
        first = 0
    if first is None:
        return []
    del block.lines[start + first :]
    notes: list[Note] = []
    for line in small[first:]:
        found = _NOTE.match(line.text)
        if found or not notes:
            mark = (found[1] or found[2]) if found else ""
            notes.append(Note(page, mark, line.text[found.end() if found else 0 :]))
        else:
            notes[-1].text += line.text
    return notes
