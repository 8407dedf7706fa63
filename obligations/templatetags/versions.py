"""Versions of follow-up as HTML, joined from strings: the page of an obligation draws hundreds of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from functools import lru_cache
from typing import TYPE_CHECKING

from django import template
from django.template import Context
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format, localize
from django.utils.html import escape, linebreaks
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _

from obligations.choices import CommitmentStatus, Status

if TYPE_CHECKING:
    from obligations.views.chosen_day import ChosenDay
    from obligations.views.versions import History, Proof, Version

register = template.Library()
ANY = "any-key"
STATUSES = {**dict(Status.choices), **dict(CommitmentStatus.choices)}


def _joined(parts: Iterable[str]) -> SafeString:
    """Parts that were escaped, as one."""
    return mark_safe("".join(parts))  # nosec B308, B703 # noqa: S308  (every part is escaped where it is made)


@register.simple_tag(takes_context=True)
def version(context: Context, shown: Version) -> SafeString:
    """One version with what it rests on and what the State says of it. Reads `day`, `is_staff_reader` and `own_state`."""
    return _joined(_Drawing(context).version(shown))


@register.simple_tag(takes_context=True)
def histories(context: Context, shown: Iterable[History]) -> SafeString:
    """The versions of each actor: the first, and those before it folded. Reads what `version` reads."""
    drawing = _Drawing(context)
    return _joined(part for row in shown for part in drawing.history(row))


class _Drawing:
    """What is the same for every version on a page: words are looked up once."""

    def __init__(self, context: Context) -> None:
        day: ChosenDay | None = context.get("day")
        self.end = day.end if day and day.past else None
        self.query = day.query if day else ""
        self.is_staff_reader = bool(context.get("is_staff_reader"))
        self.own_state: int | None = context.get("own_state")
        self.address = reverse("evidence", args=[ANY]).split(ANY)  # before and after the key, which has letters, digits and hyphens alone
        colon = pgettext("between a label and its value", ": ")
        self.status = {code: escape(label) for code, label in STATUSES.items()}
        self.as_of, self.replaced, self.details = _("as of %(day)s, version %(number)s"), _(", replaced"), _("Details")
        self.evidence, self.between = f"{_('Evidence')}{colon}", pgettext("between two conditions", "; ")
        self.consulted, self.says, self.wrote = f"{_('Sources consulted')}{colon}", _("%(state)s says, %(day)s"), _("%(who)s, %(day)s")

    def history(self, row: History) -> Iterator[str]:
        """The parts of one actor, escaped."""
        first, *earlier = row.versions
        address = escape(reverse("actor", args=[row.code]) + self.query)
        yield f'<article class="history" id="state-{escape(row.code)}">\n    <h3><a href="{address}">{escape(row.name)}</a></h3>\n'
        yield from self.version(first)
        if earlier:
            words = ngettext("%(n)s earlier version", "%(n)s earlier versions", len(earlier)) % {"n": localize(len(earlier))}
            yield f"    <details><summary>{words}</summary>"
            for version in earlier:
                yield from self.version(version)
            yield "</details>"
        yield "\n  </article>"

    def version(self, row: Version) -> Iterator[str]:
        """The parts of one version, escaped."""
        as_of = self.as_of % {"day": _day(row.as_of), "number": _number(row.number, get_language())}
        replaced = row.replaced_at is not None and (self.end is None or row.replaced_at < self.end)
        yield f'<div class="version"><p><b>{self.status.get(row.status, "")}</b> <span class="muted">{as_of}'
        yield f'{self.replaced if replaced else ""}</span></p>\n'
        yield f'<div class="summary">{linebreaks(row.summary, autoescape=True)}</div>\n'
        if row.details:
            yield f"<details><summary>{self.details}</summary>{linebreaks(row.details, autoescape=True)}</details>\n"
        if row.proofs:
            yield f'<p class="small">{self.evidence}{self.between.join(map(self._proof, row.proofs))}</p>\n'
        if row.sources:
            yield f'<p class="small">{self.consulted}{escape(row.sources)}</p>\n'
        for said in row.said:
            words = self.says % {"state": escape(said.state), "day": _day(said.received_on)}
            yield f'<div class="state-comment"><p class="small"><b>{words}</b></p>{linebreaks(said.text, autoescape=True)}</div>\n'
        if self.own_state == row.actor and not row.replaced_at:
            yield f'<p><a class="button" href="{reverse("state_comment", args=[row.pk])}">{_("Comment on this for your State")}</a></p>\n'
        yield f'<p class="muted">{self._origin(row)}</p></div>\n'

    def _origin(self, row: Version) -> str:
        """For staff who wrote it and when; for all others when it was approved."""
        if self.is_staff_reader and row.created_at:
            return self.wrote % {"who": escape(row.author), "day": _day(row.created_at)}
        return _day(row.approved_at) if row.approved_at else ""

    def _proof(self, proof: Proof) -> str:
        locator = f" {escape(proof.locator)}" if proof.locator else ""
        remark = f" <q>{escape(proof.remark)}</q>" if proof.remark else ""
        return f'<a href="{escape(proof.slug).join(self.address)}">{escape(proof.title)}</a>{locator}{remark}'


def _day(moment: date) -> str:
    """A day in words, that of a moment in the time zone of the service."""
    day = timezone.localtime(moment).date() if isinstance(moment, datetime) else moment
    return _day_in(day, get_language())


@lru_cache(maxsize=256)
def _number(number: int, _language: str | None) -> str:
    return str(localize(number))


@lru_cache(maxsize=8192)
def _day_in(day: date, _language: str | None) -> str:
    return escape(date_format(day))
