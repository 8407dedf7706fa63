"""Days that an address takes outside of its filters: read here, and refused in the API's form where they do not fit one another."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from obligations.api.errors import Refused
from obligations.filters.lists import Refusal
from obligations.filters.parameters import DayField

if TYPE_CHECKING:
    from rest_framework.request import Request

AS_OF, COMPARE = "as_of", "compare"


def day_in(request: Request, name: str) -> date | None:
    """The day of a parameter; None where it is left out, and where it is none, which the address's filter then refuses."""
    try:
        day: date | None = DayField(required=False).clean(request.query_params.get(name, "").strip())
    except ValidationError:
        return None
    return day


def refuse_days(on: date, *, today: date, compared_with: date | None = None) -> None:
    """Raises Refused for a day that has not come, and for one to compare with that is not before it."""
    if on > today:
        raise Refused([Refusal(AS_OF, _("%(day)s has not come yet. Choose a day up to today.") % {"day": date_format(on)})])
    if compared_with is not None and compared_with >= on:
        raise Refused([Refusal(COMPARE, _("Choose a day before %(day)s to compare with.") % {"day": date_format(on)})])
