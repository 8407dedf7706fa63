"""Passages of a document as HTML, joined from strings: a long resolution has more than a hundred, each with its labels."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from django import template
from django.template import Context
from django.urls import reverse
from django.utils.html import conditional_escape as escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from obligations.choices import Force, LegalBasis
from obligations.templatetags.labels import addressees, marked_acts, subject_tag, tag, tally

if TYPE_CHECKING:
    from obligations.models import Document, ParagraphSubject
    from obligations.views.reading import Card, Passage

register = template.Library()


@register.simple_tag(takes_context=True)
def passages(context: Context, shown: Iterable[Passage]) -> SafeString:
    """Paragraphs, each with its number in front and below it what was read from it. Reads `document`, `edition`, `cited` and `sees_statuses`."""
    drawing = _Drawing(context)
    parts = (part for passage in shown for part in drawing.passage(passage))
    return mark_safe("".join(parts))  # nosec B308, B703 # noqa: S308  (every part is escaped where it is made)


class _Drawing:
    """What is the same for every passage of a page: words are looked up once."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.document: Document = context["document"]
        self.language = escape(getattr(context["edition"], "language", ""))
        self.sees_statuses = bool(context.get("sees_statuses"))
        self.force = {row.value: str(row.label) for row in Force}
        self.basis = {row.value: f' <span class="plain">{escape(row.label)}</span>' for row in LegalBasis if row != LegalBasis.NOT_NAMED}
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
        slug, label = escape(passage.paragraph.slug), {"label": escape(passage.paragraph.label)}
        yield f'<div class="passage depth-{passage.depth}" id="{slug}">\n'
        printed = escape(passage.text.printed) or label["label"]
        yield f'  <div class="hung"><a class="printed" href="#{slug}" aria-label="{self.link % label}">{printed}</a>'
        yield f'<button type="button" class="copy" title="{self.copy}" aria-label="{self.copies % label}">#</button>\n'
        address = reverse("paragraph", args=[self.document.slug, passage.paragraph.slug])
        yield f'  <a class="more-about" href="{address}">{self.details}<span class="unseen"> {self.of % label}</span></a></div>\n'
        yield f'  <p class="text" lang="{self.language}">{marked_acts(passage.segments)}</p>\n'
        if passage.beside:
            yield f'  <p class="text beside" lang="{escape(passage.beside.edition.language)}">{escape(passage.beside.text)}</p>\n'
        if passage.cards or passage.subjects or passage.deadlines or passage.citations:
            yield '  <div class="labels">\n'
            yield from self._labels(passage)
            yield "  </div>\n"
        yield "</div>\n"

    def _labels(self, passage: Passage) -> Iterator[str]:
        for card in passage.cards:
            yield from self._card(card)
        if passage.subjects:
            yield f"    {self.areas}{self._subjects(passage.subjects)}</p>\n"
        for row in passage.deadlines:
            yield f"    {self.deadline}{self._included('deadline', row)}</p>\n"
        if passage.citations:
            yield f"    {self.cites}{self.between.join(self._included('citation', row) for row in passage.citations)}</p>\n"

    def _card(self, card: Card) -> Iterator[str]:
        act = card.obligation
        yield f'    <p class="tags read{"" if act.tracked else " quiet"}" data-label="{escape(act.slug)}">'
        yield tag(self.force.get(act.force, act.force), basis=act.force_basis, kind="force")
        for hedge in act.hedges:
            yield f' <span class="hedge" lang="zh">{escape(hedge)}</span>'
        yield f" {addressees(card) if act.tracked else self.nobody}"
        yield f' <span class="small"><a href="{act.get_absolute_url()}">{escape(act.key)}</a>{self.pending if card.unconfirmed else ""}'
        yield self.basis.get(act.legal_basis, "")
        if self.sees_statuses and card.tally.total:
            yield f"{self.follow_up}{tally(card)}"
        yield "</span></p>\n"

    def _subjects(self, rows: Iterable[ParagraphSubject]) -> str:
        return "".join(f"{subject_tag(row)} " for row in rows)

    def _included(self, name: str, row: object) -> str:
        """A template that other pages draw too; few passages have one."""
        assert self.context.template is not None  # noqa: S101  (a tag is drawn in a template; for the type checker)
        with self.context.push(row=row):
            return self.context.template.engine.get_template(f"obligations/{name}.html").render(self.context)
