"""Filters of the API: those of the pages, but strict. A query that is not understood is refused, never half answered."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import override
from rest_framework.filters import BaseFilterBackend
from rest_framework.request import Request
from rest_framework.views import APIView

from obligations.api.cursors import CURSOR
from obligations.api.errors import Refused
from obligations.api.selecting import EXPAND, FIELDS, asked_for, refused_fields
from obligations.filters.lists import ListFilter, Refusal
from obligations.filters.parameters import Parameter

FORMAT = "format"  # read by the framework itself
SEVERAL = "Takes several values, repeated or separated by commas."
AS_FILE = {
    "name": FORMAT,
    "in": "query",
    "required": False,
    "description": "csv or xlsx for every row that fits as a file, without pages. Its columns are places in the JSON answer.",
    "schema": {"type": "string", "enum": ["json", "csv", "xlsx"], "default": "json"},
}


class StrictFilterBackend(BaseFilterBackend):
    """Filters a list by the view's `filterset_class`. An address of one thing takes only the parameters in `detail_parameters`."""

    def filter_queryset(self, request: Request, queryset: QuerySet[Any], view: APIView) -> QuerySet[Any]:
        """The rows asked for. Raises Refused for a parameter or a value that is not known."""
        query = getattr(view, "query", request.query_params)
        filterset: ListFilter = filterset_class(view)(query, queryset, request=request)
        filterset.leave_unasked()
        only, shaping = allowed_names(view, filterset), shaping_names(view)
        refusals = filterset.refusals(query, also_allowed=shaping)
        if is_detail(view):
            unknown = [_unknown(name, (*only, *shaping)) for name in query if name not in (*only, *shaping)]
            refusals = [refusal for refusal in refusals if refusal.parameter in only] + unknown
        refusals += [_unknown(name, (*only, *shaping)) for name in getattr(view, "fixed", ()) if name in request.query_params]
        refusals += [*_empty(request), *_refused_shape(request, view)]
        if refusals:
            raise Refused(refusals)
        view.filterset = filterset  # type: ignore[attr-defined]  # for views that say by what they filtered
        return filterset.qs if only else queryset

    def get_schema_operation_parameters(self, view: APIView) -> list[dict[str, Any]]:
        """The parameters of a list, for the OpenAPI description."""
        parameters = filterset_class(view).base_filters.items()
        found = [described(name, parameter) for name, parameter in parameters if name not in getattr(view, "fixed", ())]
        return [*found, AS_FILE] if getattr(view, "columns", ()) else found


def filterset_class(view: APIView) -> type[ListFilter]:
    """The filters of a view; a view without any takes no parameters."""
    return getattr(view, "filterset_class", ListFilter)


def is_detail(view: APIView) -> bool:
    """Whether the view answers with one thing."""
    return bool(getattr(view, "detail", False))


def detail_parameters(view: APIView) -> tuple[str, ...]:
    """The parameters of an address of one thing."""
    return getattr(view, "detail_parameters", ())


def allowed_names(view: APIView, filterset: ListFilter) -> tuple[str, ...]:
    """What may be asked."""
    if is_detail(view):
        return detail_parameters(view)
    return tuple(name for name in filterset.allowed_parameters if name not in getattr(view, "fixed", ()))


def shaping_names(view: APIView) -> tuple[str, ...]:
    """The parameters that choose no rows but how they are answered."""
    names = [name for name in getattr(view, "shaping", ()) if name != CURSOR or not is_detail(view)]
    return (FORMAT, *names, *([EXPAND] if getattr(view, "expandable", ()) else []))


def _refused_shape(request: Request, view: Any) -> list[Refusal]:
    """What is asked of the answer's shape and does not exist."""
    query, expandable = request.query_params, tuple(view.expandable)
    unknown = [name for name in asked_for(query, EXPAND) if name not in expandable] if expandable else []
    sentence = _("“%(name)s” cannot be expanded here.")
    found = [Refusal(EXPAND, sentence % {"name": name}, expandable) for name in unknown]
    asked = asked_for(query, FIELDS) if FIELDS in view.shaping else []
    return [*found, *refused_fields(asked, view.places)] if asked else found


def described(name: str, parameter: Parameter) -> dict[str, Any]:
    """A parameter as OpenAPI has it; in English, as the rest of the description is."""
    with override("en"):
        words = [f"{parameter.label}.", str(parameter.extra.get("help_text", "")), SEVERAL if parameter.several else ""]
    schema = parameter.schema()
    shape: dict[str, Any] = {"schema": schema}
    if parameter.several:
        shape = {"schema": {"type": "array", "items": schema}, "style": "form", "explode": True}
    return {"name": name, "in": "query", "required": False, "description": " ".join(filter(None, words)), **shape}


def _unknown(name: str, allowed: tuple[str, ...]) -> Refusal:
    return Refusal(name, _("There is no parameter “%(name)s” here.") % {"name": name}, allowed)


def _empty(request: Request) -> list[Refusal]:
    """Parameters without a value: as a rule a variable that was never set, and everything would come instead of a part."""
    return [
        Refusal(name, _("“%(name)s” is empty: give it a value or leave it out.") % {"name": name})
        for name, values in request.query_params.lists()
        if not any(value.strip(", \t") for value in values)
    ]
