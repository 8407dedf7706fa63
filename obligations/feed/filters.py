"""What the changes feed is asked: from where on, how much, of which kinds."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from obligations.feed.reading import Cursor, Unreadable
from obligations.feed.things import Kind
from obligations.filters.lists import ListFilter
from obligations.filters.parameters import Codes, Parameter, refused

LATEST = "latest"
DEFAULT_LIMIT, LARGEST_LIMIT = 100, 1000


class CursorField(forms.CharField):
    """A cursor of the feed, or `latest`."""

    def clean(self, value: Any) -> Cursor | str | None:
        """The cursor read; `latest` as it is; None where nothing is given."""
        text = str(super().clean(value))
        if text in ("", LATEST):
            return text or None
        try:
            return Cursor.read(text)
        except Unreadable as error:
            raise refused(_("This is no cursor of the feed. Send “next” of an earlier answer as it came, “latest”, or nothing.")) from error


class LimitField(forms.CharField):
    """A number of entries."""

    def clean(self, value: Any) -> int | None:
        """The number; None where none is given."""
        text = str(super().clean(value))
        number = int(text) if re.fullmatch(r"[0-9]{1,9}", text) else 0
        if not text:
            return None
        if not 1 <= number <= LARGEST_LIMIT:
            raise refused(_("A limit is a whole number from 1 to %(most)s."), most=LARGEST_LIMIT)
        return number


class Since(Parameter):
    """From where on."""

    field_class = CursorField


class Limit(Parameter):
    """How much at once."""

    field_class = LimitField

    def schema(self) -> dict[str, Any]:
        return {"type": "integer", "minimum": 1, "maximum": LARGEST_LIMIT, "default": DEFAULT_LIMIT}


class FeedFilter(ListFilter):
    """The feed. Its rows are not filtered here: what is asked stands in the form."""

    since = Since(
        method="elsewhere",
        label=_("Cursor"),
        help_text=_("“next” of the answer before. Without it the feed begins with the first event; “latest” gives its end alone, as a cursor."),
    )
    limit = Limit(method="elsewhere", label=_("Most entries"), help_text=_("How many entries an answer has at most."))
    kind = Codes(method="elsewhere", label=_("Kind"), choices=Kind.choices, help_text=_("Only entries about things of these kinds."))

    @property
    def allowed_parameters(self) -> list[str]:
        """Without pages: a cursor leads on."""
        return [*(self.known_parameters or self.filters)]

    def elsewhere(self, queryset: Any, name: str, value: Any) -> Any:
        """What is asked leaves the rows as they are."""
        return queryset
