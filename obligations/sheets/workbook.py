"""Write cells as an XLSX workbook: the sheet to fill in, the codes, and what the file says of itself. It is written row by row."""

from __future__ import annotations

from collections.abc import Iterable
from copy import copy
from datetime import date
from typing import IO, Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill, Protection
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from obligations.choices import Status
from obligations.sheets import notes
from obligations.sheets.columns import BY_CODE, COLUMNS, Column
from obligations.sheets.escaping import guarded, to_xlsx
from obligations.sheets.notes import About
from obligations.sheets.rows import Written
from obligations.sheets.workbook_reading import ABOUT, CELLS, CODES

DAY_FORMAT, TEXT_FORMAT = "yyyy-mm-dd", "@"
FROZEN = "D2"  # first row, and the columns that say which cell it is
GREY = PatternFill("solid", start_color="FFEDEDED")


def write(rows: Iterable[Written], about: About, file: IO[bytes]) -> None:
    """Write the workbook of an export."""
    book: Any = Workbook(write_only=True)
    book.properties.creator = about.by
    _write_cells(book.create_sheet(CELLS), rows, about.rows)
    _write_list(
        book.create_sheet(CODES), ("code", "中文", "English", "定义", "Definition"), [*notes.statuses(), *notes.other_codes()], (18, 28, 40, 60, 60)
    )
    _write_list(book.create_sheet(ABOUT), ("中文", "English"), about.pairs(), (70, 90))
    book.save(file)


def _write_cells(sheet: Any, rows: Iterable[Written], count: int) -> None:
    for place, column in enumerate(COLUMNS, 1):
        sheet.column_dimensions[get_column_letter(place)].width = column.width
    sheet.freeze_panes = FROZEN
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(COLUMNS))}{count + 1}"
    _protect(sheet)
    _validate(sheet, count)
    sheet.append([_pattern(sheet, column, column.header) for column in COLUMNS])
    patterns = {column.code: _pattern(sheet, column) for column in COLUMNS}
    for row in rows:
        sheet.append([_filled(sheet, patterns[column.code], row[column.code]) for column in COLUMNS])


def _protect(sheet: Any) -> None:
    """Locked without a password; filtering, sorting and widening stay allowed (in the format, False allows)."""
    sheet.protection.sheet = True
    for allowed in ("autoFilter", "sort", "formatColumns", "formatRows", "formatCells"):
        setattr(sheet.protection, allowed, False)


def _validate(sheet: Any, count: int) -> None:
    """A list to choose the status from, and days that are days; a label may be typed too, so that nothing is forbidden."""
    codes = DataValidation(type="list", formula1=f"{CODES}!$A$2:$A${len(Status) + 1}", allow_blank=True, errorStyle="warning")
    codes.prompt = "; ".join(f"{code} {zh}" for code, zh, *_rest in notes.statuses())[:250]
    codes.showInputMessage = True
    days = DataValidation(
        type="date", operator="between", formula1="DATE(1945,1,1)", formula2="DATE(2999,12,31)", allow_blank=True, errorStyle="warning"
    )
    codes.add(_range("status", count))
    for column in ("as_of", "review_after"):
        days.add(_range(column, count))
    sheet.data_validations.dataValidation += [codes, days]


def _range(code: str, count: int) -> str:
    letter = get_column_letter(COLUMNS.index(BY_CODE[code]) + 1)
    return f"{letter}2:{letter}{max(count, 1) + 1}"


def _pattern(sheet: Any, column: Column, value: str = "") -> Any:
    """A cell that looks as its column does; with a value, as its header. What is typed into text stays what was typed."""
    cell = WriteOnlyCell(sheet, value)
    cell.alignment = Alignment(vertical="top", wrap_text=bool(value) or column.wraps)
    cell.protection = Protection(locked=bool(value) or column.locked)
    cell.number_format = DAY_FORMAT if column.is_day and not value else TEXT_FORMAT
    if value:
        cell.font = Font(bold=True)
    if value or column.locked:
        cell.fill = GREY
    return cell


def _filled(sheet: Any, pattern: Any, value: str | date | None) -> Any:
    """A cell that looks as the pattern, whose style is looked up once."""
    cell: Any = WriteOnlyCell(sheet)
    if isinstance(value, str):
        cell.value = to_xlsx(guarded(value))
        cell.data_type = "s"  # whatever it looks like: never a formula, never an error
    elif value is not None:
        cell.value = value
    cell._style = copy(pattern._style)
    return cell


def _write_list(sheet: Any, header: tuple[str, ...], rows: Iterable[tuple[str, ...]], widths: tuple[int, ...]) -> None:
    for place, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(place)].width = width
    sheet.freeze_panes = "A2"
    sheet.protection.sheet = True
    bold, wrapped = Font(bold=True), Alignment(vertical="top", wrap_text=True)
    for number, row in enumerate([header, *rows]):
        cells = []
        for text in row:
            cell = WriteOnlyCell(sheet)
            cell.value = to_xlsx(guarded(text))
            cell.data_type = "s"
            cell.alignment = wrapped
            if not number:
                cell.font = bold
            cells.append(cell)
        sheet.append(cells)
