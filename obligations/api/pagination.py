"""Pages of a list: 50 rows, up to 200 where asked for."""

from __future__ import annotations

import re
from typing import Any

from django.core.paginator import EmptyPage, Paginator
from django.utils.translation import gettext as _
from rest_framework.exceptions import NotFound
from rest_framework.pagination import PageNumberPagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from obligations.api.errors import Refused
from obligations.api.notices import notices
from obligations.filtersets import Refusal

LARGEST_NUMBER = 10**9


class Pages(PageNumberPagination):
    """`page` and `page_size`. A page that does not exist is 404; a number that is none is 400."""

    page_size = 50
    page_size_query_param = "page_size"
    max_page_size = 200

    def paginate_queryset(self, queryset: Any, request: Request, view: APIView | None = None) -> list[Any]:
        """The rows of the page asked for. Raises Refused, or NotFound past the last page."""
        size = number_of(request, "page_size", default=self.page_size or 50, most=self.max_page_size)
        number = number_of(request, "page", default=1, most=LARGEST_NUMBER)
        pages = Paginator(queryset, size)
        try:
            self.page = pages.page(number)
        except EmptyPage as error:
            words = {"number": number, "last": pages.num_pages}
            raise NotFound(_("There is no page %(number)s; the last one is %(last)s.") % words) from error
        self.request = request
        self.view = view
        return list(self.page)

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        """Both parameters with their bounds, for the OpenAPI description."""
        page = {"type": "integer", "minimum": 1, "maximum": LARGEST_NUMBER, "default": 1}
        size = {"type": "integer", "minimum": 1, "maximum": self.max_page_size, "default": self.page_size}
        return [
            {"name": "page", "in": "query", "required": False, "description": _("Which page."), "schema": page},
            {"name": "page_size", "in": "query", "required": False, "description": _("How many rows a page has."), "schema": size},
        ]


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
