"""Write versions of follow-up: drafts are edited in place by their author, what is submitted is frozen. Review is in `services.review`.

Every version names the approved one that its author saw (`based_on`). Where that is no longer the current one, or the author's own draft was
saved elsewhere in the meantime, nothing is written and `Outdated` carries both, to be compared and merged.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from obligations.choices import ActorKind, CommitmentStatus, EvidenceKind, Opinion, ReviewState, Status
from obligations.models import Actor, Assessment, Batch, Commitment, Evidence, EvidenceLink, Obligation
from obligations.services import events
from obligations.services.locks import lock_cell

if TYPE_CHECKING:
    from django.contrib.auth.models import User

    from obligations.querysets import AssessmentQuerySet

ASSESSED_KINDS = (ActorKind.STATE, ActorKind.OBSERVER, ActorKind.UN, ActorKind.ORGANISATION)
WITHOUT_EVIDENCE = (Status.NO_INFORMATION, Status.NONE_FOUND, CommitmentStatus.OPEN, CommitmentStatus.NO_LATER_INFORMATION)
OWN_STATEMENTS = (EvidenceKind.SPEECH, EvidenceKind.NATIONAL_REPORT, EvidenceKind.LAW, EvidenceKind.COMMITMENT, EvidenceKind.COMMITTEE_DOCUMENT)
LONGEST_LOCATOR, LONGEST_REMARK = 120, 300
FIELDS = ("status", "summary", "details", "sources", "as_of", "review_after")


class Outdated(ValidationError):
    """Somebody saved in the meantime. `current` is the approved version now, `mine` the author's own draft where that was saved elsewhere."""

    def __init__(self, current: Assessment | None, mine: Assessment | None = None) -> None:
        self.current, self.mine = current, mine
        super().__init__(_("Somebody has saved a newer version in the meantime. Compare it with yours, then save again."), code="outdated")


@dataclass(frozen=True, slots=True)
class Cell:
    """What a version is about: an obligation and an actor it is addressed to, or a commitment of the actor."""

    actor: Actor
    obligation: Obligation | None = None
    commitment: Commitment | None = None

    @classmethod
    def of(cls, version: Assessment) -> Cell:
        """The cell of a version."""
        return cls(version.actor, version.obligation, version.commitment)

    @property
    def key(self) -> str:
        """Its key in the log and in addresses: obligation or commitment, and actor."""
        target = self.obligation or self.commitment
        return f"{target.slug if target else ''}/{self.actor.code}"

    @property
    def versions(self) -> AssessmentQuerySet:
        """All versions of the cell."""
        return Assessment.objects.filter(obligation=self.obligation, commitment=self.commitment, actor=self.actor)


@dataclass(frozen=True, slots=True)
class Proof:
    """A piece of evidence, the place in it (page, paragraph, article), and what it says there in one line."""

    evidence: Evidence
    locator: str = ""
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Content:
    """What a version says. Status, summary and evidence may be missing in a draft."""

    status: str
    summary: str
    as_of: date
    details: str = ""
    sources: str = ""
    review_after: date | None = None
    proofs: tuple[Proof, ...] = ()

    @classmethod
    def of(cls, version: Assessment) -> Content:
        """What a version says, its evidence included."""
        links = version.links.select_related("evidence")
        proofs = tuple(Proof(link.evidence, link.locator, link.remark) for link in links)
        return cls(**{name: getattr(version, name) for name in FIELDS}, proofs=proofs)


@transaction.atomic
def save_draft(
    *,
    cell: Cell,
    content: Content,
    by: User,
    at: datetime,
    based_on: Assessment | None = None,
    revision: int = 0,
    continues: Assessment | None = None,
    carried_from: Assessment | None = None,
    batch: Batch | None = None,
) -> Assessment:
    """Save the author's draft of a cell, a new one or the one that is open.

    `based_on` is the approved version the author saw, None where there was none; `revision` the revision of the own draft that was shown, 0
    where there was none. Raises Outdated where either has changed, ValidationError with a sentence for content that does not fit,
    PermissionDenied where `by` may not record here.
    """
    content = _allowed(cell, content, by, at)
    mine = _open_draft(cell, by, at, based_on=based_on, revision=revision, continues=continues, carried_from=carried_from)
    return _drafted(cell, mine, content, by=by, at=at, batch=batch)


@transaction.atomic
def submit(*, draft: Assessment, by: User, at: datetime, revision: int, batch: Batch | None = None) -> Assessment:
    """Hand a draft to the reviewers; from here on its content never changes. `revision` is the one its author saw. Errors as for `save_draft`."""
    cell = Cell.of(draft)
    lock_cell(cell)
    draft = own(draft, by, ReviewState.DRAFT)
    current = cell.versions.current().first()
    if draft.based_on != current or draft.revision != revision:
        raise Outdated(current, draft)
    _check_right(cell, by)
    return _submitted(cell, draft, Content.of(draft), by=by, at=at, batch=batch)


@transaction.atomic
def record(
    *,
    cell: Cell,
    content: Content,
    by: User,
    at: datetime,
    based_on: Assessment | None = None,
    revision: int = 0,
    carried_from: Assessment | None = None,
    batch: Batch | None = None,
) -> Assessment:
    """Save a draft and submit it in one step: both or neither. Errors as for `save_draft`."""
    content = _allowed(cell, content, by, at)
    mine = _open_draft(cell, by, at, based_on=based_on, revision=revision, carried_from=carried_from)
    draft = _drafted(cell, mine, content, by=by, at=at, batch=batch)
    return _submitted(cell, draft, content, by=by, at=at, batch=batch)


@transaction.atomic
def discard(*, version: Assessment, by: User, at: datetime, reason: str = "", batch: Batch | None = None) -> Assessment:
    """Take back one's own draft or what one submitted and nobody has reviewed. The version stays readable for staff; nothing is deleted."""
    cell = Cell.of(version)
    lock_cell(cell)
    version = own(version, by, ReviewState.DRAFT, ReviewState.SUBMITTED)
    proofs = Content.of(version).proofs
    before = said(version, proofs)
    version.state = ReviewState.DISCARDED
    version.save(update_fields=["state"])
    _log("assessment.discarded", cell, by=by, at=at, before=before, after=said(version, proofs), reason=reason, batch=batch)
    return version


@transaction.atomic
def take_up(*, version: Assessment, by: User, at: datetime) -> Assessment:
    """Begin a draft with the content of a version that was returned, taken back, or whose approval was withdrawn; it names that version."""
    if version.state not in (ReviewState.RETURNED, ReviewState.DISCARDED, ReviewState.WITHDRAWN):
        raise ValidationError(_("Only a version that was returned, taken back or withdrawn can be taken up again."))
    cell = Cell.of(version)
    current = cell.versions.current().first()
    return save_draft(cell=cell, content=Content.of(version), by=by, at=at, based_on=current, continues=version)


def own(version: Assessment, by: User, *states: ReviewState) -> Assessment:
    """The version as it is now, if it is one's own and in one of the states. Call it under the lock of its cell."""
    fresh = Assessment.objects.select_related("actor", "obligation", "commitment").get(pk=version.pk)
    if fresh.author_id != by.pk:
        raise PermissionDenied(_("This is somebody else's version. Make one of your own."))
    if fresh.state not in states:
        raise ValidationError(_("This version is now “%(state)s”. Open the page again to see what happened.") % {"state": fresh.get_state_display()})
    return fresh


def check_complete(cell: Cell, content: Content) -> None:
    """A version can be submitted only with a status, a sentence, and evidence with its place, or the sources consulted."""
    if not content.status:
        raise ValidationError(_("Choose a status."))
    if not content.summary:
        raise ValidationError(_("Say in a sentence what was seen."))
    if content.status in WITHOUT_EVIDENCE and not content.proofs:
        if not content.sources:
            raise ValidationError(_("Name the sources you consulted, or give evidence with its page or paragraph."))
        return
    if not content.proofs:
        raise ValidationError(_("Give at least one piece of evidence with its page or paragraph."))
    if any(not proof.locator for proof in content.proofs):
        raise ValidationError(_("Say where in the evidence it stands: page, paragraph or article."))
    if content.status == CommitmentStatus.WITHDRAWN and not any(_own_statement(proof.evidence, cell.actor) for proof in content.proofs):
        raise ValidationError(
            _("Only the State's own statement takes a commitment back. Give it as evidence: a speech, report or letter issued by %(actor)s.")
            % {"actor": cell.actor}
        )


def content_of(version: Assessment) -> dict[str, Any]:
    """What a version says and where it stands, as plain JSON for the log."""
    return said(version, tuple(Proof(link.evidence, link.locator, link.remark) for link in version.links.select_related("evidence")))


def said(version: Assessment, proofs: Iterable[Proof]) -> dict[str, Any]:
    """As `content_of`, of a version whose evidence is known."""
    days = {name: value.isoformat() if (value := getattr(version, name)) else None for name in ("as_of", "review_after")}
    texts = {name: getattr(version, name) for name in FIELDS if name not in days}
    evidence = [[proof.evidence.slug, proof.locator, proof.remark] for proof in proofs]
    return {"version": version.version, "state": str(version.state), **texts, **days, "evidence": evidence}


def vars_of(cell: Cell) -> dict[str, Any]:
    """The cell as columns of a version."""
    return {"obligation": cell.obligation, "commitment": cell.commitment, "actor": cell.actor}


def _allowed(cell: Cell, content: Content, by: User, at: datetime) -> Content:
    """The content, cleaned, if `by` may record it here now; the cell is locked from here on. Raises as `save_draft` does."""
    lock_cell(cell)
    _check_right(cell, by)
    content = cleaned(content, cell, at)
    check_cell(cell, content.as_of)
    return content


def _open_draft(cell: Cell, by: User, at: datetime, *, based_on: Assessment | None, revision: int, **begun: Assessment | None) -> Assessment:
    """The author's draft of a locked cell, or a new one, begun so, that is not yet written (revision 0). Raises Outdated."""
    current = cell.versions.current().first()
    mine = cell.versions.filter(state=ReviewState.DRAFT, author=by).first()
    if current != based_on or (mine.revision if mine else 0) != revision:
        raise Outdated(current, mine)
    if mine is None:
        mine = Assessment(**vars_of(cell), version=_next_version(cell), author=by, created_at=at, revision=0, **begun)
    mine.based_on = current
    return mine


def _drafted(cell: Cell, mine: Assessment, content: Content, *, by: User, at: datetime, batch: Batch | None) -> Assessment:
    """Write the content into the draft."""
    before = content_of(mine) if mine.revision else None
    mine.edited_at, mine.revision, mine.batch = at, mine.revision + 1, batch
    for name in FIELDS:
        setattr(mine, name, getattr(content, name))
    mine.save()
    if before:
        mine.links.all().delete()
    rows = (EvidenceLink(assessment=mine, evidence=p.evidence, locator=p.locator, remark=p.remark, position=n) for n, p in enumerate(content.proofs))
    EvidenceLink.objects.bulk_create(rows)
    _log("assessment.drafted", cell, by=by, at=at, before=before, after=said(mine, content.proofs), batch=batch)
    return mine


def _submitted(cell: Cell, draft: Assessment, content: Content, *, by: User, at: datetime, batch: Batch | None) -> Assessment:
    """Freeze the draft, which says `content`. Raises ValidationError where something is missing."""
    check_complete(cell, content)
    before = said(draft, content.proofs)
    draft.state, draft.submitted_at = ReviewState.SUBMITTED, at
    draft.save(update_fields=["state", "submitted_at"])
    _log("assessment.submitted", cell, by=by, at=at, before=before, after=said(draft, content.proofs), batch=batch)
    return draft


def _next_version(cell: Cell) -> int:
    return 1 + (cell.versions.order_by("-version").values_list("version", flat=True).first() or 0)


def _own_statement(evidence: Evidence, actor: Actor) -> bool:
    return evidence.issuer_id == actor.pk and evidence.kind in OWN_STATEMENTS


def _log(action: str, cell: Cell, *, by: User, at: datetime, after: dict[str, Any], batch: Batch | None, **more: Any) -> None:
    events.record(
        by=by, action=action, object_type="assessment", object_key=cell.key, at=at, after=after, batch=batch.pk if batch else None, **more
    )


def _check_right(cell: Cell, by: User) -> None:
    if cell.obligation is not None:
        allowed = Obligation.objects.visible_to(by).assessable_by(by, cell.actor).filter(pk=cell.obligation.pk).exists()
    else:
        allowed = cell.commitment is not None and Commitment.objects.visible_to(by).assessable_by(by).filter(pk=cell.commitment.pk).exists()
    if not allowed:
        raise not_allowed(cell.actor)


def not_allowed(actor: Actor) -> PermissionDenied:
    """What somebody is told who may not record follow-up for an actor."""
    return PermissionDenied(
        _("You may not record follow-up for %(actor)s on this subject. Ask an administrator for the analyst's role and an assignment.")
        % {"actor": actor}
    )


def cleaned(content: Content, cell: Cell, at: datetime) -> Content:
    """The content without white space around it; raises ValidationError for what not even a draft may say."""
    statuses = Status.values if cell.obligation is not None else CommitmentStatus.values
    if content.status and content.status not in statuses:
        raise ValidationError(_("Choose a status from the list."))
    if content.as_of > at.date():
        raise ValidationError(_("The as-of date lies in the future. Give the day on which this was true."))
    proofs = tuple(dict.fromkeys(Proof(p.evidence, p.locator.strip(), p.remark.strip()) for p in content.proofs))
    if len({(p.evidence.pk, p.locator) for p in proofs}) < len(proofs):
        raise ValidationError(_("The same place in the same evidence is given twice. Keep one of the two."))
    if any(len(p.locator) > LONGEST_LOCATOR or len(p.remark) > LONGEST_REMARK for p in proofs):
        raise ValidationError(_("The place in the evidence, or what it says there, is too long. Put the rest into the details."))
    texts = (content.summary.strip(), content.details.strip(), content.sources.strip())
    return Content(content.status, texts[0], content.as_of, texts[1], texts[2], content.review_after, proofs)


def check_cell(cell: Cell, as_of: date, *, addressed: bool | None = None) -> None:
    """Raise ValidationError where nothing can be recorded for a cell. `addressed`: whether the obligation reaches the actor, if known."""
    obligation, actor = cell.obligation, cell.actor
    if obligation is None:
        if cell.commitment is None or cell.commitment.opinion != Opinion.CONFIRMED or cell.commitment.actor_id != actor.pk:
            raise ValidationError(_("Only a confirmed commitment of a known actor is followed up. Confirm it first."))
        return
    if not obligation.tracked:
        raise ValidationError(_("This act asks nobody for action, so there is nothing to follow up. Correct “asks for action” first."))
    if actor.kind not in ASSESSED_KINDS:
        raise ValidationError(_("%(actor)s is a group. Record follow-up for each of its members.") % {"actor": actor})
    if actor.until and actor.until < as_of:
        raise ValidationError(_("%(actor)s no longer existed on that day. Choose its successor.") % {"actor": actor})
    if addressed is None:
        addressed = Obligation.objects.filter(pk=obligation.pk).applies_to(actor).exists()
    if not addressed:
        raise ValidationError(_("%(actor)s is not among those this paragraph addresses. Correct the addressees first.") % {"actor": actor})
