"""From what a row says to what is recorded: columns nobody changed keep what stands there, evidence is looked up and keeps its remarks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from obligations.models import Assessment, Evidence
from obligations.services import assessments
from obligations.services.assessments import Proof
from obligations.sheets.columns import TEXTS
from obligations.sheets.escaping import is_too_long
from obligations.sheets.values import Content

Errors = list[tuple[str, str]]
LONGEST_PLACE = 120


def content_for(
    said: Content, columns: Sequence[str], base: Assessment | None, evidence: Mapping[str, Evidence]
) -> tuple[assessments.Content | None, Errors]:
    """What is to be recorded for a row of which some columns were changed; None with the errors, as column and sentence, where it cannot be."""
    errors: Errors = []
    kept = _recorded(base) if base else None
    proofs = kept.proofs if kept else ()
    if "evidence" in columns or "place" in columns:
        proofs = _proofs(said, proofs, evidence, errors)
    if said.as_of is None:
        errors.append(("as_of", _("Give the as-of date: the day on which this was true.")))
    for column in TEXTS:
        if column in columns and base is not None and is_too_long(getattr(base, column)):
            errors.append((column, _("The text that stands here is longer than a cell of a spreadsheet holds. Change it on the page of the cell.")))
    if errors or said.as_of is None:
        return None, errors
    texts = {column: getattr(said if column in columns or kept is None else kept, column) for column in TEXTS}
    return assessments.Content(status=said.status, as_of=said.as_of, review_after=said.review_after, proofs=proofs, **texts), []


def missing_column(content: assessments.Content, *, at: datetime, submit: bool) -> str:
    """Which column a refusal of the service is about, as far as the content shows it."""
    if content.as_of > at.date():
        return "as_of"
    if any(len(proof.locator) > LONGEST_PLACE for proof in content.proofs):
        return "place"
    if not submit:
        return ""
    for column in ("status", "summary"):
        if not getattr(content, column):
            return column
    if not content.proofs:
        return "" if content.sources else "evidence"
    return "" if all(proof.locator for proof in content.proofs) else "place"


def _recorded(version: Assessment) -> assessments.Content:
    """What a version says; its links are prefetched, so that nothing is asked for each row."""
    proofs = tuple(Proof(link.evidence, link.locator, link.remark) for link in version.links.all())
    return assessments.Content(**{name: getattr(version, name) for name in assessments.FIELDS}, proofs=proofs)


def _proofs(said: Content, before: tuple[Proof, ...], evidence: Mapping[str, Evidence], errors: Errors) -> tuple[Proof, ...]:
    """The evidence a row names. What was cited before may be cited on, whatever became of it since."""
    cited = {proof.evidence.slug: proof.evidence for proof in before}
    found = []
    for key, place in zip(said.evidence, said.place, strict=True):
        piece = cited.get(key) or evidence.get(key)
        reason = _why_not(key, piece) if key not in cited else ""
        if piece is None or reason:
            errors.append(("evidence", reason))
            continue
        if len(place) > LONGEST_PLACE:
            errors.append(("place", _("The place is longer than %(limit)s characters. Put the rest into the details.") % {"limit": LONGEST_PLACE}))
        found.append(Proof(piece, place, _remark(key, place, before)))
    return tuple(found)


def _why_not(key: str, piece: Evidence | None) -> str:
    if piece is None:
        return _("There is no evidence with the key “%(key)s”. Record it first, then write its key here.") % {"key": key[:60]}
    if piece.withdrawn_at is not None:
        return _("Evidence “%(key)s” was withdrawn. Name another piece.") % {"key": key}
    later = getattr(piece, "revised_by", None)
    if later is not None:
        return _("Evidence “%(key)s” has a later revision. Write its key: %(later)s.") % {"key": key, "later": later.slug}
    return ""


def _remark(key: str, place: str, before: tuple[Proof, ...]) -> str:
    """What was remarked on the place; where only the place of a piece that is cited once was changed, what was remarked on the piece."""
    same = [proof for proof in before if proof.evidence.slug == key]
    exact = [proof.remark for proof in same if " ".join(proof.locator.split()) == " ".join(place.split())]
    if exact:
        return exact[0]
    return same[0].remark if len(same) == 1 else ""
