"""What templates need beyond Django's own filters."""

from collections.abc import Mapping
from typing import Any

from django import template

from obligations.api.notices import notices

register = template.Library()


@register.filter
def at(mapping: Mapping[Any, Any], key: Any) -> Any:
    """The value at a key that is itself a variable; None where there is none."""
    return mapping.get(key)


register.simple_tag(notices, name="notices")
