"""Labels as HTML, joined from strings: lists draw hundreds of them, and an included template for each costs more than all else on a page."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django import template
from django.urls import reverse
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from obligations.choices import Basis, Status

if TYPE_CHECKING:
    from obligations.marking import Segment
    from obligations.models import ObligationAddressee, ParagraphSubject
    from obligations.views.reading import Card

register = template.Library()


def _joined(parts: Iterable[str], between: str = "") -> SafeString:
    """Parts that were escaped, as one."""
    return mark_safe(between.join(parts))  # nosec B308, B703 # noqa: S308  (every part is escaped where it is made)


@register.simple_tag
def tag(words: Any, basis: str = "", kind: str = "", lang: str = "") -> SafeString:
    """A label: dashed, and with words for those who do not see the line, while it is the machine's."""
    spoken = format_html(' lang="{}"', lang) if lang else ""
    return _joined((f'<span class="{_classes(basis, kind)}"{spoken}>', conditional_escape(words), _to_confirm(basis), "</span>"))


def _classes(basis: str, kind: str = "") -> str:
    return f"tag{' open' if basis == Basis.MACHINE else ''}{f' {conditional_escape(kind)}' if kind else ''}"


def _to_confirm(basis: str) -> str:
    return format_html('<span class="unseen">{}</span>', _("(to be confirmed)")) if basis == Basis.MACHINE else ""


@register.simple_tag
def subject_tag(row: ParagraphSubject) -> SafeString:
    """A subject area as a label that leads to its page."""
    address = reverse("subject", args=[row.subject.code])
    return _joined((f'<a class="{_classes(row.basis)}" href="{address}">', conditional_escape(row.subject.label), _to_confirm(row.basis), "</a>"))


@register.simple_tag
def addressees(card: Card) -> SafeString:
    """Whom an obligation addresses, each with its open condition; or that nobody is named."""
    if card.addressees:
        return _joined(map(_addressee, card.addressees), " ")
    if card.obligation.tracked:
        return format_html('<span class="condition">{}</span>', _("Addressee open"))
    return format_html('<span class="muted">{}</span>', _("none"))


def _addressee(row: ObligationAddressee) -> str:
    if row.actor:
        words = f"{conditional_escape(row.actor.name)}{_to_confirm(row.basis)}"
        name = f'<a class="{_classes(row.basis)}" href="{row.actor.get_absolute_url()}">{words}</a>'
    else:
        name = tag(row.text or row.code, basis=row.basis, lang="zh")
    if not row.condition:
        return f'<span class="who">{name}</span>'
    condition = format_html(' <span class="condition">{} <span lang="zh">{}</span></span>', _("condition open:"), row.condition)
    return f'<span class="who">{name}{condition}</span>'


@register.simple_tag
def tally(card: Card) -> SafeString:
    """The follow-up of an obligation in numbers; each leads to its list."""
    if not card.tally.by_status:
        return format_html('<span class="muted">{}</span>', _("nothing recorded"))
    address = format_html("{}?obligation={}&amp;status=", reverse("follow-up"), card.obligation.slug)
    words, counts = _statuses(get_language()), card.tally.by_status
    return _joined(f'<span class="count">{words[status.value]} <a href="{address}{status.value}">{n}</a></span>' for status, n in counts)


@lru_cache(maxsize=8)
def _statuses(_language: str | None) -> dict[str, str]:
    """What stands for each status in a language, escaped: a page of many obligations says each hundreds of times."""
    return {status.value: conditional_escape(status.label) for status in Status}


@register.simple_tag
def marked(segments: Iterable[Segment]) -> SafeString:
    """A text with its marks."""
    return _joined(_piece(segment) for segment in segments)


@register.simple_tag
def marked_acts(segments: Iterable[Segment]) -> SafeString:
    """A text with its marks; the words of an act say which act they are."""
    return _joined(_piece(segment, acts=True) for segment in segments)


def _piece(segment: Segment, *, acts: bool = False) -> str:
    if not segment.kinds:
        return conditional_escape(segment.text)
    title = format_html(' title="{}"', segment.title) if segment.title else ""
    about = format_html(' data-act="{}"', segment.about) if acts and segment.about else ""
    opening = "".join(f'<mark class="m m-{kind}"{title}{about if kind == "act" else ""}>' for kind in segment.kinds)
    return f"{opening}{conditional_escape(segment.text)}{'</mark>' * len(segment.kinds)}"
