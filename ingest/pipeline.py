"""The way of a document, from text to labels. Each step is a module of its own:

readers -> clean -> structure -> acts -> classify -> subjects, references, deadlines -> ParsedDocument
"""

from __future__ import annotations

from dataclasses import replace

from ingest import meeting, resolution
from ingest.characters import script
from ingest.clean import clean
from ingest.heading import Identity, identify
from ingest.lexicon import Lexicon
from ingest.problems import Refusal
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
            raise Refusal("no_document")
        document = _READ[identity.kind](lines, identity, lexicon)
    except Refusal as error:
        raise error.of(name) from error
    return replace(document, script=script(text))


_READ = {
    "resolution": resolution.read,
    "presidential_statement": resolution.read_statement,
    "meeting_record": meeting.read,
}


__all__ = ["Identity", "parse"]
