"""What a document in another language is: its kind, symbol, title, day and meeting, from its heading.

Resolution 2370 (2017)
Adopted by the Security Council at its 8017th meeting, on 2 August 2017
"""

from __future__ import annotations

from collections.abc import Sequence

from ingest import markers
from ingest.clean import Line
from ingest.heading import Identity, chosen
from ingest.problems import Refusal, problem
from ingest.translations.layouts import Layout

TOP = 60  # lines in which a heading stands
COVER_TOP = 20  # lines in which the symbol of a record stands on its cover page
LONGEST_SYMBOL_LINE = 60
LONGEST_TITLE = 90  # characters of a line that is the title and not a sentence about it


def identify(lines: Sequence[Line], layout: Layout, *, symbol: str | None) -> Identity | None:
    """Say what the document is; None where nothing shows that it is one of the Council's. A symbol given goes before one that is found.

    Raises Refusal for the record of a meeting, which is read in Chinese alone, and where the symbol given is that of another kind of document.
    """
    if _is_record(lines, layout) or (symbol or "").strip().upper().startswith("S/PV"):
        raise Refusal("record_in_other_language", language=layout.language)
    return chosen((_resolution(lines, layout), _statement(lines, layout)), symbol=symbol)


def _is_record(lines: Sequence[Line], layout: Layout) -> bool:
    top = [line for line in lines[:COVER_TOP] if len(line.text) <= LONGEST_SYMBOL_LINE]
    named = any(markers.RECORD_SYMBOL.search(line.text) for line in top)
    return named or any(layout.record.match(line.text) for line in lines[:TOP])


def _resolution(lines: Sequence[Line], layout: Layout) -> Identity | None:
    heading = _heading(lines, layout)
    if heading is None:
        return None
    titles = [found for line in heading if len(line.text) <= LONGEST_TITLE and (found := layout.title.fullmatch(line.text))]
    adopted = next((i for i, line in enumerate(heading) if layout.adopted.search(line.text)), None)
    if not titles:
        symbol = next((found for line in heading if (found := markers.RESOLUTION_SYMBOL.search(line.text))), None)
        if symbol is None:
            return None
        number, year = symbol.groups()
    else:
        before = [found for line in heading[: adopted + 1] if (found := layout.title.fullmatch(line.text))] if adopted is not None else []
        number, year = (before or titles)[-1 if before else 0].groups()
    said = " ".join(line.text for line in heading[adopted or 0 :])
    day = layout.date_in(said)
    problems = () if day else (problem("adoption_date_missing", heading[-1].number if heading else None),)
    title = titles[0][0].strip("#*,،. ") if titles else f"S/RES/{number} ({year})"
    return Identity("resolution", f"S/RES/{number} ({year})", title, day, layout.meeting_in(said), problems)


def _statement(lines: Sequence[Line], layout: Layout) -> Identity | None:
    top = lines[:TOP]
    named = next((i for i, line in enumerate(top) if layout.statement.match(line.text)), None)
    if named is None:
        return None
    found = next((m for line in top if (m := markers.STATEMENT_SYMBOL.search(line.text))), None)
    symbol = f"S/PRST/{found[1]}/{found[2]}" if found else None
    said = " ".join(line.text for line in top[named:])
    day = layout.date_in(said) or layout.date_in(" ".join(line.text for line in top))
    problems = () if day else (problem("adoption_date_missing", top[named].number),)
    return Identity("presidential_statement", symbol, top[named].text.strip("#* "), day, layout.meeting_in(said), problems)


def _heading(lines: Sequence[Line], layout: Layout) -> Sequence[Line] | None:
    """The lines before “The Security Council,” or the first numbered paragraph; None where neither follows."""
    opened = next((i for i, line in enumerate(lines[:TOP]) if _opens_preamble(line, layout)), None)
    numbered = next((i for i, line in enumerate(lines[:TOP]) if (m := layout.marker(line.text)) and m.family == "number" and m.value == 1), None)
    ends = opened if opened is not None else numbered
    return None if ends is None else lines[:ends]


def _opens_preamble(line: Line, layout: Layout) -> bool:
    found = layout.opening.match(line.text)
    return found is not None and any(comma in found[0] for comma in (",", "،"))
