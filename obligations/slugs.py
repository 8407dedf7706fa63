"""Addresses and keys. They are made once, from the symbol and the label of the first edition, and never parsed back."""

from __future__ import annotations

import re


def slug_of(text: str) -> str:
    """`S/RES/2370 (2017)` is `S-RES-2370-2017`, `6(b)` is `6-b`."""
    return re.sub(r"[^A-Za-z0-9]+", "-", text).strip("-")


def short_symbol(symbol: str) -> str:
    """The part of a symbol that names it among its like: `2370(2017)`, `PRST/2032/3`."""
    return re.sub(r"\s+", "", symbol.removeprefix("S/").removeprefix("RES/"))


def free_slug(slug: str, taken: set[str]) -> str:
    """A slug that is not taken: the one given, or that with the next free number. Adds it to those taken."""
    candidate, number = slug, 1
    while candidate in taken:
        number += 1
        candidate = f"{slug}-{number}"
    taken.add(candidate)
    return candidate
