"""The names of columns as they stand in the first row: a code, and after it, for people, the name in Chinese."""

from __future__ import annotations

import re
from collections.abc import Sequence

NEEDED = frozenset({"obligation", "state"})  # by which a first row is known


def code_in(header: str) -> str:
    """The code in a column's name: `status` in `status 状态`."""
    first = re.split(r"\s", header.strip().strip("\ufeff"), maxsplit=1)[0]
    return first.casefold()


def is_header(fields: Sequence[str]) -> bool:
    """Whether these are the names of columns."""
    return {code_in(field) for field in fields} >= NEEDED
