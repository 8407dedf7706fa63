"""What a list page says about its filter: the rows, the form, the filter as a sentence, and what it does not take."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.forms import Field, Form
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _

from obligations.filtersets import ListFilter
from obligations.parameters import NamedField, given

UNSAID = ("ordering",)  # selects nothing


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition of a filter, in words: what is asked, and the values of which one is enough."""

    label: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Filtered:
    """A filtered list. `ignored` says, a sentence each, what of the address the list does not know or cannot read."""

    rows: QuerySet[Any]
    form: Form
    sentence: tuple[Condition, ...]
    ignored: tuple[str, ...]
    query: str

    @property
    def address(self) -> str:
        """The filter as the beginning of a query to which a page is added."""
        return f"?{self.query}&" if self.query else "?"


def filtered(request: HttpRequest, filter_class: type[ListFilter], rows: QuerySet[Any], *, data: QueryDict | None = None) -> Filtered:
    """Filter `rows` by the request, or by `data`. A page ignores what it does not know, and says so; the API would refuse it."""
    data = request.GET if data is None else data
    filterset = filter_class(data, queryset=rows, request=request)
    refusals = filterset.refusals(data)
    kept = data.copy()
    for name in {"page", "page_size", *(refusal.parameter for refusal in refusals)} & set(kept):
        del kept[name]
    sentences = tuple(refusal.sentence for refusal in refusals)
    return Filtered(filterset.qs, filterset.form, tuple(_sentence(filterset.form)), sentences, kept.urlencode())


def _sentence(form: Form) -> Iterable[Condition]:
    """The conditions in the order of the form; those left open are left out."""
    for name, field in form.fields.items():
        value = form.cleaned_data.get(name)
        if name in UNSAID or value in (None, "", []):
            continue
        yield Condition(str(field.label or name), tuple(_in_words(field, value, given(form.data, name))))


def _in_words(field: Field, value: Any, written: list[str]) -> Iterable[str]:
    """The values of a field as a reader would say them; rows that were named as they were written."""
    if isinstance(value, bool):
        return [_("yes") if value else _("no")]
    if isinstance(field, NamedField):
        return written
    labels = {str(code): str(label) for code, label in getattr(field, "choices", ())}
    return [labels.get(str(member), str(member)) for member in (value if isinstance(value, list) else [value])]
