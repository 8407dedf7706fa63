"""A table as it stands in an uploaded file, before anything in it is understood. No Django here: it is read in a process of its own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

MOST_ROWS = 50_000
MOST_COLUMNS = 40


class Unreadable(Exception):
    """The file cannot be read; `code` says why, `words` fill its sentence."""

    def __init__(self, code: str, **words: str | int) -> None:
        self.code, self.words = code, words
        super().__init__(code)


@dataclass(frozen=True, slots=True)
class Odd:
    """A value that a cell may not have: a formula, an error, yes or no. `text` is what stands in the cell."""

    kind: str
    text: str


Value = str | int | float | date | Odd | None


@dataclass(frozen=True, slots=True)
class Line:
    """One row with its number in the file, from 1."""

    number: int
    values: tuple[Value, ...]
    hidden: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether nothing stands in it."""
        return all(value is None or (isinstance(value, str) and not value.strip()) for value in self.values)


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of a file. `kind` is xlsx or csv, `hidden` the places of hidden columns, from 0; encoding and separator are those of a CSV file."""

    kind: str
    lines: tuple[Line, ...]
    hidden: frozenset[int] = frozenset()
    encoding: str = ""
    separator: str = ""

    def as_json(self) -> dict[str, Any]:
        """As plain JSON, to be sent from one process to another."""
        lines = [[line.number, line.hidden, [_packed(value) for value in line.values]] for line in self.lines]
        return {"kind": self.kind, "lines": lines, "hidden": sorted(self.hidden), "encoding": self.encoding, "separator": self.separator}

    @classmethod
    def from_json(cls, sent: dict[str, Any]) -> Table:
        """The other way round."""
        lines = tuple(Line(number, tuple(_unpacked(value) for value in values), hidden) for number, hidden, values in sent["lines"])
        return cls(sent["kind"], lines, frozenset(sent["hidden"]), sent["encoding"], sent["separator"])


def _packed(value: Value) -> Any:
    if isinstance(value, date):
        return ["day", value.isoformat()]
    return [value.kind, value.text] if isinstance(value, Odd) else value


def _unpacked(value: Any) -> Value:
    if not isinstance(value, list):
        return value
    kind, text = value
    return date.fromisoformat(text) if kind == "day" else Odd(kind, text)
