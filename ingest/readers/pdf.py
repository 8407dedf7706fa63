"""PDF files: their text in reading order, a line for each paragraph, without running heads and feet; footnotes at the end, `[^1]: …`.

PDFium gives the characters with their places (`pdf_runs`); from these come rows and columns (`pdf_layout`), what is no text goes
(`pdf_furniture`), and the lines are put together to paragraphs (`pdf_paragraphs`). Pictures, forms, annotations, embedded files and scripts are
never looked at. PDFium is not made for threads: one file at a time in a process.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

from ingest.problems import Refusal, problem
from ingest.readers.extracted import Extracted
from ingest.readers.pdf_furniture import take_notes, without_furniture
from ingest.readers.pdf_layout import Block, Gutter, Line, blocks, gutter, rows
from ingest.readers.pdf_paragraphs import text_of
from ingest.readers.pdf_runs import Sheet, sheet
from ingest.records import Problem

MEDIA_TYPE = "application/pdf"
MOST_PAGES = 1000  # the longest records have under 100
MOST_CHARACTERS = 2_000_000  # the longest records have under 300,000
FEWEST_CHARACTERS = 20  # a page; a scan may carry a stamp or page numbers as text
MOST_UNKNOWN = 0.2  # share of characters without a code above which a text is none


def read(content: bytes, *, name: str) -> Extracted:
    """The text of a PDF file. Raises Unreadable (a `Refusal`) where it is encrypted, damaged, a scan, or too long."""
    sheets = _sheets(content, name)
    _refuse_without_text(sheets, name)
    found = _blocks(sheets)
    notes = take_notes(found)
    text, starts = text_of([block for block in found if block.lines])
    set_apart = "".join(f"[^{note.mark or '…'}]: {note.text}\n" for note in notes)
    return Extracted(text + set_apart, MEDIA_TYPE, notes=_doubts(sheets), pages=_pages(starts, len(sheets), len(text)))


def _sheets(content: bytes, name: str) -> list[Sheet]:
    """What stands on each page."""
    try:
        with pypdfium2.PdfDocument(content) as document:
            count = len(document)
            if count > MOST_PAGES:
                raise Refusal("pdf_too_many_pages", name=name, pages=count, most=MOST_PAGES)
            return _read_pages(document, count, name)
    except pypdfium2.PdfiumError as error:
        encrypted = error.err_code in (pdfium.FPDF_ERR_PASSWORD, pdfium.FPDF_ERR_SECURITY)
        raise Refusal("pdf_encrypted" if encrypted else "pdf_damaged", name=name) from error


def _read_pages(document: Any, count: int, name: str) -> list[Sheet]:
    sheets: list[Sheet] = []
    characters = 0
    for number in range(count):
        page = document[number]
        sheets.append(sheet(page))
        page.close()
        characters += sum(len(run.text) for run in sheets[-1].runs)
        if characters > MOST_CHARACTERS:
            raise Refusal("pdf_too_long", name=name, most=MOST_CHARACTERS)
    if not sheets:
        raise Refusal("pdf_damaged", name=name)
    return sheets


def _refuse_without_text(sheets: Sequence[Sheet], name: str) -> None:
    """A scan has pictures and at most a few characters on each page; a text whose fonts tell no characters is none either."""
    texts = ["".join(run.text for run in page.runs) for page in sheets]
    written = sum(map(len, texts))
    pictures = sum(page.pictures for page in sheets)
    if written < FEWEST_CHARACTERS * len(sheets) and (pictures or not written):
        raise Refusal("pdf_scan" if pictures else "pdf_empty", name=name, pages=len(sheets))
    unknown = sum(character == "\ufffd" or "\ue000" <= character <= "\uf8ff" for text in texts for character in text)
    if unknown > MOST_UNKNOWN * written:
        raise Refusal("pdf_unknown_characters", name=name)


def _blocks(sheets: Sequence[Sheet]) -> list[Block]:
    """The blocks of all pages in reading order. A page with too few lines to show its gutter has that of the others."""
    pages = without_furniture([rows(page.runs, page=number) for number, page in enumerate(sheets)])
    flat: list[list[Line]] = [[line for row in page for line in row] for page in pages]
    own = [gutter(lines) for lines in flat]
    known = _usual([strip for strip in own if strip])
    strips = [strip or (gutter(lines, known=known) if known and lines else None) for strip, lines in zip(own, flat, strict=True)]
    pairs = enumerate(zip(pages, strips, strict=True))
    return [block for number, (page, strip) in pairs for block in blocks(page, strip, first_page=number == 0)]


def _usual(strips: Sequence[Gutter]) -> Gutter | None:
    return sorted(strips, key=lambda strip: strip.left)[len(strips) // 2] if strips else None


def _pages(starts: dict[int, int], count: int, end: int) -> tuple[int, ...]:
    """The offset at which each page begins; one without text begins where the next one does."""
    offsets = [end] * (count + 1)
    for number in reversed(range(count)):
        offsets[number] = starts.get(number, offsets[number + 1])
    return (0, *offsets[1:count])


def _doubts(sheets: Sequence[Sheet]) -> tuple[Problem, ...]:
    found = [problem("pdf_picture_page", None, page=number) for number, page in enumerate(sheets, 1) if page.pictures]
    found += [problem("pdf_askew", None, page=number, count=page.askew) for number, page in enumerate(sheets, 1) if page.askew]
    return tuple(found)
