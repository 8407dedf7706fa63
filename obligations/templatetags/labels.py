"""Labels as HTML, joined from strings: lists draw hundreds of them, and an included template for each costs more than all else on a page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from html import escape
from typing import TYPE_CHECKING, Any

from django import template
from django.urls import get_script_prefix, reverse
from django.utils.formats import date_format
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from obligations.choices import Basis, Status
from obligations.templatetags.addresses import addressing
from obligations.views.cited import named

if TYPE_CHECKING:
    from datetime import date

    from obligations.marking import Segment
    from obligations.models import Citation, Deadline, ObligationAddressee, ParagraphSubject
    from obligations.stats.figures import Tally
    from obligations.views.cited import Cited
    from obligations.views.reading import Card

register = template.Library()
MACHINE = Basis.MACHINE.value


class Labels:
    """How labels are drawn in one language: words and the forms of addresses are looked up once. What is given is escaped; so is what comes back."""

    def __init__(self) -> None:
        self.unsure = _span("unseen", _("(to be confirmed)"))  # no word inside an f-string: xgettext would not find it
        self.addressee_open, self.condition_open = _span("condition", _("Addressee open")), escape(_("condition open:"))
        self.nobody, self.nothing = _span("muted", _("none")), _span("muted", _("nothing recorded"))
        self.recurring, self.no_date = escape(_("recurring, first on %(day)s")), escape(_("no date: counted from another event"))
        self.paragraph = escape(_("paragraph %(label)s"))
        self.statuses = {status.value: escape(str(status.label)) for status in Status}
        self.follow_up = f"{reverse('follow-up')}?obligation="
        self.actor, self.subject_address = addressing("actor"), addressing("subject")

    def tag(self, words: Any, basis: str, kind: str = "", lang: str = "") -> str:
        """A label: dashed, and with words for those who do not see the line, while it is the machine's."""
        spoken = f' lang="{escape(lang)}"' if lang else ""
        return f'<span class="{_classes(basis, kind)}"{spoken}>{conditional_escape(words)}{self.to_confirm(basis)}</span>'

    def to_confirm(self, basis: str) -> str:
        """The words beside a label of the machine's; nothing beside another."""
        return self.unsure if basis == MACHINE else ""

    def subject(self, code: str, label: str, basis: str) -> str:
        """A subject area that leads to its page."""
        return f'<a class="{_classes(basis)}" href="{self.subject_address(code)}">{escape(label)}{self.to_confirm(basis)}</a>'

    def addressee(self, actor: tuple[str, str] | None, words: str, basis: str, condition: str) -> str:
        """An addressee with its open condition. `actor` are the code and the name of its record; without one its `words` stand alone."""
        if actor:
            name = f'<a class="{_classes(basis)}" href="{self.actor(actor[0])}">{escape(actor[1])}{self.to_confirm(basis)}</a>'
        else:
            name = self.tag(words, basis, lang="zh")
        if condition:
            name += f' <span class="condition">{self.condition_open} <span lang="zh">{escape(condition)}</span></span>'
        return f'<span class="who">{name}</span>'

    def tally(self, counts: Tally, slug: str) -> str:
        """The follow-up of an obligation in numbers; each leads to its list."""
        if not counts.by_status:
            return self.nothing
        address = f"{self.follow_up}{slug}&amp;status="
        counted = [(status.value, n) for status, n in counts.by_status]
        return "".join([f'<span class="count">{self.statuses[code]} <a href="{address}{code}">{n}</a></span>' for code, n in counted])

    def deadline(self, words: str, first_due: date | None, every: str) -> str:
        """The words that set a date, and the date."""
        day = "" if first_due is None else escape(date_format(first_due))
        said = self.no_date if not day else self.recurring % {"day": day} if every else day
        return f'<span lang="zh">{escape(words)}</span> <span class="muted">{said}</span>'

    def citation(self, name: str, address: str, label: str) -> str:
        """A cited text by its name, linked where it is here, with the paragraph that is named."""
        cited = f'<a href="{escape(address)}">{escape(name)}</a>' if address else escape(name)
        return f"{cited} {self.paragraph % {'label': escape(label)}}" if label else cited


def labels() -> Labels:
    """How labels are drawn for this reader."""
    return _labels(get_language(), get_script_prefix())


@lru_cache(maxsize=8)
def _labels(_language: str | None, _prefix: str) -> Labels:
    return Labels()


def _span(kind: str, words: str) -> str:
    return f'<span class="{kind}">{escape(words)}</span>'


def _classes(basis: str, kind: str = "") -> str:
    return f"tag{' open' if basis == MACHINE else ''}{f' {escape(kind)}' if kind else ''}"


def _safe(html: str) -> SafeString:
    """What was escaped where it was made."""
    return mark_safe(html)  # nosec B308, B703 # noqa: S308


# Tags of templates --------------------------------------------------------------------------------------------------
@register.simple_tag
def tag(words: Any, basis: str = "", kind: str = "", lang: str = "") -> SafeString:
    """A label with its basis."""
    return _safe(labels().tag(words, basis, kind, lang))


@register.simple_tag
def subject_tag(row: ParagraphSubject) -> SafeString:
    """A subject area as a label that leads to its page."""
    return _safe(labels().subject(row.subject.code, row.subject.label, row.basis))


@register.simple_tag
def addressees(card: Card) -> SafeString:
    """Whom an obligation addresses, each with its open condition; or that nobody is named."""
    drawn = labels()
    if card.addressees:
        return _safe(" ".join([_addressee(drawn, row) for row in card.addressees]))
    return _safe(drawn.addressee_open if card.obligation.tracked else drawn.nobody)


def _addressee(drawn: Labels, row: ObligationAddressee) -> str:
    actor = (row.actor.code, row.actor.name) if row.actor else None
    return drawn.addressee(actor, row.text or row.code, row.basis, row.condition)


@register.simple_tag
def tally(card: Card) -> SafeString:
    """The follow-up of an obligation in numbers; each leads to its list."""
    return _safe(labels().tally(card.tally, card.obligation.slug))


@register.simple_tag
def deadline(row: Deadline) -> SafeString:
    """A date or a rhythm that a paragraph sets, in its words."""
    return _safe(labels().deadline(str(row), row.first_due, row.every))


@register.simple_tag
def citation(row: Citation, known: Mapping[str, Cited]) -> SafeString:
    """What a paragraph cites. `known` are the cited texts by the citation in words."""
    return _safe(labels().citation(*named(row, known), row.label))


@register.simple_tag
def marked(segments: Iterable[Segment]) -> SafeString:
    """A text with its marks."""
    return _safe(with_marks(segments))


def with_marks(segments: Iterable[Segment], *, acts: bool = False) -> str:
    """A text with its marks, escaped; with `acts` the words of an act say which act they are."""
    return "".join([_piece(segment, acts=acts) if segment.kinds else escape(segment.text) for segment in segments])


def _piece(segment: Segment, *, acts: bool) -> str:
    title = f' title="{escape(segment.title)}"' if segment.title else ""
    about = f' data-act="{escape(segment.about)}"' if acts and segment.about else ""
    opening = "".join([f'<mark class="m m-{kind}"{title}{about if kind == "act" else ""}>' for kind in segment.kinds])
    return f"{opening}{escape(segment.text)}{'</mark>' * len(segment.kinds)}"
