"""The picture of a round as CSV: a line for each cell, codes beside words, with the moment it shows and the notices that go with statuses."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import UTC

from django.utils.translation import gettext as _

from obligations.api.notices import notices
from obligations.rounds.reading import ASSESSED, Picture, RoundCell

BYTE_ORDER_MARK = "\ufeff"  # without it spreadsheets read Chinese as something else
FORMULA = ("=", "+", "-", "@", "\t", "\r")  # a cell that begins so would be computed by a spreadsheet


def as_csv(picture: Picture) -> str:
    """All cells of a picture; the last lines say what a status is not."""
    out = io.StringIO()
    out.write(BYTE_ORDER_MARK)
    writer = csv.writer(out)
    writer.writerow(_heads())
    moment = picture.moment.astimezone(UTC).isoformat(timespec="seconds")
    writer.writerows([_plain(value) for value in (*_line(cell), moment)] for cell in picture.cells)
    writer.writerow([])
    writer.writerows([[_plain(sentence)] for sentence in notices()])
    return out.getvalue()


def _heads() -> list[str]:
    return [
        _("Obligation"),
        _("Document"),
        _("Paragraph"),
        _("Force (code)"),
        _("Force"),
        _("Hedges"),
        _("Actor (code)"),
        _("Actor"),
        _("State of the cell (code)"),
        _("State of the cell"),
        _("Status (code)"),
        _("Status"),
        _("Summary"),
        _("As of"),
        _("Version"),
        _("Approved at"),
        _("As it stood at"),
    ]


def _line(cell: RoundCell) -> Iterator[str]:
    obligation, version = cell.obligation, cell.version if cell.state in ASSESSED else None
    yield from (obligation.key, obligation.paragraph.document.symbol, obligation.paragraph.label)
    yield from (obligation.force, obligation.get_force_display(), "、".join(obligation.hedges))
    yield from (cell.actor.code, cell.actor.name, str(cell.state), str(cell.state.label))
    if version is None or version.approved_at is None:
        yield from ("",) * 6
        return
    approved = version.approved_at.astimezone(UTC).isoformat(timespec="seconds")
    yield from (version.status, version.get_status_display(), version.summary, version.as_of.isoformat(), str(version.version), approved)


def _plain(value: str) -> str:
    return f"'{value}" if value.startswith(FORMULA) else value
