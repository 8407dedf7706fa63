"""What templates need beyond Django's own filters."""

from collections.abc import Mapping
from typing import Any

from django import template

from obligations.api.notices import notices
from obligations.models import Assessment
from obligations.querysets import has_role

register = template.Library()


@register.filter
def at(mapping: Mapping[Any, Any], key: Any) -> Any:
    """The value at a key that is itself a variable; None where there is none."""
    return mapping.get(key)


@register.filter
def sees_statuses(user: Any) -> bool:
    """Whether somebody may see any follow-up; asks no database but for the person's roles."""
    return not Assessment.objects.visible_to(user).query.is_empty()


@register.filter
def has_a_role(user: Any) -> bool:
    """Whether somebody has any role."""
    return has_role(user)


register.simple_tag(notices, name="notices")
