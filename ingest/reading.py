"""From the bytes of a file to what it says, in one step: read it, parse it, and put what the reader doubted before what the parser doubts."""

from __future__ import annotations

from dataclasses import dataclass, replace

from ingest.lexicon import Lexicon
from ingest.pipeline import parse
from ingest.readers import extract
from ingest.records import ParsedDocument


@dataclass(frozen=True, slots=True)
class Reading:
    """A document as it was read from a file: what it says, what the file is, and the characters of its text at which pages begin."""

    document: ParsedDocument
    media_type: str
    pages: tuple[int, ...] = ()


def read_and_parse(content: bytes, *, name: str, symbol: str | None, lexicon: Lexicon) -> Reading:
    """What a file says, read in this process; for files that are not trusted there is `ingest.sandbox`. Raises Unreadable."""
    extracted = extract(content, name=name)
    document = parse(extracted.text, lexicon=lexicon, symbol=symbol, name=name)
    return Reading(replace(document, problems=(*extracted.notes, *document.problems)), extracted.media_type, extracted.pages)
