"""The matrix as CSV: the same States and obligations as codes, line by line, with the day it shows and the notices that go with statuses."""

from __future__ import annotations

import csv
from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from obligations.api.notices import notices
from obligations.matrix.reading import MARKS, Mark, Matrix, definition_of, words_of
from obligations.rounds.export import BYTE_ORDER_MARK, FORMULA


class _Echo:
    """A file that hands back what is written to it."""

    def write(self, value: str) -> str:
        return value


def lines(shown: Matrix) -> Iterator[str]:
    """The lines of the file, one after another. A cell that differs from the day compared with says both: `none_found > partial`."""
    writer = csv.writer(_Echo())
    yield BYTE_ORDER_MARK
    for row in _rows(shown):
        yield writer.writerow([f"'{value}" if value.startswith(FORMULA) else value for value in row])


def _rows(shown: Matrix) -> Iterator[list[str]]:
    yield ["", _("Document"), *(column.symbol for column in shown.columns)]
    yield ["", _("Force"), *(column.force.value for column in shown.columns)]
    yield ["", _("Label"), *(_("confirmed") if column.confirmed else _("to be confirmed") for column in shown.columns)]
    yield ["", _("Hedges"), *("、".join(column.hedges) for column in shown.columns)]
    yield [_("Code"), pgettext("country", "State"), *(column.key for column in shown.columns)]
    for place, (state, marks) in enumerate(zip(shown.states, shown.rows, strict=True)):
        before = shown.earlier[place] if shown.earlier else marks
        yield [state.code, state.name, *(_said(then, now) for then, now in zip(before, marks, strict=True))]
    yield []
    yield [_("As it stood on"), shown.on.isoformat()]
    if shown.compared_with:
        yield [_("Compared with"), shown.compared_with.isoformat()]
    for mark in MARKS:
        yield [str(mark), words_of(mark), definition_of(mark)]
    for sentence in notices():
        yield [str(sentence)]


def _said(before: Mark, now: Mark) -> str:
    return str(now) if before == now else f"{before} > {now}"
