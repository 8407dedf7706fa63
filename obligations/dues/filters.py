"""The filter of due dates, for the API and pages alike. Document and subject choose deadlines; the rest chooses among the days they set."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _

from obligations.dues.days import Days
from obligations.dues.reading import Dues, all_dues, read_dues
from obligations.dues.rhythm import LAST, NEVER
from obligations.dues.runs import Run
from obligations.dues.states import RECORDED, DueState
from obligations.filters.lists import ListFilter
from obligations.filters.offers import actor_codes, addressee_codes, of_document, subject_codes
from obligations.filters.parameters import Codes, Day, Years
from obligations.kept.store import Kept
from obligations.models import Actor, Deadline, ObligationAddressee, ParagraphSubject
from obligations.querysets import groups_of, has_role

if TYPE_CHECKING:
    from obligations.querysets.roles import Person

LATEST_FIRST = "-due_on"
OF_DEADLINES = ("document", "subject")  # parameters that choose deadlines, and not among their days
YEARS_AHEAD = 10  # how far a rhythm is followed where a query asks for later days than the next one


class DeadlineFilter(ListFilter):
    """Due dates. `qs` holds the deadlines; `chosen_days` gives the days."""

    document = of_document("text__paragraph__document")
    subject = Codes(method="by_subject", label=_("Subject area"), choices=subject_codes)
    addressee = Codes(method="among_days", label=_("Addressee"), choices=addressee_codes, help_text=_("As named in the text."))
    applies_to = Codes(
        method="among_days", label=_("Applies to"), choices=actor_codes, help_text=_("By name, or as one of a group of States.")
    )
    state = Codes(method="among_days", label=_("State"), choices=DueState.choices)
    year = Years(method="among_days", label=_("Year"), help_text=_("In which it is due."))
    due_after = Day(method="among_days", label=_("Due on or after"))
    due_before = Day(
        method="among_days",
        label=_("Due on or before"),
        help_text=_("What repeats then shows all its days up to this one, at most ten years ahead; otherwise only the next."),
    )

    ordering = Codes(method="among_days", label=_("Sorted by"), choices=[(name, name) for name in ("due_on", LATEST_FIRST)])

    def __init__(self, data: Any = None, queryset: Any = None, *, request: Any = None, prefix: str | None = None) -> None:
        super().__init__(data, queryset, request=request, prefix=prefix)
        told = has_role(self.user)
        self.filters["state"].extra["choices"] = [(state.value, state.words(told=told)) for state in DueState if told or state not in RECORDED]

    def by_subject(self, queryset: QuerySet[Deadline], name: str, codes: list[str]) -> QuerySet[Deadline]:
        """Those whose paragraph has one of the subject areas."""
        return queryset.filter(Exists(ParagraphSubject.objects.filter(paragraph=OuterRef("text__paragraph"), subject__code__in=codes)))

    def among_days(self, queryset: QuerySet[Deadline], name: str, value: Any) -> QuerySet[Deadline]:
        """What is asked of days leaves all deadlines in; `chosen_days` applies it."""
        return queryset


def dues_asked(user: Person, kept: Kept, wanted: Mapping[str, Any], rows: QuerySet[Deadline]) -> Dues:
    """The deadlines that a filter leaves, `rows`; all of them, which are kept, where its cleaned values leave none out."""
    return read_dues(user, rows) if any(wanted.get(name) for name in OF_DEADLINES) else all_dues(user, kept)


def chosen_days(dues: Dues, wanted: Mapping[str, Any], *, on: date) -> Days:
    """The days of filtered deadlines that fit the rest of the filter's cleaned values (`wanted`), by date.

    Takes a query for each of the parameters `addressee` and `applies_to` that is given, two for the latter.
    """
    for codes in (wanted.get("addressee"), codes_reaching(wanted["applies_to"]) if wanted.get("applies_to") else ()):
        if codes:
            asked = _addressed_to(codes)
            dues = dues.of(lambda acts, asked=asked: not asked.isdisjoint(acts))  # type: ignore[misc]
    found = Days(_fitting(dues.runs(on=on, until=_horizon(wanted, on)), wanted), seen=dues.told)
    return found.latest_first() if wanted.get("ordering") == [LATEST_FIRST] else found


def codes_reaching(codes: Iterable[str]) -> set[str]:
    """The codes under which texts reach some actors: their own, and the groups of States that they are part of."""
    return {reached for actor in Actor.objects.filter(code__in=list(codes)) for reached in (actor.code, *groups_of(actor))}


def _addressed_to(codes: Iterable[str]) -> frozenset[int]:
    """The obligations addressed to one of the codes."""
    return frozenset(ObligationAddressee.objects.filter(code__in=codes).order_by().values_list("obligation", flat=True))


def _horizon(wanted: Mapping[str, Any], on: date) -> date | None:
    """Up to which day a rhythm is followed; None for the next day only."""
    years = wanted.get("year") or []
    asked = [day for day in (wanted.get("due_before"), date(max(years), 12, 31) if years else None) if day]
    return min(*asked, date(on.year + YEARS_AHEAD, on.month, min(on.day, 28))) if asked else None


def _fitting(runs: Iterable[Run], wanted: Mapping[str, Any]) -> Iterator[Run]:
    """The parts of runs that are in a state, and between the days, that are asked for."""
    if not any(wanted.get(name) for name in ("state", "year", "due_after", "due_before")):
        yield from runs
        return
    states, years = wanted.get("state"), sorted(set(wanted.get("year") or ()))
    after, before = wanted.get("due_after"), wanted.get("due_before")
    first, last = after.toordinal() if after else 0, before.toordinal() if before else LAST if years or after else NEVER
    spans = [(date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal()) for year in years] or [(0, NEVER)]
    spans = [(max(first, start), min(last, end)) for start, end in spans]
    for run in runs:
        if not states or run.state in states:
            for span in spans:
                if part := run.between(*span):
                    yield part
