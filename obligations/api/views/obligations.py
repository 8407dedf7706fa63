"""Obligations."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.db.models import Prefetch, QuerySet

from obligations.api import columns
from obligations.api.pagination import ExpandedPages
from obligations.api.rows.obligations import NAMES, ObligationRows
from obligations.api.rows.questions import Among
from obligations.api.serializers.obligations import ObligationSerializer
from obligations.api.views.documents import documents_of
from obligations.api.views.paragraphs import paragraphs_of
from obligations.api.views.reading import QuickList
from obligations.choices import Opinion
from obligations.filters.obligations import ObligationFilter
from obligations.models import Assessment, Deadline, Obligation, ObligationAddressee, Paragraph, ParagraphSubject, Relation, Tie

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser, AnonymousUser

    Reader = AbstractBaseUser | AnonymousUser


def with_labels(rows: QuerySet[Obligation], user: Reader, expanded: frozenset[str] = frozenset()) -> QuerySet[Obligation]:
    """With all that the answer shows to a user; `expanded` names what of it is to stand whole."""
    addressees = ObligationAddressee.objects.select_related("actor").order_by("position", "pk")
    ties = Tie.objects.visible_to(user).filter(opinion=Opinion.CONFIRMED).exclude(commitment__opinion=Opinion.REJECTED)
    related = Relation.objects.visible_to(user)
    standing = Assessment.objects.standing_for(user).select_related("actor").order_by("actor__position")
    return (
        rows.select_related("text__edition", "verb", "inherited_from", "successor")
        .defer("text__search", "text__edition__body")
        .prefetch_related(
            Prefetch("paragraph", _paragraphs(user, expanded)),
            Prefetch("addressees", addressees),
            Prefetch("text__deadlines", Deadline.objects.order_by("start", "pk")),
            Prefetch("ties", ties.select_related("commitment__actor").order_by("commitment__key")),
            Prefetch("relations", related.select_related("target"), to_attr="shown_relations"),
            Prefetch("related_from", related.select_related("source"), to_attr="shown_related_from"),
            "decisions",
            *([Prefetch("assessments", standing, to_attr="standing")] if "assessments" in expanded else []),
        )
    )


def _paragraphs(user: Reader, expanded: frozenset[str]) -> QuerySet[Paragraph]:
    """The paragraphs of obligations: named, or whole."""
    subjects = ParagraphSubject.objects.select_related("subject").order_by("-confidence", "subject__position")
    named = Paragraph.objects.select_related("document").prefetch_related(Prefetch("subjects", subjects), "decisions")
    rows = paragraphs_of(user) if "paragraph" in expanded else named
    if "document" not in expanded:
        return rows
    return rows.select_related(None).select_related("parent", "current__edition").prefetch_related(Prefetch("document", documents_of(user)))


class ObligationView(QuickList):
    """What the Council asks: one act of a paragraph each, tracked or not."""

    queryset = Obligation.objects.none()
    serializer_class = ObligationSerializer
    filterset_class = ObligationFilter
    columns = columns.OBLIGATIONS
    row_names = NAMES
    pagination_class = ExpandedPages
    expandable = ("assessments", "document", "paragraph")
    lookup_field = "slug"

    def rows_of(self, keys: Sequence[int], listed: QuerySet[Any], names: Sequence[str]) -> list[dict[str, Any]]:
        """Rows of plain values."""
        filtered = "applies_as" in names and "applies_as" in listed.query.annotations
        reach = dict(listed.filter(Among("pk", keys)).order_by().values_list("pk", "applies_as")) if filtered else {}
        return ObligationRows(self.request, names).of(keys, reach)

    def get_queryset(self) -> QuerySet[Obligation]:
        """The obligations of the request's user, with all that their answer shows where it is made of objects."""
        rows = Obligation.objects.visible_to(self.request.user)
        return rows if self.quick else with_labels(rows, self.request.user, self.expanded)
