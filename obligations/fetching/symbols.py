"""The symbol that somebody means, however it is typed.

    S/RES/2370(2017) · s/res/2370 (2017) · 第2370（2017）号决议 · 2370 (2017) · resolution 2370 (2017)     S/RES/2370 (2017)
    S/PV.8017 · pv 8017 · 第8017次会议 · S/PV.8017 (Resumption 1)                                          S/PV.8017, S/PV.8017 (Resumption1)
    S/PRST/2015/25 · prst/2015/25                                                                       S/PRST/2015/25
    https://docs.un.org/zh/S/RES/2370(2017) · https://undocs.org/S/PV.8017                              the symbol in it
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import unquote

from ingest.heading import canonical_symbol
from obligations.fetching.failures import NotFetched

LANGUAGES = ("zh", "en", "fr", "es", "ru", "ar")
LONGEST = 300  # characters of what is typed; an address of a symbol has under 150
QUOTED = 60  # of what was typed, in a message
FIRST_YEAR, LAST_YEAR = 1946, 2099

_BRACKETS = str.maketrans("〔〕[]【】", "()()()")
_IN_ADDRESS = re.compile(r"https?://[^/?#]+/(?:(?:zh|en|fr|es|ru|ar)/)?(?:[^?#]*\?(?:[^#]*&)?(?:s|ds|symbol)=)?([^?#&]+)", re.IGNORECASE)
_COUNCIL = r"(?:联合国|聯合國)?(?:安全理事会|安全理事會|安理会|安理會)?"
_NUMBER = r"(\d{1,4})(?:\((\d{4})\))?"
_RESOLUTION = (
    re.compile(rf"(?:S/)?RES/{_NUMBER}", re.IGNORECASE | re.ASCII),
    re.compile(rf"{_COUNCIL}第{_NUMBER}(?:号|號)(?:决议|決議)?", re.ASCII),
    re.compile(rf"{_COUNCIL}(?:决议|決議)?第?(\d{{1,4}})\((\d{{4}})\)(?:号|號)?(?:决议|決議)?", re.ASCII),
    re.compile(rf"(?:UN)?(?:SecurityCouncil|SC)?(?:resolution|res\.?|R){_NUMBER}", re.IGNORECASE | re.ASCII),
)
_STATEMENT = re.compile(r"(?:S/)?PRST/(\d{4})/(\d{1,3})", re.IGNORECASE | re.ASCII)
_RECORD = (
    re.compile(r"(?:S/)?PV[./]?(\d{1,5})(?:\((Resumption|Part)(\d{1,2}|[IVX]{1,4})?\))?", re.IGNORECASE | re.ASCII),
    re.compile(rf"{_COUNCIL}第(\d{{1,5}})次(?:会议|會議)(?:记录|紀錄|記錄)?", re.ASCII),
)


@dataclass(frozen=True, slots=True)
class Symbol:
    """A symbol as it stands in this service (`S/RES/2370 (2017)`), and as addresses have it (`S/RES/2370(2017)`)."""

    canonical: str

    @property
    def printed(self) -> str:
        """Without white space."""
        return self.canonical.replace(" ", "")

    @property
    def stem(self) -> str:
        """A name for its file: S-RES-2370-2017, S-PV-8017."""
        return re.sub(r"[^A-Za-z0-9]+", "-", self.canonical).strip("-")

    def __str__(self) -> str:
        return self.canonical


def symbol_of(typed: str, *, year_of: Callable[[int], int | None] = lambda number: None) -> Symbol:
    """The symbol meant by what was typed; `year_of` gives the year of a resolution that is named without it, where that is known.

    Raises NotFetched: `unknown_symbol` for any other form, `year_missing` where the year is not known.
    """
    bare = _bare(typed)
    for pattern in _RESOLUTION:
        if found := pattern.fullmatch(bare):
            return _resolution(typed, int(found[1]), int(found[2]) if found[2] else None, year_of)
    if (found := _STATEMENT.fullmatch(bare)) and _is_year(int(found[1])) and int(found[2]):
        return Symbol(f"S/PRST/{found[1]}/{int(found[2])}")
    for pattern in _RECORD:
        if (found := pattern.fullmatch(bare)) and int(found[1]):
            part = f"({found[2]}{found[3] or ''})" if pattern.groups > 1 and found[2] else ""
            return Symbol(canonical_symbol(f"S/PV.{int(found[1])}{part}"))
    raise _unknown(typed)


def language_of(typed: str) -> str:
    """The language of a code. Raises NotFetched: any other would be answered with English text, and nobody would notice."""
    code = typed.strip().lower()
    if code not in LANGUAGES:
        raise NotFetched("unknown_language", typed=_quoted(typed))
    return code


def _bare(typed: str) -> str:
    """In one width, without white space; of an address the part that names the document."""
    if len(typed) > LONGEST:
        raise _unknown(typed)
    text = re.sub(r"\s+", "", unicodedata.normalize("NFKC", typed))
    if found := _IN_ADDRESS.match(text):
        text = re.sub(r"\s+", "", unicodedata.normalize("NFKC", unquote(found[1])))
    return text.translate(_BRACKETS).strip("。.,;，；\"'“”《》")


def _resolution(typed: str, number: int, year: int | None, year_of: Callable[[int], int | None]) -> Symbol:
    if not number or (year is not None and not _is_year(year)):
        raise _unknown(typed)
    year = year or year_of(number)
    if year is None:
        raise NotFetched("year_missing", symbol=f"S/RES/{number}")
    return Symbol(f"S/RES/{number} ({year})")


def _is_year(year: int) -> bool:
    return FIRST_YEAR <= year <= LAST_YEAR


def _unknown(typed: str) -> NotFetched:
    return NotFetched("unknown_symbol", typed=_quoted(typed))


def _quoted(typed: str) -> str:
    seen = " ".join("".join(char if char.isprintable() else " " for char in typed).split())
    return seen[:QUOTED] + ("…" if len(seen) > QUOTED else "")
