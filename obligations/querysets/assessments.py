"""Reading follow-up: versions and who may see which, what proves them, what is said about them, rounds."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Prefetch, Q, When
from django.utils import timezone

from obligations.choices import Audience, EvidenceAccess, ReviewState
from obligations.querysets.roles import has_role, is_staff, state_of

if TYPE_CHECKING:
    from obligations.querysets.roles import Person

# The columns that say from when until when a version was shown to an audience. Each audience includes the narrower ones, so a version that is
# public is also shown to all readers and to the State concerned.
SHOWN = {Audience.STATE: "shared", Audience.READERS: "released", Audience.PUBLIC: "public"}


def end_of(day: date) -> datetime:
    """The moment at which a day ends, in the time zone of the service."""
    if day == date.max:
        return datetime.max.replace(tzinfo=timezone.get_current_timezone())
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))


def _audiences(user: Person) -> list[tuple[Audience, Q]]:
    """The audiences somebody without a staff role belongs to, each with the actors for which it is so; they do not overlap."""
    if not has_role(user):
        return [(Audience.PUBLIC, Q())] if settings.PUBLIC_READ else []
    own = state_of(user)
    return [(Audience.READERS, Q())] if own is None else [(Audience.STATE, Q(actor=own)), (Audience.READERS, ~Q(actor=own))]


def may_see_statuses(user: Person) -> bool:
    """Whether somebody belongs to any audience at all; asks no database but for the person's roles."""
    return settings.PUBLIC_READ or has_role(user)


class AssessmentQuerySet(models.QuerySet):
    """Assessments."""

    def visible_to(self, user: Person) -> Self:
        """Every version for staff, drafts too. For all others what was published to them and has not been withdrawn, older versions included."""
        if is_staff(user):
            return self
        audiences = _audiences(user)
        if not audiences:
            return self.none()
        shown = Q(pk__in=[])
        for audience, whom in audiences:
            shown |= whom & Q(**{f"{SHOWN[audience]}_at__isnull": False})
        return self.filter(shown, state=ReviewState.APPROVED)

    def standing_for(self, user: Person, on: date | None = None) -> Self:
        """One version of a cell at most: the one that stands for `user`, now or at the end of a day.

        For staff the approved version; for a State, for readers and for the public the last one that was published to them.
        """
        if is_staff(user):
            return self.current() if on is None else self.as_of(on)
        audiences = _audiences(user)
        if not audiences:
            return self.none()
        standing = Q(pk__in=[])
        for audience, whom in audiences:
            standing |= whom & _lasting(f"{SHOWN[audience]}_at", f"{SHOWN[audience]}_until", on)
        return self.filter(standing, state=ReviewState.APPROVED)

    def standing_parts(self, user: Person, on: date | None = None) -> list[Self]:
        """What `standing_for` gives, in parts that do not overlap: each lies together in an index, where the whole of it would not be looked up.

        What still stands, and on a past day what has ceased to since; nothing at all for whom nothing stands.
        """
        if is_staff(user):
            return [self.filter(part) for part in _lasting_parts("approved_at", "replaced_at", on)]
        return [
            self.filter(whom, part, state=ReviewState.APPROVED)
            for audience, whom in _audiences(user)
            for part in _lasting_parts(f"{SHOWN[audience]}_at", f"{SHOWN[audience]}_until", on)
        ]

    def shown_to(self, user: Person) -> Self:
        """With `since`, when each version came to stand for somebody without a staff role, and `until`, when it ceased to; nothing for staff."""
        audiences = _audiences(user)
        if is_staff(user) or not audiences:
            return self.none()
        if len(audiences) == 1:  # of everybody but a State: columns that an index has
            column = SHOWN[audiences[0][0]]
            return self.visible_to(user).annotate(since=F(f"{column}_at"), until=F(f"{column}_until"))
        shown = [(whom & Q(**{f"{SHOWN[audience]}_at__isnull": False}), SHOWN[audience]) for audience, whom in audiences]
        since = Case(*(When(condition, then=F(f"{column}_at")) for condition, column in shown))
        until = Case(*(When(condition, then=F(f"{column}_until")) for condition, column in shown))
        return self.visible_to(user).annotate(since=since, until=until)

    def up_to(self, user: Person, day: date) -> Self:
        """What had come to stand for `user` by the end of a day, older versions included; not what had been withdrawn by then."""
        if not is_staff(user):
            return self.shown_to(user).filter(since__lt=end_of(day))
        return self.filter(approved_at__lt=end_of(day)).exclude(state=ReviewState.WITHDRAWN, replaced_at__lt=end_of(day))

    def writable_by(self, user: Person) -> Self:
        """The drafts `user` may go on with: one's own."""
        return self.filter(state=ReviewState.DRAFT, author=user.pk) if has_role(user, "analyst") else self.none()

    def reviewable_by(self, user: Person) -> Self:
        """The submitted versions `user` may approve or return: never one's own."""
        return self.submitted().exclude(author=user.pk) if has_role(user, "reviewer") else self.none()

    def approved(self) -> Self:
        """What was approved, current or not, and not withdrawn."""
        return self.filter(state=ReviewState.APPROVED)

    def submitted(self) -> Self:
        """What waits for review."""
        return self.filter(state=ReviewState.SUBMITTED)

    def open(self) -> Self:
        """What is under way: drafts, what waits for review, and what was returned and not taken up again."""
        taken_up = self.model._default_manager.filter(continues=OuterRef("pk")).exclude(state=ReviewState.DISCARDED)
        returned = Q(state=ReviewState.RETURNED) & ~Exists(taken_up)
        return self.filter(Q(state__in=(ReviewState.DRAFT, ReviewState.SUBMITTED)) | returned)

    def of_obligations(self) -> Self:
        """Those on obligations; the others are on commitments and have statuses of their own."""
        return self.filter(obligation__isnull=False)

    def current(self) -> Self:
        """The approved versions that nothing has replaced."""
        return self.filter(approved_at__isnull=False, replaced_at__isnull=True)

    def as_of(self, day: date) -> Self:
        """The approved versions that stood at the end of a day."""
        return self.filter(_lasting("approved_at", "replaced_at", day))

    def with_proof(self, user: Person) -> Self:
        """Each with what it rests on (`shown_links`) and what the State says of it (`shown_comments`), as far as `user` may see them."""
        links: Any = self.model._meta.get_field("links").related_model
        comments: Any = self.model._meta.get_field("state_comments").related_model
        evidence: Any = links._meta.get_field("evidence").related_model
        seen = links.objects.filter(evidence__in=evidence.objects.visible_to(user)).select_related("evidence")
        said = comments.objects.visible_to(user).select_related("actor")
        return self.prefetch_related(Prefetch("links", seen, to_attr="shown_links"), Prefetch("state_comments", said, to_attr="shown_comments"))

    def at(self, moment: datetime) -> Self:
        """The approved versions that stood at a moment."""
        return self.filter(Q(approved_at__lte=moment) & (Q(replaced_at__isnull=True) | Q(replaced_at__gt=moment)))


def _lasting(since: str, until: str, day: date | None) -> Q:
    if day is None:
        return Q(**{f"{since}__isnull": False, f"{until}__isnull": True})
    end = end_of(day)
    return Q(**{f"{since}__lt": end}) & (Q(**{f"{until}__isnull": True}) | Q(**{f"{until}__gte": end}))


def _lasting_parts(since: str, until: str, day: date | None) -> list[Q]:
    if day is None:
        return [Q(**{f"{since}__isnull": False, f"{until}__isnull": True})]
    end = end_of(day)
    return [Q(**{f"{since}__lt": end, f"{until}__isnull": True}), Q(**{f"{since}__lt": end, f"{until}__gte": end})]


class StateCommentQuerySet(models.QuerySet):
    """What States say of the statuses recorded for them."""

    def visible_to(self, user: Person) -> Self:
        """Whoever may see the version sees what the State said of it."""
        if is_staff(user):
            return self
        assessments: Any = self.model._meta.get_field("assessment").related_model
        return self.filter(assessment__in=assessments.objects.visible_to(user))


class ApplicabilityQuerySet(models.QuerySet):
    """Whether obligations concern those they are addressed to, in versions."""

    def visible_to(self, user: Person) -> Self:
        """Staff, and people with a role: it decides what a status can be recorded for."""
        return self if has_role(user) else self.none()

    def current(self) -> Self:
        """What nothing has replaced."""
        return self.filter(replaced_at__isnull=True)

    def as_of(self, day: date) -> Self:
        """What stood at the end of a day."""
        return self.filter(_lasting("recorded_at", "replaced_at", day))

    def at(self, moment: datetime) -> Self:
        """What stood at a moment."""
        return self.filter(Q(recorded_at__lte=moment) & (Q(replaced_at__isnull=True) | Q(replaced_at__gt=moment)))


def evidence_of_seen(user: Person) -> Q:
    """Which links of versions that `user` was found to see lead to evidence the person may see: what `EvidenceQuerySet.visible_to` says of them."""
    return Q() if is_staff(user) else Q(evidence__access=EvidenceAccess.WITH_STATUS)


class EvidenceQuerySet(models.QuerySet):
    """Evidence."""

    def visible_to(self, user: Person) -> Self:
        """Staff see all; everybody else what supports a status they may see, unless it is kept for staff."""
        if is_staff(user):
            return self
        links: Any = self.model._meta.get_field("links").related_model
        assessments: Any = links._meta.get_field("assessment").related_model
        shown = links.objects.filter(evidence=OuterRef("pk"), assessment__in=assessments.objects.visible_to(user))
        return self.filter(Exists(shown), access=EvidenceAccess.WITH_STATUS)

    def writable_by(self, user: Person) -> Self:
        """Analysts and editors add and revise evidence."""
        return self if has_role(user, "analyst", "editor") else self.none()

    def in_use(self) -> Self:
        """Those that no later revision has taken the place of."""
        return self.filter(revised_by__isnull=True, withdrawn_at__isnull=True)


class RoundQuerySet(models.QuerySet):
    """Rounds of review."""

    def visible_to(self, user: Person) -> Self:
        """People with a role."""
        return self if has_role(user) else self.none()

    def writable_by(self, user: Person) -> Self:
        """Reviewers and editors open and close rounds."""
        return self if has_role(user, "reviewer", "editor") else self.none()

    def running(self, on: date) -> Self:
        """Those that have opened and have not been closed."""
        return self.filter(opens_on__lte=on, closed_at__isnull=True)


class RelationQuerySet(models.QuerySet):
    """Relations between obligations."""

    def visible_to(self, user: Person) -> Self:
        """Whoever may see both obligations, while the relation holds."""
        obligations: Any = self.model._meta.get_field("source").related_model
        seen = obligations.objects.visible_to(user)
        return self.filter(source__in=seen, target__in=seen, removed_at__isnull=True)

    def holding(self) -> Self:
        """Those that have not been taken back."""
        return self.filter(removed_at__isnull=True)


class CommentQuerySet(models.QuerySet):
    """What staff say to one another."""

    def visible_to(self, user: Person) -> Self:
        """Staff only, ever."""
        return self if is_staff(user) else self.none()

    def unresolved(self) -> Self:
        """Threads that wait: their first comments that nobody has resolved."""
        return self.filter(parent__isnull=True, resolved_at__isnull=True)
