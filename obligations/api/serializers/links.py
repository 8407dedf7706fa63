"""Addresses of what an answer is about, in the API and as a page."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from rest_framework import serializers
from rest_framework.reverse import reverse


class LinksSerializer(serializers.Serializer):
    """The address of the thing itself; those of its page and its neighbours are added by each kind."""

    self = serializers.URLField(help_text="Of this, in the API.")


def address(serializer: serializers.BaseSerializer[Any], name: str, *keys: str, **query: str) -> str:
    """The full address of an endpoint, with a query where one is given."""
    link = reverse(f"api:{name}", args=keys, request=serializer.context.get("request"))
    return f"{link}?{urlencode(query)}" if query else link


def page_of(serializer: serializers.BaseSerializer[Any], path: str) -> str:
    """The full address of a page."""
    request = serializer.context.get("request")
    return request.build_absolute_uri(path) if request else path
