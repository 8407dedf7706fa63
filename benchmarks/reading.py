"""How fast files are read: PDF and Word files against the libraries that open them, and many files by two processes against one.

READ says how many files the processes are given (1,000 unless told); it takes two free processors to say anything.
"""

from __future__ import annotations

import io
import os
import re
import tempfile
import time
from collections.abc import Callable
from itertools import cycle, islice
from pathlib import Path

import docx
import pypdfium2

from benchmarks import Measure, interleaved
from benchmarks.parsing import SAMPLES
from benchmarks.storing import prepare
from ingest.readers import docx as word
from ingest.readers import pdf
from tests.ingest.pdf_makers import Document, Style, paragraphs_of, typeset

AGAINST_LIBRARY, AGAINST_ONE = 3.0, 0.625  # the goals; 0.625 of the time is 1.6 times the files a second
MANY = 1000
ROUNDS = 2  # of which the quicker one counts: files and modules are in memory then
_NUMBER = re.compile(r"9[0-9]{3}(?=\s?\()|(?<=PV\.)9[0-9]{3}")


def documents() -> list[Document]:
    """The samples, with their lines put together to paragraphs."""
    return [paragraphs_of(path.read_text(encoding="utf-8")) for path in sorted(SAMPLES.glob("S-*.*"))]


def as_word(document: Document) -> bytes:
    """A Word file of a document, a paragraph each."""
    file, buffer = docx.Document(), io.BytesIO()
    for text in (*document.front, *document.paragraphs):
        file.add_paragraph(text)
    file.save(buffer)
    return buffer.getvalue()


def against_pdfium() -> Measure:
    """Reading the samples as PDF in two columns, against PDFium's own text of their pages."""
    files = [typeset(document, Style(columns=2)) for document in documents()]
    return _against(files, lambda content: pdf.read(content, name="file.pdf"), pdfium_text, "the time of pypdfium2's text of the same pages")


def against_python_docx() -> Measure:
    """Reading the samples as Word files, against python-docx's text of their paragraphs."""
    files = [as_word(document) for document in documents()]
    return _against(files, lambda content: word.read(content, name="file.docx"), docx_text, "the time of python-docx's text of the same files")


def pdfium_text(content: bytes) -> str:
    """The text of a PDF file in the order in which it was drawn."""
    with pypdfium2.PdfDocument(content) as file:
        return "\n".join(page.get_textpage().get_text_range() for page in file)


def docx_text(content: bytes) -> str:
    """The text of the paragraphs of a Word file."""
    return "\n".join(paragraph.text for paragraph in docx.Document(io.BytesIO(content)).paragraphs)


def _against(files: list[bytes], ours: Callable[[bytes], object], theirs: Callable[[bytes], object], against: str) -> Measure:
    mine, library = interleaved(lambda: [ours(content) for content in files], lambda: [theirs(content) for content in files])
    figures = {"seconds": mine, "seconds_against": library, "files": len(files), "bytes": sum(map(len, files))}
    return Measure(mine / library, against, AGAINST_LIBRARY, figures)


def two_processes() -> Measure:
    """The time in which `manage.py ingest --dry-run --processes 2` reads many files of three forms, over that of one process."""
    count = int(os.environ.get("READ", MANY))
    with tempfile.TemporaryDirectory() as folder:
        prepare(folder)
        files = Path(folder) / "files"
        write_files(files, count)
        took = [(_ingest(files, processes=1), _ingest(files, processes=2)) for _ in range(ROUNDS)]
    one, two = (min(seconds) for seconds in zip(*took, strict=True))
    figures = {"files": count, "files_per_second": count / two, "files_per_second_against": count / one, "processors": os.cpu_count() or 1}
    return Measure(two / one, "the time that one process takes", AGAINST_ONE, figures)


def write_files(folder: Path, count: int) -> None:
    """So many different documents, in turn as plain text, PDF and Word files."""
    folder.mkdir()
    samples = documents()
    for number, (document, form) in enumerate(zip(cycle(samples), islice(cycle(range(3)), count), strict=False), 1):
        front, paragraphs = (tuple(_NUMBER.sub(str(number), text) for text in texts) for texts in (document.front, document.paragraphs))
        numbered = Document(front, paragraphs, document.symbol, document.title, document.day, document.job)
        if form == 0:
            (folder / f"{number:05}.txt").write_text("\n\n".join((*front, *paragraphs)), encoding="utf-8")
        elif form == 1:
            (folder / f"{number:05}.pdf").write_bytes(typeset(numbered, Style(columns=1 + number % 2)))
        else:
            (folder / f"{number:05}.docx").write_bytes(as_word(numbered))


def _ingest(folder: Path, *, processes: int) -> float:
    """Seconds on the clock; several processes have no time of the processor in common."""
    from django.core.management import call_command

    out, began = io.StringIO(), time.perf_counter()
    call_command("ingest", str(folder), dry_run=True, processes=processes, stdout=out, stderr=io.StringIO())
    took = time.perf_counter() - began
    if out.getvalue().count(" read ") != len(list(folder.iterdir())):
        raise AssertionError("not every file was read")
    return took


MEASURES = {"reading_pdf": against_pdfium, "reading_docx": against_python_docx, "reading_processes": two_processes}
