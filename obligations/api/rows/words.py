"""Labels by the hundred: each code is put into the language of the request once for a page of rows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import get_language
from rest_framework.serializers import Serializer

from obligations.api.serializers.labels import CodeSerializer

Label = dict[str, Any]


class Labels(dict[str, Label]):
    """What a serializer answers for each code, worked out when a code first comes. Rows share an answer and never change it."""

    def __init__(self, serializer: type[CodeSerializer]) -> None:
        super().__init__()
        self.represented: Serializer[Any] = serializer()

    def __missing__(self, code: str) -> Label:
        self[code] = self.represented.to_representation(code)
        return self[code]


def chosen_words() -> Callable[[str, str], str]:
    """Of the words in Chinese and in English, those in the language of the request; as `models.vocabulary.in_language`, which asks each time."""
    if (get_language() or "").startswith("en"):
        return lambda zh, en: en or zh
    return lambda zh, _en: zh


def named(before: str, names: tuple[str, ...]) -> Callable[[Mapping[str, Any]], dict[str, Any]]:
    """Some values of a row under their own names: {"slug": row["paragraph__slug"]}."""
    pairs = [(name, before + name) for name in names]
    return lambda row: {name: row[column] for name, column in pairs}
