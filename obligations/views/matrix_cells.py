"""The cells behind a number of the matrix, as a list: State by State, in the UN's order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from obligations.choices import Force
from obligations.filters.parameters import CodesField
from obligations.matrix.reading import MARKS, Column, Mark, Matrix, State, words_of
from obligations.views.access import for_status_readers
from obligations.views.filtering import sentence_of
from obligations.views.matrix import OF_CELLS, Marked, ask

PER_PAGE = 100


class MarkForm(forms.Form):
    """Which cells of a matrix. What it does not know it leaves out."""

    of = CodesField(required=False, label=_("Force"), choices=Force.choices)
    mark = CodesField(required=False, label=_("Mark"), choices=lambda: [(mark, words_of(mark)) for mark in MARKS])


@dataclass(frozen=True)
class Listed(Marked):
    """One cell with its mark."""

    state: State
    column: Column
    mark: Mark


@for_status_readers
def matrix_cells(request: HttpRequest) -> HttpResponse:
    """The cells of a page of the matrix that have one of some marks, on obligations of one of some forces."""
    asked = ask(request)
    form = MarkForm(request.GET)
    form.is_valid()
    found = list(_fitting(asked.shown, form))
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("leaf"))
    kept = request.GET.copy()
    kept.pop("leaf", None)
    back = request.GET.copy()
    for name in set(OF_CELLS) & set(back):
        del back[name]
    context = {
        "asked": asked,
        "found": asked.found,
        "day": asked.day,
        "on": asked.day.on,
        "page": page,
        "sentence": [*asked.found.sentence, *sentence_of(form, kept)],
        "address": f"?{kept.urlencode()}&" if kept else "?",
        "back": back.urlencode(),
    }
    return render(request, "obligations/matrix_cells.html", context)


def _fitting(shown: Matrix, form: forms.Form) -> Iterator[Listed]:
    forces, marks = (frozenset(form.cleaned_data.get(name) or ()) for name in ("of", "mark"))
    columns = [(place, column) for place, column in enumerate(shown.columns) if not forces or column.force in forces]
    for state, row in zip(shown.states, shown.rows, strict=True):
        for place, column in columns:
            if not marks or row[place] in marks:
                yield Listed(state, column, row[place])
