"""The way of a document, from text to labels. Each step is a module of its own:

readers -> clean -> structure -> acts -> classify -> subjects, references, deadlines -> ParsedDocument

A text in another language goes from `clean` to `translations`: it is split, and nothing in it is labelled.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import partial

from ingest import meeting, resolution, translations
from ingest.characters import script
from ingest.clean import clean
from ingest.heading import Identity, identify, with_given
from ingest.lexicon import Lexicon
from ingest.problems import Refusal
from ingest.records import ParsedDocument


def parse(
    text: str,
    *,
    lexicon: Lexicon,
    symbol: str | None = None,
    name: str = "document",
    adopted_on: date | None = None,
    meeting: str | None = None,
) -> ParsedDocument:
    """Read a document of the Security Council.

    `text` is the text of the file, `name` the file's name for messages; `symbol`, `adopted_on` and `meeting` are given where the person who sends
    the file knows them, and go before what the text says. Raises Unreadable, with one sentence that says what is wrong, where the text is no such
    document; what is only doubtful becomes a problem of the result.
    """
    lines = clean(text)
    known = partial(with_given, adopted_on=adopted_on, meeting=meeting)
    language = translations.language_of(text)
    try:
        if language in translations.LANGUAGES:
            return translations.read(lines, language=language, symbol=symbol, lexicon=lexicon, known=known)
        identity = identify(lines, symbol=symbol)
        if identity is None:
            raise Refusal("no_document")
        document = _READ[identity.kind](lines, known(identity), lexicon)
    except Refusal as error:
        raise error.of(name) from error
    return replace(document, script=script(text))


_READ = {
    "resolution": resolution.read,
    "presidential_statement": resolution.read_statement,
    "meeting_record": meeting.read,
}


__all__ = ["Identity", "parse"]
