"""The changes feed."""

from __future__ import annotations

from collections.abc import Collection
from http import HTTPStatus
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiResponse
from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response

from obligations.api.description import Description
from obligations.api.errors import MEDIA_TYPE, Problem, ProblemSerializer
from obligations.api.serializers.changes import ChangeEntrySerializer
from obligations.api.views.reading import ReadView
from obligations.feed import reading as feed
from obligations.feed.filters import DEFAULT_LIMIT, LATEST, FeedFilter
from obligations.feed.things import Kind
from obligations.filters.lists import ListFilter
from obligations.models import Event

START_AGAIN = "What this cursor stood on is no longer there, or its bearer may see other things now."


class FeedDescription(Description):
    """Adds the refusal of a cursor that leads nowhere."""

    def get_response_serializers(self) -> Any:
        """The answer and the refusals."""
        answers = super().get_response_serializers()
        return {**answers, (str(HTTPStatus.GONE.value), MEDIA_TYPE): OpenApiResponse(ProblemSerializer, START_AGAIN)}


class FeedPages(BasePagination):
    """The form of an answer. Where it goes on is up to the feed, which no number of a page could say."""

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        """What the view answers, for the OpenAPI description."""
        cursor = {"type": "string", "description": "To be sent as `since` the next time; always given. It has no meaning of its own."}
        more = {"type": "boolean", "description": "Whether there is more already. If not, ask again later."}
        return {"type": "object", "required": ["results", "next", "more"], "properties": {"results": schema, "next": cursor, "more": more}}

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        """None beside those of the filter."""
        return []


class ChangeView(ReadView):
    """All that was made, changed or removed, in order and at least once, for programs that keep a copy."""

    schema = FeedDescription()
    queryset = Event.objects.none()
    serializer_class = ChangeEntrySerializer
    filterset_class = FeedFilter
    pagination_class = FeedPages
    shaping = ()
    filterset: ListFilter

    def get_queryset(self) -> QuerySet[Event]:
        """None: the feed asks the log itself."""
        return Event.objects.none()

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """What was made, changed or removed, in order and at least once, for programs that keep a copy.

        Begin without `since`, follow each entry's `link`, and send `next` as `since` the next time. What the caller can no longer see comes as
        `removed`; what they never could see does not come at all. A cursor that leads nowhere any more is answered 410: start again then.
        """
        self.filter_queryset(self.get_queryset())
        asked = self.filterset.form.cleaned_data
        since, limit = asked.get("since"), asked.get("limit") or DEFAULT_LIMIT
        kinds = [Kind(code) for code in asked.get("kind") or ()]
        found = feed.end(request.user) if since == LATEST else self._page(since, limit, kinds)
        entries = self.get_serializer(found.entries, many=True).data
        return Response({"results": entries, "next": str(found.next), "more": found.more})

    def _page(self, since: feed.Cursor | None, limit: int, kinds: Collection[Kind]) -> feed.Page:
        try:
            return feed.page(self.request.user, since=since, limit=limit, kinds=kinds)
        except feed.OtherRights as error:
            sentence = _("You may see other things than when this cursor was given. Drop what you have and start again without “since”.")
            raise Problem(HTTPStatus.GONE, sentence) from error
        except feed.Outlived as error:
            sentence = _("The log does not have what this cursor stood on: an older copy of it was put back. Start again without “since”.")
            raise Problem(HTTPStatus.GONE, sentence) from error
