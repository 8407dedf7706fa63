"""The speeches of a meeting as HTML joined from strings: a record has dozens, each drawn as a line of a table and as a text."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from typing import TYPE_CHECKING

from django import template
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from obligations.templatetags.labels import marked
from obligations.templatetags.said import Drawing, drawing

if TYPE_CHECKING:
    from obligations.models import Document, Edition
    from obligations.views.commitments import Said
    from obligations.views.meetings import Cast, Motion, Turn

register = template.Library()
DIFFERS = ' class="differs"'


@register.simple_tag
def turn_lines(turns: Iterable[Turn]) -> SafeString:
    """A line of the table for each speech."""
    drawn = drawing()
    return _safe("".join([_line(drawn, turn) for turn in turns]))


def _line(drawn: Drawing, turn: Turn) -> str:
    speech, order = turn.speech, turn.speech.order
    said = drawn.comma.join([_link(drawn, one) for one in turn.commitments])
    return (
        f'<tr><td class="number">{order}</td><th scope="row"><a href="#speech-{order}" lang="zh">{escape(speech.speaker)}</a></th>'
        f'<td>{drawn.spoken_for(speech)}</td><td class="minor">{escape(speech.get_capacity_display())}</td>'
        f'<td class="minor">{escape(turn.language)}</td><td>{said}</td></tr>'
    )


def _link(drawn: Drawing, said: Said) -> str:
    pending = ' class="pending"' if said.commitment.opinion == "suggested" else ""
    return f'<a href="{drawn.commitment(said.commitment.slug)}"{pending}>{escape(said.commitment.key)}</a>'


@register.simple_tag
def turn_texts(turns: Iterable[Turn], document: Document, edition: Edition) -> SafeString:
    """The text of each speech, and in the margin who spoke for whom, where it stands in the file, and what was read from it."""
    drawn, file = drawing(), reverse("edition", args=[document.slug, edition.number])
    return _safe("".join([_text(drawn, turn, file) for turn in turns]))


def _text(drawn: Drawing, turn: Turn, file: str) -> str:
    speech, order = turn.speech, turn.speech.order
    place = f'{drawn.comma}<a href="{file}">{_page(speech.page)}</a>' if speech.page else ""
    beside = (*(_vote(drawn, vote) for vote in turn.votes), *(_read(drawn, said) for said in turn.commitments))
    return (
        f'<div class="passage turn" id="speech-{order}">\n'
        f'  <div><h3><a class="printed" href="#speech-{order}">{order}</a> <span lang="zh">{escape(speech.speaker)}</span></h3>\n'
        f'  <div class="text lines" lang="zh">{marked(turn.segments)}</div></div>\n  <div class="margin">\n'
        f'    <p class="small">{drawn.spoken_for(speech)}</p>\n'
        f'    <p class="small muted">{escape(speech.get_capacity_display())}{drawn.comma}{escape(turn.language)}{place}</p>\n'
        f"    {''.join(beside)}\n  </div>\n</div>"
    )


def _page(number: int) -> str:
    return escape(_("page %(page)s of the file") % {"page": number})


def _vote(drawn: Drawing, vote: Motion) -> str:
    name, draft = _("Vote %(number)s") % {"number": vote.number}, f"{drawn.colon}{escape(vote.draft)}" if vote.draft else ""
    return f'<p class="small"><a href="#vote-{vote.number}">{escape(name)}{draft}</a></p>'


def _read(drawn: Drawing, said: Said) -> str:
    money = f' <span class="money">{escape(str(said.money))}</span>' if said.money else ""
    name = f"{escape(said.commitment.key)}{drawn.condition(said.commitment)}"
    link = f'<a href="{drawn.commitment(said.commitment.slug)}">{name}</a>'
    return f'<div class="read"><p class="tags">{drawn.tag(said)}</p><p class="small">{link}{money}</p></div>'


@register.simple_tag
def cast_lines(choices: Iterable[Cast]) -> SafeString:
    """A line of the table for each way in which States voted."""
    drawn, unstated, unlisted = drawing(), _muted(_("not stated")), _muted(_("none listed"))
    lines = [
        f'<tr{DIFFERS if cast.differs else ""}><th scope="row">{escape(str(cast.choice.label))}</th><td class="number">{len(cast.states)}</td>'
        f'<td class="number">{unstated if cast.stated is None else cast.stated}</td>'
        f"<td>{drawn.comma.join([drawn.name(actor) for actor in cast.states]) or unlisted}</td></tr>"
        for cast in choices
    ]
    return _safe("".join(lines))


def _muted(words: str) -> str:
    return f'<span class="muted">{escape(words)}</span>'


def _safe(html: str) -> SafeString:
    """What was escaped where it was made."""
    return mark_safe(html)  # nosec B308, B703 # noqa: S308
