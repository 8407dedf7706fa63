"""What a list page says about its filter: the rows, the form, the filter as a sentence, and what it does not take."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page
from django.db.models import QuerySet
from django.forms import Field, Form
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from obligations.facets.values import Asked, Facet
from obligations.filters.lists import ListFilter
from obligations.filters.parameters import NamedField, given

UNSAID = ("ordering",)  # selects nothing
MOST_CONDITIONS = 12  # that are tried out, a query each, where nothing fits all of them


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition of a filter, in words: what is asked, and the values of which one is enough. `rest` is the query without it."""

    label: str
    values: tuple[str, ...]
    name: str
    rest: str

    @property
    def words(self) -> str:
        """The condition as one piece of text."""
        return pgettext("between a label and its value", ": ").join((self.label, f" {_('or')} ".join(self.values)))


@dataclass(frozen=True, slots=True)
class Filtered:
    """A filtered list. `ignored` says, a sentence each, what of the address the list does not know or cannot read."""

    rows: QuerySet[Any]
    form: Form
    sentence: tuple[Condition, ...]
    ignored: tuple[str, ...]
    query: str
    filterset: ListFilter
    kept: QueryDict  # what was understood

    def without(self, *names: str) -> QueryDict:
        """The query without some parameters, to be changed as one likes."""
        rest = self.kept.copy()
        for name in set(names) & set(rest):
            del rest[name]
        return rest

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
    blank = [name for name in kept if not given(kept, name)]  # as forms send what was left open
    for name in {"page", "page_size", *blank, *(refusal.parameter for refusal in refusals)} & set(kept):
        del kept[name]
    sentences = tuple(refusal.sentence for refusal in refusals)
    said = tuple(sentence_of(filterset.form, kept))
    return Filtered(filterset.qs, filterset.form, said, sentences, kept.urlencode(), filterset, kept)


def sentence_of(form: Form, kept: QueryDict) -> Iterable[Condition]:
    """The conditions in the order of the form; those left open are left out."""
    for name, field in form.fields.items():
        value = form.cleaned_data.get(name)
        if name in UNSAID or value in (None, "", []):
            continue
        rest = kept.copy()
        rest.pop(name, None)
        yield Condition(str(field.label or name), tuple(_in_words(field, value, given(form.data, name))), name, rest.urlencode())


def _in_words(field: Field, value: Any, written: list[str]) -> Iterable[str]:
    """The values of a field as a reader would say them; rows that were named by their symbols and keys."""
    if isinstance(value, bool):
        return [_("yes") if value else _("no")]
    if isinstance(field, NamedField):
        return [field.said(name) for name in written]
    labels = {str(code): str(label) for code, label in getattr(field, "choices", ())}
    return [labels.get(str(member), str(member)) for member in (value if isinstance(value, list) else [value])]


def kept_beside(found: Filtered, names: Iterable[str]) -> list[tuple[str, str]]:
    """What a form has to send along, pair by pair: all that was understood, but for the parameters that the form asks itself."""
    return [(name, value) for name, values in found.without(*names).lists() for value in values]


def around_list(
    found: Filtered, asked: Asked, facets: Sequence[Facet], *, page: Page, fields: Sequence[str] = (), further: Sequence[str] = ()
) -> dict[str, Any]:
    """What the template of a list with facets draws around its rows; `fields` are asked beside the facets, `further` ones are folded."""
    known = found.form.fields
    return {
        "found": found,
        "page": page,
        "facets": facets,
        "fields": [found.form[name] for name in fields if name in known],
        "further": [found.form[name] for name in further if name in known],
        "kept": kept_beside(found, (*fields, *further, "search", "ordering")),
        "less": [] if page.paginator.count else less_asked(asked, found),
    }


@dataclass(frozen=True, slots=True)
class Less:
    """An empty list without one of its conditions: how many rows there are then."""

    condition: Condition
    count: int


def less_asked(asked: Asked, found: Filtered) -> list[Less]:
    """What an empty list has without each of its conditions, most first; only where that is something."""
    counts = [Less(one, asked.under_the_others(one.name).count()) for one in found.sentence[:MOST_CONDITIONS]]
    return sorted((less for less in counts if less.count), key=lambda less: -less.count)
