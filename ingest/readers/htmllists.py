"""The numbers of HTML lists: `<ol start=4 type=a>` and `<li value=7>`, written as the Council's documents write them: 4. and (a) and (i)."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from ingest.readers import numerals

_STYLE = re.compile(r"list-style(?:-type)?\s*:\s*([a-z -]+)", re.IGNORECASE)
_TYPES = {"1": "decimal", "a": "lower-alpha", "A": "upper-alpha", "i": "lower-roman", "I": "upper-roman"}
_MARKS: dict[str, Callable[[int], str]] = {
    "decimal": lambda number: f"{number}. ",
    "decimal-leading-zero": lambda number: f"{number:02}. ",
    "lower-alpha": lambda number: f"({numerals.alphabetic(number)}) ",
    "lower-latin": lambda number: f"({numerals.alphabetic(number)}) ",
    "upper-alpha": lambda number: f"{numerals.alphabetic(number).upper()}. ",
    "upper-latin": lambda number: f"{numerals.alphabetic(number).upper()}. ",
    "lower-roman": lambda number: f"({numerals.roman(number)}) ",
    "upper-roman": lambda number: f"{numerals.roman(number).upper()}. ",
    "cjk-ideographic": lambda number: f"{numerals.chinese(number)}、",
    "simp-chinese-informal": lambda number: f"{numerals.chinese(number)}、",
    "trad-chinese-informal": lambda number: f"{numerals.chinese(number)}、",
    "cjk-decimal": lambda number: f"{numerals.written(number, 'ideographDigital')}、",
}
_NOT_BELOW_ONE = ("lower-alpha", "lower-latin", "upper-alpha", "upper-latin", "lower-roman", "upper-roman")


@dataclass(slots=True)
class Numbered:
    """A list that is open: the form of its numbers (empty for one without), the next number, up or down."""

    form: str
    next: int = 1
    step: int = 1

    def mark(self, attributes: Mapping[str, str]) -> str:
        """The number of the next item, with what stands between it and the text; empty for a list without numbers."""
        number = _number(attributes.get("value"), self.next)
        self.next = number + self.step
        form = _form(attributes, self.form)
        if form not in _MARKS:
            return ""
        fits = 0 < number <= numerals.LARGEST or form not in _NOT_BELOW_ONE
        return _MARKS[form if fits else "decimal"](number)


def list_of(tag: str, attributes: Mapping[str, str]) -> Numbered:
    """The list that an `ol` or `ul` opens."""
    reverse = "reversed" in attributes
    return Numbered(_form(attributes, "decimal" if tag == "ol" else ""), _number(attributes.get("start"), 1), -1 if reverse else 1)


def _form(attributes: Mapping[str, str], otherwise: str) -> str:
    styled = _STYLE.search(attributes.get("style", ""))
    if styled:
        words = styled[1].lower().split()
        return next((word for word in words if word in _MARKS or word == "none"), otherwise)
    return _TYPES.get(attributes.get("type", ""), otherwise)


def _number(written: str | None, otherwise: int) -> int:
    bare = (written or "").strip()
    return int(bare) if re.fullmatch(r"-?\d{1,6}", bare, re.ASCII) else otherwise
