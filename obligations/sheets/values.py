"""What the editable columns of a row say, read from a file or from a stored version. Raises ValidationError with a sentence for its reader."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from functools import cache, partial
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import override

from obligations.choices import Status
from obligations.filters.parameters import FIRST_YEAR, LAST_YEAR
from obligations.models import Assessment
from obligations.sheets.columns import CHINESE, ENGLISH
from obligations.sheets.escaping import fitting, is_too_long, plain
from obligations.sheets.tables import Odd, Value

_DAY = re.compile(r"([0-9]{4})(?:-|/|\.|年)([0-9]{1,2})(?:-|/|\.|月)([0-9]{1,2})日?(?:[ T]00:00(?::00)?)?")
NO_PLACE = "–"  # in the line of a piece of evidence whose place is missing, where other lines have one


@dataclass(frozen=True, slots=True)
class Content:
    """The editable columns of a row, understood. Evidence and place belong together, line by line."""

    status: str = ""
    summary: str = ""
    details: str = ""
    sources: str = ""
    evidence: tuple[str, ...] = ()
    place: tuple[str, ...] = ()
    as_of: date | None = None
    review_after: date | None = None

    @classmethod
    def of(cls, version: Assessment) -> Content:
        """What a version says; its links should be prefetched."""
        links = list(version.links.all())
        return cls(
            version.status,
            version.summary,
            version.details,
            version.sources,
            tuple(link.evidence.slug for link in links),
            tuple(_in_one_line(link.locator) for link in links),
            version.as_of,
            version.review_after,
        )

    @property
    def is_empty(self) -> bool:
        return self == Content()

    def shown(self, column: str) -> str:
        """One column as a person reads it, uncut."""
        value = getattr(self, column)
        if isinstance(value, tuple):
            return "\n".join(part or NO_PLACE for part in value) if any(value) else ""
        return value.isoformat() if isinstance(value, date) else str(value or "")

    def written(self, column: str) -> str | date | None:
        """One column as it stands in a file, before it is guarded: a day, or a text, cut where it does not fit."""
        value = getattr(self, column)
        return value if isinstance(value, date) or value is None else fitting(plain(self.shown(column)))

    def differs(self, other: Content, column: str) -> bool:
        """Whether a column says something else; what spreadsheet programs change on saving does not count."""
        return self.written(column) != other.written(column)


def differences(one: Content, other: Content) -> list[str]:
    """The columns that say something else."""
    return [field.name for field in fields(Content) if one.differs(other, field.name)]


# Reading ------------------------------------------------------------------------------------------------------------
def status_of(value: Value) -> str:
    """The code of a status, given as code or as label in Chinese or English."""
    written = " ".join(text_of(value).split())
    if not written:
        return ""
    code = _statuses().get(written.casefold())
    if code is None:
        raise ValidationError(_("“%(written)s” is no status. Take a code of the sheet “codes”, or its label.") % {"written": written[:60]})
    return code


def text_of(value: Value) -> str:
    """A text; a number counts as its digits."""
    if isinstance(value, Odd):
        raise ValidationError(_odd(value))
    if isinstance(value, date):
        raise ValidationError(_("There is a date here where a text belongs. Format the cell as text and write it again."))
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = plain(str(value)) if value is not None else ""
    if is_too_long(text):
        raise ValidationError(_("The text is longer than a cell of a spreadsheet holds. Shorten it, or write it on the page of the cell."))
    return text


def day_of(value: Value) -> date | None:
    """A day: a date of the spreadsheet, or written with the year first."""
    if isinstance(value, date):
        return _within(value)
    if isinstance(value, int | float):
        raise ValidationError(_("%(written)s is a number, not a date. Write the day as 2032-04-30.") % {"written": value})
    written = text_of(value)
    if not written:
        return None
    found = _DAY.fullmatch(written)
    try:
        return _within(date(int(found[1]), int(found[2]), int(found[3]))) if found else _no_day(written)
    except ValueError:
        return _no_day(written)


def keys_of(value: Value) -> tuple[str, ...]:
    """Keys of evidence, one in a line, or separated by commas or semicolons."""
    return split_keys(text_of(value))


def split_keys(text: str) -> tuple[str, ...]:
    """The keys in a text, each as often as it stands there."""
    return tuple(key for key in re.split(r"[\s,;，；、]+", plain(text)) if key)


def places_of(value: Value, count: int) -> tuple[str, ...]:
    """The places in as many pieces of evidence, one in a line, or separated by semicolons; a missing one is an empty text."""
    written = text_of(value)
    lines = [line.strip() for line in written.split("\n")] if written else []
    if lines and not count:
        raise ValidationError(_("There is a place without evidence. Write the key of the evidence, or empty the place."))
    if len(lines) < count:
        parts = [part.strip() for part in re.split(r"[;；\n]", written)]
        lines = parts if len(parts) == count else lines
    if len(lines) > count:
        raise ValidationError(
            _("There are %(places)s places for %(count)s pieces of evidence. Write one place in a line, in the order of the evidence.")
            % {"places": len(lines), "count": count}
        )
    return tuple("" if line in (NO_PLACE, "-", "—") else line for line in lines) + ("",) * (count - len(lines))


def content_of(values: Mapping[str, Value], errors: list[tuple[str, str]]) -> Content:
    """The editable columns of a row; what cannot be understood is added to `errors`, as column and sentence, and left empty."""
    read: dict[str, Any] = {}
    readers: dict[str, Any] = {"status": status_of, "evidence": keys_of, "as_of": day_of, "review_after": day_of}
    readers |= dict.fromkeys(("summary", "details", "sources"), text_of)
    for column, reader in readers.items():
        _try(read, errors, column, partial(reader, values.get(column)))
    _try(read, errors, "place", partial(places_of, values.get("place"), len(read.get("evidence", ()))))
    return Content(**read)


def _try(read: dict[str, Any], errors: list[tuple[str, str]], column: str, reader: Any) -> None:
    try:
        read[column] = reader()
    except ValidationError as refused:
        errors.append((column, " ".join(refused.messages)))


@cache
def _statuses() -> dict[str, str]:
    """Everything that names a status."""
    named = {str(status.value): str(status.value) for status in Status}
    for language in (CHINESE, ENGLISH):
        with override(language):
            named |= {" ".join(str(status.label).split()).casefold(): str(status.value) for status in Status}
    return named


def _odd(value: Odd) -> str:
    if value.kind == "formula":
        return _("There is a formula here: %(text)s. Paste it as a value, or begin a text with an apostrophe.") % {"text": value.text[:60]}
    if value.kind == "error":
        return _("The spreadsheet shows an error here: %(text)s. Write the text again.") % {"text": value.text[:60]}
    return _("“%(text)s” is neither text nor date. Format the cell as text and write it again.") % {"text": value.text[:60]}


def _within(day: date) -> date:
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise ValidationError(_("Write a day from the year %(first)s to %(last)s.") % {"first": FIRST_YEAR, "last": LAST_YEAR})
    return day


def _no_day(written: str) -> date:
    raise ValidationError(
        _("“%(written)s” is no date that can be read in one way only. Write the year first: 2032-04-30.") % {"written": written[:60]}
    )


def _in_one_line(text: str) -> str:
    return " ".join(text.split("\n")) if "\n" in text else text
