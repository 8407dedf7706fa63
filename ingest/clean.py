"""Clean a text: a list of named steps, each a small function from text to text; then cut it into lines that remember where they stood.

After `clean`: no NUL, no control character, no lone surrogate, no byte order mark, one form of line end, no white space at the end of a
line, no empty line. Words are never changed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_LINE_ENDS = re.compile(r"\r\n?|[\v\f\u0085\u2028\u2029]")
_UNWANTED = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ufeff\u200b-\u200f\u202a-\u202e\u2060-\u2069\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Line:
    """A line with text on it: its 1-based number in the file, how far it is indented, whether an empty line stands before it."""

    number: int
    indent: int
    text: str
    after_blank: bool


def normalise_line_ends(text: str) -> str:
    """CR, CR LF, form feeds and Unicode's line separators become LF. A form feed ends a page and so a line."""
    return _LINE_ENDS.sub("\n", text)


def drop_unwanted(text: str) -> str:
    """NUL and other controls, invisible marks, and lone surrogates go; PostgreSQL refuses some of them."""
    return _UNWANTED.sub("", text)


STEPS = (normalise_line_ends, drop_unwanted)


def clean(text: str) -> list[Line]:
    """The lines of a text that have something on them."""
    for step in STEPS:
        text = step(text)
    lines: list[Line] = []
    after_blank = True
    for number, raw in enumerate(text.split("\n"), 1):
        bare = raw.strip()
        if bare:
            lines.append(Line(number, len(raw) - len(raw.lstrip()), bare, after_blank))
        after_blank = not bare
    return lines
