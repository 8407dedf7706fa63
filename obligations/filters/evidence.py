"""The filter of evidence, for the API."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from obligations.choices import EvidenceKind
from obligations.filters.lists import ListFilter
from obligations.filters.offers import actor_codes
from obligations.filters.parameters import Codes, Day, Flag, Ordering, Search
from obligations.models import Evidence


class EvidenceFilter(ListFilter):
    """Evidence: every revision that a status one may see rests on."""

    kind = Codes("kind", label=_("Kind of evidence"), choices=EvidenceKind.choices)
    issuer = Codes("issuer__code", label=_("Issued by"), choices=actor_codes)
    actor = Codes(method="by_actor", label=_("About whom"), choices=actor_codes)
    in_use = Flag(method="by_use", label=_("In use"), help_text=_("Neither withdrawn nor followed by a newer revision."))
    published_after = Day("published_on", "gte", label=_("Published on or after"))
    published_before = Day("published_on", "lte", label=_("Published on or before"))
    search = Search(method="by_words", label=_("Search"), help_text=_("In title, file name and address."))
    ordering = Ordering(
        default=["-published_on", "slug"],
        columns={"published_on": "published_on", "expires_on": "expires_on", "added_at": "added_at"},
    )

    def by_actor(self, queryset: QuerySet[Evidence], name: str, codes: list[str]) -> QuerySet[Evidence]:
        """Those about one of the actors."""
        about = Evidence.actors.through.objects.filter(evidence=OuterRef("pk"), actor__code__in=codes)
        return queryset.filter(Exists(about))

    def by_use(self, queryset: Any, name: str, wanted: bool | None) -> Any:  # noqa: FBT001  (the framework calls it so)
        """Those in use, or those that are not."""
        in_use = Evidence.objects.in_use().values("pk")
        return queryset.filter(pk__in=in_use) if wanted else queryset.exclude(pk__in=in_use)

    def by_words(self, queryset: QuerySet[Evidence], name: str, words: str) -> QuerySet[Evidence]:
        """Those with the words in title, file name or address."""
        return queryset.filter(Q(title__icontains=words) | Q(filename__icontains=words) | Q(url__icontains=words))
