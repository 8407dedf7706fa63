"""Answers in which a part stands whole, or stands at all, only where `expand` asks for it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from rest_framework import serializers

from obligations.api.notices import notices


class Expanding(serializers.Serializer):
    """Reads `expand` in its context, the names asked for; without it, as for the description of the service, everything optional is there.

    `whole` makes fields that take the place of those of their name, `only_expanded` names for each optional field what it comes with.
    """

    whole: ClassVar[Mapping[str, Callable[[], serializers.Field[Any, Any, Any, Any]]]] = {}
    only_expanded: ClassVar[Mapping[str, str]] = {}

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        """The fields for what is asked for."""
        fields = super().get_fields()
        expanded = self.context.get("expand")
        if expanded is None:
            return fields
        shown = {name: field for name, field in fields.items() if self.only_expanded.get(name, name) in expanded or name not in self.only_expanded}
        return {**shown, **{name: make() for name, make in self.whole.items() if name in expanded}}


class NoticesField(serializers.ListField):
    """The sentences without which no status is shown; in a list they stand beside its rows."""

    child = serializers.CharField()

    def get_attribute(self, instance: Any) -> list[str]:
        """The same for every row. Raises SkipField inside a list."""
        if self.parent is not self.root:
            raise serializers.SkipField
        return notices()
