"""The filter of the matrix: which obligations are its columns, which States its rows, and with which day it is compared."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from obligations.choices import Force, RegionalGroup
from obligations.filters.lists import ListFilter
from obligations.filters.offers import of_document, subject_codes
from obligations.filters.parameters import Codes, Day, Named
from obligations.matrix.reading import STATES
from obligations.models import Actor, Obligation, ParagraphSubject, Round


def state_codes() -> list[tuple[str, str]]:
    """Member and observer States in the UN's order."""
    return [(actor.code, actor.name) for actor in Actor.objects.filter(kind__in=STATES)]


def visible_rounds(user: Any) -> QuerySet[Round]:
    """The rounds that a query may name."""
    return Round.objects.visible_to(user)


class MatrixFilter(ListFilter):
    """Obligations, newest document first. The parameters of States and days select no obligations: the page takes them from the form."""

    needs_role = ("round",)

    document = of_document("paragraph__document")
    subject = Codes(method="by_subject", label=_("Subject area"), choices=subject_codes)
    force = Codes("force", label=_("Force"), choices=Force.choices)
    round = Named("rounds", among=visible_rounds, by=("slug", "name"), label=_("Round of review"), help_text=_("Its States and obligations."))
    group = Codes(method="apart", label=_("Regional group"), choices=RegionalGroup.choices)
    state = Codes(
        method="apart", label=pgettext_lazy("country", "State"), choices=state_codes, help_text=_("One State is shown as a list by document.")
    )
    compare = Day(method="apart", label=_("Compare with an earlier day"))
    as_of = Day(method="apart", label=_("As it stood on"))

    def filter_queryset(self, queryset: Any) -> Any:
        """In one order, each once: several rounds may have the same one."""
        rows = super().filter_queryset(queryset)
        if self.form.cleaned_data.get("round"):
            rows = Obligation.objects.filter(pk__in=rows.order_by().values("pk"))
        return rows.order_by("-paragraph__document__adopted_on", "paragraph__document__symbol", "paragraph__position", "position")

    def by_subject(self, queryset: QuerySet[Obligation], name: str, codes: list[str]) -> QuerySet[Obligation]:
        """Those whose paragraph has one of the subject areas."""
        return queryset.filter(Exists(ParagraphSubject.objects.filter(paragraph=OuterRef("paragraph"), subject__code__in=codes)))

    def apart(self, queryset: QuerySet[Obligation], name: str, value: Any) -> QuerySet[Obligation]:
        """Taken by the page."""
        return queryset


def states_asked(asked: Mapping[str, Any]) -> QuerySet[Actor]:
    """The rows that a form's clean data ask for: the States of the round, of the regional groups, and those named."""
    rows = Actor.objects.filter(kind__in=STATES)
    for name, lookup in (("round", "rounds__in"), ("group", "regional_group__in"), ("state", "code__in")):
        if asked.get(name):
            rows = rows.filter(**{lookup: asked[name]})
    return rows.distinct() if asked.get("round") else rows  # several rounds may have the same one
