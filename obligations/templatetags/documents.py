"""The lines of the list of documents as HTML, joined from strings."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from html import escape
from typing import TYPE_CHECKING

from django import template
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from obligations.choices import DocumentKind
from obligations.templatetags.addresses import addressing

if TYPE_CHECKING:
    from obligations.models import Document
    from obligations.stats.figures import Figure

register = template.Library()


@register.simple_tag
def document_lines(rows: Iterable[tuple[Document, Figure]]) -> SafeString:
    """Documents, each with the number of what it asks for; of a meeting's record, which asks nothing, there is none."""
    address, obligations, comma = addressing("document"), reverse("obligations"), escape(pgettext("in a list", ", "))
    asks = escape(_("Asks for action") + pgettext("between a label and its value", ": "))
    kinds = {kind.value: escape(str(kind.label)) for kind in DocumentKind}
    lines = [
        f'<li>\n  <h2><a href="{address(row.slug)}">{escape(row.symbol)}</a></h2>\n'
        f'  <p lang="zh">{escape(row.title) if row.title != row.symbol else ""}</p>\n'
        f'  <p class="muted">{kinds[row.kind]}{_day(comma, row.adopted_on)}</p>\n'
        f'  <p class="asks">{"" if row.kind == DocumentKind.MEETING_RECORD else asks + _figure(obligations, figure)}</p></li>'
        for row, figure in rows
    ]
    return mark_safe("".join(lines))  # nosec B308, B703 # noqa: S308  (every part is escaped where it is made)


def _day(comma: str, day: date | None) -> str:
    return f'{comma}<time datetime="{day.isoformat()}">{_written(get_language(), day)}</time>' if day else ""


def _figure(address: str, figure: Figure) -> str:
    return f'<a href="{address}{escape(figure.query)}">{figure.count}</a>' if figure.count else "0"


@lru_cache(maxsize=4096)
def _written(_language: str | None, day: date) -> str:
    """A day in words; formatting one takes longer than the rest of its line."""
    return escape(date_format(day))
