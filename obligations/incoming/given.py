"""What the person who sends a document says of it: symbol, day of adoption, meeting. Each goes before what the text says."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from ingest.heading import canonical_symbol

FIRST_DAY = date(1946, 1, 17)  # the Council's first meeting
FIELDS = ("symbol", "adopted_on", "meeting")
_YEAR = r"(?:19[4-9]\d|2\d{3})"
_SYMBOL = re.compile(
    rf"S/RES/[1-9]\d{{0,3}} \({_YEAR}\)|S/PRST/{_YEAR}/[1-9]\d{{0,3}}|S/PV\.[1-9]\d{{0,4}}(?: ?\(Resumption ?\d{{1,2}}\)|\(PARTI{{1,3}}\))?"
)
_MEETING = re.compile(r"(?:S/PV\.|第)?([1-9]\d{0,4})(?:次会议|次會議)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Given:
    """What was given; empty where the text is to say it."""

    symbol: str = ""
    adopted_on: date | None = None
    meeting: str = ""

    @property
    def said(self) -> dict[str, str]:
        """What was given and is not empty, as it is signed and logged."""
        return {name: str(value) for name, value in asdict(self).items() if value}


def given(typed: Mapping[str, str]) -> Given:
    """What was typed into the fields `symbol`, `adopted_on` (an ISO date) and `meeting`, checked and in one form: 8018 is S/PV.8018.

    Raises ValidationError with a sentence for each field that is wrong, by its name.
    """
    said: dict[str, Any] = {}
    wrong: dict[str, str] = {}
    for name, check in CHECKS.items():
        text = " ".join(typed.get(name, "").replace("\x00", "").split())
        try:
            said |= {name: check(text)} if text else {}
        except ValueError as error:
            wrong[name] = str(error)
    if wrong:
        raise ValidationError(wrong)
    return Given(**said)


def _symbol(text: str) -> str:
    symbol = canonical_symbol(text)
    if not _SYMBOL.fullmatch(symbol):
        shown = {"typed": text[:60]}
        raise ValueError(_("“%(typed)s” is no symbol of the Council. Write it like S/RES/2370 (2017), S/PRST/2018/1 or S/PV.8017.") % shown)
    return symbol


def _adopted_on(text: str) -> date:
    try:
        day = date.fromisoformat(text) if re.fullmatch(r"\d{4}-\d\d-\d\d", text) else None
    except ValueError:
        day = None
    if day is None:
        raise ValueError(_("“%(typed)s” is no date. Write it like 2017-08-02.") % {"typed": text[:60]})
    if day < FIRST_DAY:
        raise ValueError(_("The Council first met on 17 January 1946. Check the date."))
    return day


def _meeting(text: str) -> str:
    found = _MEETING.fullmatch(text.replace(" ", ""))
    if not found:
        raise ValueError(_("“%(typed)s” is no meeting of the Council. Write its number, like 8017 or S/PV.8017.") % {"typed": text[:60]})
    return f"S/PV.{found[1]}"


CHECKS: Mapping[str, Callable[[str], str | date]] = {"symbol": _symbol, "adopted_on": _adopted_on, "meeting": _meeting}
