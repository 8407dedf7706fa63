"""The way of a document, from text to labels. Each step is a module of its own:

readers -> clean -> structure -> acts -> classify -> subjects, references, deadlines -> ParsedDocument
"""

from __future__ import annotations

from ingest import meeting, resolution
from ingest.clean import clean
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
    try:
        identity = identify(lines, symbol=symbol)
        if identity is None:
            raise Unreadable(NO_DOCUMENT)
        return _READ[identity.kind](lines, identity, lexicon)
    except Unreadable as error:
        raise Unreadable(f"{name}: {error}") from error


NO_DOCUMENT = (
    "this is no resolution, presidential statement or meeting record of the Security Council in Chinese (no heading such as "
    "第2370(2017)号决议 and no speech was found). Check that the file is the right one, or give its symbol."
)
_READ = {
    "resolution": resolution.read,
    "presidential_statement": resolution.read_statement,
    "meeting_record": meeting.read,
}


__all__ = ["Identity", "parse"]
