"""Pages of a list, 50 rows or up to 200 where asked for: by number, for people, or by cursor, for programs that want every row."""

from __future__ import annotations

import re
from typing import Any

from django.core.paginator import EmptyPage, Paginator
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework.exceptions import NotFound
from rest_framework.pagination import PageNumberPagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param
from rest_framework.views import APIView

from obligations.api import cursors
from obligations.api.cursors import CURSOR, Cut, Place
from obligations.api.errors import Refused
from obligations.api.notices import notices
from obligations.filters.lists import Refusal

LARGEST_NUMBER = 10**9


class Pages(PageNumberPagination):
    """`page` or `cursor`, and `page_size`. A page that does not exist is 404; a number or a cursor that is none is 400."""

    page_size = 50
    page_size_query_param = "page_size"
    max_page_size = 200
    cut: Cut | None = None  # the page, where a cursor was given

    def paginate_queryset(self, queryset: Any, request: Request, view: APIView | None = None) -> list[Any]:
        """The rows of the page asked for; of a view that is `quick`, their primary keys. Raises Refused, or NotFound past the last page."""
        size = number_of(request, "page_size", default=self.page_size or 50, most=self.max_page_size)
        self.request = request
        self.view = view
        is_quick = getattr(view, "quick", False)
        if CURSOR in request.query_params:
            self.cut = self._cut(queryset, cursor_of(request), size)
            return self.cut.rows if is_quick or not isinstance(queryset, QuerySet) else in_order(queryset, self.cut.rows)
        number = number_of(request, "page", default=1, most=LARGEST_NUMBER)
        pages = Paginator(queryset.values_list("pk", flat=True) if is_quick else queryset, size)
        try:
            self.page = pages.page(number)
        except EmptyPage as error:
            words = {"number": number, "last": pages.num_pages}
            raise NotFound(_("There is no page %(number)s; the last one is %(last)s.") % words) from error
        return list(self.page)

    def _cut(self, listed: Any, place: Place, size: int) -> Cut:
        if isinstance(listed, QuerySet):
            return cursors.cut_rows(listed, place, size)
        return cursors.cut_list(listed, self.view.line_of(listed), place, size)  # type: ignore[union-attr]

    def get_paginated_response(self, data: Any) -> Response:
        """The page between its neighbours; with `count` where it was asked for by number."""
        if self.cut is None:
            return super().get_paginated_response(data)
        return Response({"next": self._link(self.cut.after), "previous": self._link(self.cut.before), "results": data})

    def _link(self, place: Place | None) -> str | None:
        if place is None or self.request is None:
            return None
        return replace_query_param(self.request.build_absolute_uri(), CURSOR, cursors.written(place, self.request))

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        """What `get_paginated_response` gives, for the OpenAPI description."""
        described = super().get_paginated_response_schema(schema)
        described["properties"]["count"]["description"] = "How many rows the list has; left out with `cursor`."
        described["required"] = ["results"]
        return described

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        """The parameters with their bounds, for the OpenAPI description."""
        page = {"type": "integer", "minimum": 1, "maximum": LARGEST_NUMBER, "default": 1}
        size = {"type": "integer", "minimum": 1, "maximum": self.max_page_size, "default": self.page_size}
        words = _("In place of page: “start” for the first one; then follow next until it is null.")
        cursor = [_parameter(CURSOR, words, {"type": "string"})] if CURSOR in view.shaping else []
        return [_parameter("page", _("Which page."), page), _parameter("page_size", _("How many rows a page has."), size), *cursor]


def _parameter(name: str, words: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"name": name, "in": "query", "required": False, "description": words, "schema": schema}


class NoticePages(Pages):
    """Pages with the sentences without which no status is shown."""

    def get_paginated_response(self, data: Any) -> Response:
        """The page, with `notices`."""
        response = super().get_paginated_response(data)
        response.data["notices"] = notices()
        return response

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        """What `get_paginated_response` gives, for the OpenAPI description."""
        described = super().get_paginated_response_schema(schema)
        words = "To be shown wherever the statuses are."
        described["properties"]["notices"] = {"type": "array", "items": {"type": "string"}, "description": words}
        described["required"] = [*described["required"], "notices"]
        return described


class StatusPages(NoticePages):
    """Pages of statuses of one day, which stands beside them."""

    def get_paginated_response(self, data: Any) -> Response:
        """The page, with `as_of`."""
        response = super().get_paginated_response(data)
        response.data["as_of"] = self.view.stood_on  # type: ignore[union-attr]
        return response

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        """What `get_paginated_response` gives, for the OpenAPI description."""
        described = super().get_paginated_response_schema(schema)
        described["properties"]["as_of"] = {"type": "string", "format": "date", "description": "The day the statuses stand for."}
        described["required"] = [*described["required"], "as_of"]
        return described


class ExpandedPages(Pages):
    """Pages that show statuses where `expand` asks for them, and then their day and the sentences without which none is shown."""

    def get_paginated_response(self, data: Any) -> Response:
        """The page, with `as_of` and `notices` where it has statuses."""
        response = super().get_paginated_response(data)
        if "assessments" in self.view.expanded:  # type: ignore[union-attr]
            response.data |= {"as_of": timezone.localdate(), "notices": notices()}
        return response

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        """What `get_paginated_response` gives, for the OpenAPI description."""
        described = super().get_paginated_response_schema(schema)
        words = "With expand=assessments: to be shown wherever the statuses are."
        described["properties"]["notices"] = {"type": "array", "items": {"type": "string"}, "description": words}
        described["properties"]["as_of"] = {"type": "string", "format": "date", "description": "With expand=assessments: the day they stand for."}
        return described


def number_of(request: Request, name: str, *, default: int, most: int) -> int:
    """A whole number from 1 to `most` out of a query. Raises Refused for anything else."""
    values = request.query_params.getlist(name)
    if not values:
        return default
    number = int(values[0]) if len(values) == 1 and re.fullmatch(r"[0-9]{1,10}", values[0]) else 0
    if not 1 <= number <= most:
        sentence = _("“%(name)s” is a whole number from 1 to %(most)s, given once.") % {"name": name, "most": most}
        raise Refused([Refusal(name, sentence)])
    return number


def cursor_of(request: Request) -> Place:
    """The place that the cursor of a query names. Raises Refused for a broken one, and beside a number of a page."""
    if "page" in request.query_params:
        raise Refused([Refusal("page", _("Give “page” or “cursor”, not both."))])
    values = request.query_params.getlist(CURSOR)
    if len(values) != 1:
        raise cursors.broken()
    return cursors.read(values[0], request)


def in_order(queryset: QuerySet[Any], keys: list[int]) -> list[Any]:
    """The rows with the primary keys, in their order."""
    rows = {row.pk: row for row in queryset.filter(pk__in=keys).order_by()}
    return [rows[key] for key in keys if key in rows]
