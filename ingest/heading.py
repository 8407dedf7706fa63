"""What a document is, and its official data: kind, symbol, title, date of adoption, meeting."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from ingest import markers, title
from ingest.clean import Line
from ingest.folding import fold
from ingest.problems import Refusal, problem
from ingest.records import DocumentKind, Problem

TOP = 60  # lines in which a heading stands
COVER_TOP = 20  # lines in which the symbol of a record stands on its cover page
LONGEST_SYMBOL_LINE = 60  # characters of a line that gives the symbol and not a sentence about it
FIRST_SPEECH = 400  # lines in which the first speech of a record begins
_SPOKEN = re.compile(r"[^，。；：？！]{1,30}\([以用][^()]{1,8}[语文话]发言[^()]*\)：?")  # 奎斯特女士(以英语发言)：


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
    """Say what the document is; None where nothing shows that it is one of the Council's. A symbol given goes before one that is found.

    Raises Refusal where the symbol given is that of another kind of document.
    """
    given = canonical_symbol(symbol) if symbol else None
    readings = (_record, _statement, _resolution) if _surely_record(lines) else (_resolution, _statement, _record)
    if found := chosen((reading(lines) for reading in readings), symbol=symbol):
        return found
    if given and given.startswith("S/PV") and lines:
        return Identity("meeting_record", given, given, None, given)
    return None


def chosen(readings: Iterable[Identity | None], *, symbol: str | None) -> Identity | None:
    """The first of some readings that fits the symbol given; None where there is none. Raises Refusal where there are others alone."""
    given = canonical_symbol(symbol) if symbol else None
    other: Identity | None = None
    for found in readings:
        if found and _fits(found.kind, given):
            return _settle(found, given)
        other = other or found
    if given and other:
        raise _contradiction(given, other)
    return None


def with_given(identity: Identity, *, adopted_on: date | None, meeting: str | None) -> Identity:
    """The identity with the day and the meeting that whoever sent the file knows; they go before what the text says, and differences are problems.

    A record is that of its own meeting, so there only the day counts.
    """
    problems = list(identity.problems)
    if adopted_on:
        problems = [one for one in problems if one.code != "adoption_date_missing"]
        if identity.date and identity.date != adopted_on:
            problems.append(problem("date_differs", None, given=adopted_on.isoformat(), found=identity.date.isoformat()))
    own = meeting if meeting and identity.kind != "meeting_record" else None
    if own and identity.meeting and own != identity.meeting:
        problems.append(problem("meeting_differs", None, given=own, found=identity.meeting))
    return replace(identity, date=adopted_on or identity.date, meeting=own or identity.meeting, problems=tuple(problems))


def _fits(kind: DocumentKind, given: str | None) -> bool:
    prefix = {"resolution": "S/RES", "presidential_statement": "S/PRST", "meeting_record": "S/PV"}[kind]
    return given is None or given.startswith(prefix)


def _contradiction(given: str, found: Identity) -> Refusal:
    if found.symbol:
        return Refusal("other_document", given=given, kind=found.kind, found=found.symbol)
    return Refusal("other_kind", given=given, kind=found.kind)


def _settle(found: Identity, given: str | None) -> Identity:
    problems = list(found.problems)
    if given and found.symbol and given != found.symbol:
        problems.append(problem("symbol_differs", None, given=given, found=found.symbol))
    meeting = given if found.kind == "meeting_record" and given else found.meeting
    return Identity(found.kind, given or found.symbol, found.title, found.date, meeting, tuple(problems))


def _resolution(lines: Sequence[Line]) -> Identity | None:
    found = title.find(lines)
    if found is None:
        return None
    problems = found.problems
    if found.symbol is None:
        problems = (*problems, problem("year_missing", found.line))
    return Identity("resolution", found.symbol, found.text, found.adopted_on, found.meeting, problems)


def _statement(lines: Sequence[Line]) -> Identity | None:
    symbol = _symbol(lines, markers.STATEMENT_SYMBOL, "S/PRST/{0}/{1}")
    named = next((line for line in lines[:TOP] if markers.STATEMENT_TITLE.match(line.text)), None)
    if named is None:
        return None
    top = "".join(line.text for line in lines[:TOP])
    return Identity("presidential_statement", symbol, fold(named.text).words().lstrip("#"), markers.date_in(top), markers.meeting_in(top))


def _record(lines: Sequence[Line]) -> Identity | None:
    """A record by its cover page (联合国 S/PV.9901), or by a heading of a speech: 主席（以英语发言）：, 海厄达尔女士（挪威）（以英语发言）："""
    symbol = _symbol([line for line in lines[:COVER_TOP] if len(line.text) <= LONGEST_SYMBOL_LINE], markers.RECORD_SYMBOL, "S/PV.{0}")
    if symbol is None and not _speaks(lines[:FIRST_SPEECH], _SPOKEN) and not _speaks(lines[:FIRST_SPEECH], markers.CHAIR_SPEAKS):
        return None
    held = markers.date_in(fold("".join(line.text for line in lines[:TOP])).text) if symbol else None
    return Identity("meeting_record", symbol, symbol or "", held, symbol)


def _surely_record(lines: Sequence[Line]) -> bool:
    """A symbol of a record at the top, or a heading that names a language: no resolution and no statement has them."""
    top = [line for line in lines[:COVER_TOP] if len(line.text) <= LONGEST_SYMBOL_LINE]
    return _symbol(top, markers.RECORD_SYMBOL, "S/PV.{0}") is not None or _speaks(lines[:TOP], _SPOKEN)


def _speaks(lines: Sequence[Line], pattern: re.Pattern[str]) -> bool:
    return any(pattern.match(fold(line.text).text) for line in lines)


def _symbol(lines: Sequence[Line], pattern: re.Pattern[str], form: str) -> str | None:
    found = next((m for line in lines[:TOP] if (m := pattern.search(line.text))), None)
    return form.format(*found.groups()) if found else None
