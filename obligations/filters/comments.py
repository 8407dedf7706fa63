"""The filter of what staff say to one another, for the API."""

from __future__ import annotations

from typing import Any

from django.db.models import F, QuerySet
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from obligations.filters.lists import ListFilter
from obligations.filters.offers import actor_codes, visible_obligations
from obligations.filters.parameters import Codes, Flag, Named, Ordering
from obligations.models import Comment, Commitment

OPENED = Coalesce(F("parent"), F("pk"))


def visible_commitments(user: Any) -> QuerySet[Commitment]:
    """The commitments that a query may name."""
    return Commitment.objects.visible_to(user)


class CommentFilter(ListFilter):
    """Comments, thread by thread."""

    obligation = Named("obligation", among=visible_obligations, by=("slug", "key"), label=_("Obligation"))
    commitment = Named("commitment", among=visible_commitments, by=("slug", "key"), label=_("Commitment"))
    actor = Codes("actor__code", label=_("Actor"), choices=actor_codes)
    resolved = Flag(method="by_thread", label=_("Resolved"), help_text=_("The whole thread; an answer opens it again."))
    ordering = Ordering(default=["at"], columns={"at": "at", "thread": OPENED})

    def by_thread(self, queryset: Any, name: str, wanted: bool) -> Any:  # noqa: FBT001  (the framework calls it so)
        """Those of resolved threads, or of open ones."""
        first = Comment.objects.filter(parent__isnull=True, resolved_at__isnull=not wanted).values("pk")
        return queryset.annotate(first=OPENED).filter(first__in=first)
