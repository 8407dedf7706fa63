"""What a meeting record lacks on its own page and the register knows."""

from __future__ import annotations

from dataclasses import replace

from ingest import ParsedDocument
from obligations.models import Document


def identify(parsed: ParsedDocument) -> ParsedDocument:
    """A record without a cover page is that of the meeting at which the resolution it says was adopted was adopted, if that is known.

    Returns the record with symbol and date, or unchanged where nothing is known or more than one meeting would fit.
    """
    if parsed.kind != "meeting_record" or parsed.symbol or not parsed.adopts:
        return parsed
    known = Document.objects.filter(symbol__in=parsed.adopts).exclude(meeting="").values_list("meeting", "adopted_on").distinct()
    if len(known) != 1:
        return parsed
    meeting, held = known[0]
    return replace(parsed, symbol=meeting, title=meeting, meeting=meeting, adopted_on=parsed.adopted_on or held)
