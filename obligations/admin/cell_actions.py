"""What can be done on the page of a cell beside writing the draft: hand back, take up again, review, publish, say whether it applies."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from obligations.choices import Applicability as Reach
from obligations.choices import Audience, ReviewState
from obligations.models import Assessment, Round
from obligations.services import applicability, assessments, publication, review
from obligations.services.assessments import Cell, Outdated

if TYPE_CHECKING:
    from django.contrib.auth.models import User


@dataclass(frozen=True, slots=True)
class Asked:
    """A button that somebody pressed: on which cell, what came with it, who, when."""

    cell: Cell
    data: Mapping[str, str]
    by: User
    at: datetime

    def version(self) -> Assessment:
        """Exactly the version that the page showed beside the button."""
        key = self.data.get("version", "")
        number = int(key) if key.isascii() and key.isdigit() and len(key) < 19 else 0
        found = self.cell.versions.select_related("actor", "obligation", "commitment", "based_on").filter(pk=number).first()
        if found is None:
            raise ValidationError(_("The version you decided on is not on this page. Open the page again."))
        return found

    def text(self, name: str) -> str:
        """What was typed into a field."""
        return self.data.get(name, "").strip()


@dataclass(frozen=True, slots=True)
class Done:
    """What was done, in a sentence, and where the browser goes: to a place of the page, or to another address."""

    sentence: str
    landing: str = ""
    address: str = ""


def act(asked: Asked) -> Done:
    """Do what a button asks for. Raises the services' ValidationError and PermissionDenied."""
    action = ACTIONS.get(asked.data.get("what", ""))
    if action is None:
        raise ValidationError(_("This button is not known here. Open the page again."))
    return action(asked)


def _discard(asked: Asked) -> Done:
    draft = asked.cell.versions.filter(state=ReviewState.DRAFT, author=asked.by).first()
    if draft is None:
        return Done(_("What was typed is discarded; nothing had been saved."), "#draft")
    assessments.discard(version=draft, by=asked.by, at=asked.at)
    return Done(_("The draft is discarded. It stays among the versions and can be taken up again."), "#draft")


def _recall(asked: Asked) -> Done:
    """What one submitted comes back as one's draft, unless one has another draft already."""
    version = asked.version()
    other = asked.cell.versions.filter(state=ReviewState.DRAFT, author=asked.by).exists()
    with transaction.atomic():
        assessments.discard(version=version, by=asked.by, at=asked.at)
        if not other:
            assessments.take_up(version=asked.version(), by=asked.by, at=asked.at)
    if other:
        return Done(_("Version %(n)s is recalled. Your other draft stays as it is.") % {"n": version.version}, "#draft")
    return Done(_("Version %(n)s is recalled; its content is your draft again.") % {"n": version.version}, "#draft")


def _take_up(asked: Asked) -> Done:
    version = asked.version()
    if asked.cell.versions.filter(state=ReviewState.DRAFT, author=asked.by).exists():
        raise ValidationError(_("You have a draft here already. Discard it first, or take over single fields in the comparison."))
    assessments.take_up(version=version, by=asked.by, at=asked.at)
    return Done(_("The content of version %(n)s is your draft now.") % {"n": version.version}, "#draft")


def _review(asked: Asked) -> Done:
    version, note = asked.version(), asked.text("note")
    if asked.data.get("do") == "return":
        review.send_back(version=version, note=note, by=asked.by, at=asked.at)
        return Done(_("Version %(n)s is returned to %(author)s.") % {"n": version.version, "author": version.author}, "#review")
    try:
        review.approve(version=version, by=asked.by, at=asked.at, note=note)
    except Outdated as newer:
        raise ValidationError(_approved_since(version, newer.current)) from newer
    return Done(
        _("Version %(n)s is approved. It is not shown to anybody outside the staff until it is published.") % {"n": version.version}, "#shown"
    )


def _approved_since(version: Assessment, current: Assessment | None) -> str:
    if current is None:
        sentence = _("The approval that version %(n)s follows was withdrawn since. Return it, so that its author looks at it again.")
        return sentence % {"n": version.version}
    sentence = _("Version %(other)s was approved since version %(n)s was written. Return it with a note, so that its author compares the two.")
    return sentence % {"n": version.version, "other": current.version}


def _withdraw(asked: Asked) -> Done:
    version = review.withdraw(version=asked.version(), reason=asked.text("reason"), by=asked.by, at=asked.at)
    return Done(_("The approval of version %(n)s is withdrawn; nobody outside the staff is shown it any more.") % {"n": version.version}, "#standing")


def _publish(asked: Asked) -> Done:
    version, audience = asked.version(), _audience(asked)
    publication.publish(version=version, audience=audience, by=asked.by, at=asked.at, of_round=round_of(asked.cell, asked.at))
    return Done(_("Version %(n)s is now shown to: %(audience)s.") % {"n": version.version, "audience": audience.label}, "#shown")


def _narrow(asked: Asked) -> Done:
    key, _colon, given = asked.data.get("narrowing", "").partition(":")  # the button names the version and the audience
    asked = replace(asked, data={**asked.data, "version": key, "audience": given})
    version, audience = asked.version(), _audience(asked)
    publication.narrow(version=version, audience=audience, by=asked.by, at=asked.at, reason=asked.text("reason"))
    return Done(_("Version %(n)s is now shown at most to: %(audience)s.") % {"n": version.version, "audience": audience.label}, "#shown")


def _audience(asked: Asked) -> Audience:
    given = asked.data.get("audience", "")
    if given not in Audience.values:
        raise ValidationError(_("Choose an audience: the State concerned, all readers, or the public."))
    return Audience(given)


def round_of(cell: Cell, at: datetime) -> Round | None:
    """The running round whose rule on sending it to the State first is the strictest, of those that hold the cell."""
    if cell.obligation is None:
        return None
    running = Round.objects.running(timezone.localdate(at)).filter(states=cell.actor, obligations=cell.obligation)
    return running.order_by("-state_first", "-days_to_comment", "pk").first()


def _applicability(asked: Asked) -> Done:
    if asked.cell.obligation is None:
        raise ValidationError(_("A commitment concerns whoever made it; there is nothing to decide."))
    value, reason = asked.data.get("value", ""), asked.text("reason")
    made = applicability.decide(obligation=asked.cell.obligation, actor=asked.cell.actor, value=value, reason=reason, by=asked.by, at=asked.at)
    return Done(_("Recorded: %(record)s.") % {"record": Reach(made.value).label}, "#applicability")


ACTIONS: dict[str, Callable[[Asked], Done]] = {
    "discard": _discard,
    "recall": _recall,
    "take-up": _take_up,
    "review": _review,
    "withdraw": _withdraw,
    "publish": _publish,
    "narrow": _narrow,
    "applicability": _applicability,
}
