"""A list as an XLSX workbook: the same rows and columns as the CSV; every value is text, so that nothing is computed or read as something else."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Mapping, Sequence
from typing import IO, Any

from django.http import FileResponse
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from rest_framework.renderers import JSONRenderer

from obligations.api.tables import value_at
from obligations.sheets.escaping import fitting, guarded, plain, to_xlsx

XLSX = "xlsx"
MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ROWS, ABOUT = "rows", "about"  # the sheets
IN_MEMORY = 8 * 1024 * 1024  # bytes of a file that is not yet put on the disk


class XLSXRenderer(JSONRenderer):
    """Makes `format=xlsx` known; only refusals pass here, and those are problems in JSON."""

    media_type = MEDIA_TYPE
    format = XLSX


def as_workbook(rows: Iterable[Mapping[str, Any]], columns: Sequence[str], *, name: str, notes: Sequence[str] = ()) -> FileResponse:
    """The answer that is the file, written row by row: a sheet of the rows, and where there are notes one for them. `name` is without an ending."""
    book: Any = Workbook(write_only=True)
    sheet = book.create_sheet(ROWS)
    sheet.freeze_panes = "B2"
    sheet.append([_cell(sheet, head, Font(bold=True)) for head in columns])
    for row in rows:
        sheet.append([_cell(sheet, value_at(row, path)) for path in columns])
    if notes:
        about = book.create_sheet(ABOUT)
        for note in notes:
            about.append([_cell(about, note)])
    file: IO[bytes] = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115  (the response closes it)
    book.save(file)
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=f"{name}.xlsx", content_type=MEDIA_TYPE)


def _cell(sheet: Any, text: str, font: Font | None = None) -> Any:
    cell: Any = WriteOnlyCell(sheet)
    cell.value = to_xlsx(guarded(fitting(plain(text))))
    cell.data_type = "s"  # whatever it looks like: never a formula, never an error
    if font:
        cell.font = font
    return cell
