"""Figures on commitments: computed here, stored nowhere, each with the parameters of the list it counts.

Sums stand by currency and by kind; nothing is converted, and nothing is added up across currencies.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, QuerySet, Sum

from obligations.choices import CommitmentKind, Opinion, Presence
from obligations.models import Commitment
from obligations.stats.figures import Confirmed, Figure, Parameters


@dataclass(frozen=True, slots=True)
class Money:
    """A sum in one currency (ISO 4217)."""

    amount: Decimal
    currency: str

    def __str__(self) -> str:
        digits = f"{self.amount:,.0f}" if self.amount == self.amount.to_integral_value() else f"{self.amount:,.2f}"
        return f"{digits} {self.currency}"


@dataclass(frozen=True, slots=True)
class Total:
    """The sum of the amounts of some commitments, and how many they are."""

    money: Money
    figure: Figure


@dataclass(frozen=True, slots=True)
class CurrencyRow:
    """The totals of one currency, one for each kind of commitment; None where no amount was named."""

    currency: str
    cells: tuple[Total | None, ...]


def amounts(commitments: QuerySet[Commitment], parameters: Parameters = (), *, opinions: bool = False) -> list[CurrencyRow]:
    """The amounts named in those of some commitments that are confirmed, by currency and kind.

    `parameters` is the filter that gives the commitments; `opinions` says whether its reader may also filter by opinion.
    """
    named = commitments.order_by().filter(opinion=Opinion.CONFIRMED, presence=Presence.FOUND, amount__isnull=False).exclude(currency="")
    counted = named.values_list("currency", "kind").annotate(n=Count("pk"), whole=Sum("amount"))
    totals = {(currency, kind): (n, whole) for currency, kind, n, whole in counted}
    kept = tuple(pair for pair in parameters if pair[0] not in ("currency", "kind", "opinion", "presence"))
    if opinions:
        kept = (*kept, ("opinion", Opinion.CONFIRMED.value), ("presence", Presence.FOUND.value))
    return [
        CurrencyRow(currency, tuple(_total(currency, kind, totals.get((currency, kind)), kept) for kind in CommitmentKind))
        for currency in sorted({currency for currency, _kind in totals})
    ]


def _total(currency: str, kind: CommitmentKind, counted: tuple[int, Decimal] | None, kept: Parameters) -> Total | None:
    if counted is None:
        return None
    return Total(Money(counted[1], currency), Figure(counted[0], (*kept, ("currency", currency), ("kind", kind.value))))


def confirmed(commitments: QuerySet[Commitment], parameters: Parameters = ()) -> Confirmed:
    """How many of some commitments are confirmed. `parameters` is the filter that gives those commitments."""
    settled = commitments.filter(opinion=Opinion.CONFIRMED).count()
    kept = tuple(pair for pair in parameters if pair[0] != "opinion")
    return Confirmed(Figure(settled, (*kept, ("opinion", Opinion.CONFIRMED.value))), Figure(commitments.count(), parameters))


def by_kind(commitments: QuerySet[Commitment], parameters: Parameters = ()) -> Iterable[tuple[CommitmentKind, Figure]]:
    """How many of some commitments are of each kind."""
    return kinds_of(dict(commitments.order_by().values_list("kind").annotate(n=Count("pk"))), parameters)


def kinds_of(counts: Mapping[str, int], parameters: Parameters = ()) -> Iterable[tuple[CommitmentKind, Figure]]:
    """The same where they were counted by kind already."""
    kept = tuple(pair for pair in parameters if pair[0] != "kind")
    return tuple((kind, Figure(counts.get(kind, 0), (*kept, ("kind", kind.value)))) for kind in CommitmentKind)
