"""The facets of the list of commitments."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import BooleanField, CharField, Count, ExpressionWrapper, OuterRef, Q, QuerySet, Subquery, Value
from django.utils.translation import gettext as _

from obligations.choices import CommitmentKind, CommitmentStatus
from obligations.facets.values import YES_NO, Asked, Counted, Facet, Offer, facet, most_first, of_codes, of_documents
from obligations.filters.commitments import speaking_codes
from obligations.filters.offers import NOT_ASSESSED, subject_codes
from obligations.models import Assessment

COLUMNS = ("kind", "amount", "status")  # of which each commitment has one value
Row = tuple[str, bool, str | None, int]  # a value of each, and how many have these


def commitment_facets(asked: Asked, listed: Listed) -> list[Facet]:
    """All of them: what was said, by whom, on what, what became of it, and where it was said."""
    found = [_kind(asked, listed), _actor(asked), _subject(asked), _amount(asked, listed)]
    if "status" in asked.filterset.filters:
        found.append(_status(asked, listed))
    return [*found, of_documents(asked, _documents(asked))]


# Columns ------------------------------------------------------------------------------------------------------------
class Listed:
    """The commitments of the list counted once by all of `COLUMNS`: the numbers of every facet that nothing was chosen of."""

    def __init__(self, asked: Asked) -> None:
        self._asked = asked
        self._rows = list(self._grouped(asked.under_the_others()))

    @property
    def total(self) -> int:
        """How long the list is."""
        return sum(n for *_values, n in self._rows)

    @property
    def kinds(self) -> Mapping[str, int]:
        """How many of the list are of each kind."""
        return _by("kind", self._rows)

    def counted(self, name: str) -> Mapping[Any, int]:
        """How many there are of each value of a column, under all parameters but its own."""
        chosen = self._asked.chosen(name)
        return _by(name, self._grouped(self._asked.under_the_others(name)) if chosen else self._rows)

    def _grouped(self, rows: QuerySet[Any]) -> Iterable[Row]:
        named = ExpressionWrapper(Q(amount__isnull=False), BooleanField())
        return rows.annotate(named=named, standing=self._standing).values_list("kind", "named", "standing").annotate(n=Count("pk"))

    @property
    def _standing(self) -> Subquery | Value:
        """The status recorded of what became of each, as far as the reader may see it; there is one at most."""
        if "status" not in self._asked.filterset.filters:
            return Value(None, CharField())
        standing = Assessment.objects.standing_for(self._asked.filterset.user).filter(commitment=OuterRef("pk"))
        return Subquery(standing.order_by().values("status")[:1])


def _by(name: str, rows: Iterable[Row]) -> Counter[Any]:
    """Rows by the value that they have of a column."""
    place, counts = COLUMNS.index(name), Counter[Any]()
    for row in rows:
        counts[row[place]] += row[-1]
    return counts


def _kind(asked: Asked, listed: Listed) -> Facet:
    return of_codes(asked, "kind", listed.counted("kind"), choices=CommitmentKind.choices)


def _amount(asked: Asked, listed: Listed) -> Facet:
    """Whether a sum of money is named."""
    counts = {str(named).lower(): n for named, n in listed.counted("amount").items()}
    return of_codes(asked, "amount", counts, choices=zip(YES_NO, (_("yes"), _("no")), strict=True))


def _status(asked: Asked, listed: Listed) -> Facet:
    """What is recorded of what became of them."""
    counts = {status or NOT_ASSESSED: n for status, n in listed.counted("status").items()}
    return of_codes(asked, "status", counts, choices=[*CommitmentStatus.choices, (NOT_ASSESSED, _("Not assessed"))])


# Links --------------------------------------------------------------------------------------------------------------
def _actor(asked: Asked) -> Facet:
    """Those for whom somebody spoke, in the UN's order, which nothing ranks; bodies without a record after them."""
    counts: Counter[str] = Counter()
    for code, written, n in asked.under_the_others("actor").values_list("actor__code", "actor_code").annotate(n=Count("pk")):
        counts[code or written] += n
    chosen = asked.chosen("actor")
    known = [(code, label) for code, label in speaking_codes() if counts[code] or code in chosen]
    return facet(asked, "actor", [Offer(code, label, counts[code], code in chosen) for code, label in known])


def _subject(asked: Asked) -> Facet:
    """Subject areas, the most frequent first."""
    counts = asked.counted("subject", "subjects__code")
    chosen, first = asked.chosen("subject"), most_first(counts)
    areas = sorted(subject_codes(), key=lambda area: first(area[0]))
    return facet(asked, "subject", [Offer(code, label, counts.get(code, 0), code in chosen) for code, label in areas])


def _documents(asked: Asked) -> Counted:
    """How many were said in each document, the newest first: few documents of all have any, so they are asked for together with their number."""
    columns = ("document_id", "document__slug", "document__symbol", "document__adopted_on")
    rows = asked.under_the_others("document").values_list(*columns).annotate(n=Count("pk"))
    return list(rows.order_by("-document__adopted_on", "document__symbol"))
