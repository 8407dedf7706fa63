"""Saved views, wherever a template offers them."""

from typing import Any

from django import template
from django.db.models import QuerySet
from django.template import Context

from obligations.models import SavedView

register = template.Library()


@register.simple_tag(takes_context=True)
def own_saved_views(context: Context, of: str = "") -> QuerySet[SavedView] | list[Any]:
    """The reader's own saved views, of one list or of all; read once, where the template first looks at them."""
    user = getattr(context.get("request"), "user", None)
    if user is None:
        return []
    views = SavedView.objects.visible_to(user)
    return views.filter(of=of) if of else views
