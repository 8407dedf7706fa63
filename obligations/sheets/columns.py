"""The columns of the spreadsheet: those that say which cell a row is, which are locked, and those that are filled in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

CHINESE, ENGLISH = "zh-hans", "en"


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its code, which never changes, its name, what to write in it, and its width in characters."""

    code: str
    name: Any
    explanation: Any
    width: int
    locked: bool = False
    wraps: bool = True
    is_day: bool = False

    @property
    def header(self) -> str:
        """What stands in the first row: `status 状态`."""
        with override(CHINESE):
            return f"{self.code} {self.name}"


FROM_HERE = _("Do not change it.")
COLUMNS = (
    Column("obligation", _("obligation"), _("The key of the obligation. Do not change it."), 22, locked=True),
    Column("state", _("State"), _("The code of the State or body (ISO 3166-1 alpha-3). Do not change it."), 8, locked=True, wraps=False),
    Column("name_zh", _("name in Chinese"), FROM_HERE, 14, locked=True),
    Column("name_en", _("name in English"), FROM_HERE, 20, locked=True),
    Column("force_zh", _("force in Chinese"), _("What the verb of the act does; no legal effect is implied. Do not change it."), 10, locked=True),
    Column("force_en", _("force in English"), FROM_HERE, 13, locked=True),
    Column("act", _("act as written"), _("The words of the text. Do not change them."), 48, locked=True),
    Column("applicability", _("applicability"), _("Whether the obligation concerns this State, as a code. Do not change it."), 15, locked=True),
    Column(
        "based_on",
        _("version it is based on"),
        _("The approved version that this row shows; empty where there is none. Do not change it."),
        9,
        locked=True,
    ),
    Column(
        "check", _("check"), _("A sum over the locked columns, by which a changed one is noticed. Do not change it."), 15, locked=True, wraps=False
    ),
    Column("status", _("status"), _("A code of the sheet “codes”, or its label in Chinese or English."), 18),
    Column("summary", _("summary"), _("What was seen, in one or two sentences."), 48),
    Column("details", _("details"), _("Whatever else is worth knowing."), 40),
    Column("sources", _("sources consulted"), _("Needed where no source is given as evidence."), 30),
    Column("evidence", _("evidence"), _("The keys of pieces of evidence that are recorded here, one in a line."), 18),
    Column("place", _("place in the evidence"), _("Page, paragraph or article: one in a line, in the order of the evidence."), 22),
    Column("as_of", _("as of"), _("The day on which this was true, as 2032-04-30."), 13, wraps=False, is_day=True),
    Column(
        "review_after",
        _("review after"),
        _("The day after which it should be looked at again, as 2032-04-30, or empty."),
        13,
        wraps=False,
        is_day=True,
    ),
)
BY_CODE = {column.code: column for column in COLUMNS}
LOCKED = tuple(column.code for column in COLUMNS if column.locked)
EDITABLE = tuple(column.code for column in COLUMNS if not column.locked)
TEXTS = ("summary", "details", "sources")
SUMMED = tuple(code for code in LOCKED if code != "check")


def names_of(codes: Sequence[str]) -> str:
    """Columns as a person reads them in the first row: `status, summary`."""
    return ", ".join(codes)
