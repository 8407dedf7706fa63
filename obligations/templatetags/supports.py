"""The statuses that rest on a piece of evidence as HTML, joined from strings: a page has fifty of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from django import template
from django.template.defaultfilters import linebreaksbr
from django.utils.formats import date_format, localize
from django.utils.html import conditional_escape as escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from obligations.choices import Force
from obligations.templatetags.labels import tag
from obligations.templatetags.versions import STATUSES

if TYPE_CHECKING:
    from obligations.models import Assessment
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
        self.as_of, self.replaced = _("as of %(day)s, version %(number)s"), _(", replaced")
        self.place, self.says, self.summary = (f"<div><dt>{name}</dt><dd>" for name in (_("Place"), _("What it says there"), _("Summary")))

    def support(self, row: Support) -> Iterator[str]:
        """The parts of one card, escaped."""
        version = row.version
        about = version.obligation or version.commitment
        assert about is not None  # noqa: S101  (a version is about one of the two; for the type checker)
        yield f'<li><article class="card">\n    <h3><a href="{about.get_absolute_url()}">{escape(about.key)}</a>'
        yield f' · <a href="{version.actor.get_absolute_url()}">{escape(version.actor.name)}</a></h3>\n'
        as_of = self.as_of % {"day": date_format(version.as_of), "number": localize(version.version)}
        yield f'    <p class="tags">{self._label(version)}\n      <b>{self.status.get(version.status, "")}</b> <span class="muted">{as_of}'
        yield f'{"" if row.stands else self.replaced}</span></p>\n    <dl class="facts">'
        if row.link.locator:
            yield f"{self.place}{escape(row.link.locator)}</dd></div>\n"
        if row.link.remark:
            yield f"      {self.says}{escape(row.link.remark)}</dd></div>\n"
        summary = linebreaksbr(version.summary, autoescape=True)
        yield f"      {self.summary}{summary}</dd></div></dl>\n  </article></li>"

    def _label(self, version: Assessment) -> str:
        """The force of an obligation with its hedges; the kind of a commitment."""
        act = version.obligation
        if act is None:
            return f'<span class="plain">{escape(version.commitment.get_kind_display())}</span>' if version.commitment else ""
        hedges = "".join(f' <span class="hedge" lang="zh">{escape(hedge)}</span>' for hedge in act.hedges)
        return f"{tag(self.force.get(act.force, act.force), basis=act.force_basis, kind='force')}{hedges}"
