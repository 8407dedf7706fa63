"""Read a meeting record. For now its text is kept as one body; its speeches are not split."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.clean import Line
from ingest.folding import fold
from ingest.heading import Identity
from ingest.lexicon import Lexicon
from ingest.markers import is_furniture
from ingest.records import ParsedDocument
from ingest.structure import glue

_ADOPTED = re.compile(r"决议草案[^。；]{0,20}通过[^。；]{0,6}成为第(\d{1,4})\((\d{4})\)号决议")


def adopted(body: str) -> tuple[str, ...]:
    """The resolutions that the President says were adopted: 决议草案获得一致通过，成为第9004(2032)号决议."""
    return tuple(dict.fromkeys(f"S/RES/{number} ({year})" for number, year in _ADOPTED.findall(fold(body).text)))


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
        adopts=adopted(body),
        pieces=tuple(line.text for line in lines),
    )
