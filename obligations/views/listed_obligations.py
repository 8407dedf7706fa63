"""The list of obligations, with its filter, its facets, and what it says where nothing fits."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import parse_qsl

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy

from obligations.facets.obligations import Listed, facets
from obligations.facets.values import Asked, Facet
from obligations.filters.obligations import ObligationFilter
from obligations.kept.store import Kept
from obligations.models import Obligation
from obligations.stats import figures
from obligations.views.access import for_readers, sees_statuses
from obligations.views.chosen_day import ChosenDay, chosen_day
from obligations.views.filtering import Filtered, around_list, filtered
from obligations.views.reading import cards, with_labels

PER_PAGE = 25
FIELDS = ("applies_to",)  # asked beside the facets
FURTHER = ("verb", "kind", "lifecycle", "presence", "due_after", "due_before")  # asked seldom, and folded
ORDERS = (
    ("", gettext_lazy("newest document first")),
    ("adopted_on", gettext_lazy("oldest document first")),
    ("first_due", gettext_lazy("earliest date first")),
    ("symbol", gettext_lazy("by symbol")),
)


@for_readers
def obligation_list(request: HttpRequest) -> HttpResponse:
    """The obligations that fit a filter, in the order of their documents, with the facets by which to narrow or widen it."""
    day = chosen_day(request, today=timezone.localdate())
    found = filter_obligations(request, day)
    asked = Asked(found.filterset, found.kept, Obligation.objects.visible_to(request.user))
    about = (day.on, day.today, found.query)
    counted = Kept.of(request.user).figure("obligations: facets", *about, compute=lambda: _counted(asked), size=lambda counted: counted.size)
    pages = Paginator(found.rows, PER_PAGE)
    pages.count = counted.total  # is known: not asked for again
    page = pages.get_page(request.GET.get("page"))
    context = {
        "on": day.on,
        "day": day,
        **around_list(found, asked, list(counted.facets), page=page, fields=FIELDS, further=FURTHER),
        "cards": cards(request.user, day.on, page.object_list, search=found.form.cleaned_data.get("search", ""), beside=True),
        "sees_statuses": sees_statuses(request.user),
        "confirmed": figures.confirmed_of(counted.total, counted.unconfirmed, tuple(parse_qsl(found.query))),
        "orders": ORDERS,
        "list_name": "obligations",
        "extra": "obligations/applies_as.html" if found.form.cleaned_data.get("applies_to") else "",
    }
    return render(request, "obligations/obligation_list.html", context)


@dataclass(frozen=True, slots=True)
class Counted:
    """A list counted: its facets, its length, and how many have a label that is still the machine's."""

    facets: tuple[Facet, ...]
    total: int
    unconfirmed: int

    @property
    def size(self) -> int:
        """How many numbers stand in it."""
        return sum(len(facet.values) + len(facet.folded) for facet in self.facets)


def _counted(asked: Asked) -> Counted:
    listed = Listed(asked)
    return Counted(tuple(facets(asked, listed)), listed.total, listed.unconfirmed)


def filter_obligations(request: HttpRequest, day: ChosenDay) -> Filtered:
    """The one place where a page uses the filter of obligations, the same one as the API's."""
    return filtered(request, ObligationFilter, with_labels(Obligation.objects.visible_to(request.user)), data=day.data)
