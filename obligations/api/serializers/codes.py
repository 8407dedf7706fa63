"""Lists of codes."""

from __future__ import annotations

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from obligations.api.serializers.links import LinksSerializer, address
from obligations.codelists import CodeList


class WordsSerializer(serializers.Serializer):
    """The same words in both languages."""

    zh = serializers.CharField()
    en = serializers.CharField()


class CodeValueSerializer(serializers.Serializer):
    """A code with its label and, where there is one, its definition."""

    code = serializers.CharField()
    label = WordsSerializer()  # type: ignore[assignment]
    definition = WordsSerializer(allow_null=True, help_text="In one sentence; null where the label says it all. Of a problem: what to do about it.")


class CodeListSerializer(serializers.Serializer):
    """A closed list of codes, in the order in which it is shown; it ranks nothing."""

    code = serializers.CharField()
    label = WordsSerializer(help_text="Of the list.")  # type: ignore[assignment]
    values = CodeValueSerializer(many=True)
    links = serializers.SerializerMethodField()

    @extend_schema_field(LinksSerializer)
    def get_links(self, row: CodeList) -> dict[str, str]:
        """Its address."""
        return {"self": address(self, "codes-detail", row.code)}
