"""The filter of due dates, for the API and pages alike. Document and subject choose deadlines; the rest chooses among the days they set."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _

from obligations.duedates import DueItem, DueState, due_items
from obligations.filtersets import ListFilter, addressee_codes, of_document, subject_codes
from obligations.models import Deadline, ParagraphSubject
from obligations.parameters import Codes, Day, Years
from obligations.querysets import has_role

if TYPE_CHECKING:
    from obligations.duedates import Reader

RECORDED = (DueState.SUBMITTED, DueState.REPLACED)  # states that only a record gives, which not everybody may see
YEARS_AHEAD = 10  # how far a rhythm is followed where a query asks for later days than the next one


class DeadlineFilter(ListFilter):
    """Due dates. `qs` holds the deadlines; `chosen_items` gives the days."""

    document = of_document("text__paragraph__document")
    subject = Codes(method="by_subject", label=_("Subject area"), choices=subject_codes)
    addressee = Codes(method="among_days", label=_("Addressee"), choices=addressee_codes, help_text=_("As named in the text."))
    state = Codes(method="among_days", label=_("State"), choices=DueState.choices)
    year = Years(method="among_days", label=_("Year"), help_text=_("In which it is due."))
    due_after = Day(method="among_days", label=_("Due on or after"))
    due_before = Day(
        method="among_days",
        label=_("Due on or before"),
        help_text=_("What repeats then shows all its days up to this one, at most ten years ahead; otherwise only the next."),
    )

    def __init__(self, data: Any = None, queryset: Any = None, *, request: Any = None, prefix: str | None = None) -> None:
        super().__init__(data, queryset, request=request, prefix=prefix)
        told = has_role(self.user)
        self.filters["state"].extra["choices"] = [(state.value, state.words(told=told)) for state in DueState if told or state not in RECORDED]

    def by_subject(self, queryset: QuerySet[Deadline], name: str, codes: list[str]) -> QuerySet[Deadline]:
        """Those whose paragraph has one of the subject areas."""
        return queryset.filter(Exists(ParagraphSubject.objects.filter(paragraph=OuterRef("text__paragraph"), subject__code__in=codes)))

    def among_days(self, queryset: QuerySet[Deadline], name: str, value: Any) -> QuerySet[Deadline]:
        """What is asked of days leaves all deadlines in; `chosen_items` applies it."""
        return queryset


def chosen_items(deadlines: QuerySet[Deadline], wanted: Mapping[str, Any], *, on: date, user: Reader) -> list[DueItem]:
    """The due items of filtered deadlines that fit the rest of the filter's cleaned values (`wanted`), by date."""
    items = due_items(on=on, until=_horizon(wanted, on), user=user, deadlines=deadlines)
    return [item for item in items if _fits(item, wanted)]


def _horizon(wanted: Mapping[str, Any], on: date) -> date | None:
    """Up to which day a rhythm is followed; None for the next day only."""
    years = wanted.get("year") or []
    asked = [day for day in (wanted.get("due_before"), date(max(years), 12, 31) if years else None) if day]
    return min(*asked, date(on.year + YEARS_AHEAD, on.month, min(on.day, 28))) if asked else None


def _fits(item: DueItem, wanted: Mapping[str, Any]) -> bool:
    states, years, codes = wanted.get("state"), wanted.get("year"), wanted.get("addressee")
    after, before = wanted.get("due_after"), wanted.get("due_before")
    if states and item.state not in states:
        return False
    if codes and not any(row.code in codes for obligation in item.obligations for row in obligation.addressees.all()):
        return False
    if item.due_on is None:
        return not (years or after or before)
    return (not years or item.due_on.year in years) and (not after or item.due_on >= after) and (not before or item.due_on <= before)
