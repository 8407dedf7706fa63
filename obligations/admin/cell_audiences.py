"""Who is shown which version of a cell, and what each button of publication will do, said before it is pressed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.translation import gettext as _

from obligations.choices import Audience
from obligations.models import StateAccount
from obligations.querysets import SHOWN

if TYPE_CHECKING:
    from datetime import datetime

    from obligations.models import Actor, Assessment, Round


@dataclass(frozen=True, slots=True)
class Shown:
    """One audience: the version it is shown now and since when, and what publishing the current one to it will do; empty where nothing would."""

    audience: Audience
    version: Assessment | None
    since: datetime | None
    effect: str


@dataclass(frozen=True, slots=True)
class Narrowing:
    """A way to show one version to fewer: to this audience at most."""

    version: Assessment
    audience: Audience
    effect: str


def audiences(*, versions: Sequence[Assessment], current: Assessment | None, actor: Actor, in_round: Round | None) -> list[Shown]:
    """The three audiences outside the staff, the narrowest first."""
    rows = []
    for audience, column in SHOWN.items():
        shown = next((v for v in versions if getattr(v, f"{column}_at") and not getattr(v, f"{column}_until")), None)
        since = getattr(shown, f"{column}_at") if shown else None
        effect = _effect(audience, current, shown, actor, in_round) if current is not None and shown != current else ""
        rows.append(Shown(audience, shown, since, effect))
    return rows


def _effect(audience: Audience, current: Assessment, shown: Assessment | None, actor: Actor, in_round: Round | None) -> str:
    instead = _(" in place of version %(n)s") % {"n": shown.version} if shown else ""
    which = {"n": current.version, "actor": actor, "instead": instead}
    if audience == Audience.STATE:
        said = _("The accounts of %(actor)s will be shown version %(n)s%(instead)s; nobody else outside the staff.") % which
        none = StateAccount.objects.filter(actor=actor).exists()
        return said if none else said + " " + _("No account belongs to %(actor)s yet.") % {"actor": actor}
    if audience == Audience.READERS:
        said = _("Everybody who logs in will be shown version %(n)s%(instead)s, %(actor)s included.") % which
        return said + _of_round(in_round)
    said = _("Everybody will be shown version %(n)s%(instead)s, without logging in too.") % which
    if not settings.PUBLIC_READ:
        said += " " + _("This installation asks everybody to log in, so for now no more than all readers see it.")
    return said + _of_round(in_round)


def _of_round(in_round: Round | None) -> str:
    if in_round is None or not in_round.state_first:
        return ""
    sentence = _("In the round “%(round)s” the State is sent it first and has %(n)s days to comment.")
    return " " + sentence % {"round": in_round, "n": in_round.days_to_comment}


def narrowings(versions: Sequence[Assessment]) -> list[Narrowing]:
    """For each version that somebody outside the staff is shown, every narrower audience."""
    order = [Audience.STAFF, *SHOWN]
    found = []
    for version in versions:
        shown_to = version.audience
        for audience in order[: order.index(shown_to)]:
            effect = _("Version %(n)s will be shown at most to: %(audience)s. Those beyond no longer see it; the log keeps that they did.")
            found.append(Narrowing(version, audience, effect % {"n": version.version, "audience": audience.label}))
    return found
