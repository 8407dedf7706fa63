"""What a meeting record says, cited as evidence: an obligation's follow-up form is opened with it filled in, and the analyst judges."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from obligations.choices import CommitmentKind, Opinion
from obligations.models import Commitment, Obligation

if TYPE_CHECKING:
    from django.contrib.auth.models import User


def address(commitment: Commitment, obligation: Obligation) -> str:
    """The obligation's follow-up form, to be filled in from this commitment."""
    asked = urlencode({"actor": commitment.actor.code if commitment.actor else "", "evidence": commitment.slug})
    return f"{reverse('admin:obligations_obligation_change', args=[obligation.pk])}?{asked}#follow-up-form"


def prefilled(slug: str, *, obligation: Obligation, user: User) -> dict[str, Any]:
    """What the form starts with: actor, summary, and the day of the meeting. No status: a speaker's word does not settle it.

    Empty unless the slug is that of a confirmed measure that staff tied to the obligation.
    """
    confirmed = Commitment.objects.visible_to(user).confirmed().filter(kind=CommitmentKind.MEASURE, actor__isnull=False)
    tied = confirmed.filter(slug=slug.replace("\x00", ""), ties__obligation=obligation, ties__opinion=Opinion.CONFIRMED)
    commitment = tied.select_related("document", "speech", "actor").first()
    if commitment is None:
        return {}
    held = {"as_of": commitment.document.adopted_on} if commitment.document.adopted_on else {}
    return {"actor": commitment.actor, "summary": citation(commitment), **held}


def citation(commitment: Commitment) -> str:
    """The sentence with its place: symbol of the record, number of the speech, speaker."""
    return _("%(symbol)s, speech %(number)s (%(speaker)s): “%(sentence)s”") % {
        "symbol": commitment.document.symbol,
        "number": commitment.speech.order,
        "speaker": commitment.speech.speaker,
        "sentence": " ".join(commitment.text.split()),
    }
