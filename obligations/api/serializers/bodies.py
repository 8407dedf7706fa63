"""What a request's body may say: known names, and values that can be kept. Anything else is refused with its place and what is allowed there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail
from rest_framework.settings import api_settings

CSRF_FIELD = "csrfmiddlewaretoken"  # of a form that a browser sends; read before
LARGEST_NUMBER = 2**31 - 1
LONGEST_REASON = 2000  # characters
MOST_KEYS, MOST_ROWS = 500, 5_000
UNKNOWN = gettext_lazy("There is nothing here under “{value}”, or it is not for your eyes.")
LEFT_OUT: dict[str, Any] = {"required": False, "allow_null": True, "default": None}  # null says the same as nothing
READ_TOGETHER = "read_together"  # in the context of a serializer: things by the name of their field and their key


class Allowed(tuple[str, ...]):
    """What would be taken in place of what was refused. It goes with the sentence as its `code`; `errors` in the answer names it."""

    __slots__ = ()


def wrong(sentence: str, *, allowed: Mapping[str, Any] | list[str] | tuple[str, ...] = ()) -> ErrorDetail:
    """A sentence about a field, and what would be taken there where that is a list."""
    return ErrorDetail(sentence, code=Allowed(allowed))  # type: ignore[arg-type]


class Body(serializers.Serializer):
    """The body of a request: an object, of which every name is known. Fields that are left out take their defaults."""

    def run_validation(self, data: Any = serializers.empty) -> Any:
        """The values; before anything else is done with them, or shown, there is nothing in them that cannot be kept."""
        if self.parent is None:
            self._refuse_other_than_objects(data)
            refuse_unkept(data)
        return super().run_validation(data)

    def to_internal_value(self, data: Any) -> dict[str, Any]:
        """The values. Raises ValidationError for everything that is wrong at once, names that are not known included."""
        self._refuse_other_than_objects(data)
        names = tuple(name for name, field in self.fields.items() if not field.read_only)
        errors: dict[str, Any] = {
            str(name): [wrong(_("There is no field “%(name)s” here. Leave it out, or see what is allowed.") % {"name": name}, allowed=names)]
            for name in data
            if name not in names and name != CSRF_FIELD
        }
        errors |= {name: [_("“%(name)s” takes one value; give it once.") % {"name": name}] for name in self._given_twice(data)}
        said: dict[str, Any] = {}
        try:
            said = super().to_internal_value(data)
        except serializers.ValidationError as refused:
            errors = {**_as_mapping(refused.detail), **errors}
        if errors:
            raise serializers.ValidationError(errors)
        return said

    def read_together(self, rows: Any, **kinds: tuple[str, Any]) -> None:
        """Read what rows of the body name in one question for each kind: the name of a field, with the name of the key and all there is."""
        told = [row for row in rows[:MOST_ROWS] if isinstance(row, dict)] if isinstance(rows, list) else []
        read = dict(self.context.get(READ_TOGETHER, {}))
        for name, (key, things) in kinds.items():
            asked = {row[name] for row in told if isinstance(row.get(name), str)}
            read |= {(name, getattr(thing, key)): thing for thing in visible(things.filter(**{f"{key}__in": asked}), self)} if asked else {}
        self._context = {**self.context, READ_TOGETHER: read}

    def _refuse_other_than_objects(self, data: Any) -> None:
        if not isinstance(data, Mapping):
            raise serializers.ValidationError({api_settings.NON_FIELD_ERRORS_KEY: [_("Send an object with named fields.")]})

    def _given_twice(self, data: Any) -> list[str]:
        """The names that stand twice in a form, and of which all values but one would be lost."""
        if not hasattr(data, "getlist"):
            return []
        return [name for name, field in self.fields.items() if not isinstance(field, serializers.ListField) and len(data.getlist(name)) > 1]


class Text(serializers.CharField):
    """Words; a number or a truth value is not taken for them."""

    def to_internal_value(self, data: Any) -> str:
        """The words, without white space around them."""
        if not isinstance(data, str):
            self.fail("invalid")
        return super().to_internal_value(data)


class Reason(Text):
    """Why something is done; for staff."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"max_length": LONGEST_REASON, "help_text": "Why, in a sentence. For staff.", **kwargs})


class OptionalReason(Reason):
    """The same, where nothing has to be said."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"required": False, "allow_blank": True, "default": "", **kwargs})


class ReasonBody(Body):
    """Why something is done."""

    reason = Reason()


class OptionalReasonBody(Body):
    """Why something is done, where nothing has to be said."""

    reason = OptionalReason()


class Code(serializers.ChoiceField):
    """A code out of a closed list; the refusal names the list."""

    def to_internal_value(self, data: Any) -> Any:
        """The code."""
        if isinstance(data, str) and (data in self.choices or (data == "" and self.allow_blank)):
            return data
        shown = data if isinstance(data, str) else type(data).__name__
        known = [str(code) for code in self.choices]
        raise serializers.ValidationError(wrong(_("“%(value)s” is not in the list.") % {"value": shown[:60]}, allowed=known))


class Number(serializers.IntegerField):
    """A whole number that a column holds."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"min_value": 0, "max_value": LARGEST_NUMBER, **kwargs})

    def to_internal_value(self, data: Any) -> int:
        """The number; 3.5 and true are none."""
        if isinstance(data, float | bool):
            self.fail("invalid")
        return super().to_internal_value(data)


@extend_schema_field({"type": "string", "minLength": 1})
class Visible(serializers.SlugRelatedField):
    """A thing named by its key, among what the caller may see."""

    def __init__(self, slug_field: str, **options: Any) -> None:
        super().__init__(slug_field, error_messages={"does_not_exist": UNKNOWN}, **options)

    def get_queryset(self) -> Any:
        """Of what is not for everybody only what the caller sees."""
        return visible(super().get_queryset(), self)

    def to_internal_value(self, data: Any) -> Any:
        """The thing; out of those read together where many are sent. Raises ValidationError for a key that is not known."""
        if not isinstance(data, str):
            self.fail("invalid")
        return self.context.get(READ_TOGETHER, {}).get((self.source, data)) or super().to_internal_value(data)


class VisibleSeveral(serializers.ListField):
    """Several things by their keys, in the order given, each once; found in one query."""

    def __init__(self, slug_field: str, *, queryset: QuerySet[Any], **options: Any) -> None:
        self.slug_field, self.queryset = slug_field, queryset
        super().__init__(**{"child": Text(max_length=200), "max_length": MOST_KEYS, **options})

    def to_internal_value(self, data: Any) -> list[Any]:
        """The things. Raises ValidationError that names the keys under which there is none."""
        keys = list(dict.fromkeys(super().to_internal_value([] if data == [""] else data)))  # a form empties a list by one empty field
        rows = visible(self.queryset.all(), self).filter(**{f"{self.slug_field}__in": keys})
        found = {getattr(row, self.slug_field): row for row in rows}
        missing = [key for key in keys if key not in found]
        if missing:
            raise serializers.ValidationError(UNKNOWN.format(value="”, “".join(missing[:5])))
        return [found[key] for key in keys]


def visible(rows: Any, field: serializers.Field[Any, Any, Any, Any]) -> Any:
    """Of rows that are not for everybody those that the caller of a field's serializer may see."""
    return rows.visible_to(field.context["request"].user) if hasattr(rows, "visible_to") else rows


def refuse_unkept(said: Any) -> None:
    """Raise ValidationError for characters that no database keeps: U+0000, and halves of surrogate pairs."""
    places = [place for place, text in _texts(said) if not _can_be_kept(text)]
    if places:
        sentence = _("There is a character in it that cannot be kept: U+0000, or half of a surrogate pair. Take it out.")
        raise serializers.ValidationError({_printable(place): [sentence] for place in places[:10]})


def _texts(said: Any) -> Iterator[tuple[str, str]]:
    """Every text of a body with its place, names included; level by level, so that no body is too deep."""
    level: list[tuple[str, Any]] = [("", said)]
    while level:
        inner: list[tuple[str, Any]] = []
        for place, value in level:
            if isinstance(value, str):
                yield place, value
            elif hasattr(value, "lists"):  # a form
                inner += [(name, name) for name in value] + [(name, each) for name, found in value.lists() for each in found]
            elif isinstance(value, dict):
                inner += [(f"{place}.{name}".strip("."), each) for name, found in value.items() for each in (name, found)]
            elif isinstance(value, list):
                inner += [(f"{place}.{number}".strip("."), each) for number, each in enumerate(value)]
        level = inner


def _can_be_kept(text: str) -> bool:
    return "\x00" not in text and not any("\ud800" <= character <= "\udfff" for character in text)


def _printable(text: str) -> str:
    return text.encode("utf-8", "backslashreplace").decode().replace("\x00", "\\x00")


def _as_mapping(detail: Any) -> dict[str, Any]:
    return dict(detail) if isinstance(detail, dict) else {api_settings.NON_FIELD_ERRORS_KEY: detail}
