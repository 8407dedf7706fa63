"""Read the rows of a workbook, piece by piece, with what a person does not see in it: formulas, hidden rows and columns, merged cells."""

from __future__ import annotations

import io
import posixpath
import re
import warnings
import zipfile
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

import openpyxl
from lxml import etree

from obligations.sheets import container
from obligations.sheets.tables import MOST_COLUMNS, MOST_ROWS, Line, Odd, Table, Unreadable, Value

CELLS, CODES, ABOUT = "cells", "codes", "about"  # the sheets of an exported workbook
BROKEN = (*container.BROKEN, KeyError, IndexError, TypeError, AttributeError, etree.XMLSyntaxError, SyntaxError, RecursionError)
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


def read(content: bytes) -> Table:
    """The sheet of cells of a workbook, or its only sheet. Raises Unreadable."""
    container.check(content)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of what openpyxl leaves out, such as extensions of Excel's
            book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, keep_links=False)
            name = _sheet_name(book.sheetnames)
            seen = _Seen(content, name)
            sheet: Any = book[name]
            sheet._shared_strings = _shared_strings(content) or sheet._shared_strings  # openpyxl takes the letters x005F_ out of them
            sheet.reset_dimensions()  # what a file says of its own size is not believed
            lines = tuple(_lines(sheet.iter_rows(), seen.rows))
    except BROKEN as error:
        raise Unreadable("damaged") from error
    return Table("xlsx", lines, hidden=frozenset(seen.columns))


def _sheet_name(names: list[str]) -> str:
    if len(names) == 1:
        return names[0]
    extra = [name for name in names if name not in (CELLS, CODES, ABOUT)]
    if extra:
        raise Unreadable("extra_sheets", sheets=", ".join(extra[:5]))
    if CELLS not in names:
        raise Unreadable("no_cells", sheet=CELLS)
    return CELLS


def _lines(rows: Iterable[Any], hidden: set[int]) -> Iterable[Line]:
    count = 0
    for number, row in enumerate(rows, 1):
        values = tuple(_value(cell) for cell in row)
        line = Line(number, values[:MOST_COLUMNS], number in hidden)
        if any(value not in (None, "") for value in values[MOST_COLUMNS:]):
            raise Unreadable("too_many_columns", limit=MOST_COLUMNS)
        if line.is_empty:
            continue
        count += 1
        if count > MOST_ROWS + 1:
            raise Unreadable("too_many_rows", limit=MOST_ROWS)
        yield line


def _value(cell: Any) -> Value:
    value, kind = cell.value, cell.data_type
    if value is None:
        return None
    if kind == "f":
        return Odd("formula", str(value)[:200])
    if kind == "e":
        return Odd("error", str(value)[:200])
    if isinstance(value, bool):
        return Odd("boolean", str(value).upper())
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date | str | int | float):
        return value
    return Odd("time", str(value)[:200])


class _Seen:
    """What a sheet hides: its rows (numbers from 1) and columns (places from 0). Raises Unreadable for merged cells."""

    def __init__(self, content: bytes, sheet: str) -> None:
        self.rows: set[int] = set()
        self.columns: set[int] = set()
        with zipfile.ZipFile(io.BytesIO(content)) as parts, parts.open(_part_of(parts, sheet)) as part:
            for _event, element in etree.iterparse(part, resolve_entities=False, no_network=True, load_dtd=False):
                self._look_at(element)

    def _look_at(self, element: etree._Element) -> None:
        name = etree.QName(element).localname
        if name == "mergeCell":
            raise Unreadable("merged", cells=str(element.get("ref", ""))[:20])
        if name == "col" and _is_hidden(element):
            first, last = int(element.get("min", "1")), int(element.get("max", "1"))
            self.columns.update(range(first - 1, min(last, MOST_COLUMNS)))
        elif name == "row":
            if _is_hidden(element):
                self.rows.add(int(element.get("r", "0")))
            element.clear()
            while element.getprevious() is not None:
                del element.getparent()[0]  # type: ignore[union-attr]


def _is_hidden(element: etree._Element) -> bool:
    return element.get("hidden") in ("1", "true") or bool(re.fullmatch(r"0+(\.0+)?", str(element.get("ht", element.get("width", "1")))))


def _shared_strings(content: bytes) -> list[str]:
    """The texts that cells name by number, as they stand in the XML; how they are pronounced is left out."""
    texts = []
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        name = next((name for name in parts.namelist() if name.lower() == "xl/sharedstrings.xml"), None)
        if name is None:
            return []
        with parts.open(name) as part:
            for _event, entry in etree.iterparse(part, tag="{*}si", resolve_entities=False, no_network=True, load_dtd=False):
                said = [one.text or "" for one in entry.iter("{*}t") if etree.QName(one.getparent()).localname != "rPh"]
                texts.append("".join(said))
                entry.clear()
    return texts


def _part_of(parts: zipfile.ZipFile, sheet: str) -> str:
    """The name of the part in which a sheet is."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    sheets = etree.fromstring(parts.read("xl/workbook.xml"), parser)
    key = next(str(one.get(_RELATION)) for one in sheets.iter("{*}sheet") if one.get("name") == sheet)
    relations = etree.fromstring(parts.read("xl/_rels/workbook.xml.rels"), parser)
    target = next(str(one.get("Target")) for one in relations.iter("{*}Relationship") if one.get("Id") == key)
    return target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"xl/{target}")
