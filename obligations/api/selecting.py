"""Which parts of an answer a program asks for: `fields` leaves parts out, `expand` puts whole things where otherwise only their names stand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers

from obligations.filters.lists import Refusal
from obligations.filters.parameters import given

FIELDS, EXPAND = "fields", "expand"
ALWAYS = ("notices",)  # the sentences without which no status is shown
# What stands beside a status wherever one does, asked for or not: the day it stands for, and how strongly the thing is asked.
BESIDE = {"status": ("as_of", "obligation.force", "obligation.hedges"), "commitment_status": ("as_of",)}

Tree = dict[str, "Tree"]  # places of an answer, each with those inside it; a part that is asked for whole has none


# What there is ------------------------------------------------------------------------------------------------------
@cache
def places(kind: type[serializers.Serializer[Any]], expanded: frozenset[str] = frozenset()) -> Tree:
    """Every place in what a serializer answers."""
    return _inside(kind(context={EXPAND: expanded}))


def _inside(serializer: Any) -> Tree:
    return {name: _inside(inner) if (inner := _serializer_of(serializer, field)) else {} for name, field in serializer.fields.items()}


def _serializer_of(serializer: Any, field: Any) -> Any:
    """The serializer whose answer stands in a field, described as such; None for a plain value."""
    if isinstance(field, serializers.SerializerMethodField):
        method = getattr(serializer, field.method_name or "", None)
        field = getattr(method, "_spectacular_annotation", {}).get("field")
        field = field() if isinstance(field, type) else field
    if isinstance(field, serializers.ListSerializer):
        field = field.child
    return field if isinstance(field, serializers.Serializer) else None


# What is asked for --------------------------------------------------------------------------------------------------
def refused_fields(asked: Iterable[str], known: Tree) -> list[Refusal]:
    """The places that are asked for and do not exist, with those that do where the asked one was looked for."""
    return [found for place in asked if (found := _refused(place, known)) is not None]


def _refused(place: str, known: Tree) -> Refusal | None:
    before: list[str] = []
    for name in place.split("."):
        if name not in known:
            words = {"place": place}
            return Refusal(FIELDS, _("There is no “%(place)s” in the answer.") % words, tuple(".".join([*before, each]) for each in known))
        before.append(name)
        known = known[name]
    return None


def chosen(asked: Iterable[str], known: Tree) -> Tree:
    """What to answer of `known`: the places asked for, what always stands beside them, and the sentences that go with statuses."""
    wanted: Tree = {}
    for place in [*asked, *(name for name in ALWAYS if name in known)]:
        _add(place.split("."), wanted)
    return _with_neighbours(wanted, known)


def _add(names: list[str], wanted: Tree) -> None:
    """A place; one that holds it or is inside it makes it the wider of the two."""
    first, *rest = names
    if not rest:
        wanted[first] = {}
    elif first not in wanted or wanted[first]:
        _add(rest, wanted.setdefault(first, {}))


def _with_neighbours(wanted: Tree, known: Tree) -> Tree:
    for name in [name for name in BESIDE if name in wanted]:
        for place in BESIDE[name]:
            if _refused(place, known) is None:
                _add(place.split("."), wanted)
    return {name: _with_neighbours(inside, known[name]) if inside else {} for name, inside in wanted.items()}


def pruned(answer: Any, wanted: Tree) -> Any:
    """An answer with nothing but the places wanted, in its own order."""
    if isinstance(answer, list | tuple):
        return [pruned(one, wanted) for one in answer]
    if not isinstance(answer, Mapping):
        return answer
    return {name: pruned(value, wanted[name]) if wanted[name] else value for name, value in answer.items() if name in wanted}


def columns_of(columns: tuple[str, ...], asked: Iterable[str]) -> tuple[str, ...]:
    """The columns of a file in which places asked for stand; a place that has none of its own gets one."""
    names = list(asked)
    found = [column for column in columns if any(_within(column, name) for name in names)]
    return tuple(found + [name for name in names if not any(_within(column, name) for column in found)])


def _within(place: str, other: str) -> bool:
    return place == other or place.startswith(f"{other}.")


def asked_for(query: Any, name: str) -> list[str]:
    """The values of `fields` or `expand` in a query, repeated or separated by commas."""
    return given(query, name) if name in query else []


# How it is described ------------------------------------------------------------------------------------------------
def described(known: Tree, expandable: Iterable[str]) -> list[dict[str, Any]]:
    """Both parameters as OpenAPI has them."""
    words = f"Only these parts, repeated or separated by commas; places inside with a point. One of: {', '.join(known)}."
    fields = _several(FIELDS, words, {"type": "string", "pattern": r"^[a-z_]+(\.[a-z_]+)*$"})
    names = sorted(expandable)
    whole = _several(EXPAND, "Whole things where only their names stand, or that are otherwise left out.", {"type": "string", "enum": names})
    return [fields, whole] if names else [fields]


def _several(name: str, words: str, one: dict[str, Any]) -> dict[str, Any]:
    shape = {"schema": {"type": "array", "items": one}, "style": "form", "explode": True}
    return {"name": name, "in": "query", "required": False, "description": words, **shape}
