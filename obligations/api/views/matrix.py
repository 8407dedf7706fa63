"""The matrix of States and obligations."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.http import StreamingHttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param

from obligations.api import tables
from obligations.api.days import AS_OF, COMPARE, day_in, refuse_days
from obligations.api.description import Description
from obligations.api.filters import FORMAT
from obligations.api.largejson import LargeJSONRenderer
from obligations.api.pagination import LARGEST_NUMBER, Pages, number_of
from obligations.api.serializers.matrix import MatrixSerializer, answered
from obligations.api.views.reading import ReadView
from obligations.filters.lists import ListFilter
from obligations.matrix import export
from obligations.matrix.filters import MatrixFilter, states_asked
from obligations.matrix.reading import Column, columns_of, matrix, obligations_between, states_of
from obligations.models import Obligation


class MatrixDescription(Description):
    """Adds the file to what the address answers."""

    def get_response_serializers(self) -> Any:
        """The answer, the file, and the refusals."""
        return {**super().get_response_serializers(), ("200", tables.MEDIA_TYPE): OpenApiTypes.STR}

    def get_override_parameters(self) -> list[Any]:
        """`format`, which has one more value here."""
        return [OpenApiParameter(FORMAT, enum=["json", tables.CSV], default="json", description="csv for the same as a file.")]


class ColumnPages(Pages):
    """Pages of columns: as many as a page for people has, up to 200."""

    page_size = 150


class MatrixView(ReadView):
    """States × obligations: what stands in each cell on a day, for the reader. States in the UN's order; nothing is ranked."""

    schema = MatrixDescription()
    queryset = Obligation.objects.none()
    serializer_class = MatrixSerializer
    filterset_class = MatrixFilter
    pagination_class = ColumnPages
    shaping = ()
    shows_statuses = True
    filterset: ListFilter
    on: date
    compared_with: date | None

    def get_queryset(self) -> QuerySet[Obligation]:
        """The obligations that ask States for action on the day, or on the one it is compared with."""
        today = timezone.localdate()
        self.on, self.compared_with = day_in(self.request, AS_OF) or today, day_in(self.request, COMPARE)
        rows: QuerySet[Obligation] = obligations_between(self.request.user, self.on, today=today, compared_with=self.compared_with)
        return rows

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Any:
        """The marks of the columns asked for, for all States asked for; or the same as a file."""
        today = timezone.localdate()
        rows = self.filter_queryset(self.get_queryset())
        refuse_days(self.on, today=today, compared_with=self.compared_with)
        columns, pages = self.page_of_columns(rows)
        states = states_of(states_asked(self.filterset.form.cleaned_data))
        shown = matrix(columns, states, user=request.user, on=self.on, today=today, compared_with=self.compared_with)
        if request.accepted_renderer.format == tables.CSV:
            headers = {"Content-Disposition": f'attachment; filename="matrix-{self.on.isoformat()}.csv"'}
            return StreamingHttpResponse(export.lines(shown), content_type=f"{tables.MEDIA_TYPE}; charset=utf-8", headers=headers)
        return Response(answered(shown, request=request, pages=pages))

    def page_of_columns(self, rows: QuerySet[Obligation]) -> tuple[tuple[Column, ...], dict[str, Any]]:
        """The columns asked for, and where the others stand. All are counted only where there are more, because counting costs as much as reading."""
        size = number_of(self.request, "page_size", default=ColumnPages.page_size, most=ColumnPages.max_page_size)
        number = number_of(self.request, "page", default=1, most=LARGEST_NUMBER)
        before = (number - 1) * size
        found = columns_of(rows[before : before + size + 1])  # one more than the page has tells whether there is another page
        if not found and number > 1:
            last = max(1, -(-rows.count() // size))
            raise NotFound(_("There is no page %(number)s; the last one is %(last)s.") % {"number": number, "last": last})
        more = len(found) > size
        here = self.request.build_absolute_uri()
        return found[:size], {
            "count": rows.count() if more else before + len(found),
            "next": replace_query_param(here, "page", number + 1) if more else None,
            "previous": replace_query_param(here, "page", number - 1) if number > 1 else None,
        }

    def get_renderers(self) -> Any:
        """JSON, and the file."""
        return [LargeJSONRenderer(), tables.CSVRenderer()]
