"""Whether an obligation is in force on a day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from obligations.dues.asked import CHAPEAUX, elapsed_from, superseded_from
from obligations.models import Obligation, ParagraphText
from obligations.querysets import UNTIL


class Standing(TextChoices):
    """The lifecycle of an obligation on a day. Elapsed is computed from the text's own date."""

    IN_FORCE = "in_force", _("In force")
    SUPERSEDED = "superseded", _("Superseded")
    ELAPSED = "elapsed", _("Elapsed")


def lifecycle_on(obligation: Obligation, on: date) -> Standing:
    """Whether an obligation stood on a day: superseded from `superseded_on`, elapsed after the last date until which its text runs."""
    superseded = superseded_from(obligation.lifecycle, obligation.superseded_on)
    if superseded is not None and superseded <= on:
        return Standing.SUPERSEDED
    elapsed = _elapsed_from(obligation)
    return Standing.ELAPSED if elapsed is not None and elapsed <= on else Standing.IN_FORCE


def _elapsed_from(obligation: Obligation) -> date | None:
    """The day after the last date until which its text, or the text it inherits from, runs."""
    ends = [deadline.first_due for text in _texts(obligation) for deadline in text.deadlines.all() if deadline.rule == UNTIL]
    return elapsed_from(max((day for day in ends if day), default=None))


def _texts(obligation: Obligation) -> Iterator[ParagraphText]:
    """The texts of an act, and of the acts above it that it inherits."""
    found: dict[ParagraphText, None] = {}
    act: Obligation | None = obligation
    for _above in CHAPEAUX:
        if act is not None:
            found[act.text] = None
            act = act.inherited_from
    yield from found
