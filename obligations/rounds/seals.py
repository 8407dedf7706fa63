"""The seal of a closed round: the SHA-256 of its closing picture as canonical JSON, and whether the picture is still the same."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from django.db.models.enums import TextChoices
from django.utils.translation import gettext_lazy as _

from obligations.models import Assessment, Event, EvidenceLink, Round
from obligations.rounds import reading as rounds

if TYPE_CHECKING:
    from obligations.querysets.roles import Person

CLOSED = "round.closed"  # the action in the log that keeps the seal of each part


class Part(TextChoices):
    """What a closing picture is made of, each sealed by itself, so that a difference can be named."""

    SCOPE = "scope", _("Dates, rules, States and obligations of the round")
    FOLLOW_UP = "follow_up", _("Approved statuses with their words and evidence")
    APPLICABILITY = "applicability", _("Decisions on whether an obligation applies")
    CELLS = "cells", _("Cells, as they follow from the addressees of the obligations")


@dataclass(frozen=True, slots=True)
class Seal:
    """The hash of a picture and of each of its parts."""

    whole: str
    parts: dict[str, str]


@dataclass(frozen=True, slots=True)
class Verification:
    """Whether the closing picture is what it was when the round was closed; if not, which parts differ (empty where the seal itself was changed)."""

    same: bool
    changed: tuple[Part, ...]
    recorded: str
    computed: str


def seal(of: Round, moment: datetime, user: Person) -> Seal:
    """The seal of what stood in a round at a moment, as staff (`user`) see it. Approvals, withdrawals and decisions after it change nothing."""
    parts = {
        Part.SCOPE: _scope(of),
        Part.FOLLOW_UP: _follow_up(of, moment),
        Part.APPLICABILITY: _applicability(of, moment, user),
        Part.CELLS: [[cell.obligation.key, cell.actor.code, str(cell.state)] for cell in rounds.picture(of, moment, user).cells],
    }
    content = {part.value: rows for part, rows in parts.items()}
    return Seal(digest({"moment": _moment(moment), **content}), {name: digest(rows) for name, rows in content.items()})


def verify(of: Round, user: Person) -> Verification | None:
    """Make the seal of a closed round anew, for somebody of the staff, and compare it; None for a round that has not been closed."""
    if of.closed_at is None:
        return None
    now = seal(of, of.closed_at, user)
    event = Event.objects.filter(action=CLOSED, object_type="round", object_key=of.slug).first()
    recorded = (event.after or {}) if event else {}
    changed = tuple(part for part in Part if recorded.get("parts", {}).get(part.value) != now.parts[part.value])
    same = of.picture_hash == now.whole == recorded.get("hash")
    return Verification(same, () if same else changed, of.picture_hash, now.whole)


def digest(content: Any) -> str:
    """The SHA-256 of plain values as JSON in one form: keys sorted, no white space, UTF-8."""
    canonical = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def _scope(of: Round) -> dict[str, Any]:
    return {
        "slug": of.slug,
        "opens_on": of.opens_on.isoformat(),
        "closes_on": of.closes_on.isoformat(),
        "state_first": of.state_first,
        "days_to_comment": of.days_to_comment,
        "states": sorted(of.states.values_list("code", flat=True)),
        "obligations": sorted(of.obligations.values_list("key", flat=True)),
    }


def _follow_up(of: Round, moment: datetime) -> list[list[Any]]:
    """Every approved version with what it says and rests on; what is published or withdrawn later is no part of it."""
    versions = list(rounds.standing_versions(of, moment).select_related("obligation", "actor"))
    links: dict[int, list[list[str]]] = defaultdict(list)
    for link in EvidenceLink.objects.filter(assessment__in=rounds.standing_versions(of, moment).values("pk")).select_related("evidence"):
        links[link.assessment_id].append([link.evidence.slug, link.evidence.sha256, link.evidence.url, link.locator, link.remark])
    return sorted(_said(version, sorted(links[version.pk])) for version in versions)


def _said(version: Assessment, proofs: list[list[str]]) -> list[Any]:
    key = version.obligation.key if version.obligation else ""
    review_after = version.review_after.isoformat() if version.review_after else ""
    texts = [version.status, version.summary, version.details, version.sources, version.as_of.isoformat(), review_after]
    approved = _moment(version.approved_at) if version.approved_at else ""
    return [key, version.actor.code, version.version, *texts, version.author_id, version.reviewer_id, approved, proofs]


def _applicability(of: Round, moment: datetime, user: Person) -> list[list[Any]]:
    rows: Any = rounds.applicabilities(of, moment, user)
    return sorted([row.obligation.key, row.actor.code, row.value, row.reason] for row in rows.select_related("obligation", "actor"))


def _moment(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat()
