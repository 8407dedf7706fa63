"""The values of a facet as HTML, joined from strings: lists offer hundreds of them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django import template
from django.template import Context
from django.utils.html import conditional_escape, escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from obligations.facets.values import Value

BOX = '<span class="box" aria-hidden="true"></span>'

register = template.Library()


@register.simple_tag(takes_context=True)
def facet_values(context: Context, values: Iterable[Value], name: str) -> SafeString:
    """Links that each add a value or take it out, with how many rows it has; a value without rows is no link."""
    path, name = escape(context["request"].path), escape(name)
    items = (_link(value, path, name) if value.count or value.chosen else _none(value) for value in values)
    return mark_safe("".join(items))  # nosec B308, B703 # noqa: S308  (every part is escaped where it is made)


def _link(value: Value, path: str, name: str) -> str:
    current, said = (' aria-current="true"', _chosen()) if value.chosen else ("", "")
    address = f"{path}?{escape(value.query)}" if value.query else path
    return (
        f'<li><a id="f-{name}-{value.anchor}" href="{address}" rel="nofollow"{current}>{BOX}<span class="value">{conditional_escape(value.label)}'
        f'{said}</span> <span class="n">{value.count}</span></a>{_split(value) if value.split else ""}</li>'
    )


def _none(value: Value) -> str:
    return f'<li class="none">{BOX}<span class="value">{conditional_escape(value.label)}</span> <span class="n">0</span></li>'


def _chosen() -> str:
    return format_html('<span class="unseen">{}</span>', _("(chosen; follow the link to take it out)"))


def _split(value: Value) -> str:
    return format_html('<p class="split"><span class="unseen">{} </span>{}</p>', _("by force:"), format_html_join(" · ", "{} {}", value.split))
