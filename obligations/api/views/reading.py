"""What all endpoints share."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from http.client import OK
from itertools import chain
from typing import Any

from django.db.models import QuerySet
from django.http import StreamingHttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework.exceptions import NotFound
from rest_framework.permissions import SAFE_METHODS, AllowAny
from rest_framework.request import Request
from rest_framework.views import APIView
from rest_framework.viewsets import ReadOnlyModelViewSet

from obligations.api import tables, workbooks
from obligations.api.cursors import CURSOR, Place, cut_rows
from obligations.api.description import Description
from obligations.api.errors import Refused
from obligations.api.filters import FORMAT
from obligations.api.largejson import LargeJSONRenderer
from obligations.api.notices import notices
from obligations.api.pagination import in_order
from obligations.api.selecting import EXPAND, FIELDS, Tree, asked_for, chosen, columns_of, places, pruned
from obligations.filters.lists import Refusal

FILES = {tables.CSV: tables.as_file, workbooks.XLSX: workbooks.as_workbook}
IN_ONE_GO, KEYS_IN_ONE_GO = 200, 10_000  # rows, and primary keys, of a file that are read together
SLUG = "[-A-Za-z0-9_]+"


class ReadView(ReadOnlyModelViewSet):
    """A list and its single things, looked up by a natural key. Kinds of things give `queryset`, `get_queryset`, serializer and filters."""

    schema = Description()
    columns: tuple[str, ...] = ()  # of the list as a file
    shaping: tuple[str, ...] = (FIELDS, CURSOR)  # parameters that choose no rows, but how they are answered
    expandable: tuple[str, ...] = ()  # what stands whole in an answer where asked for
    quick = False  # whether a page of the list is made of primary keys (`answered`), and not of rows of the queryset
    lookup_value_regex = SLUG

    # What of an answer is asked for ---------------------------------------------------------------------------------
    @property
    def expanded(self) -> frozenset[str]:
        """What the request wants whole; nothing where it writes."""
        request: Request | None = self.request  # none where the service describes itself
        wanted = asked_for(request.query_params, EXPAND) if request and request.method in SAFE_METHODS else ()
        return frozenset(wanted).intersection(self.expandable)

    @property
    def places(self) -> Tree:
        """Every place in an answer of this address."""
        kind: Any = self.get_serializer_class()
        return places(kind, self.expanded)

    @property
    def wanted(self) -> Tree | None:
        """The places asked for; None for all."""
        asked = asked_for(self.request.query_params, FIELDS)
        return chosen(asked, self.places) if asked else None

    def get_serializer_context(self) -> dict[str, Any]:
        """What serializers are told, among it what is to stand whole; nothing of that where the service describes itself."""
        request: Request | None = self.request
        context = dict(super().get_serializer_context())
        return {**context, EXPAND: self.expanded} if request is not None else context

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        """The answer; of a single thing only what was asked for."""
        if self.detail and request.method in SAFE_METHODS and FIELDS in request.query_params and getattr(response, "status_code", 0) == OK:
            response.data = pruned(response.data, self.wanted or {})
        return super().finalize_response(request, response, *args, **kwargs)

    # Lists ------------------------------------------------------------------------------------------------------------

    def listed(self) -> Any:
        """All rows of the list, as asked for; pages are cut from it."""
        return self.filter_queryset(self.get_queryset())

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Any:
        """A page of the list, or all of it as a file."""
        if write := FILES.get(request.accepted_renderer.format):
            return self.as_file(request, write)
        listed = self.listed()
        return self.get_paginated_response(self.answered(self.paginate_queryset(listed), listed))

    def answered(self, page: Any, listed: Any) -> Any:
        """The rows of a page as they are answered, with nothing but what is asked for."""
        serializer: Any = self.get_serializer(page, many=True)
        wanted = self.wanted
        if wanted is None:
            return serializer.data
        for name in set(serializer.child.fields) - set(wanted):
            serializer.child.fields.pop(name)
        return pruned(serializer.data, wanted)

    def as_file(self, request: Request, write: Any) -> StreamingHttpResponse:
        """Every row of the list, written as one of `FILES`."""
        tables.refuse_pages(request)
        listed = self.listed()
        said: list[str] = [f"as_of {self.stood_on}"] if hasattr(self, "stood_on") else []
        said += notices() if getattr(self, "shows_statuses", False) or said else []
        name = str(request.resolver_match.url_name).removesuffix("-list") if request.resolver_match else "list"
        answer: StreamingHttpResponse = write(self.tabled(listed), self.columns_asked(), name=f"{name}-{timezone.localdate()}", notes=said)
        return answer

    def columns_asked(self) -> tuple[str, ...]:
        """The columns of the list as a file: all, or those of what is asked for."""
        asked = asked_for(self.request.query_params, FIELDS)
        return columns_of(self.columns, asked) if asked else self.columns

    def tabled(self, listed: Any) -> Iterator[Mapping[str, Any]]:
        """The rows of a table, one after the other, as they are answered."""
        serializer = self.get_serializer()
        rows = chain.from_iterable(in_order(listed, keys) for keys in walked(listed)) if isinstance(listed, QuerySet) else listed
        for row in rows:
            yield serializer.to_representation(row)

    def get_renderers(self) -> Any:
        """JSON, and files of a list that has columns."""
        reads = getattr(self.request, "method", "GET") in SAFE_METHODS  # there is no request where the service describes itself
        files = [tables.CSVRenderer(), workbooks.XLSXRenderer()] if self.columns and reads and not self.detail else []
        return [LargeJSONRenderer(), *files]

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


def walked(listed: QuerySet[Any]) -> Iterator[list[int]]:
    """The primary keys of every row of a list in its order, some at a time: the memory taken does not grow with the list.

    They are read on from the last one seen, many at a time because each time the list is sorted, and never by a cursor of the database: a pool of
    connections such as pgbouncer's may give every question to another connection.
    """
    place: Place | None = Place()
    while place:
        cut = cut_rows(listed, place, KEYS_IN_ONE_GO)
        keys, place = cut.rows, cut.after
        del cut  # or its rows would be held beside the next ones
        for start in range(0, len(keys), IN_ONE_GO):
            yield keys[start : start + IN_ONE_GO]


class QuickList(ReadView):
    """A list whose rows are made of plain values (`obligations.api.rows`), unless something is to stand in them whole. Kinds give `rows_of`."""

    row_names: tuple[str, ...]  # of the parts of a row

    @property
    def quick(self) -> bool:  # type: ignore[override]
        """Whether this request is answered so."""
        return self.action == "list" and not self.expanded

    def rows_of(self, keys: Sequence[int], listed: QuerySet[Any], names: Sequence[str]) -> Sequence[Mapping[str, Any]]:
        """The parts named of the rows with some primary keys, in their order; `listed` is the list they are of."""
        raise NotImplementedError

    def answered(self, page: Any, listed: Any) -> Any:
        """The rows of a page, with nothing but what is asked for."""
        if not self.quick:
            return super().answered(page, listed)
        wanted = self.wanted
        rows = self.rows_of(page, listed, tuple(wanted or self.row_names))
        return pruned(rows, wanted) if wanted and any(wanted.values()) else rows

    def tabled(self, listed: Any) -> Iterator[Mapping[str, Any]]:
        """The rows of a table, one after the other, with what its columns show."""
        if not self.quick:
            yield from super().tabled(listed)
            return
        names = tuple({column.partition(".")[0] for column in self.columns_asked()})
        for keys in walked(listed):
            yield from self.rows_of(keys, listed, names)


class Nowhere(APIView):
    """Every address under the API that leads nowhere; answered in the API's form."""

    permission_classes = [AllowAny]
    schema = None

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Say so, whatever the method."""
        raise NotFound(_("There is nothing at this address. The endpoints are listed at /api/v1/, and described at /api/docs/."))
