"""Files for the tests of the spreadsheet: exported as the page does it, and edited as people do."""

import io
import zipfile
from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

import openpyxl
from django.contrib.auth.models import User

from obligations.cells import obligations_in_force
from obligations.sheets import apart, delimited, export, importing, reading
from obligations.sheets.comparison import Plan, compare
from obligations.sheets.notes import About
from obligations.sheets.selection import chosen_cells
from tests.factories import AT

ON = AT.date()


def exported(user: User, kind: str = "xlsx", **chosen: Any) -> bytes:
    """The file of the cells that fit; without a filter, of all."""
    obligations = obligations_in_force(user, ON)
    if "key" in chosen:
        obligations = obligations.filter(key__in=chosen.pop("key"))
    cells = chosen_cells(obligations, chosen, user=user, on=ON, with_evidence=True)
    about = About(on=ON, at=AT, by=user.get_username(), chosen={"zh-hans": "全部", "en": "all"}, rows=len(cells))
    with export.exported(cells, about, kind=kind) as file:
        return file.read()


def plan_of(content: bytes, user: User, *, submit: bool = False, filename: str = "x.xlsx", on: date = ON) -> Plan:
    """What importing a file would do; it is read in this process, which is quicker."""
    table = apart.read(content, extension=filename.rpartition(".")[2])
    return compare(reading.sheet_of(table), user=user, at=AT, on=on, submit=submit)


def imported(content: bytes, user: User, *, submit: bool = False, filename: str = "x.xlsx") -> Any:
    """The batch of both steps."""
    run = importing.stage(content, filename=filename, submit=submit, user=user, at=AT, on=ON)
    return importing.confirm(run.token(user), user=user, at=AT, on=ON)


def edited(content: bytes, edit: Callable[[Any], None]) -> bytes:
    """The workbook after somebody did something to it."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    edit(book)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def with_values(content: bytes, *rows: tuple[int, dict[str, Any]]) -> bytes:
    """The workbook with other values in some columns of some rows, each row by its number."""

    def write(book: Any) -> None:
        sheet = book["cells"]
        places = places_in(sheet)
        for number, values in rows:
            for column, value in values.items():
                cell = sheet.cell(number, places[column])
                cell.value = value
                if cell.data_type == "e" and value != "#REF!":
                    cell.data_type = "s"  # typed as text

    return edited(content, write)


def places_in(sheet: Any) -> dict[str, int]:
    """Where each column stands, from 1."""
    return {str(cell.value).split()[0]: cell.column for cell in sheet[1] if cell.value}


def number_of(content: bytes, code: str, key: str = "") -> int:
    """The number of the row of a State, and of an obligation where there are several."""
    sheet = openpyxl.load_workbook(io.BytesIO(content))["cells"]
    places = places_in(sheet)
    return next(
        number
        for number in range(2, sheet.max_row + 1)
        if sheet.cell(number, places["state"]).value == code and key in ("", sheet.cell(number, places["obligation"]).value)
    )


def csv_rows(content: bytes) -> list[list[str]]:
    """The rows of an exported CSV file."""
    import csv

    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def csv_file(rows: Iterable[list[str]]) -> bytes:
    """Rows as an exported CSV file."""
    return b"".join(delimited.written(rows))


def rezipped(content: bytes, **parts: bytes) -> bytes:
    """The workbook with other parts in its container."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, parts.pop(name, old.read(name)))
        for name, part in parts.items():
            new.writestr(name, part)
    return file.getvalue()
