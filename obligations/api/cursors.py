"""Walking through a list from row to row, for programs: a cursor names the last row seen by what the list is sorted by.

However deep, a page costs the same, and rows that are added or go meanwhile shift nothing: of those that stay, none comes twice or is missed.
"""

from __future__ import annotations

import zlib
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core import signing
from django.core.exceptions import ValidationError
from django.db.models import F, OrderBy, Q, QuerySet
from django.utils.translation import gettext as _

from obligations.api.errors import Refused
from obligations.filters.lists import Refusal

if TYPE_CHECKING:
    from rest_framework.request import Request

CURSOR, START = "cursor", "start"
SALT = "obligations.api.cursor"

Values = list[Any]  # of one row: what the list is sorted by, in that order, as JSON has it


@dataclass(frozen=True, slots=True)
class Place:
    """Where to go on: after a row, or before it; None for the beginning."""

    values: Values | None = None
    backwards: bool = False


@dataclass(frozen=True, slots=True)
class Cut:
    """A page: its rows, and the places from which the pages before and after it are read; None where there is none."""

    rows: list[Any]
    before: Place | None
    after: Place | None


# Cursors as programs see them ---------------------------------------------------------------------------------------
def read(text: str, request: Request) -> Place:
    """The place that a cursor names. Raises Refused for one that was not made here for this list and order."""
    if text == START:
        return Place()
    try:
        order, backwards, values = signing.loads(text, salt=SALT)
    except (signing.BadSignature, ValueError, TypeError):
        order, backwards, values = None, False, None
    if order != _order(request) or not values:
        raise broken()
    return Place(values, bool(backwards))


def written(place: Place, request: Request) -> str:
    """The cursor of a place. It is signed, so that what comes back needs no more than to be known again."""
    return signing.dumps([_order(request), int(place.backwards), place.values], salt=SALT)


def broken() -> Refused:
    """The refusal of a cursor."""
    sentence = _("This cursor is broken, or belongs to another list or order. Begin again with cursor=start.")
    return Refused([Refusal(CURSOR, sentence, (START,))])


def _order(request: Request) -> int:
    """Which list this is, and how it is sorted, in a number: a cursor fits no other."""
    return zlib.crc32("\n".join([request.path, *request.query_params.getlist("ordering")]).encode("utf-8", "surrogatepass"))


# Lists of the database ----------------------------------------------------------------------------------------------
def cut_rows(queryset: QuerySet[Any], place: Place, size: int) -> Cut:
    """A page of primary keys. Raises Refused where the values of the place are not of what the list is sorted by."""
    keys = _keys(queryset)
    names = [f"key_{number}" for number in range(len(keys))]
    rows: Any = queryset.annotate(**{name: key.expression for name, key in zip(names, keys, strict=True)})
    rows = rows.order_by(*(_sorted_by(name, key, backwards=place.backwards) for name, key in zip(names, keys, strict=True)))
    steps = [Q()] if place.values is None else _steps(keys, _read_values(rows, names, place.values), backwards=place.backwards)
    found: list[Any] = []
    for step in steps:
        if len(found) <= size:
            found += rows.filter(step).values_list(*names)[: size + 1 - len(found)]
    more, found = len(found) > size, found[:size]
    if place.backwards:
        found.reverse()
    return _cut([row[-1] for row in found], found, place, more=more)


def _keys(queryset: QuerySet[Any]) -> list[OrderBy]:
    """What a list is sorted by, each once; the last is the primary key."""
    keys: dict[str, OrderBy] = {}
    for column in queryset.query.order_by:
        key = column if isinstance(column, OrderBy) else OrderBy(F(str(column).lstrip("-")), descending=str(column).startswith("-"))
        keys.setdefault(getattr(key.expression, "name", f"computed {len(keys)}"), key)
    return list(keys.values())


def _sorted_by(name: str, key: OrderBy, *, backwards: bool) -> OrderBy:
    """Rows without a value come last; backwards they come first."""
    if backwards:
        return OrderBy(F(name), descending=not key.descending, nulls_first=True)
    return OrderBy(F(name), descending=key.descending, nulls_last=True)


def _read_values(rows: QuerySet[Any], names: Sequence[str], values: Values) -> Values:
    columns = rows.query.annotations
    try:
        return [None if value is None else columns[name].output_field.to_python(value) for name, value in zip(names, values, strict=True)]
    except (ValidationError, ValueError, TypeError) as error:
        raise broken() from error


def _steps(keys: Sequence[OrderBy], values: Values, *, backwards: bool) -> list[Q]:
    """The rows after one with the values, or before it, in parts that follow each other: an index leads to each, and to no OR of them."""
    (first, *rest), (value, *others) = list(enumerate(keys)), values
    steps = [_same(first, value) & _beyond(rest, others, backwards=backwards)] if rest else []
    if value is not None:
        steps.append(_further(first, value, backwards=backwards))
    if (value is None) is backwards:
        steps.append(Q(**{f"key_{first[0]}__isnull": not backwards}))
    return steps


def _beyond(keys: Sequence[tuple[int, OrderBy]], values: Values, *, backwards: bool) -> Q:
    """The same of the columns after the first: at the first of them that differs, the rows lie further on."""
    found, same = Q(pk__in=[]), Q()
    for key, value in zip(keys, values, strict=True):
        if value is not None:
            found |= same & _further(key, value, backwards=backwards)
        if (value is None) is backwards:
            found |= same & Q(**{f"key_{key[0]}__isnull": not backwards})
        same &= _same(key, value)
    return found


def _same(key: tuple[int, OrderBy], value: Any) -> Q:
    name = f"key_{key[0]}"
    return Q(**{name: value}) if value is not None else Q(**{f"{name}__isnull": True})


def _further(key: tuple[int, OrderBy], value: Any, *, backwards: bool) -> Q:
    number, column = key
    return Q(**{f"key_{number}__{'lt' if column.descending is not backwards else 'gt'}": value})


# Lists that are computed --------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Line:
    """The rows of a list in the order of a cursor: their numbers in the list, and what each is sorted by."""

    order: Sequence[int]
    known: Sequence[Values]

    @classmethod
    def of(cls, keys: Sequence[Values]) -> Line:
        """Put rows in line. `keys` say of each what it is sorted by; no two are the same."""
        order = sorted(range(len(keys)), key=keys.__getitem__)
        return cls(order, [keys[number] for number in order])


def cut_list(rows: Sequence[Any], line: Line, place: Place, size: int) -> Cut:
    """A page of a list that has to be made whole."""
    order, known = line.order, line.known
    try:
        if place.backwards:
            end = bisect_left(known, place.values or [])
            start, more = max(0, end - size), end > size
        else:
            start = bisect_right(known, place.values) if place.values is not None else 0
            end, more = min(len(known), start + size), start + size < len(known)
    except TypeError as error:
        raise broken() from error
    return _cut([rows[number] for number in order[start:end]], known[start:end], place, more=more)


def _cut(rows: list[Any], values: Sequence[Any], place: Place, *, more: bool) -> Cut:
    if not rows:
        return Cut([], None, None)
    first, last = Place(_as_json(values[0]), backwards=True), Place(_as_json(values[-1]))
    if place.backwards:
        return Cut(rows, first if more else None, last)
    return Cut(rows, first if place.values is not None else None, last if more else None)


def _as_json(values: Sequence[Any]) -> Values:
    return [value.isoformat() if hasattr(value, "isoformat") else value for value in values]
