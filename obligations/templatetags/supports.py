"""The statuses that rest on a piece of evidence as HTML, joined from strings: a page has fifty of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from django import template
from django.template.defaultfilters import linebreaksbr
from django.utils.formats import date_format, localize
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from obligations.choices import Force
from obligations.models.vocabulary import in_language
from obligations.templatetags.addresses import addressing
from obligations.templatetags.labels import tag
from obligations.templatetags.versions import STATUSES

if TYPE_CHECKING:
    from datetime import date

    from obligations.views.evidence import Support

register = template.Library()


@register.simple_tag
def supports(shown: Iterable[Support]) -> SafeString:
    """Each as a card: what the status is about, the status, and what the evidence says of it."""
    drawing = _Drawing()
    parts = (part for row in shown for part in drawing.support(row))
    return mark_safe("".join(parts))  # nosec B308, B703 # noqa: S308  (every part is escaped where it is made)


class _Drawing:
    """Words that are the same for every card, looked up once."""

    def __init__(self) -> None:
        self.status = {code: escape(label) for code, label in STATUSES.items()}
        self.force = {row.value: str(row.label) for row in Force}
        self.obligation, self.actor = addressing("obligation"), addressing("actor")
        self.as_of, self.replaced = _("as of %(day)s, version %(number)s"), _(", replaced")
        self.place, self.says, self.summary = (f"<div><dt>{name}</dt><dd>" for name in (_("Place"), _("What it says there"), _("Summary")))
        self.days: dict[date, str] = {}
        self.forces: dict[tuple[str | None, str | None], str] = {}

    def support(self, row: Support) -> Iterator[str]:
        """The parts of one card, escaped."""
        yield f'<li><article class="card">\n    <h3>{self._about(row)}'
        yield f' · <a href="{self.actor(row.actor_code)}">{escape(in_language(row.actor_name_zh, row.actor_name_en))}</a></h3>\n'
        as_of = self.as_of % {"day": self._day(row.as_of), "number": localize(row.number)}
        yield f'    <p class="tags">{self._label(row)}\n      <b>{self.status.get(row.status, "")}</b> <span class="muted">{as_of}'
        yield f'{"" if row.stands else self.replaced}</span></p>\n    <dl class="facts">'
        if row.locator:
            yield f"{self.place}{escape(row.locator)}</dd></div>\n"
        if row.remark:
            yield f"      {self.says}{escape(row.remark)}</dd></div>\n"
        yield f"      {self.summary}{linebreaksbr(row.summary, autoescape=True)}</dd></div></dl>\n  </article></li>"

    def _about(self, row: Support) -> str:
        """The obligation or the commitment, as a link."""
        if row.commitment is not None:
            return f'<a href="{row.commitment.get_absolute_url()}">{escape(row.commitment.key)}</a>'
        return f'<a href="{self.obligation(row.obligation_slug or "")}">{escape(row.obligation_key)}</a>'

    def _label(self, row: Support) -> str:
        """The force of an obligation with its hedges; the kind of a commitment."""
        if row.commitment is not None:
            return f'<span class="plain">{escape(row.commitment.get_kind_display())}</span>'
        known = (row.force, row.force_basis)
        if known not in self.forces:
            self.forces[known] = tag(self.force.get(row.force or "", row.force), basis=row.force_basis or "", kind="force")
        return self.forces[known] + "".join(f' <span class="hedge" lang="zh">{escape(hedge)}</span>' for hedge in row.hedges or ())

    def _day(self, day: date) -> str:
        if day not in self.days:
            self.days[day] = escape(date_format(day))
        return self.days[day]
