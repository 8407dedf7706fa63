"""Export cells as a file to fill in."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Sequence
from datetime import date
from typing import IO

from obligations.cells import CellRow
from obligations.sheets import delimited, workbook
from obligations.sheets.columns import COLUMNS
from obligations.sheets.escaping import guarded
from obligations.sheets.notes import About
from obligations.sheets.reading import NOTE
from obligations.sheets.rows import row_of

XLSX, CSV = "xlsx", "csv"
MEDIA_TYPES = {XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", CSV: "text/csv; charset=utf-8"}
IN_MEMORY = 8 * 1024 * 1024  # bytes of a file that is not yet put on the disk


def exported(cells: Sequence[CellRow], about: About, *, kind: str) -> IO[bytes]:
    """The file of some cells, open for reading at its start: one row for each. The cells need their evidence."""
    file: IO[bytes] = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115  (the response closes it)
    if kind == XLSX:
        workbook.write(map(row_of, cells), about, file)
    else:
        for piece in delimited.written(_lines(cells, about)):
            file.write(piece)
    file.seek(0)
    return file


def _lines(cells: Sequence[CellRow], about: About) -> Iterable[list[str]]:
    yield [column.header for column in COLUMNS]
    for cell in cells:
        row = row_of(cell)
        yield [_in_csv(row[column.code]) for column in COLUMNS]
    for note in about.short():
        yield [f"{NOTE} {note}"]


def _in_csv(value: str | date | None) -> str:
    return value.isoformat() if isinstance(value, date) else guarded(value or "")
