"""The filter of changes between two days, for readers' and staff's pages alike."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from obligations.changes.reading import Wanted
from obligations.filters.lists import ListFilter
from obligations.filters.offers import actor_codes, of_document, subject_codes
from obligations.filters.parameters import Codes, Day
from obligations.models import Assessment

DAYS = 30  # how far back changes are shown where no day is named


class ChangeFilter(ListFilter):
    """Changes. The rows it is given stay as they are: `wanted` says what is asked for."""

    actor = Codes(method="elsewhere", label=gettext_lazy("Actor"), choices=actor_codes)
    document = of_document("obligation__paragraph__document")
    subject = Codes(method="elsewhere", label=gettext_lazy("Subject area"), choices=subject_codes)

    def elsewhere(self, queryset: Any, name: str, value: Any) -> Any:
        """What is asked of changes leaves all rows in."""
        return queryset


# the names of the two days are words that Python keeps for itself
ChangeFilter.base_filters["from"] = Day(method="elsewhere", label=gettext_lazy("As it stood on"), help_text=gettext_lazy("Changes after this day."))
ChangeFilter.base_filters["to"] = Day(method="elsewhere", label=gettext_lazy("and on"), help_text=gettext_lazy("Changes up to the end of this day."))


@dataclass(frozen=True, slots=True)
class Asked:
    """What a page of changes is asked for, the filter's form, and sentences on what was not taken as written."""

    wanted: Wanted
    form: Any
    sentences: tuple[str, ...]
    query: str


def asked(request: Any, *, today: date) -> Asked:
    """Read the filter from a request. Two days in the wrong order are turned round, a day that has not come is today, each with a sentence."""
    data: QueryDict = request.GET
    filterset = ChangeFilter(data, queryset=Assessment.objects.none(), request=request)
    sentences = [refusal.sentence for refusal in filterset.refusals(data)]
    values = filterset.form.cleaned_data
    until = values.get("to") or today
    if until > today:
        sentences.append(_("%(day)s has not come yet; shown is what changed up to today.") % {"day": until.isoformat()})
        until = today
    after = values.get("from") or until - timedelta(days=DAYS)
    if after > until:
        sentences.append(_("The first day was after the second; shown is what changed from the earlier to the later one."))
        after, until = until, min(after, today)
    if after == until:
        sentences.append(_("Both days are the same, so nothing lies between their ends. Choose an earlier first day."))
    wanted = Wanted(after, until, values.get("actor") or (), values.get("document") or (), values.get("subject") or ())
    kept = data.copy()
    kept.pop("page", None)
    return Asked(wanted, filterset.form, tuple(sentences), kept.urlencode())
