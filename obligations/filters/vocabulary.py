"""The filters of the vocabularies: actors, verbs, subject areas, instruments."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from obligations.choices import ActorKind, Force, RegionalGroup
from obligations.filters.lists import ListFilter
from obligations.filters.parameters import Codes, Ordering, Search
from obligations.models import Actor, ActorAlias
from obligations.searching import normalise


class ActorFilter(ListFilter):
    """Actors, in the UN's order."""

    kind = Codes("kind", label=_("Kind of actor"), choices=ActorKind.choices)
    regional_group = Codes("regional_group", label=_("Regional group"), choices=RegionalGroup.choices)
    search = Search(method="by_words", label=_("Search"), help_text=_("In code, names and aliases."))
    ordering = Ordering(default=["position"], columns={"code": "code"})

    def by_words(self, queryset: QuerySet[Actor], name: str, words: str) -> QuerySet[Actor]:
        """Those with the words in one of their names, in either language."""
        wanted = Q(Exists(ActorAlias.objects.filter(actor=OuterRef("pk"), name__icontains=words)), code__iexact=words, _connector=Q.OR)
        for column in ("name_zh", "formal_zh"):
            wanted |= Q(**{f"{column}__icontains": normalise(words)})
        for column in ("name_en", "formal_en"):
            wanted |= Q(**{f"{column}__icontains": words})
        return queryset.filter(wanted)


class VerbFilter(ListFilter):
    """Verbs of the Council."""

    force = Codes("force", label=_("Force"), choices=Force.choices)
    ordering = Ordering(default=["position"], columns={"code": "code"})


class SubjectAreaFilter(ListFilter):
    """Subject areas."""

    ordering = Ordering(default=["position"], columns={"code": "code"})


class InstrumentFilter(ListFilter):
    """Treaties and other instruments that paragraphs cite."""

    search = Search(method="by_words", label=_("Search"), help_text=_("In the titles."))
    ordering = Ordering(default=["code"], columns={"code": "code", "year": "year"})

    def by_words(self, queryset: Any, name: str, words: str) -> Any:
        """Those with the words in their title, in either language."""
        return queryset.filter(Q(title_zh__icontains=normalise(words)) | Q(title_en__icontains=words))
