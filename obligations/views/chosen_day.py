"""The day a page of follow-up is asked for: `?as_of=2032-05-01` shows it as it stood at the end of that day, and links keep the day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.core.exceptions import ValidationError
from django.db.models import Min
from django.http import HttpRequest, QueryDict
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from obligations.filters.parameters import DayField
from obligations.models import Assessment
from obligations.querysets import end_of, is_staff

if TYPE_CHECKING:
    from obligations.querysets.roles import Person

PARAMETER = "as_of"


@dataclass(frozen=True, slots=True)
class ChosenDay:
    """The day a page shows, and what to say about it. `rest` is the query without the day and the page number, for its form."""

    on: date
    today: date
    sentence: str
    rest: QueryDict

    @property
    def past(self) -> bool:
        """Whether the day shown is over."""
        return self.on < self.today

    @property
    def end(self) -> datetime:
        """The moment the day ends."""
        return end_of(self.on)

    @property
    def parameters(self) -> tuple[tuple[str, str], ...]:
        """What links on the page add, so that they lead to the same day; nothing for today."""
        return ((PARAMETER, self.on.isoformat()),) if self.past else ()

    @property
    def query(self) -> str:
        """The day as the whole query of an address: `?as_of=2032-05-01`, or empty."""
        return f"?{urlencode(self.parameters)}" if self.past else ""

    @property
    def address(self) -> str:
        """The day as the beginning of a query to which a page is added."""
        return f"{self.query}&" if self.past else "?"

    @property
    def kept(self) -> list[tuple[str, str]]:
        """What else the address asks for, pair by pair."""
        return [(name, value) for name, values in self.rest.lists() for value in values]

    @property
    def today_address(self) -> str:
        """The same page as it stands today."""
        return f"?{self.rest.urlencode()}"

    @property
    def data(self) -> QueryDict:
        """The query with the day as it was understood, for a filter that takes it."""
        data = self.rest.copy()
        for name, value in self.parameters:
            data[name] = value
        return data


def chosen_day(request: HttpRequest, *, today: date) -> ChosenDay:
    """The day a request asks for. A day that has not come or is none shows today, one before anything stood shows nothing, each with a sentence."""
    written = request.GET.get(PARAMETER, "").strip()
    rest = request.GET.copy()
    for name in {PARAMETER, "page"} & set(rest):
        del rest[name]
    try:
        day = DayField(required=False).clean(written)
    except ValidationError as refused:
        return ChosenDay(today, today, _("%(problem)s Shown is today.") % {"problem": " ".join(refused.messages)}, rest)
    if day is None or day == today:
        return ChosenDay(today, today, "", rest)
    if day > today:
        sentence = _("%(day)s has not come yet. Choose a day up to today; shown is today.") % {"day": date_format(day)}
        return ChosenDay(today, today, sentence, rest)
    return ChosenDay(day, today, _nothing_by(day, request.user), rest)


def _nothing_by(day: date, user: Person) -> str:
    """A sentence where nothing that somebody may see stood by the end of a day; else empty."""
    first = first_moment(user)
    if first is None or first < end_of(day):
        return ""
    return _("Nothing stood here on that day: the first status dates from %(day)s.") % {"day": date_format(timezone.localdate(first))}


def first_moment(user: Person) -> datetime | None:
    """When the first version came to stand for somebody: approved for staff, shown to all others. None where there is none."""
    if is_staff(user):
        return Assessment.objects.aggregate(first=Min("approved_at"))["first"]
    return Assessment.objects.shown_to(user).aggregate(first=Min("since"))["first"]
