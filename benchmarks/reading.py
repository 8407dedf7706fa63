"""How fast files are read: PDF and Word files against the libraries that open them, and many files by two processes against one.

READ says how many files the processes are given (1,000 unless told); it takes two free processors to say anything.
"""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from html import escape
from itertools import cycle, islice
from pathlib import Path

import docx
import pypdfium2
from lxml.html import document_fromstring

from benchmarks import Measure, interleaved
from benchmarks.parsing import SAMPLES
from benchmarks.storing import prepare
from ingest.readers import docx as word
from ingest.readers import html, pdf
from ingest.readers import text as plain
from tests.ingest.pdf_makers import Document, Style, paragraphs_of, typeset

AGAINST_LIBRARY, AGAINST_ONE = 3.0, 0.625  # the goals; 0.625 of the time is 1.6 times the files a second
MANY = 1000
FLAT, NOTED = 1.2, 100.0
ENCODINGS = ("utf-8", "utf-16", "gb18030", "utf-16-be")
PEAK = """
import resource, sys, io, django
django.setup()
from django.core.management import call_command
call_command("ingest", sys.argv[1], dry_run=True, processes=2, stdout=io.StringIO(), stderr=io.StringIO())
most = [resource.getrusage(who).ru_maxrss / 1024 for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
print(most[0] + 2 * most[1])
"""
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


def as_page(document: Document) -> bytes:
    """A web page of a document, a paragraph each."""
    inside = "".join(f"<p>{escape(text)}</p>\n" for text in (*document.front, *document.paragraphs))
    return f"<!doctype html><html><head><meta charset=utf-8><title>x</title></head><body>{inside}</body></html>".encode()


def page_text(content: bytes) -> str:
    """The text of a web page."""
    return str(document_fromstring(content.decode()).text_content())


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


def against_lxml() -> Measure:
    """Reading the samples as web pages, against lxml's text of the same pages. Noted, not held to a goal of ours: lxml leaves nothing out."""
    files = [as_page(document) for document in documents()]
    measure = _against(files, lambda content: html.read(content, name="file.html"), page_text, "the time of lxml's text of the same pages")
    return Measure(measure.ratio, measure.against, NOTED, measure.figures | {"seconds_as_text": _as_text()})


def _as_text() -> float:
    """Seconds in which the samples are read as plain text in four encodings."""
    files = ["\n\n".join((*each.front, *each.paragraphs)).encode(coding) for each in documents() for coding in ENCODINGS]
    return interleaved(lambda: [plain.read(content, name="file.txt") for content in files])[0]


def two_processes() -> dict[str, Measure]:
    """The time in which `manage.py ingest --dry-run --processes 2` reads many files of three forms, over that of one process; and the most memory
    that all its processes ever have, over that for a quarter of the files. How fast that quarter is stored, by one writer, is noted."""
    count = int(os.environ.get("READ", MANY))
    with tempfile.TemporaryDirectory() as folder:
        prepare(folder)
        files, few = Path(folder) / "sent", Path(folder) / "few"  # not where stored files are kept
        write_files(files, count)
        write_files(few, count // 4)
        took = [(_ingest(files, processes=1), _ingest(files, processes=2)) for _ in range(ROUNDS)]
        memory = [_peak(few), _peak(files)]
        storing = _ingest(few, processes=2, dry_run=False)
    one, two = (min(seconds) for seconds in zip(*took, strict=True))
    figures = {"files": count, "files_per_second": count / two, "files_per_second_against": count / one, "processors": os.cpu_count() or 1}
    figures["files_per_second_storing"] = (count // 4) / storing
    peaks = {"files": count, "megabytes": memory[1], "megabytes_against": memory[0]}
    return {
        "reading_processes": Measure(two / one, "the time that one process takes", AGAINST_ONE, figures),
        "reading_memory": Measure(memory[1] / memory[0], "the most memory for a quarter of the files", FLAT, peaks),
    }


def _peak(folder: Path) -> float:
    """The most memory, in megabytes, of the command and of the largest process that reads for it; it runs in a process of its own."""
    done = subprocess.run([sys.executable, "-c", PEAK, str(folder)], capture_output=True, text=True, check=True)
    return float(done.stdout.split()[-1])


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


def _ingest(folder: Path, *, processes: int, dry_run: bool = True) -> float:
    """Seconds on the clock; several processes have no time of the processor in common."""
    from django.core.management import call_command

    out, err, began = io.StringIO(), io.StringIO(), time.perf_counter()
    call_command("ingest", str(folder), dry_run=dry_run, processes=processes, stdout=out, stderr=err)
    took = time.perf_counter() - began
    if len(out.getvalue().splitlines()) != len(list(folder.iterdir())):
        raise AssertionError(f"not every file was read: {err.getvalue()[-2000:]}")
    return took


MEASURES = {"reading_pdf": against_pdfium, "reading_docx": against_python_docx, "reading_html": against_lxml, "reading_processes": two_processes}
