"""What templates need beyond Django's own filters."""

from collections.abc import Mapping
from typing import Any

from django import template
from django.template import Context

from obligations.api.notices import notices
from obligations.models import Actor
from obligations.querysets import has_role, may_see_statuses, state_of

register = template.Library()


@register.filter
def at(mapping: Mapping[Any, Any], key: Any) -> Any:
    """The value at a key that is itself a variable; None where there is none."""
    return mapping.get(key)


@register.filter
def sees_statuses(user: Any) -> bool:
    """Whether somebody may see any follow-up; asks no database but for the person's roles."""
    return may_see_statuses(user)


@register.filter
def has_a_role(user: Any) -> bool:
    """Whether somebody has any role."""
    return has_role(user)


register.simple_tag(notices, name="notices")


@register.simple_tag(takes_context=True)
def own_actor(context: Context) -> Actor | None:
    """The State whose account the person uses; None for everybody else."""
    user = getattr(context.get("request"), "user", None)
    key = state_of(user) if user is not None else None
    return Actor.objects.filter(pk=key).first() if key is not None else None
