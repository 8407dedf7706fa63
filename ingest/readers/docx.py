"""Word files (.docx): the text as Word prints it, with the numbers that Word computes; headers and footers left out.

Footnotes and endnotes stand at the end, a line each, `[^1]: …`, so that they are no part of a paragraph. The symbol in a page header is put
first where the text itself names none: the first page of a record shows it nowhere else.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lxml import etree

from ingest import markers
from ingest.problems import Refusal, problem
from ingest.readers.archive import Archive
from ingest.readers.extracted import Extracted
from ingest.readers.numbering import numbering
from ingest.readers.wordtext import Reference, Tally, WordText
from ingest.readers.wordxml import WORD, children, local, value
from ingest.records import Problem

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_MAIN, _MACROS = "wordprocessingml.", "macroEnabled"
_OTHERS = {"spreadsheetml": "spreadsheet", "ms-excel": "spreadsheet", "presentationml": "presentation", "ms-powerpoint": "presentation"}
_OPEN_DOCUMENT = b"application/vnd.oasis.opendocument"
_TYPES, _RELS = "[Content_Types].xml", "_rels/.rels"
_TOP = 60  # lines in which a document names its symbol
_LONGEST_NAMING = 60  # characters of a line that gives the document's own symbol; a longer one speaks of another
_MOST_HEADERS = 30
_SYMBOLS = (markers.RESOLUTION_SYMBOL, markers.STATEMENT_SYMBOL, markers.RECORD_SYMBOL)


@dataclass(frozen=True, slots=True)
class _Target:
    """A part to which another refers: as what (styles, header, …), and where it is."""

    kind: str
    part: str


def read(content: bytes, *, name: str) -> Extracted:
    """The text of a Word file. Raises Refusal, also for other files in a ZIP container and for files with macros."""
    archive = Archive(content, name=name)
    main = _main_part(archive)
    document = archive.xml(main)
    if document.tag != WORD + "document":
        raise Refusal("archive_part_broken", name=name, part=main)
    targets = list(_targets(archive, main))
    reader = WordText(numbering(_part(archive, targets, "numbering"), _part(archive, targets, "styles")))
    try:
        lines = reader.lines(document)
    except RecursionError as error:  # tables in tables in tables
        raise Refusal("too_many_pieces", name=name) from error
    if not any(line.strip() for line in lines):
        raise Refusal("word_without_text", name=name)
    notes = list(_notes(archive, targets, reader))
    symbol = _symbol_of_headers(archive, targets, lines)
    text = "\n".join([*([symbol] if symbol else []), *lines, *notes])
    return Extracted(text, MEDIA_TYPE, tuple(_doubts(reader, symbol)))


# --- the container


def _main_part(archive: Archive) -> str:
    """The part with the text. Raises Refusal where the file is no Word file, or holds macros."""
    if _TYPES not in archive:
        raise Refusal(_without_types(archive), name=archive.name)
    types = archive.xml(_TYPES)
    declared = {(one.get("PartName") or "").lstrip("/"): one.get("ContentType") or "" for one in types if local(one) == "Override"}
    if any(part.endswith("vbaProject.bin") for part in archive.names()) or any(_MACROS in kind for kind in declared.values()):
        raise Refusal("macros", name=archive.name)
    main = next((one.part for one in _targets(archive, "") if one.kind == "officeDocument"), "word/document.xml")
    kind = declared.get(main, "")
    other = next((form for words, form in _OTHERS.items() if words in kind), None)
    if other is None and main not in archive:
        raise Refusal("word_without_document", name=archive.name)
    if other or (kind and _MAIN not in kind):
        raise Refusal(other or "archive_no_document", name=archive.name)
    return main


def _without_types(archive: Archive) -> str:
    """What a container is that is no Office file."""
    is_open_document = "mimetype" in archive and archive.read("mimetype").startswith(_OPEN_DOCUMENT)
    return "open_document" if is_open_document else "archive_no_document"


def _targets(archive: Archive, part: str) -> Iterator[_Target]:
    """The parts to which a part refers. What lies outside the file is not among them: nothing is ever fetched."""
    folder, file = posixpath.split(part)
    listed = posixpath.join(folder, "_rels", f"{file}.rels") if part else _RELS
    if listed not in archive:
        return
    for one in archive.xml(listed):
        if (one.get("TargetMode") or "") != "External" and (target := one.get("Target")):
            path = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
            yield _Target((one.get("Type") or "").rpartition("/")[2], path)


def _part(archive: Archive, targets: Sequence[_Target], kind: str) -> etree._Element | None:
    part = next((one.part for one in targets if one.kind == kind and one.part in archive), None)
    return archive.xml(part) if part else None


# --- notes and headers


def _notes(archive: Archive, targets: Sequence[_Target], reader: WordText) -> Iterator[str]:
    """The notes to which the text refers, in its order; their numbers are counted as Word counts them."""
    references, reader.references = list(dict.fromkeys(reader.references)), []
    for kind, prefix in (("footnote", ""), ("endnote", "e")):
        root = _part(archive, targets, f"{kind}s")
        if root is None:
            continue
        known = {value(note, "id"): note for note in children(root, kind)}
        number = 0
        for one in references:
            if one.kind == kind and one.id in known:
                number += not one.mark
                yield f"[^{_mark(one, f'{prefix}{number}')}]: {_in_one_line(reader, known[one.id])}"


def _mark(reference: Reference, number: str) -> str:
    return reference.mark.replace("]", "") or number


def _in_one_line(reader: WordText, note: etree._Element) -> str:
    return " ".join(" ".join(reader.lines(note)).split())


def _symbol_of_headers(archive: Archive, targets: Sequence[_Target], lines: Sequence[str]) -> str:
    """The one symbol that the page headers name, if the top of the text names none and has no resolution's heading."""
    top = [line.strip() for block in lines for line in block.split("\n") if line.strip()][:_TOP]
    named = any(len(line) <= _LONGEST_NAMING and pattern.search(line) for pattern in _SYMBOLS for line in top)
    if named or any(markers.RESOLUTION_TITLE.fullmatch(line) for line in top):
        return ""
    headers = [one.part for one in targets if one.kind == "header" and one.part in archive][:_MOST_HEADERS]
    text = "\n".join(line for part in headers for line in WordText(numbering(None, None)).lines(archive.xml(part)))
    found = {re.sub(r"\s+", " ", match[0]) for pattern in _SYMBOLS for match in pattern.finditer(text)}
    return found.pop() if len(found) == 1 else ""


def _doubts(reader: WordText, symbol: str) -> Iterator[Problem]:
    tally: Tally = reader.tally
    if symbol:
        yield problem("symbol_from_header", None, symbol=symbol)
    if tally.inserted or tally.deleted:
        yield problem("changes_accepted", None, inserted=tally.inserted, deleted=tally.deleted)
    if tally.hidden:
        yield problem("hidden_left_out", None)
    if tally.unread:
        yield problem("embedded_left_out", None)
    if tally.numbers_lost or reader.numbering.unknown_forms:
        yield problem("numbers_unsure", None)
