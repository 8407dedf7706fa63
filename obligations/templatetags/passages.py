"""Passages of a document as HTML, joined from strings: a long resolution has more than a hundred, each with its labels."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from html import escape
from typing import TYPE_CHECKING

from django import template
from django.template import Context
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from obligations.choices import Force, LegalBasis
from obligations.templatetags.addresses import addressing
from obligations.templatetags.labels import labels, with_marks
from obligations.views.cited import named

if TYPE_CHECKING:
    from obligations.views.cited import Cited
    from obligations.views.passages import Act, Addressed, Passage

register = template.Library()


@register.simple_tag(takes_context=True)
def passages(context: Context, shown: Iterable[Passage]) -> SafeString:
    """Paragraphs, each with its number in front and below it what was read from it. Reads `document`, `edition`, `cited` and `sees_statuses`."""
    drawing = _Drawing(context)
    parts = [part for passage in shown for part in drawing.passage(passage)]
    return mark_safe("".join(parts))  # nosec B308, B703 # noqa: S308  (every part is escaped where it is made)


class _Drawing:
    """What is the same for every passage of a page: words and the forms of addresses are looked up once."""

    def __init__(self, context: Context) -> None:
        self.labels = labels()
        self.language = escape(getattr(context["edition"], "language", ""))
        self.cited: Mapping[str, Cited] = context["cited"]
        self.sees_statuses = bool(context.get("sees_statuses"))
        self.paragraph, self.obligation = addressing("paragraph", context["document"].slug), addressing("obligation")
        self.force = {row.value: str(row.label) for row in Force}
        self.basis = {row.value: f' <span class="plain">{escape(str(row.label))}</span>' for row in LegalBasis if row != LegalBasis.NOT_NAMED}
        self.link, self.copies, self.of = _("Link to paragraph %(label)s"), _("Copy the link to paragraph %(label)s"), _("of paragraph %(label)s")
        self.copy, self.details = _("Copy link"), _("Details")
        self.nobody = f'<span class="plain muted">{_("Asks nobody for action")}</span>'
        self.pending = f' <span class="pending">{_("to be confirmed")}</span>'
        self.follow_up = f" · {_('Follow-up')}{pgettext('between a label and its value', ': ')}"
        self.areas = f'<p class="small tags"><span class="muted">{_("Subject areas")}</span> '
        self.deadline = f'<p class="small"><span class="muted">{_("Deadline")}</span> '
        self.cites, self.between = f'<p class="small cites"><span class="muted">{_("Cites")}</span> ', pgettext("between two conditions", "; ")

    def passage(self, passage: Passage) -> Iterator[str]:
        """The parts of one, escaped."""
        slug, label = escape(passage.slug), {"label": escape(passage.label)}
        yield f'<div class="passage depth-{passage.depth}" id="{slug}">\n'
        printed = escape(passage.printed) or label["label"]
        yield f'  <div class="hung"><a class="printed" href="#{slug}" aria-label="{self.link % label}">{printed}</a>'
        yield f'<button type="button" class="copy" title="{self.copy}" aria-label="{self.copies % label}">#</button>\n'
        address = self.paragraph(slug)
        yield f'  <a class="more-about" href="{address}">{self.details}<span class="unseen"> {self.of % label}</span></a></div>\n'
        yield f'  <p class="text" lang="{self.language}">{with_marks(passage.segments, acts=True)}</p>\n'
        if passage.beside:
            yield f'  <p class="text beside" lang="{escape(passage.beside.edition.language)}">{escape(passage.beside.text)}</p>\n'
        if passage.acts or passage.subjects or passage.deadlines or passage.citations:
            yield '  <div class="labels">\n'
            yield from self._labels(passage)
            yield "  </div>\n"
        yield "</div>\n"

    def _labels(self, passage: Passage) -> Iterator[str]:
        for act in passage.acts:
            yield self._act(act)
        if passage.subjects:
            yield f"    {self.areas}{''.join([f'{self.labels.subject(*area)} ' for area in passage.subjects])}</p>\n"
        for due in passage.deadlines:
            yield f"    {self.deadline}{self.labels.deadline(due.words, due.first_due, due.every)}</p>\n"
        if passage.citations:
            quotes = self.between.join([self.labels.citation(*named(quote, self.cited), quote.label) for quote in passage.citations])
            yield f"    {self.cites}{quotes}</p>\n"

    def _act(self, act: Act) -> str:
        row = act.row
        force = self.labels.tag(self.force.get(row.force, row.force), row.force_basis, "force")
        hedges = "".join([f' <span class="hedge" lang="zh">{escape(hedge)}</span>' for hedge in row.hedges])
        whom = self._addressees(act.addressees) if row.tracked else self.nobody
        followed = f"{self.follow_up}{self.labels.tally(act.tally, row.slug)}" if self.sees_statuses and act.tally.total else ""
        return (
            f'    <p class="tags read{"" if row.tracked else " quiet"}" data-label="{escape(row.slug)}">{force}{hedges} {whom}'
            f' <span class="small"><a href="{self.obligation(row.slug)}">{escape(row.key)}</a>{self.pending if act.unconfirmed else ""}'
            f"{self.basis.get(row.legal_basis, '')}{followed}</span></p>\n"
        )

    def _addressees(self, rows: Iterable[Addressed]) -> str:
        """Whom an act that asks for action addresses; or that nobody is named."""
        drawn = [self.labels.addressee(row.actor, row.text or row.code, row.basis, row.condition) for row in rows]
        return " ".join(drawn) or self.labels.addressee_open
