"""What a document is, and its official data: kind, symbol, title, date of adoption, meeting."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from ingest import markers, title
from ingest.clean import Line
from ingest.folding import fold
from ingest.records import DocumentKind, Problem

TOP = 60  # lines in which a heading stands


@dataclass(frozen=True, slots=True)
class Identity:
    """What the first lines, and whoever sent the file, say about a document."""

    kind: DocumentKind
    symbol: str | None
    title: str
    date: date | None
    meeting: str | None
    problems: tuple[Problem, ...] = ()


def canonical_symbol(symbol: str) -> str:
    """`S/RES/2370(2017)` and `s/res/2370 (2017)` are `S/RES/2370 (2017)`; other symbols lose white space only."""
    bare = re.sub(r"\s+", "", symbol)
    found = re.fullmatch(r"S/RES/(\d{1,4})\((\d{4})\)", bare, re.IGNORECASE)
    if found:
        return f"S/RES/{found[1]} ({found[2]})"
    return bare.upper().replace("(RESUMPTION", " (Resumption")


def identify(lines: Sequence[Line], *, symbol: str | None) -> Identity | None:
    """Say what the document is; None where nothing shows that it is one of the Council's. A symbol given goes before one that is found."""
    given = canonical_symbol(symbol) if symbol else None
    for found in (_resolution(lines), _statement(lines), _record(lines)):
        if found and _fits(found.kind, given):
            return _settle(found, given)
    if given and given.startswith("S/PV") and lines and not _resolution(lines):
        return Identity("meeting_record", given, given, None, given)
    return None


def _fits(kind: DocumentKind, given: str | None) -> bool:
    prefix = {"resolution": "S/RES", "presidential_statement": "S/PRST", "meeting_record": "S/PV"}[kind]
    return given is None or given.startswith(prefix)


def _settle(found: Identity, given: str | None) -> Identity:
    problems = list(found.problems)
    if given and found.symbol and given != found.symbol:
        problems.append(
            Problem(
                None, f"the symbol given is {given}, the text says {found.symbol}", "The one given is used; check that the file is the right one."
            )
        )
    meeting = given if found.kind == "meeting_record" and given else found.meeting
    return Identity(found.kind, given or found.symbol, found.title, found.date, meeting, tuple(problems))


def _resolution(lines: Sequence[Line]) -> Identity | None:
    found = title.find(lines)
    if found is None:
        return None
    problems = found.problems
    if found.symbol is None:
        problems = (*problems, Problem(found.line, "the heading does not say the year of the resolution", "Give the symbol (S/RES/1373 (2001))."))
    return Identity("resolution", found.symbol, found.text, found.adopted_on, found.meeting, problems)


def _statement(lines: Sequence[Line]) -> Identity | None:
    symbol = _symbol(lines, markers.STATEMENT_SYMBOL, "S/PRST/{0}/{1}")
    named = next((line for line in lines[:TOP] if markers.STATEMENT_TITLE.match(line.text)), None)
    if named is None:
        return None
    top = "".join(line.text for line in lines[:TOP])
    return Identity("presidential_statement", symbol, fold(named.text).text.lstrip("#"), markers.date_in(top), markers.meeting_in(top))


def _record(lines: Sequence[Line]) -> Identity | None:
    text = "\n".join(line.text for line in lines[:400])
    cover = any(markers.RECORD_SYMBOL.match(line.text) for line in lines[:20])
    if not cover and not markers.CHAIR_SPEAKS.search(text):
        return None
    symbol = _symbol(lines[:20], markers.RECORD_SYMBOL, "S/PV.{0}") if cover else None
    held = markers.date_in("".join(line.text for line in lines[:TOP])) if cover else None
    problems = (
        () if cover else (Problem(None, "the record has no cover page, so its symbol and date are not in the text", "Give the symbol (S/PV.…)."),)
    )
    return Identity("meeting_record", symbol, symbol or "", held, symbol, problems)


def _symbol(lines: Sequence[Line], pattern: re.Pattern[str], form: str) -> str | None:
    found = next((m for line in lines[:TOP] if (m := pattern.search(line.text))), None)
    return form.format(*found.groups()) if found else None
