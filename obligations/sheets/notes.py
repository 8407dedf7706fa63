"""What an exported file says of itself, in Chinese and English: the day, who made it, which rows, how to fill it in, and what a status is not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _
from django.utils.translation import override

from obligations.api.notices import notices
from obligations.choices import STATUS_DEFINITIONS, Applicability, Force, Status
from obligations.sheets.columns import CHINESE, COLUMNS, ENGLISH, Column

LANGUAGES = (CHINESE, ENGLISH)


@dataclass(frozen=True, slots=True)
class About:
    """Of an export: the day whose end it shows, when it was made and by whom, the filter as a sentence by language, how many rows."""

    on: date
    at: datetime
    by: str
    chosen: Mapping[str, str]
    rows: int

    def pairs(self) -> list[tuple[str, str]]:
        """Everything it says, a line in Chinese and the same in English."""
        said = []
        for language in LANGUAGES:
            with override(language):
                said.append([*self._facts(language), *notices(), *_rules()])
        return list(zip(*said, strict=True))

    def short(self) -> list[str]:
        """What goes with a CSV file, below its rows: the facts and the notices in both languages."""
        return [line for pair in self.pairs()[:6] for line in pair]

    def _facts(self, language: str) -> list[str]:
        made = {"who": self.by, "at": f"{self.at:%Y-%m-%d %H:%M} UTC"}
        return [
            _("Follow-up as it stood on %(day)s: the approved versions.") % {"day": self.on.isoformat()},
            _("Exported by %(who)s, %(at)s.") % made,
            _("Rows: %(n)s. Filter: %(chosen)s") % {"n": self.rows, "chosen": self.chosen[language]},
            _("The word “obligation” is the tracker's usage and does not mean legally binding; the force stands beside it."),
        ]


def _rules() -> list[str]:
    return [
        _("Fill in the white columns only. The grey ones say which cell a row is; a row in which one was changed is refused."),
        _("To take off the protection of the sheet: Review → Unprotect Sheet; there is no password. Filters and column widths work without it."),
        _("Rows may be deleted, moved or left as they are: only what differs from the version of the row is imported, nothing deleted."),
        _("Evidence is named by its key and has to be recorded first. What was remarked on a place stays with it."),
        _("A text that a spreadsheet program could take for a formula (= + - @) has an apostrophe before it; it is taken off on import."),
        _("A text ending in %(cut)s is longer than a cell holds; change it on the page of its cell.") % {"cut": "…[cut]"},
        _("Do not merge cells, hide rows or columns, or add sheets, columns or formulas."),
    ]


def in_both(text: object) -> tuple[str, str]:
    """A translatable text in Chinese and English."""
    said = []
    for language in LANGUAGES:
        with override(language):
            said.append(str(text))
    return said[0], said[1]


def statuses() -> list[tuple[str, ...]]:
    """Code, label in Chinese and English, definition in Chinese and English."""
    return [(str(one.value), *in_both(one.label), *in_both(STATUS_DEFINITIONS[one])) for one in Status]


def other_codes() -> list[tuple[str, ...]]:
    """The codes of the locked columns, and the columns themselves, in the same form."""
    applicabilities = [(str(one.value), *in_both(one.label), "", "") for one in Applicability]
    forces = [(str(one.value), *in_both(one.label), "", "") for one in Force]
    return [*applicabilities, *forces, *map(_column, COLUMNS)]


def _column(column: Column) -> tuple[str, ...]:
    return (column.code, *in_both(column.name), *in_both(column.explanation))
