"""From a cell to a row of the spreadsheet: its locked columns, their sum, and what stands in the cell."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from datetime import date
from functools import cache

from django.utils.translation import override

from obligations.cells import CellRow
from obligations.choices import Force
from obligations.models import Actor, Obligation
from obligations.sheets.columns import CHINESE, EDITABLE, ENGLISH, SUMMED
from obligations.sheets.escaping import fitting, plain
from obligations.sheets.values import Content

Written = dict[str, str | date | None]


def described(obligation: Obligation, actor: Actor) -> dict[str, str]:
    """The locked columns that follow from the register."""
    zh, en = _forces()[obligation.force]
    return {
        "obligation": obligation.key,
        "state": actor.code,
        "name_zh": actor.name_zh,
        "name_en": actor.name_en,
        "force_zh": zh,
        "force_en": en,
        "act": fitting(plain(obligation.clause or obligation.text.text)),
    }


def row_of(cell: CellRow) -> Written:
    """The row of a cell, before its texts are guarded. It shows the approved version; drafts are left out."""
    version = cell.standing
    locked = described(cell.obligation, cell.actor)
    locked |= {"applicability": str(cell.applicability.value), "based_on": str(version.version) if version else ""}
    content = Content.of(version) if version else Content()
    return {**locked, "check": sum_of(locked.__getitem__), **{column: content.written(column) for column in EDITABLE}}


def sum_of(column: Callable[[str], str]) -> str:
    """The sum over the locked columns; a letter stands first, so that no program takes it for a number."""
    values = [plain(column(code)) for code in SUMMED]
    return "k" + hashlib.sha256(json.dumps(values, ensure_ascii=False).encode("utf-8", "replace")).hexdigest()[:12]


@cache
def _forces() -> Mapping[str, tuple[str, str]]:
    """The names of the forces in Chinese and English."""
    names = []
    for language in (CHINESE, ENGLISH):
        with override(language):
            names.append({str(force.value): str(force.label) for force in Force})
    return {code: (names[0][code], names[1][code]) for code in Force.values}
