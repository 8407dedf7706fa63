"""What staff say to one another."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework.permissions import SAFE_METHODS
from rest_framework.response import Response

from obligations.api import columns
from obligations.api.description import ETAG, IF_MATCH
from obligations.api.serializers.bodies import Body
from obligations.api.serializers.comments import CommentBody, CommentSerializer, CommentTextBody
from obligations.api.views.reading import ReadView
from obligations.api.writing import Writes, written
from obligations.filters.comments import CommentFilter
from obligations.models import Comment
from obligations.permissions import ReadByStaff, ReadOrWrite
from obligations.services import comments as service

if TYPE_CHECKING:
    from rest_framework.request import Request

EXAMPLE = OpenApiExample("On a cell", value={"obligation": "9001-2031-9-2", "actor": "JPN", "text": "核对译文。"}, request_only=True)


class CommentView(Writes, ReadView):
    """Comments of staff on obligations, cells, versions and commitments. For staff alone."""

    queryset = Comment.objects.none()
    serializer_class = CommentSerializer
    filterset_class = CommentFilter
    columns = columns.COMMENTS
    lookup_field = "pk"

    def get_permissions(self) -> list[Any]:
        """Reading is for staff; who may write is up to the service, which says the same."""
        return [ReadByStaff() if self.request.method in SAFE_METHODS else ReadOrWrite()]

    def get_queryset(self) -> QuerySet[Comment]:
        """The comments of the request's user."""
        rows = Comment.objects.visible_to(self.request.user)
        return rows.select_related("obligation", "commitment", "actor", "assessment", "author").defer("assessment__details", "assessment__sources")

    @extend_schema(
        description="Begin a thread on an obligation, on a cell or a version of it, or on a commitment.",
        request=CommentBody,
        responses={HTTPStatus.CREATED: CommentSerializer},
        parameters=[ETAG],
        examples=[EXAMPLE],
    )
    @written
    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """The comment."""
        return self.answer(service.say(by=self.by, at=self.at, **self.body(CommentBody)), HTTPStatus.CREATED)

    @extend_schema(
        operation_id="comments_answer",
        description="Answer in the thread of a comment; this opens a resolved thread again.",
        request=CommentTextBody,
        responses={HTTPStatus.CREATED: CommentSerializer},
        parameters=[ETAG],
        examples=[OpenApiExample("An answer", value={"text": "已核对。"}, request_only=True)],
    )
    @written
    def answers(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """The answer."""
        comment, said = self.get_object(), self.body(CommentTextBody)
        return self.answer(service.answer(comment=comment, by=self.by, at=self.at, **said), HTTPStatus.CREATED)

    @extend_schema(
        operation_id="comments_resolve",
        description="Mark the thread of a comment as settled.",
        request=None,
        responses={HTTPStatus.OK: CommentSerializer},
        parameters=[IF_MATCH, ETAG],
    )
    @written
    def resolve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """The comment that began the thread."""
        self.body(Body)
        comment = self.seen(self.get_object())
        return self.answer(service.resolve(comment=comment, by=self.by, at=self.at))

    def answer(self, comment: Comment, status: HTTPStatus = HTTPStatus.OK) -> Response:
        """A comment as its own address answers it, and where that is."""
        shown = self.get_queryset().get(pk=comment.pk)
        data = self.get_serializer(shown).data
        return Response(data, status=status, headers={"Location": data["links"]["self"], **self.tag(shown)})
