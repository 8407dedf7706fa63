"""The facets of the list of commitments."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from django.db.models import Count, OuterRef, Subquery
from django.utils.translation import gettext as _

from obligations.choices import CommitmentKind, CommitmentStatus
from obligations.facets import YES_NO, Asked, Facet, Offer, count_documents, facet, most_first, of_codes, of_documents
from obligations.filtersets import NOT_ASSESSED
from obligations.meetingfilters import speaking_codes
from obligations.models import Assessment, SubjectArea


def commitment_facets(asked: Asked) -> list[Facet]:
    """All of them: what was said, by whom, on what, what became of it, and where it was said."""
    found = [_kind(asked), _actor(asked), _subject(asked), _amount(asked)]
    if "status" in asked.filterset.filters:
        found.append(_status(asked))
    return [*found, of_documents(asked, count_documents(asked, "document"))]


def _kind(asked: Asked) -> Facet:
    return of_codes(asked, "kind", asked.counted("kind", "kind"), choices=CommitmentKind.choices)


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
    chosen = asked.chosen("subject")
    areas = sorted(SubjectArea.objects.all(), key=lambda area: most_first(counts)(area.code))
    return facet(asked, "subject", [Offer(area.code, area.label, counts.get(area.code, 0), area.code in chosen) for area in areas])


def _amount(asked: Asked) -> Facet:
    """Whether a sum of money is named."""
    counted = asked.under_the_others("amount").aggregate(all=Count("pk"), named=Count("amount"))
    counts = {"true": counted["named"], "false": counted["all"] - counted["named"]}
    return of_codes(asked, "amount", counts, choices=zip(YES_NO, (_("yes"), _("no")), strict=True))


def _status(asked: Asked) -> Facet:
    """What is recorded of what became of them, as far as the reader may see it; a commitment has one status at most."""
    standing = Assessment.objects.standing_for(asked.filterset.user).filter(commitment=OuterRef("pk"))
    rows = asked.under_the_others("status").annotate(standing=Subquery(standing.order_by().values("status")[:1]))
    counted: Mapping[Any, int] = dict(rows.values_list("standing").annotate(n=Count("pk")))
    counts = {status or NOT_ASSESSED: n for status, n in counted.items()}
    return of_codes(asked, "status", counts, choices=[*CommitmentStatus.choices, (NOT_ASSESSED, _("Not assessed"))])
