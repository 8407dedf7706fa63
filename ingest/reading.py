"""From the bytes of a file to what it says, in one step: read it, parse it, and put what the reader doubted before what the parser doubts."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from ingest.clean import normalise_line_ends
from ingest.lexicon import Lexicon
from ingest.pipeline import parse
from ingest.readers import extract
from ingest.records import ParsedDocument


@dataclass(frozen=True, slots=True)
class Reading:
    """A document as it was read from a file: what it says, what the file is, and for each page the first line of the text that begins on it.

    `pages` is empty where files of this form know no pages. A page on which no line begins has the line that begins after it.
    """

    document: ParsedDocument
    media_type: str
    pages: tuple[int, ...] = ()


def read_and_parse(
    content: bytes, *, name: str, symbol: str | None, lexicon: Lexicon, adopted_on: date | None = None, meeting: str | None = None
) -> Reading:
    """What a file says, read in this process; for files that are not trusted there is `ingest.sandbox`. Raises Unreadable."""
    extracted = extract(content, name=name)
    document = parse(extracted.text, lexicon=lexicon, symbol=symbol, name=name, adopted_on=adopted_on, meeting=meeting)
    pages = first_lines(extracted.text, extracted.pages)
    return Reading(replace(document, problems=(*extracted.notes, *document.problems)), extracted.media_type, pages)


def first_lines(text: str, pages: Sequence[int]) -> tuple[int, ...]:
    """The 1-based line of a text that begins on each page first; `pages` are the characters at which pages begin."""
    starts = [0]
    for line in normalise_line_ends(text).split("\n") if pages else ():
        starts.append(starts[-1] + len(line) + 1)
    return tuple(bisect_left(starts, page) + 1 for page in pages)


def page_of(line: int, pages: Sequence[int]) -> int | None:
    """The 1-based page on which a line begins; None where the file knows no pages."""
    return bisect_right(pages, line) or None
