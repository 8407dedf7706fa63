"""Reading what was said and voted in meetings, and what was promised there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.db import models

from obligations.choices import Opinion, Presence
from obligations.querysets.assignments import commitments_assigned
from obligations.querysets.roles import is_staff, may_read_texts

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser, AnonymousUser

    from obligations.models import Document


class SpeechQuerySet(models.QuerySet):
    """Speeches."""

    def visible_to(self, user: AbstractBaseUser | AnonymousUser) -> Self:
        """What `user` may read: the texts of the reference editions."""
        return self.current() if may_read_texts(user) else self.none()

    def in_record(self, user: AbstractBaseUser | AnonymousUser, document: Document) -> Self:
        """What `visible_to` gives of one document, whose reference edition is at hand."""
        return self.filter(edition=document.reference_edition_id) if may_read_texts(user) else self.none()

    def current(self) -> Self:
        """Those of the reference editions. Asked so, and not of the edition's own document, the database knows how many to expect: nearly all."""
        editions: Any = self.model._meta.get_field("edition").related_model
        documents: Any = editions._meta.get_field("document").related_model
        return self.filter(edition__in=documents.objects.filter(reference_edition__isnull=False).order_by().values("reference_edition"))


class VoteQuerySet(SpeechQuerySet):
    """Votes; they stand in editions as speeches do."""


def opinions_in_record(user: AbstractBaseUser | AnonymousUser) -> tuple[Opinion, ...]:
    """The opinions on commitments that the text of a record is marked with for somebody who may read it: as `visible_to`, without rejected."""
    return (Opinion.CONFIRMED, Opinion.SUGGESTED) if is_staff(user) else (Opinion.CONFIRMED,)


class CommitmentQuerySet(models.QuerySet):
    """Commitments."""

    def visible_to(self, user: AbstractBaseUser | AnonymousUser) -> Self:
        """What is confirmed, for all who may read texts; staff also see what is suggested, and what was rejected."""
        if not may_read_texts(user):
            return self.none()
        return self if is_staff(user) else self.confirmed()

    def writable_by(self, user: AbstractBaseUser | AnonymousUser) -> Self:
        """The commitments `user` may decide on and follow up."""
        return self if is_staff(user) else self.none()

    def assessable_by(self, user: AbstractBaseUser | AnonymousUser) -> Self:
        """The commitments `user` may follow up: an analyst, within an assignment."""
        wanted = commitments_assigned(user)
        return self if not wanted else self.filter(pk__in=self.model._default_manager.filter(wanted).values("pk"))

    def confirmed(self) -> Self:
        """Those that staff confirmed and that the reference edition says."""
        return self.filter(opinion=Opinion.CONFIRMED, presence=Presence.FOUND)

    def suggested(self) -> Self:
        """Those that wait for a decision."""
        return self.filter(opinion=Opinion.SUGGESTED, presence=Presence.FOUND)


class TieQuerySet(models.QuerySet):
    """Ties of commitments to obligations."""

    def visible_to(self, user: AbstractBaseUser | AnonymousUser) -> Self:
        """Confirmed ties between what `user` may see; staff also those suggested. A rejected tie is shown to nobody."""
        commitments: Any = self.model._meta.get_field("commitment").related_model
        obligations: Any = self.model._meta.get_field("obligation").related_model
        staff = is_staff(user)
        opinions = (Opinion.CONFIRMED, Opinion.SUGGESTED) if staff else (Opinion.CONFIRMED,)
        return self.filter(
            opinion__in=opinions,
            commitment__in=commitments.objects.visible_to(user),
            obligation__in=obligations.objects.visible_to(user),
        )
