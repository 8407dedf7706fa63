"""What is known of a due date: its states, and which of them somebody may ask for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import TextChoices
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from obligations.choices import DueVerdict
from obligations.querysets import has_role

if TYPE_CHECKING:
    from obligations.querysets.roles import Person


class DueState(TextChoices):
    """What is known of a day. Nothing here says that somebody failed: a document may exist that nobody has recorded."""

    UPCOMING = "upcoming", _("Upcoming")
    SUBMITTED = "submitted", _("Submitted")
    PASSED = "passed", _("Date passed, no record here")
    DISCONTINUED = "discontinued", _("Discontinued")
    REPLACED = "replaced", _("Replaced by another date")
    ELAPSED = "elapsed", _("Elapsed")
    UNDATED = "undated", _("No date: counted from another event")

    def words(self, *, told: bool = True) -> str:
        """The state in words that claim no more than a reader may know: `told` is false for one who may not see what was recorded."""
        return gettext("Date passed") if self == DueState.PASSED and not told else str(self.label)


GLYPHS = {
    DueState.UPCOMING: "○",
    DueState.SUBMITTED: "●",
    DueState.PASSED: "△",
    DueState.DISCONTINUED: "×",
    DueState.REPLACED: "→",
    DueState.ELAPSED: "■",
    DueState.UNDATED: "–",
}
OF_VERDICT = {DueVerdict.MET: DueState.SUBMITTED, DueVerdict.ENDED: DueState.DISCONTINUED, DueVerdict.REPLACED: DueState.REPLACED}
OWED = tuple(state for state in DueState if state != DueState.ELAPSED)  # on the others something ends, and nobody owes anything
RECORDED = (DueState.SUBMITTED, DueState.REPLACED)  # states that only a record gives, which not everybody may see


def codes(user: Person) -> list[tuple[str, str]]:
    """The states of obligations that `user` may ask for, in words that claim no more than that person may know."""
    told = has_role(user)
    return [(state.value, state.words(told=told)) for state in OWED if told or state not in RECORDED]
