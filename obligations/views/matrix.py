"""The matrix of States and obligations: as a table, for one State as a list, as CSV, and what one cell says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import parse_qsl, urlencode

from django.core.exceptions import ValidationError
from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.gzip import gzip_page

from obligations.cells import cells_between, obligations_in_force
from obligations.choices import Status
from obligations.filters.parameters import DayField
from obligations.matrix import drawing, export
from obligations.matrix.counts import COUNTED, Counted, counted
from obligations.matrix.filters import MatrixFilter, states_asked
from obligations.matrix.reading import APPLICABLE, GLYPHS, Column, Gap, Mark, Matrix, columns_of, matrix, obligations_between, states_of, words_of
from obligations.models import Actor, Evidence
from obligations.stats.figures import Figure
from obligations.views.access import for_status_readers
from obligations.views.chosen_day import ChosenDay, chosen_day
from obligations.views.filtering import Filtered, filtered

PER_PAGE = 150  # columns
OF_CELLS = ("of", "mark", "leaf")  # what the list of cells is asked besides
APART = ("page", "format", *OF_CELLS)


@dataclass(frozen=True, slots=True)
class Asked:
    """A matrix with what it was asked by. `rest` is the filter as the beginning of a query, without the State and the page."""

    shown: Matrix
    found: Filtered
    page: Page
    day: ChosenDay
    notice: str
    rest: str


class Marked:
    """A mark, drawn and in words."""

    mark: Mark

    @property
    def glyph(self) -> str:
        return GLYPHS[self.mark]

    @property
    def words(self) -> str:
        return words_of(self.mark)


@dataclass(frozen=True)
class Line(Marked):
    """One obligation in the list of a State. `before` is the mark on the day compared with where it differs."""

    column: Column
    mark: Mark
    before: Mark

    @property
    def before_words(self) -> str:
        return words_of(self.before) if self.before != self.mark else ""


@for_status_readers
def matrix_page(request: HttpRequest) -> HttpResponse:
    """The matrix; for one State its obligations as a list by document; with `?format=csv` the same cells as a file."""
    asked = ask(request)
    if request.GET.get("format") == "csv":
        name = f"matrix-{asked.shown.on.isoformat()}.csv"
        headers = {"Content-Disposition": f'attachment; filename="{name}"'}
        return StreamingHttpResponse(export.lines(asked.shown), content_type="text/csv; charset=utf-8", headers=headers)  # type: ignore[return-value]
    single = len(asked.shown.states) == 1
    context = {**_context(asked), **(_list(asked) if single else _table(asked))}
    answer: HttpResponse = _zipped(request, "obligations/matrix_state.html" if single else "obligations/matrix.html", context)
    return answer


@gzip_page
def _zipped(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    """A table of twenty thousand cells is two megabytes, of which a fiftieth is left."""
    return render(request, template, context)


@for_status_readers
def matrix_cell(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """What one cell says, as a page, or alone where a script asks for it. 404 where the obligation is not addressed to the actor."""
    day = chosen_day(request, today=timezone.localdate())
    actor = get_object_or_404(Actor, code=code)
    found = cells_between(obligations_in_force(request.user, day.on).filter(slug=slug), [actor], user=request.user, on=day.on)
    if not found:
        raise Http404
    cell = found[0]
    evidence = Evidence.objects.visible_to(request.user).filter(links__assessment=cell.standing).distinct() if cell.standing else ()
    context = {"cell": cell, "actor": actor, "day": day, "on": day.on, "evidence": evidence}
    part = request.headers.get("HX-Request") == "true"
    return render(request, "obligations/matrix_cell_body.html" if part else "obligations/matrix_cell.html", context)


def ask(request: HttpRequest) -> Asked:
    """Read the filter, the days and the page of columns from a request, and the matrix they ask for."""
    day = chosen_day(request, today=timezone.localdate())
    before, notice = _compared_with(request, day)
    data = day.data
    for name in (*APART, *(() if before else ("compare",))):
        data.pop(name, None)
    rows = obligations_between(request.user, day.on, today=day.today, compared_with=before)
    found = filtered(request, MatrixFilter, rows, data=data)
    page = Paginator(found.rows, PER_PAGE).get_page(request.GET.get("page"))
    states = states_of(states_asked(found.form.cleaned_data))
    shown = matrix(columns_of(page.object_list), states, user=request.user, on=day.on, today=day.today, compared_with=before)
    kept = [(name, value) for name, values in data.lists() for value in values if name not in ("state", "page")]
    return Asked(shown, found, page, day, notice, f"?{urlencode(kept)}&" if kept else "?")


def _compared_with(request: HttpRequest, day: ChosenDay) -> tuple[date | None, str]:
    """The day a request compares with, and a sentence where it is none before the day shown."""
    written = request.GET.get("compare", "").strip()
    try:
        before: date | None = DayField(required=False).clean(written)
    except ValidationError as refused:
        return None, _("%(problem)s Nothing is compared.") % {"problem": " ".join(refused.messages)}
    if before is not None and before >= day.on:
        return None, _("Choose a day before %(day)s to compare with.") % {"day": date_format(day.on)}
    return before, ""


def _context(asked: Asked) -> dict[str, Any]:
    return {
        "asked": asked,
        "found": asked.found,
        "page": asked.page,
        "day": asked.day,
        "on": asked.day.on,
        "shown": asked.shown,
        "legend": drawing.legend(),
        "counted": [_drawn(line, asked) for line in counted(asked.shown)],
        "marks": [(mark, words_of(mark)) for mark in COUNTED],
    }


@dataclass(frozen=True, slots=True)
class Drawn:
    """A line of the table of counts; each figure leads to the cells it counts."""

    label: str
    figures: tuple[Figure, ...]


def _drawn(line: Counted, asked: Asked) -> Drawn:
    """Applicable, assessed, and each mark."""
    kept = (*parse_qsl(asked.found.query), *((("page", str(asked.page.number)),) if asked.page.number > 1 else ()))
    mine = (*kept, ("of", line.force.value)) if line.force else tuple(kept)
    groups = [(line.applicable, APPLICABLE), (line.assessed, tuple(Status)), *((n, (mark,)) for mark, n in zip(COUNTED, line.marks, strict=True))]
    figures = tuple(Figure(n, (*mine, *(("mark", str(mark)) for mark in marks))) for n, marks in groups)
    return Drawn(str(line.force.label) if line.force else _("All cells"), figures)


def _table(asked: Asked) -> dict[str, Any]:
    return {
        "heads": drawing.heads(asked.shown.columns),
        "body": drawing.body(asked.shown, day=asked.day.query, address=asked.rest),
    }


def _list(asked: Asked) -> dict[str, Any]:
    """The cells of the only State by document; what is not addressed to it is left out, unless it was on the day compared with."""
    shown = asked.shown
    marks: Sequence[Mark] = shown.rows[0]
    earlier = shown.earlier[0] if shown.earlier else marks
    documents: dict[str, list[Line]] = {}
    for column, before, mark in zip(shown.columns, earlier, marks, strict=True):
        if {before, mark} != {Gap.NOT_ADDRESSED.value}:
            documents.setdefault(column.document, []).append(Line(column, mark, before))
    return {"state": shown.states[0], "documents": list(documents.values())}

