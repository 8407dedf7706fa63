"""What else was considered in a paragraph: verbs that look like acts of the Council and were not taken for one, and other forces of a verb."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ingest.explain import considered
from obligations import lexicons
from obligations.choices import Force
from obligations.models import Obligation, ParagraphText

WHY = {
    "an act only at the head of a sentence": gettext_lazy("it is an act only at the head of a sentence"),
    "what follows a colon": gettext_lazy("it stands in what follows a colon"),
    "what was decided earlier": gettext_lazy("it says what was decided earlier"),
    "what others are to do": gettext_lazy("it says what others are to do"),
    "what the chapeau asks of others": gettext_lazy("it says what the chapeau asks others to do"),
    "what is recalled or stated of the Council": gettext_lazy("it recalls or states what the Council does"),
}


@dataclass(frozen=True, slots=True)
class Refused:
    """Words that look like an act, with their place in the text, the rule, and why they are none."""

    words: str
    start: int
    end: int
    rule: str
    why: str


def refused_in(text: ParagraphText, *, chapeau: ParagraphText | None = None) -> list[Refused]:
    """The verbs of a paragraph that were considered and refused, by the words that are in use now. `chapeau` is the text above a part."""
    found = considered(text.text, lexicon=lexicons.current(), chapeau=chapeau.text if chapeau else None)
    return [
        Refused(text.text[row.span.start : row.span.end], row.span.start, row.span.end, row.rule, str(WHY.get(row.why, row.why))) for row in found
    ]


def other_force(obligation: Obligation) -> str:
    """The other force that the verb can have, and when, in a sentence; empty where it has only one."""
    verb = obligation.verb
    if obligation.ambiguous:
        return _("The Chinese verb renders “demands”, “calls for” and “requires” alike; another official language tells them apart.")
    if not verb.force_with_duty or verb.force_with_duty == verb.force:
        return ""
    if obligation.force == verb.force_with_duty:
        return _("“%(force)s” where its clause names no duty.") % {"force": Force(verb.force).label}
    return _("“%(force)s” where its clause names a duty.") % {"force": Force(verb.force_with_duty).label}
