"""What staff say to one another."""

from __future__ import annotations

from django.db.models import QuerySet

from obligations.api import columns
from obligations.api.serializers.comments import CommentSerializer
from obligations.api.views.reading import ReadView
from obligations.commentfilters import CommentFilter
from obligations.models import Comment
from obligations.permissions import ReadByStaff


class CommentView(ReadView):
    """Comments of staff on obligations, cells, versions and commitments. For staff alone."""

    queryset = Comment.objects.none()
    serializer_class = CommentSerializer
    filterset_class = CommentFilter
    columns = columns.COMMENTS
    permission_classes = [ReadByStaff]

    def get_queryset(self) -> QuerySet[Comment]:
        """The comments of the request's user."""
        rows = Comment.objects.visible_to(self.request.user)
        return rows.select_related("obligation", "commitment", "actor", "assessment", "author").defer("assessment__details", "assessment__sources")
