"""The way of a document, from text to labels. Each step is a module of its own:

readers -> clean -> structure -> acts -> classify -> subjects, references, deadlines -> ParsedDocument
"""

from __future__ import annotations

from collections.abc import Sequence

from ingest import meeting, resolution
from ingest.clean import Line, clean
from ingest.heading import Identity, identify
from ingest.lexicon import Lexicon
from ingest.readers.text import Unreadable
from ingest.records import ParsedDocument


def parse(text: str, *, lexicon: Lexicon, symbol: str | None = None, name: str = "document") -> ParsedDocument:
    """Read a document of the Security Council.

    `text` is the text of the file, `symbol` the official symbol where the person who sends the file knows it, `name` the file's name for
    messages. Raises Unreadable, with one sentence that says what is wrong, where the text is no such document; what is only doubtful
    becomes a problem of the result.
    """
    lines = clean(text)
    identity = identify(lines, symbol=symbol)
    if identity is None:
        raise Unreadable(_why_none(lines, symbol, name))
    return _READ[identity.kind](lines, identity, lexicon)


_READ = {
    "resolution": resolution.read,
    "presidential_statement": resolution.read_statement,
    "meeting_record": meeting.read,
}


def _why_none(lines: Sequence[Line], symbol: str | None, name: str) -> str:
    """One sentence: the text is another kind of document than the symbol says, or none at all."""
    line = lines[0].number if lines else 1
    other = identify(lines, symbol=None) if symbol else None
    if other:
        is_a = f"{name}, line {line}: the text is a {other.kind.replace('_', ' ')}{f' ({other.symbol})' if other.symbol else ''}"
        return f"{is_a}, which {symbol} does not name. Check the symbol and the file."
    return (
        f"{name}, line {line}: this is no resolution, presidential statement or meeting record of the Security Council in Chinese "
        "(no heading such as 第2370(2017)号决议 and no speech was found). Check that the file is the right one, or give its symbol."
    )


__all__ = ["Identity", "parse"]
