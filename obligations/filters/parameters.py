"""The kinds of parameters a list takes: each reads its values, says what is allowed where one does not fit, and describes itself.

A parameter that takes several values takes them repeated or separated by commas (`force=decides,urges`), and means any of them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from copy import copy
from datetime import date
from typing import Any, Self

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import F, OrderBy, Q, QuerySet
from django.db.models.expressions import Combinable
from django.utils.translation import gettext_lazy as _
from django_filters import Filter  # type: ignore[import-untyped]

from obligations.beside import said
from obligations.searching import normalise

FIRST_YEAR, LAST_YEAR = 1945, 2999  # that a query may name: every date computed from one stays within what databases hold
LONGEST_SEARCH = 100
LONGEST_VALUE = 200

Choices = Iterable[tuple[str, Any]]


def refused(message: Any, allowed: Sequence[str] = (), **words: Any) -> ValidationError:
    """The error for a value that does not fit: a sentence, and the list of what is allowed where there is one."""
    return ValidationError(message, code="refused", params={**words, "allowed": list(allowed)})


# Reading ------------------------------------------------------------------------------------------------------------
def given(data: Any, name: str) -> list[str]:
    """All values of a parameter, however they were given; blanks left out."""
    raw = data.getlist(name) if hasattr(data, "getlist") else data.get(name, [])
    values = [raw] if isinstance(raw, str) else raw
    return list(dict.fromkeys(part.strip() for value in values for part in str(value).split(",") if part.strip()))


class SeveralChosen(forms.SelectMultiple):
    """A list to choose several from."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[str]:
        return given(data, name)


class SeveralWritten(forms.TextInput):
    """A line to write several values into, separated by commas."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[str]:
        return given(data, name)

    def format_value(self, value: Any) -> str | None:
        return ", ".join(value) if isinstance(value, list) else value


class CodesField(forms.MultipleChoiceField):
    """Codes of a closed list."""

    widget = SeveralChosen

    def validate(self, value: list[str]) -> None:
        """Compare with the list, read once; nothing is read where nothing is given."""
        if not value:
            return
        choices: Any = self.choices
        allowed = [str(code) for code, _label in choices]
        if unknown := [code for code in value if code not in allowed]:
            raise refused(_("Unknown value: %(unknown)s."), allowed, unknown=", ".join(unknown))


class FlagField(forms.ChoiceField):
    """`true` or `false`."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(choices=[("", "—"), ("true", _("yes")), ("false", _("no"))], **kwargs)

    def clean(self, value: Any) -> bool | None:
        if not value:
            return None
        if value not in ("true", "false"):
            raise refused(_("Unknown value: %(unknown)s."), ["true", "false"], unknown=value)
        return bool(value == "true")


class DayField(forms.Field):
    """A day as 2017-08-02, whatever the language."""

    widget = forms.DateInput(attrs={"type": "date"})

    def to_python(self, value: Any) -> date | None:
        if not value:
            return None
        try:
            day = date.fromisoformat(value) if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value) else None
        except ValueError:
            day = None
        if day is None or not FIRST_YEAR <= day.year <= LAST_YEAR:
            raise refused(_("Write a day as 2017-08-02, from the year %(first)s to %(last)s."), first=FIRST_YEAR, last=LAST_YEAR)
        return day


class YearsField(forms.Field):
    """Years in four digits."""

    widget = SeveralWritten

    def to_python(self, value: Any) -> list[int]:
        years = [int(year) if re.fullmatch(r"[0-9]{4}", year) else 0 for year in value]
        if not all(FIRST_YEAR <= year <= LAST_YEAR for year in years):
            raise refused(_("Write a year in four digits, from %(first)s to %(last)s."), first=FIRST_YEAR, last=LAST_YEAR)
        return years


class WordsField(forms.Field):
    """Free values, compared whole."""

    widget = SeveralWritten

    def to_python(self, value: Any) -> list[str]:
        if any("\x00" in word or len(word) > LONGEST_VALUE for word in value):
            raise refused(_("A value is too long or has a character that no text has."))
        return value


class NamedField(WordsField):
    """Rows among those one may see, named by one of their unique columns; gives their primary keys."""

    def __init__(self, *, among: Callable[[], QuerySet[Any]], by: Sequence[str], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.among, self.by = among, by
        self.known: dict[str, tuple[Any, ...]] = {}

    def clean(self, value: list[str]) -> list[int]:
        names = self.to_python(value)
        if not names:
            return []
        wanted = Q()
        for column in self.by:
            wanted |= Q(**{f"{column}__in": names})
        rows = list(self.among().filter(wanted).order_by("pk").values_list("pk", *self.by))
        self.known = {str(name): row for row in rows for name in row[1:]}
        if unknown := [name for name in names if name not in self.known]:
            raise refused(_("Nothing is known here under %(unknown)s."), unknown=", ".join(unknown))
        return sorted({row[0] for row in rows})

    def said(self, name: str) -> str:
        """A name that was understood, as people write it: the symbol or key of the row, whichever of its names was given."""
        row = self.known.get(name)
        return str(row[min(2, len(row) - 1)]) if row else name

    def named(self, key: int) -> list[str]:
        """The names that were given for a row."""
        return [name for name, row in self.known.items() if row[0] == key]


class SearchField(forms.CharField):
    """Words to be contained; white space, width and traditional forms make no difference, and two characters are enough."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=LONGEST_SEARCH, **kwargs)

    def clean(self, value: Any) -> str:
        words = str(super().clean(value))
        if words and not normalise(words):
            raise refused(_("There is nothing in it to search for."))
        return words


# Filtering ----------------------------------------------------------------------------------------------------------
class Parameter(Filter):
    """A filter that can describe its values as a JSON Schema."""

    several = False

    def __deepcopy__(self, memo: dict[int, Any]) -> Self:
        """A copy for one request. What a list puts into it, such as other choices, takes the place of what was there and changes nothing in it."""
        twin = copy(self)
        twin.extra = dict(self.extra)
        twin.__dict__.pop("_field", None)
        twin.method = self.method  # bound to the twin, whose list is asked
        return twin

    def schema(self) -> dict[str, Any]:
        """The JSON Schema of one value."""
        return {"type": "string"}


class Several(Parameter):
    """Any of several values."""

    several = True

    def __init__(self, field_name: str | None = None, **kwargs: Any) -> None:
        super().__init__(field_name, "in", **kwargs)


class Codes(Several):
    """Codes of a closed list; `choices` is a list, or a callable that reads a vocabulary."""

    field_class = CodesField

    def schema(self) -> dict[str, Any]:
        choices = self.extra["choices"]
        return {"type": "string"} if callable(choices) else {"type": "string", "enum": [code for code, _label in choices]}


class Years(Several):
    """Years of a column that holds days."""

    field_class = YearsField

    def filter(self, qs: QuerySet[Any], value: list[int]) -> QuerySet[Any]:
        wanted = Q()
        for year in value or ():
            wanted |= Q(**{f"{self.field_name}__year": year})
        return qs.filter(wanted)

    def schema(self) -> dict[str, Any]:
        return {"type": "integer", "minimum": FIRST_YEAR, "maximum": LAST_YEAR}


class Words(Several):
    """Free values, compared whole."""

    field_class = WordsField


class Named(Several):
    """Rows named by one of their unique columns, `by`; `among(user)` gives those that the user may see."""

    def __init__(self, field_name: str, *, among: Callable[[Any], QuerySet[Any]], by: Sequence[str], **kwargs: Any) -> None:
        super().__init__(field_name, **kwargs)
        self.among, self.by = among, by

    @property
    def field(self) -> NamedField:
        if not hasattr(self, "_field"):
            self._field = NamedField(label=self.label, among=lambda: self.among(self.parent.user), by=self.by, **self.extra)
        return self._field


class Flag(Parameter):
    """Yes or no."""

    field_class = FlagField

    def schema(self) -> dict[str, Any]:
        return {"type": "boolean"}


class Day(Parameter):
    """A day; the lookup says before or after, the day itself included."""

    field_class = DayField

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "format": "date"}


class Search(Parameter):
    """Words to be contained in a column of searchable text; `beside` is that of the paragraph, whose text in another language may say them too."""

    field_class = SearchField

    def __init__(self, *args: Any, beside: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.beside = beside

    def filter(self, qs: QuerySet[Any], value: str) -> QuerySet[Any]:
        if not value:
            return qs
        here = Q(**{f"{self.field_name}__contains": normalise(value)})
        return qs.filter(said(value, reference=here, paragraph=self.beside) if self.beside else here)

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "minLength": 1, "maxLength": LONGEST_SEARCH}


class Ordering(Several):
    """What a list is sorted by; `-` turns a column round. Rows without a value come last, and the order is always complete."""

    field_class = CodesField

    def __init__(self, *, default: Sequence[str], columns: dict[str, str | Combinable]) -> None:
        names = [sign + name for name in columns for sign in ("", "-")]
        super().__init__(label=_("Sorted by"), choices=[(name, name) for name in names])
        self.default, self.columns = default, columns

    def filter(self, qs: QuerySet[Any], value: list[str]) -> QuerySet[Any]:
        chosen = [_ordered(self.columns[name.lstrip("-")], down=name.startswith("-")) for name in value or ()]
        return qs.order_by(*chosen, *[_ordered(name.lstrip("-"), down=name.startswith("-")) for name in self.default], "pk")

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "enum": [name for name, _label in self.extra["choices"]]}


def _ordered(column: str | Combinable, *, down: bool) -> OrderBy:
    expression: Any = F(column) if isinstance(column, str) else column
    return OrderBy(expression, descending=down, nulls_last=True)
