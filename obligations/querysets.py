"""Reading: who may see what, and the domain's questions, as queryset methods that chain.

Every read starts at `visible_to(user)`; every write asks `writable_by(user)`. Pages, API, admin, exports and services use the same ones.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from obligations.choices import ActorKind, Lifecycle, Opinion, Presence

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser, AnonymousUser

    from obligations.models import Actor

ROLES = ("reader", "analyst", "reviewer", "editor")
UNTIL = "until"  # the rule of a date until which something runs, such as a mandate: nobody owes anything on that day


def has_role(user: AbstractBaseUser | AnonymousUser, *roles: str) -> bool:
    """Whether a user has one of the roles (any, where none is named). An administrator has all."""
    if not isinstance(user, PermissionsMixin) or not user.is_active:
        return False
    return user.is_superuser or not _roles_of(user).isdisjoint(roles or ROLES)


def _roles_of(user: PermissionsMixin) -> frozenset[str]:
    """The names of a user's groups, asked for once for each object, which lives no longer than a request."""
    known: frozenset[str] | None = user.__dict__.get("_role_names")
    if known is None:
        known = user.__dict__["_role_names"] = frozenset(user.groups.values_list("name", flat=True))
    return known


def may_read_texts(user: AbstractBaseUser | AnonymousUser) -> bool:
    """Documents and their labels: anybody with a role, and everybody where the installation is public."""
    return settings.PUBLIC_READ or has_role(user)


class DocumentQuerySet(models.QuerySet):
    """Documents."""

    def visible_to(self, user: AbstractBaseUser | AnonymousUser) -> Self:
        """What `user` may read."""
        return self if may_read_texts(user) else self.none()

    def writable_by(self, user: AbstractBaseUser | AnonymousUser) -> Self:
        """What `user` may replace or correct."""
        return self if has_role(user, "editor") else self.none()


class ParagraphQuerySet(models.QuerySet):
    """Paragraphs."""

    def visible_to(self, user: AbstractBaseUser | AnonymousUser) -> Self:
        """What `user` may read."""
        return self if may_read_texts(user) else self.none()

    def present(self) -> Self:
        """Those that the reference edition has."""
        return self.filter(current__isnull=False)


class ActorQuerySet(models.QuerySet):
    """Actors."""

    def states(self) -> Self:
        """The member States, in the UN's order."""
        return self.filter(kind=ActorKind.STATE)

    def observers(self) -> Self:
        """The observer States; never counted as members."""
        return self.filter(kind=ActorKind.OBSERVER)


class ObligationQuerySet(models.QuerySet):
    """Obligations."""

    def visible_to(self, user: AbstractBaseUser | AnonymousUser) -> Self:
        """What `user` may read. What was retired is for staff."""
        if not may_read_texts(user):
            return self.none()
        return self if has_role(user, "analyst", "reviewer", "editor") else self.exclude(presence=Presence.RETIRED)

    def writable_by(self, user: AbstractBaseUser | AnonymousUser) -> Self:
        """The obligations whose labels and follow-up `user` may change."""
        return self if has_role(user, "analyst", "reviewer", "editor") else self.none()

    def in_the_text(self) -> Self:
        """Those that the reference edition says."""
        return self.filter(presence=Presence.FOUND)

    def tracked(self) -> Self:
        """Those that ask somebody other than the Council for something, stand in the text and are in force."""
        return self.in_the_text().filter(tracked=True, lifecycle=Lifecycle.IN_FORCE)

    def in_force(self, on: date) -> Self:
        """Those that stand on a day: not superseded by then, and not past the last date until which their text, or the chapeau's, runs."""
        mine = Q(text=OuterRef("text")) | Q(text=OuterRef("inherited_from__text")) | Q(text=OuterRef("inherited_from__inherited_from__text"))
        texts: Any = self.model._meta.get_field("text").related_model
        until = texts.deadlines.rel.related_model.objects.filter(mine, rule=UNTIL)
        not_superseded = Q(lifecycle=Lifecycle.IN_FORCE) | Q(superseded_on__gt=on)
        return self.filter(not_superseded).exclude(Exists(until.filter(first_due__lt=on)), ~Exists(until.filter(first_due__gte=on)))

    def addressed_to(self, *codes: str) -> Self:
        """Those that name one of the codes as addressee."""
        addressees: Any = self.model._meta.get_field("addressees").related_model
        return self.filter(Exists(addressees.objects.filter(obligation=OuterRef("pk"), code__in=codes)))

    def applies_to(self, actor: Actor) -> Self:
        """All that reaches an actor: named, or as one of all States (`member_states` counts the members, `all_states` the observers too)."""
        return self.addressed_to(actor.code, *groups_of(actor))


class AssessmentQuerySet(models.QuerySet):
    """Assessments."""

    def visible_to(self, user: AbstractBaseUser | AnonymousUser) -> Self:
        """Statuses are for people with a role; until review and publication exist, every approved version is."""
        return self.filter(approved_at__isnull=False) if has_role(user) else self.none()

    def writable_by(self, user: AbstractBaseUser | AnonymousUser) -> Self:
        """The assessments `user` may follow with a new version."""
        return self if has_role(user, "analyst") else self.none()

    def of_obligations(self) -> Self:
        """Those on obligations; the others are on commitments and have statuses of their own."""
        return self.filter(obligation__isnull=False)

    def current(self) -> Self:
        """The approved versions that nothing has replaced."""
        return self.filter(approved_at__isnull=False, replaced_at__isnull=True)

    def as_of(self, day: date) -> Self:
        """The versions that stood at the end of a day."""
        end = timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))
        return self.filter(approved_at__lt=end).filter(Q(replaced_at__isnull=True) | Q(replaced_at__gte=end))


class SpeechQuerySet(models.QuerySet):
    """Speeches."""

    def visible_to(self, user: AbstractBaseUser | AnonymousUser) -> Self:
        """What `user` may read: the texts of the reference editions."""
        return self.current() if may_read_texts(user) else self.none()

    def current(self) -> Self:
        """Those of the reference editions."""
        return self.filter(edition=models.F("edition__document__reference_edition"))


class VoteQuerySet(SpeechQuerySet):
    """Votes; they stand in editions as speeches do."""


class CommitmentQuerySet(models.QuerySet):
    """Commitments."""

    def visible_to(self, user: AbstractBaseUser | AnonymousUser) -> Self:
        """What is confirmed, for all who may read texts; staff also see what is suggested, and what was rejected."""
        if not may_read_texts(user):
            return self.none()
        return self if has_role(user, "analyst", "reviewer", "editor") else self.confirmed()

    def writable_by(self, user: AbstractBaseUser | AnonymousUser) -> Self:
        """The commitments `user` may decide on and follow up."""
        return self if has_role(user, "analyst", "reviewer", "editor") else self.none()

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
        staff = has_role(user, "analyst", "reviewer", "editor")
        opinions = (Opinion.CONFIRMED, Opinion.SUGGESTED) if staff else (Opinion.CONFIRMED,)
        return self.filter(
            opinion__in=opinions,
            commitment__in=commitments.objects.visible_to(user),
            obligation__in=obligations.objects.visible_to(user),
        )


def groups_of(actor: Actor) -> tuple[str, ...]:
    """The groups of States that an actor is one of."""
    if actor.kind == ActorKind.STATE:
        return ("all_states", "member_states")
    return ("all_states",) if actor.kind == ActorKind.OBSERVER else ()
