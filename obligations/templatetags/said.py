"""What speakers said, as HTML joined from strings: lists draw dozens of cards, each of many words that are the same on all of them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from html import escape
from typing import TYPE_CHECKING

from django import template
from django.template import Context
from django.urls import get_script_prefix
from django.utils.formats import date_format
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from obligations.choices import Capacity, Opinion
from obligations.templatetags.addresses import addressing
from obligations.templatetags.labels import marked

if TYPE_CHECKING:
    from obligations.models import Commitment, Speech
    from obligations.views.commitments import Said
    from obligations.views.meetings import Named

register = template.Library()


class Drawing:
    """How what was said is drawn in one language: words and the forms of addresses are looked up once. All that comes back is escaped."""

    def __init__(self) -> None:
        self.colon, self.comma = escape(pgettext("between a label and its value", ": ")), escape(pgettext("in a list", ", "))
        unsure, pending, on_condition = _("(to be confirmed)"), _("to be confirmed"), _('(on condition: <span lang="zh">%(words)s</span>)')
        self.unsure = f'<span class="unseen">{escape(unsure)}</span>'
        self.pending = f' <span class="pending">{escape(pending)}</span>'
        self.on_condition = f' <span class="on-condition">{on_condition}</span>'
        self.as_of = escape(_("as of %(day)s"))
        self.said_in, self.amount, self.horizon = (escape(words) for words in (_("Said in"), _("Amount"), _("Horizon")))
        self.beneficiary, self.areas = escape(_("Beneficiary")), escape(_("Subject areas"))
        self.presiding, self.also_for = escape(_("presiding")), escape(_("also for"))
        self.commitment, self.document, self.actor = (addressing(name) for name in ("commitment", "document", "actor"))

    def card(self, said: Said, heading: str, *, sees_statuses: bool) -> str:
        """A commitment in a list."""
        c = said.commitment
        standing = self.status(said) if sees_statuses else ""
        return (
            f'<article class="card">\n  <{heading}><a href="{self.commitment(c.slug)}">{escape(said.who)}{self.colon}{escape(c.key)}'
            f'{self.condition(c)}</a></{heading}>\n  <p class="tags">{self.tag(said)}{standing}</p>\n'
            f'  <p class="clause" lang="zh">{marked(said.segments)}</p>\n'
            f'  <dl class="facts inline">\n    <div><dt>{self.said_in}</dt><dd>{self.place(c)}</dd></div>\n{self.facts(said)}  </dl>\n</article>'
        )

    def tag(self, said: Said) -> str:
        """What was said, as a label: dashed while it is only suggested."""
        opinion, kind = said.commitment.opinion, escape(said.kind)
        if opinion == Opinion.SUGGESTED:
            return f'<span class="tag force open">{kind}{self.unsure}</span>{self.pending}'
        rejected = opinion == Opinion.REJECTED
        beside = f' <span class="plain muted">{escape(said.commitment.get_opinion_display())}</span>' if rejected else ""
        return f'<span class="tag force">{kind}</span>{beside}'

    def status(self, said: Said) -> str:
        """What is recorded of what became of it."""
        if said.standing is None:
            return ""
        day = self.as_of % {"day": _written(get_language(), said.standing.as_of)}
        return f' <b>{escape(said.standing.get_status_display())}</b> <span class="muted">{day}</span>'

    def condition(self, commitment: Commitment) -> str:
        """On what it depends."""
        return self.on_condition % {"words": escape(commitment.condition)} if commitment.condition else ""

    def place(self, commitment: Commitment) -> str:
        """Where it was said, by whom and when."""
        speech, document = commitment.speech, commitment.document
        day = f"{self.comma}{_written(get_language(), document.adopted_on)}" if document.adopted_on else ""
        address = f"{self.document(document.slug)}#speech-{speech.order}"
        return f'<a href="{address}">{escape(document.symbol)}</a>{self.comma}<span lang="zh">{escape(speech.speaker)}</span>{day}'

    def facts(self, said: Said) -> str:
        """What it names: each in a line of a list of facts."""
        c = said.commitment
        opened = " open" if c.opinion == Opinion.SUGGESTED else ""
        areas = " ".join([f'<span class="tag{opened}">{escape(area.label)}</span>' for area in c.subjects.all()])
        money = f'<dd class="money">{escape(str(said.money))}' if said.money else ""
        of_text = [f'<dd lang="zh">{escape(words)}' if words else "" for words in (c.horizon, c.beneficiary)]
        found = zip((self.amount, self.horizon, self.beneficiary, self.areas), (money, *of_text, f"<dd>{areas}" if areas else ""), strict=True)
        return "".join([f"    <div><dt>{name}</dt>{told}</dd></div>\n" for name, told in found if told])

    def name(self, actor: Named) -> str:
        """An actor that leads to its page."""
        return f'<a href="{self.actor(actor.code)}">{escape(actor.name)}</a>' if actor.code else escape(actor.name)

    def spoken_for(self, speech: Speech) -> str:
        """For whom somebody spoke."""
        if speech.actor:
            who = f'<a href="{self.actor(speech.actor.code)}">{escape(speech.actor.name)}</a>'
        elif speech.affiliation:
            muted = ' class="muted"' if speech.actor_code else ""
            who = f'{escape(speech.actor_code)} <span lang="zh"{muted}>{escape(speech.affiliation)}</span>'
        elif speech.actor_code:
            who = escape(speech.actor_code)
        else:
            who = f'<span class="muted">{self.presiding}</span>' if speech.capacity == Capacity.PRESIDENT else ""
        return f'{who}{self.comma}{self.also_for} <span lang="zh">{escape(speech.group)}</span>' if speech.group else who


def drawing() -> Drawing:
    """How what was said is drawn for this reader."""
    return _drawing(get_language(), get_script_prefix())


@lru_cache(maxsize=8)
def _drawing(_language: str | None, _prefix: str) -> Drawing:
    return Drawing()


@lru_cache(maxsize=4096)
def _written(_language: str | None, day: date) -> str:
    """A day in words: cards of one meeting say the same."""
    return escape(date_format(day))


def _safe(html: str) -> SafeString:
    """What was escaped where it was made."""
    return mark_safe(html)  # nosec B308, B703 # noqa: S308


# Tags of templates --------------------------------------------------------------------------------------------------
@register.simple_tag(takes_context=True)
def said_card(context: Context, said: Said, heading: str = "h2") -> SafeString:
    """A commitment in a list; its status where the page's reader sees any (`sees_statuses`)."""
    return _safe(drawing().card(said, heading, sees_statuses=bool(context.get("sees_statuses"))))


@register.simple_tag
def said_condition(said: Said) -> SafeString:
    """On what a commitment depends; nothing where it depends on nothing."""
    return _safe(drawing().condition(said.commitment))


@register.simple_tag
def said_facts(said: Said) -> SafeString:
    """What a commitment names."""
    return _safe(drawing().facts(said))


@register.simple_tag
def actors_named(actors: Iterable[Named]) -> SafeString:
    """Actors one after the other, each leading to its page; a name alone where there is none."""
    drawn = drawing()
    return _safe(drawn.comma.join([drawn.name(actor) for actor in actors]))
