"""What should be looked at in a cell: what changed since the approval, what is due for review, what its evidence has become."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from obligations.models import Assessment, Evidence


@dataclass(frozen=True, slots=True)
class Marker:
    """One thing to look at, in a word and a sentence. `code` names it in the page."""

    code: str
    word: str
    sentence: str
    evidence: Evidence | None = None


def markers(*, current: Assessment | None, open_versions: Sequence[Assessment], on: date) -> list[Marker]:
    """What to look at in a cell on a day; the links of the versions should be prefetched with their evidence and its next revision."""
    found = list(_since_approval(current, open_versions))
    carried = next((version for version in open_versions if version.is_carried_over), None)
    if carried is not None and carried.carried_from is not None:
        source = carried.carried_from.obligation or carried.carried_from.commitment
        sentence = _("Version %(n)s was carried over from %(source)s; nobody has reviewed it for this text.")
        found.append(Marker("carried", _("Carried over, not reviewed"), sentence % {"n": carried.version, "source": source}))
    if current is not None:
        found += _due(current, on)
    seen: set[int] = set()
    for version in filter(None, (current, *open_versions)):
        for link in version.links.all():
            if link.evidence_id not in seen:
                seen.add(link.evidence_id)
                found += _of_evidence(link.evidence)
    return found


def _since_approval(current: Assessment | None, open_versions: Sequence[Assessment]) -> Iterator[Marker]:
    newer = [version for version in open_versions if current is not None and version.version > current.version]
    if current is not None and newer:
        numbers = ", ".join(f"{version.version} ({version.get_state_display()}, {version.author})" for version in newer)
        sentence = _("Version %(n)s is the approved one and still stands; under way since: %(newer)s.") % {"n": current.version, "newer": numbers}
        yield Marker("changed", _("Changed since approval"), sentence)


def _due(current: Assessment, on: date) -> Iterator[Marker]:
    """After the day its author named, or after the day on which a piece of its evidence expired."""
    if current.review_after is not None and current.review_after < on:
        yield Marker("due", _("Due for review"), _("Its author asked for a review after %(day)s.") % {"day": current.review_after})
    for link in current.links.all():
        expired = link.evidence.expires_on
        if expired is not None and expired < on:
            sentence = _("“%(title)s” expired on %(day)s.") % {"title": link.evidence.title, "day": expired}
            yield Marker("due", _("Due for review"), sentence, link.evidence)


def _of_evidence(evidence: Evidence) -> Iterator[Marker]:
    if evidence.withdrawn_at is not None:
        yield Marker("withdrawn-evidence", _("Evidence withdrawn"), evidence.title, evidence)
    newer = getattr(evidence, "revised_by", None)
    if newer is not None:
        sentence = _("“%(title)s” has a newer revision, %(key)s.") % {"title": evidence.title, "key": newer.slug}
        yield Marker("newer-evidence", _("Newer evidence"), sentence, newer)
