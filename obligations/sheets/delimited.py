"""Read and write rows as CSV: UTF-8 with its mark, as spreadsheet programs want it; what they make of it on saving is read too."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Callable, Iterable, Sequence

from obligations.sheets.tables import MOST_COLUMNS, MOST_ROWS, Line, Table, Unreadable

SEPARATORS = (",", ";", "\t")
LONGEST_FIELD = 200_000
_WIDE = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def written(rows: Iterable[Sequence[str]]) -> Iterable[bytes]:
    """Rows as CSV, piece by piece: separated by commas, UTF-8 with its mark, lines ended as Windows does."""
    yield codecs.BOM_UTF8
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\r\n")
    for row in rows:
        writer.writerow(row)
        yield buffer.getvalue().encode("utf-8", "replace")
        buffer.seek(0)
        buffer.truncate()


def read(content: bytes, is_header: Callable[[Sequence[str]], bool]) -> Table:
    """The rows of a CSV file, whatever a spreadsheet program made of encoding and separator. Raises Unreadable.

    `is_header` knows the first row when it sees it; that is how the separator is found.
    """
    text, encoding = _decoded(content)
    told = re.match(r"sep=(.)\r?\n", text)  # a line by which Excel is told the separator
    start = told.end() if told else 0
    first = re.split(r"\r\n|\r|\n", text[start : start + LONGEST_FIELD], maxsplit=1)[0]
    separator = next((one for one in SEPARATORS if is_header(next(csv.reader([first], delimiter=one), []))), None)
    if separator is None:
        raise Unreadable("no_header")
    lines = _lines(text[start:], separator, first_number=2 if told else 1)
    return Table("csv", tuple(lines), encoding=encoding, separator=separator)


def _decoded(content: bytes) -> tuple[str, str]:
    encodings = ["utf-16"] if content.startswith(_WIDE) else ["utf-8-sig", "gb18030"]
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" in text:
            break
        return text, "utf-8" if encoding == "utf-8-sig" else encoding
    raise Unreadable("encoding")


def _lines(text: str, separator: str, first_number: int) -> Iterable[Line]:
    csv.field_size_limit(LONGEST_FIELD)
    number = first_number - 1
    try:
        for number, fields in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True), first_number):
            line = Line(number, tuple(fields))
            if line.is_empty:
                continue
            if number > MOST_ROWS + first_number:
                raise Unreadable("too_many_rows", limit=MOST_ROWS)
            if any(field.strip() for field in fields[MOST_COLUMNS:]):
                raise Unreadable("too_many_columns", limit=MOST_COLUMNS)
            yield line
    except csv.Error as error:
        raise Unreadable("broken_row", row=number + 1) from error
