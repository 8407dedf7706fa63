"""Texts on their way into a spreadsheet and back: nothing becomes a formula, nothing is lost, and what nobody changed comes back the same.

The rule, in XLSX and CSV alike: a text that a spreadsheet program could take for a formula, because it begins with = + - @ (also full-width, also
after white space), a tab or a line break, is stored as text with one apostrophe before it; on import one apostrophe before such a beginning is
taken off. A text that begins with apostrophes and then with one of these gets one more, so that the rule can always be undone.
"""

from __future__ import annotations

import re

MOST_UNITS = 32_000  # characters of a cell as spreadsheet programs count them (UTF-16); Excel ends at 32,767
CUT = " …[cut]"  # after a text that is longer than a cell holds
_DANGEROUS = r"(?:[\t\r\n]|\s*[=+\-@＝＋－＠])"
_TO_GUARD, _GUARDED = re.compile(f"'*{_DANGEROUS}"), re.compile(f"'+{_DANGEROUS}")
_NO_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_TO_CODE, _CODED = re.compile("_(?=x[0-9A-Fa-f]{4}_)"), re.compile("_x([0-9A-Fa-f]{4})_")  # numbers of characters in the XML of a workbook


def guarded(text: str) -> str:
    """A text as it is stored in a cell: `=1+1` is `'=1+1`."""
    return f"'{text}" if _TO_GUARD.match(text) else text


def unguarded(text: str) -> str:
    """The other way round."""
    return text[1:] if _GUARDED.match(text) else text


def plain(text: str) -> str:
    """A text without what no text has (control characters, halves of characters), its lines ended in one way, nothing around it."""
    return _NO_TEXT.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def to_xlsx(text: str) -> str:
    """A text as it has to stand in the XML of a workbook: `_x0041_` would be read as A."""
    return _TO_CODE.sub("_x005F_", text)


def from_xlsx(text: str) -> str:
    """The other way round; a line that Windows ended is `_x000D_` and a line break there."""
    return _CODED.sub(lambda found: chr(int(found[1], 16)), text)


def units(text: str) -> int:
    """The length of a text in the workbook as spreadsheet programs count it."""
    return len(to_xlsx(text).encode("utf-16-le", "surrogatepass")) // 2


def is_too_long(text: str) -> bool:
    """Whether a text does not fit into a cell."""
    return units(text) > MOST_UNITS


def fitting(text: str) -> str:
    """A text, cut where it does not fit into a cell."""
    return text[: MOST_UNITS // 2 - len(CUT)] + CUT if is_too_long(text) else text
