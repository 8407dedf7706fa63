"""Record what a person decides about a label, and settle it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from obligations.choices import Basis, Force, Label, Verdict
from obligations.models import Actor, Decision, Obligation, Paragraph, SubjectArea, Verb
from obligations.services import events
from obligations.services.settle import SINGLE, settle, settle_paragraph

if TYPE_CHECKING:
    from django.contrib.auth.models import User


@transaction.atomic
def decide(
    *,
    label: Label,
    value: str,
    verdict: Verdict,
    by: User,
    at: datetime,
    obligation: Obligation | None = None,
    paragraph: Paragraph | None = None,
    reason: str = "",
    batch: UUID | None = None,
) -> Decision:
    """Decide one label: verb, force, tracked (SET) or addressee (ACCEPT, ADD, REJECT) of an obligation, subject of a paragraph.

    `value` is a code; for tracked `true` or `false`. Raises ValidationError with a sentence for a value or verdict that does not fit,
    PermissionDenied where `by` may not decide.
    """
    target = obligation or paragraph
    _check(label, value, verdict, obligation, paragraph)
    assert target is not None  # noqa: S101  (checked above; for the type checker)
    _check_right(target, by)
    before = labels_of(target)
    decision = Decision.objects.create(
        obligation=obligation, paragraph=paragraph, label=label, value=value, verdict=verdict, by=by, at=at, reason=reason
    )
    if obligation is not None:
        settle(obligation)
    if paragraph is not None:
        settle_paragraph(paragraph)
    events.record(
        by=by,
        action=f"{label}.{verdict}",
        object_type="obligation" if obligation else "paragraph",
        object_key=target.slug,
        at=at,
        before=before,
        after=labels_of(target),
        reason=reason,
        batch=batch,
    )
    return decision


@transaction.atomic
def confirm(*, obligation: Obligation, by: User, at: datetime, reason: str = "") -> list[Decision]:
    """Accept every label of an obligation, and the subjects of its paragraph, as they are suggested and not yet decided."""
    batch = uuid4()
    made = [
        decide(label=label, value=value, verdict=Verdict.SET, by=by, at=at, obligation=obligation, reason=reason, batch=batch)
        for label, value in _open_values(obligation)
    ]
    for code in obligation.addressees.filter(basis=Basis.MACHINE).values_list("code", flat=True):
        made.append(
            decide(label=Label.ADDRESSEE, value=code, verdict=Verdict.ACCEPT, by=by, at=at, obligation=obligation, reason=reason, batch=batch)
        )
    paragraph = obligation.paragraph
    for code in paragraph.subjects.filter(basis=Basis.MACHINE).values_list("subject__code", flat=True):
        made.append(decide(label=Label.SUBJECT, value=code, verdict=Verdict.ACCEPT, by=by, at=at, paragraph=paragraph, reason=reason, batch=batch))
    return made


def _open_values(obligation: Obligation) -> list[tuple[Label, str]]:
    values = {Label.VERB: obligation.verb.code, Label.FORCE: obligation.force, Label.TRACKED: "true" if obligation.tracked else "false"}
    return [(label, values[label]) for label in SINGLE if getattr(obligation, f"{label}_basis") == Basis.MACHINE]


def labels_of(target: Obligation | Paragraph) -> dict[str, Any]:
    """The settled labels of an obligation, or the subjects of a paragraph, as plain JSON for the log."""
    if isinstance(target, Paragraph):
        return {"subjects": sorted(target.subjects.values_list("subject__code", flat=True))}
    return {
        "verb": target.verb.code,
        "force": target.force,
        "tracked": target.tracked,
        "addressees": list(target.addressees.values_list("code", flat=True)),
    }


def _check_right(target: Obligation | Paragraph, by: User) -> None:
    obligations = Obligation.objects.writable_by(by)
    mine = obligations.filter(pk=target.pk) if isinstance(target, Obligation) else obligations.filter(paragraph=target)
    if not mine.exists():
        raise PermissionDenied(_("You may not decide on the labels of this paragraph."))


def _check(label: Label, value: str, verdict: Verdict, obligation: Obligation | None, paragraph: Paragraph | None) -> None:
    if (obligation is None) == (paragraph is None) or (label == Label.SUBJECT) != (paragraph is not None):
        raise ValidationError(_("Subjects are decided for a paragraph, every other label for an obligation."))
    if (label in SINGLE) != (verdict == Verdict.SET):
        raise ValidationError(_("Verb, force and 'asks for action' are set; addressees and subjects are accepted, added or rejected."))
    if not _known(label, value):
        raise ValidationError(_("“%(value)s” is no known %(label)s. Choose one from the list."), params={"value": value, "label": Label(label).label})


def _known(label: Label, value: str) -> bool:
    if label == Label.FORCE:
        return value in Force.values
    if label == Label.TRACKED:
        return value in ("true", "false")
    if label == Label.VERB:
        return Verb.objects.filter(code=value).exists()
    if label == Label.SUBJECT:
        return SubjectArea.objects.filter(code=value).exists()
    return Actor.objects.filter(code=value).exists() or value in _text_only_codes()


def _text_only_codes() -> set[str]:
    """Parties and others that are addressed and have no actor record."""
    from ingest import default_lexicon

    return {group.code for group in default_lexicon().groups.values() if group.kind in ("parties", "others")}
