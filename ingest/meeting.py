"""Read a meeting record. For now its text is kept as one body; its speeches are not split."""

from __future__ import annotations

from collections.abc import Sequence

from ingest.clean import Line
from ingest.heading import Identity
from ingest.lexicon import Lexicon
from ingest.markers import is_furniture
from ingest.records import ParsedDocument
from ingest.structure import glue


def read(lines: Sequence[Line], identity: Identity, lexicon: Lexicon) -> ParsedDocument:
    """The record as text, its hard-wrapped lines joined."""
    body = ""
    for line in lines:
        if is_furniture(line.text):
            continue
        ended = body.endswith(("。", "：", "；", "”")) or (line.indent > 0 and body.endswith("。"))
        body += ("\n" if ended or not body else glue(body, line.text)) + line.text
    return ParsedDocument(
        kind="meeting_record",
        symbol=identity.symbol,
        title=identity.title,
        language=lexicon.language,
        adopted_on=identity.date,
        meeting=identity.meeting,
        lexicon_version=lexicon.version,
        problems=identity.problems,
        body=body.strip(),
        pieces=tuple(line.text for line in lines),
    )
