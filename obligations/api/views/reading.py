"""What all endpoints share."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.db.models import QuerySet
from django.http import StreamingHttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework.exceptions import NotFound
from rest_framework.permissions import AllowAny
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.views import APIView
from rest_framework.viewsets import ReadOnlyModelViewSet

from obligations.api import tables, workbooks
from obligations.api.description import Description
from obligations.api.errors import Refused
from obligations.api.filters import FORMAT
from obligations.api.notices import notices
from obligations.filtersets import Refusal

FILES = {tables.CSV: tables.as_file, workbooks.XLSX: workbooks.as_workbook}
IN_ONE_GO = 200  # rows of a file that are read together
SLUG = "[-A-Za-z0-9_]+"


class ReadView(ReadOnlyModelViewSet):
    """A list and its single things, looked up by a natural key. Kinds of things give `queryset`, `get_queryset`, serializer and filters."""

    schema = Description()
    columns: tuple[str, ...] = ()  # of the list as a file
    lookup_value_regex = SLUG

    def listed(self) -> Any:
        """All rows of the list, as asked for; pages are cut from it."""
        return self.filter_queryset(self.get_queryset())

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Any:
        """A page of the list, or all of it as a file."""
        if write := FILES.get(request.accepted_renderer.format):
            return self.as_file(request, write)
        serializer = self.get_serializer(self.paginate_queryset(self.listed()), many=True)
        return self.get_paginated_response(serializer.data)

    def as_file(self, request: Request, write: Any) -> StreamingHttpResponse:
        """Every row of the list, written as one of `FILES`."""
        tables.refuse_pages(request)
        listed = self.listed()
        said: list[str] = [f"as_of {self.stood_on}"] if hasattr(self, "stood_on") else []
        said += notices() if getattr(self, "shows_statuses", False) or said else []
        name = str(request.resolver_match.url_name).removesuffix("-list") if request.resolver_match else "list"
        answer: StreamingHttpResponse = write(self.tabled(listed), self.columns, name=f"{name}-{timezone.localdate()}", notes=said)
        return answer

    def tabled(self, listed: Any) -> Iterator[Mapping[str, Any]]:
        """The rows of a table, one after the other, as they are answered."""
        serializer = self.get_serializer()
        for row in listed.iterator(chunk_size=IN_ONE_GO) if isinstance(listed, QuerySet) else listed:
            yield serializer.to_representation(row)

    def get_renderers(self) -> Any:
        """JSON, and files of a list that has columns."""
        files = [tables.CSVRenderer(), workbooks.XLSXRenderer()] if self.columns and not self.detail else []
        return [JSONRenderer(), *files]

    def perform_content_negotiation(self, request: Request, force: bool = False) -> Any:  # noqa: FBT001, FBT002  (the framework calls it so)
        """How to answer. Raises Refused for a `format` that this address does not have."""
        known = [renderer.format for renderer in self.get_renderers()]
        if not force and any(asked not in known for asked in request.query_params.getlist(FORMAT)):
            raise Refused([Refusal(FORMAT, _("This is not answered in that form."), tuple(known))])
        return super().perform_content_negotiation(request, force)

    def get_object(self) -> Any:
        """The thing at this address. Raises NotFound in a sentence of its own."""
        key = self.kwargs[self.lookup_url_kwarg or self.lookup_field]
        found = self.filter_queryset(self.get_queryset()).filter(**{self.lookup_field: key}).first()
        if found is None:
            raise NotFound(_("There is nothing here under “%(key)s”, or it is not for your eyes.") % {"key": key})
        self.check_object_permissions(self.request, found)
        return found


class Nowhere(APIView):
    """Every address under the API that leads nowhere; answered in the API's form."""

    permission_classes = [AllowAny]
    schema = None

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Say so, whatever the method."""
        raise NotFound(_("There is nothing at this address. The endpoints are listed at /api/v1/, and described at /api/docs/."))
