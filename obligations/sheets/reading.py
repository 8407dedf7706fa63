"""From an uploaded file to rows that have columns: what the whole file must be for any of it to be imported."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from obligations.incoming.filenames import split_extension
from obligations.sheets import apart
from obligations.sheets.columns import BY_CODE, COLUMNS, names_of
from obligations.sheets.escaping import from_xlsx, plain, unguarded
from obligations.sheets.headers import code_in
from obligations.sheets.tables import Line, Odd, Table, Unreadable, Value
from obligations.sheets.unreadable import sentence_of

NOTE = "#"  # begins a row that only says something about the file


class FileRefused(Exception):
    """Nothing of the file can be imported; `sentences` say why and what to do."""

    def __init__(self, *sentences: str) -> None:
        self.sentences = sentences
        super().__init__(*sentences)


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the file: its number there, what stands in each column, whether it is hidden."""

    number: int
    values: Mapping[str, Value]
    hidden: bool = False

    def key(self, column: str) -> str:
        """A locked column as text; a formula or an error counts as what it shows."""
        value = self.values.get(column)
        if isinstance(value, Odd):
            return value.text
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        return plain(str(value)) if value is not None else ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """The rows of a file; `hidden` names its hidden columns, `said` is how it was read."""

    rows: tuple[Row, ...]
    hidden: frozenset[str]
    said: str


def read(content: bytes, *, filename: str) -> Sheet:
    """The rows of an uploaded file. Raises FileRefused."""
    try:
        table = apart.table_of(content, extension=split_extension(filename)[1])
    except Unreadable as error:
        raise FileRefused(sentence_of(error)) from error
    return sheet_of(table)


def sheet_of(table: Table) -> Sheet:
    """The rows of a table with their columns, in whatever order these stand. Raises FileRefused."""
    if not table.lines:
        raise FileRefused(_("The file is empty. Send it again."))
    header, *lines = table.lines
    places = _places(header, lines)
    rows = tuple(_row(line, places, is_xlsx=table.kind == "xlsx") for line in lines if not _is_note(line))
    if not rows:
        raise FileRefused(_("There is no row below the names of the columns. Nothing can be imported."))
    hidden = frozenset(code for code, place in places.items() if place in table.hidden)
    return Sheet(rows, hidden, _said(table))


def _places(header: Line, lines: Sequence[Line]) -> dict[str, int]:
    """Where each column stands."""
    codes = [code_in(value) if isinstance(value, str) else "" for value in header.values]
    used = {place for line in lines if not _is_note(line) for place, value in enumerate(line.values) if value not in (None, "")}
    known = [code for code in codes if code in BY_CODE]
    twice = [code for code, times in Counter(known).items() if times > 1]
    missing = [column.code for column in COLUMNS if column.code not in known]
    wrong = [place for place in sorted(used) if place >= len(codes) or codes[place] not in BY_CODE]
    sentences = []
    if missing:
        sentences.append(
            _("Columns are missing: %(names)s. Leave the first row and all columns as they were exported.") % {"names": names_of(missing)}
        )
    if twice:
        sentences.append(_("Columns stand in the file twice: %(names)s. Delete one of each.") % {"names": names_of(twice)})
    if wrong:
        names = ", ".join(str(header.values[place]) if place < len(codes) and header.values[place] else _letters(place) for place in wrong[:5])
        sentences.append(_("Columns are not known here: %(names)s. Delete them, or move what they say into “details”.") % {"names": names})
    if sentences:
        raise FileRefused(*sentences)
    return {code: place for place, code in enumerate(codes) if code in BY_CODE}


def _row(line: Line, places: Mapping[str, int], *, is_xlsx: bool) -> Row:
    values = {}
    for code, place in places.items():
        value = line.values[place] if place < len(line.values) else None
        if isinstance(value, str):
            value = unguarded(from_xlsx(value) if is_xlsx else value)
        values[code] = value
    return Row(line.number, values, line.hidden)


def _is_note(line: Line) -> bool:
    first = line.values[0] if line.values else None
    return isinstance(first, str) and first.startswith(NOTE)


def _letters(place: int) -> str:
    """The name of a column in a spreadsheet program: 27 is AB."""
    name = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


def _said(table: Table) -> str:
    if table.kind == "xlsx":
        return _("Read as an XLSX workbook.")
    separators = {",": _("commas"), ";": _("semicolons"), "\t": _("tabs")}
    return _("Read as CSV in %(encoding)s, separated by %(separator)s.") % {
        "encoding": table.encoding.upper(),
        "separator": separators[table.separator],
    }
