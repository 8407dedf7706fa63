"""A list as CSV: every row that fits, sent row by row; nothing in it becomes a formula of a spreadsheet program."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

from django.http import StreamingHttpResponse
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request

from obligations.api.cursors import CURSOR
from obligations.api.errors import Refused
from obligations.filters.lists import PAGING, Refusal
from obligations.sheets.escaping import guarded

CSV = "csv"
MEDIA_TYPE = "text/csv"
NOTE = "#"  # begins a line that is no row: the day of statuses, and the sentences without which none is shown
BETWEEN = "; "
BYTE_ORDER_MARK = "\ufeff"  # without it spreadsheet programs read Chinese as something else


class CSVRenderer(JSONRenderer):
    """Makes `format=csv` known. Rows are streamed and never pass here; what does is a refusal, and that is a problem in JSON."""

    media_type = MEDIA_TYPE
    format = CSV


def as_file(rows: Iterable[Mapping[str, Any]], columns: Sequence[str], *, name: str, notes: Sequence[str] = ()) -> StreamingHttpResponse:
    """The answer that is the file: a head, the rows, then the notes. `name` is its name without an ending."""
    pieces = _in_language(_written(rows, columns, notes), get_language())
    headers = {"Content-Disposition": f'attachment; filename="{name}.csv"'}
    return StreamingHttpResponse(pieces, content_type=f"{MEDIA_TYPE}; charset=utf-8", headers=headers)


def refuse_pages(request: Request) -> None:
    """A file has no pages. Raises Refused for a query that asks for one."""
    sentence = _("A file holds every row: leave “%(name)s” out.")
    if refused := [Refusal(name, sentence % {"name": name}) for name in (*PAGING, CURSOR) if name in request.query_params]:
        raise Refused(refused)


def value_at(answer: Any, path: str) -> str:
    """What stands at a place in an answer, as text: `document.symbol`; of a list each one's, joined. Empty where there is nothing."""
    name, _dot, rest = path.partition(".")
    if isinstance(answer, list | tuple):
        return BETWEEN.join(value_at(one, path) for one in answer)
    if path:
        return value_at(answer.get(name) if isinstance(answer, Mapping) else None, rest)
    if isinstance(answer, bool):
        return "true" if answer else "false"
    if isinstance(answer, datetime):
        return answer.astimezone(UTC).isoformat().replace("+00:00", "Z")
    return answer.isoformat() if isinstance(answer, date) else "" if answer is None else str(answer)


def _written(rows: Iterable[Mapping[str, Any]], columns: Sequence[str], notes: Sequence[str]) -> Iterator[str]:
    yield BYTE_ORDER_MARK + _line(columns)
    for row in rows:
        yield _line([guarded(value_at(row, path)) for path in columns])
    for note in notes:
        yield _line([f"{NOTE} {note}"])


def _line(values: Sequence[str]) -> str:
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\r\n").writerow(values)
    return out.getvalue()


def _in_language(pieces: Iterator[str], language: str | None) -> Iterator[str]:
    """The pieces, made in the language of the request: they are when the request itself is over."""
    while True:
        with override(language):
            piece = next(pieces, None)
        if piece is None:
            return
        yield piece
