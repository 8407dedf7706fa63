"""Versions of follow-up as HTML, joined from strings: the page of an obligation draws hundreds of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from functools import lru_cache
from html import escape
from typing import TYPE_CHECKING

from django import template
from django.template import Context
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format, localize
from django.utils.html import linebreaks
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _

from obligations.choices import CommitmentStatus, Status
from obligations.templatetags.addresses import addressing

if TYPE_CHECKING:
    from obligations.views.chosen_day import ChosenDay
    from obligations.views.versions import History, Proof, Statement, Version

register = template.Library()
STATUSES = {**dict(Status.choices), **dict(CommitmentStatus.choices)}


def _joined(parts: Iterable[str]) -> SafeString:
    """Parts that were escaped, as one."""
    return mark_safe("".join(parts))  # nosec B308, B703 # noqa: S308  (every part is escaped where it is made)


@register.simple_tag(takes_context=True)
def version(context: Context, shown: Version) -> SafeString:
    """One version with what it rests on and what the State says of it. Reads `day`, `is_staff_reader` and `own_state`."""
    return _joined([_Drawing(context).version(shown)])


@register.simple_tag(takes_context=True)
def histories(context: Context, shown: Iterable[History]) -> SafeString:
    """The versions of each actor: the first, and those before it folded. Reads what `version` reads."""
    drawing = _Drawing(context)
    return _joined([part for row in shown for part in drawing.history(row)])


class _Drawing:
    """What is the same for every version on a page: words are looked up once."""

    def __init__(self, context: Context) -> None:
        day: ChosenDay | None = context.get("day")
        self.end = day.end if day and day.past else None
        self.query = day.query if day else ""
        self.is_staff_reader = bool(context.get("is_staff_reader"))
        self.own_state: int | None = context.get("own_state")
        self.evidence_at, self.actor = addressing("evidence"), addressing("actor")
        self.language, self.zone = get_language(), timezone.get_current_timezone()
        colon = pgettext("between a label and its value", ": ")
        self.status = {code: escape(str(label)) for code, label in STATUSES.items()}
        self.as_of, self.replaced, self.details = _("as of %(day)s, version %(number)s"), _(", replaced"), _("Details")
        self.evidence, self.between = f"{_('Evidence')}{colon}", pgettext("between two conditions", "; ")
        self.consulted, self.says, self.wrote = f"{_('Sources consulted')}{colon}", _("%(state)s says, %(day)s"), _("%(who)s, %(day)s")

    def history(self, row: History) -> Iterator[str]:
        """The parts of one actor, escaped."""
        first, *earlier = row.versions
        address = escape(self.actor(row.code) + self.query)
        yield f'<article class="history" id="state-{escape(row.code)}">\n    <h3><a href="{address}">{escape(row.name)}</a></h3>\n'
        yield self.version(first)
        if earlier:
            yield f"    <details><summary>{_earlier(len(earlier), self.language)}</summary>"
            yield from map(self.version, earlier)
            yield "</details>"
        yield "\n  </article>"

    def version(self, row: Version) -> str:
        """One version, escaped."""
        as_of = self.as_of % {"day": _day_in(row.as_of, self.language), "number": _number(row.number, self.language)}
        replaced = row.replaced_at is not None and (self.end is None or row.replaced_at < self.end)
        parts = [
            f'<div class="version"><p><b>{self.status.get(row.status, "")}</b> <span class="muted">{as_of}'
            f'{self.replaced if replaced else ""}</span></p>\n<div class="summary">{_paragraphs(row.summary)}</div>\n'
        ]
        if row.details:
            parts.append(f"<details><summary>{self.details}</summary>{_paragraphs(row.details)}</details>\n")
        if row.proofs:
            parts.append(f'<p class="small">{self.evidence}{self.between.join(map(self._proof, row.proofs))}</p>\n')
        if row.sources:
            parts.append(f'<p class="small">{self.consulted}{escape(row.sources)}</p>\n')
        parts += map(self._said, row.said)
        if self.own_state == row.actor and not row.replaced_at:
            address = reverse("state_comment", args=[row.pk])
            parts.append(f'<p><a class="button" href="{address}">{_("Comment on this for your State")}</a></p>\n')
        parts.append(f'<p class="muted">{self._origin(row)}</p></div>\n')
        return "".join(parts)

    def _said(self, said: Statement) -> str:
        words = self.says % {"state": escape(said.state), "day": _day_in(said.received_on, self.language)}
        return f'<div class="state-comment"><p class="small"><b>{words}</b></p>{_paragraphs(said.text)}</div>\n'

    def _origin(self, row: Version) -> str:
        """For staff who wrote it and when; for all others when it was approved."""
        if self.is_staff_reader and row.created_at:
            return self.wrote % {"who": escape(row.author), "day": self._day(row.created_at)}
        return self._day(row.approved_at) if row.approved_at else ""

    def _day(self, moment: datetime) -> str:
        """The day of a moment, in words, in the time zone of the service."""
        return _day_in(moment.astimezone(self.zone).date(), self.language)

    def _proof(self, proof: Proof) -> str:
        locator = f" {escape(proof.locator)}" if proof.locator else ""
        remark = f" <q>{escape(proof.remark)}</q>" if proof.remark else ""
        return f'<a href="{self.evidence_at(proof.slug)}">{escape(proof.title)}</a>{locator}{remark}'


def _paragraphs(text: str) -> str:
    """A text as paragraphs, escaped: most have one line, and need not be searched for more."""
    several = "\n" in text or "\r" in text
    return linebreaks(text, autoescape=True) if several else f"<p>{escape(text)}</p>"


@lru_cache(maxsize=256)
def _number(number: int, _language: str | None) -> str:
    return str(localize(number))


@lru_cache(maxsize=256)
def _earlier(number: int, _language: str | None) -> str:
    return ngettext("%(n)s earlier version", "%(n)s earlier versions", number) % {"n": localize(number)}


@lru_cache(maxsize=8192)
def _day_in(day: date, _language: str | None) -> str:
    return escape(date_format(day))
