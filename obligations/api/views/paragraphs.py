"""Paragraphs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Prefetch, QuerySet

from obligations.api import columns
from obligations.api.serializers.paragraphs import ParagraphSerializer
from obligations.api.views.reading import ReadView
from obligations.filters.documents import ParagraphFilter
from obligations.models import Citation, Deadline, Obligation, Paragraph, ParagraphSubject, ParagraphText

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser, AnonymousUser

    Reader = AbstractBaseUser | AnonymousUser


def paragraphs_of(user: Reader) -> QuerySet[Paragraph]:
    """The paragraphs that a user may see, with all that is read from them."""
    acts = ("key", "slug", "paragraph", "start", "end", "verb", "verb_basis", "force", "force_basis", "tracked", "presence")
    obligations = Obligation.objects.visible_to(user).select_related("verb").only(*acts, "verb__code", "verb__verb").order_by("position", "pk")
    beside = ParagraphText.objects.beside().select_related("edition").defer("search", "edition__body").order_by("edition__language")
    return (
        Paragraph.objects.visible_to(user)
        .select_related("document", "parent", "current__edition")
        .defer("current__search", "current__edition__body")
        .prefetch_related(
            Prefetch("obligations", obligations),
            Prefetch("texts", beside, to_attr="beside"),
            Prefetch("subjects", ParagraphSubject.objects.select_related("subject").order_by("-confidence", "subject__position")),
            Prefetch("current__deadlines", Deadline.objects.order_by("start", "pk")),
            Prefetch("current__citations", Citation.objects.order_by("start", "pk")),
            "decisions",
        )
    )


class ParagraphView(ReadView):
    """Paragraphs of the reference editions; by its own address also one that the reference edition no longer has."""

    queryset = Paragraph.objects.none()
    serializer_class = ParagraphSerializer
    filterset_class = ParagraphFilter
    columns = columns.PARAGRAPHS
    lookup_field = "slug"

    def get_queryset(self) -> QuerySet[Paragraph]:
        """The paragraphs of the request's user."""
        rows: Any = paragraphs_of(self.request.user)
        found: QuerySet[Paragraph] = rows if self.detail else rows.present()
        return found
