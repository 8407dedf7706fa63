"""What staff say to one another about their work, in threads that can be resolved. Never shown to anybody else."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from obligations.models import Actor, Assessment, Comment, Commitment, Obligation
from obligations.querysets import is_staff
from obligations.services import events

if TYPE_CHECKING:
    from django.contrib.auth.models import User

LONGEST = 10_000  # characters


@transaction.atomic
def say(
    *,
    text: str,
    by: User,
    at: datetime,
    obligation: Obligation | None = None,
    actor: Actor | None = None,
    assessment: Assessment | None = None,
    commitment: Commitment | None = None,
) -> Comment:
    """Begin a thread on an obligation, on a cell (with `actor`), on a version, or on a commitment."""
    _check_right(by)
    if assessment is not None:
        obligation, commitment = assessment.obligation, assessment.commitment
        actor = assessment.actor if obligation is not None else None
    if (obligation is None) == (commitment is None):
        raise ValidationError(_("A comment is about an obligation or about a commitment."))
    about = {"obligation": obligation, "actor": actor, "assessment": assessment, "commitment": commitment}
    return _made(Comment(text=_text(text), author=by, at=at, **about))


@transaction.atomic
def answer(*, comment: Comment, text: str, by: User, at: datetime) -> Comment:
    """Answer in a thread; an answer opens a resolved thread again."""
    _check_right(by)
    first = Comment.objects.select_for_update().get(pk=comment.parent_id or comment.pk)
    made = Comment(text=_text(text), author=by, at=at, parent=first)
    for name in ("obligation", "actor", "assessment", "commitment"):
        setattr(made, f"{name}_id", getattr(first, f"{name}_id"))
    _made(made)
    if first.resolved_at is not None:
        _set_resolved(first, None, by, at)
    return made


@transaction.atomic
def resolve(*, comment: Comment, by: User, at: datetime) -> Comment:
    """Mark a thread as settled."""
    _check_right(by)
    first = Comment.objects.select_for_update().get(pk=comment.parent_id or comment.pk)
    if first.resolved_at is not None:
        raise ValidationError(_("This thread is already resolved. Answer it to open it again."))
    return _set_resolved(first, at, by, at)


def key_of(comment: Comment) -> str:
    """Under which key the log speaks of a comment: that of the cell, obligation or commitment it is about."""
    target = comment.obligation or comment.commitment
    slug = target.slug if target else ""
    return f"{slug}/{comment.actor.code}" if comment.actor else slug


def _made(comment: Comment) -> Comment:
    comment.save()
    _log("comment.made", comment, comment.author, comment.at, {"comment": comment.pk, "text": comment.text, "answers": comment.parent_id})
    return comment


def _set_resolved(first: Comment, moment: datetime | None, by: User, at: datetime) -> Comment:
    first.resolved_at, first.resolved_by = moment, by if moment else None
    first.save(update_fields=["resolved_at", "resolved_by"])
    _log("comment.resolved" if moment else "comment.reopened", first, by, at, {"comment": first.pk})
    return first


def _log(action: str, comment: Comment, by: User, at: datetime, after: dict[str, Any]) -> None:
    events.record(by=by, action=action, object_type="comment", object_key=key_of(comment), at=at, after=after)


def _check_right(by: User) -> None:
    if not is_staff(by):
        raise PermissionDenied(_("Comments are for staff."))


def _text(text: str) -> str:
    text = text.strip()
    if not text:
        raise ValidationError(_("Write something first."))
    if len(text) > LONGEST:
        raise ValidationError(_("A comment has at most %(n)s characters. Shorten it, or add the rest as an answer.") % {"n": LONGEST})
    return text
