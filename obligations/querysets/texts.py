"""Reading texts and what they oblige to: documents, paragraphs, actors, obligations."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from obligations.choices import ActorKind, Lifecycle, Presence
from obligations.querysets.assignments import subjects_assigned
from obligations.querysets.roles import has_role, is_staff, may_read_texts

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser, AnonymousUser

    from obligations.models import Actor

UNTIL = "until"  # the rule of a date until which something runs, such as a mandate: nobody owes anything on that day


class EditionQuerySet(models.QuerySet):
    """Editions of documents."""

    def visible_to(self, user: AbstractBaseUser | AnonymousUser) -> Self:
        """What `user` may read: the editions of the documents that `user` may read."""
        return self if may_read_texts(user) else self.none()


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


class ParagraphTextQuerySet(models.QuerySet):
    """The words of paragraphs in editions. They are reached through paragraphs that somebody may read, and have no rule of their own."""

    def beside(self, language: str = "") -> Self:
        """Those that stand beside what obligations are read from: of the newest edition in each other language, or in one."""
        editions: Any = self.model._meta.get_field("edition").related_model
        later = editions.objects.filter(
            document=OuterRef("edition__document"), language=OuterRef("edition__language"), number__gt=OuterRef("edition__number")
        )
        found = self.filter(~Exists(later)).exclude(edition__language=F("edition__document__reference_edition__language"))
        return found.filter(edition__language=language) if language else found


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
        return self if is_staff(user) else self.exclude(presence=Presence.RETIRED)

    def writable_by(self, user: AbstractBaseUser | AnonymousUser) -> Self:
        """The obligations whose labels and follow-up `user` may change."""
        return self if is_staff(user) else self.none()

    def assessable_by(self, user: AbstractBaseUser | AnonymousUser, actor: Actor) -> Self:
        """The obligations on which `user` may record follow-up for an actor: an analyst, within an assignment."""
        subjects = subjects_assigned(user, actor)
        if subjects is None:
            return self
        paragraphs: Any = self.model._meta.get_field("paragraph").related_model
        links = paragraphs._meta.get_field("subjects").related_model
        return self.filter(Exists(links.objects.filter(paragraph=OuterRef("paragraph"), subject__in=subjects)))

    def in_the_text(self) -> Self:
        """Those that the reference edition says."""
        return self.filter(presence=Presence.FOUND)

    def tracked(self) -> Self:
        """Those that ask somebody other than the Council for something, stand in the text and are in force."""
        return self.in_the_text().filter(tracked=True, lifecycle=Lifecycle.IN_FORCE)

    def in_force(self, on: date) -> Self:
        """Those that stand on a day: not superseded by then, and not past the last date until which their text, or the chapeau's, runs."""
        texts: Any = self.model._meta.get_field("text").related_model
        until = texts.deadlines.rel.related_model.objects.filter(rule=UNTIL).order_by()
        ended, runs = Q(pk__in=[]), Q(pk__in=[])
        for said in ("text", "inherited_from__text", "inherited_from__inherited_from__text"):
            ended |= Q(**{f"{said}__in": until.filter(first_due__lt=on).values("text")})
            runs |= Q(**{f"{said}__in": until.filter(first_due__gte=on).values("text")})
        not_superseded = Q(lifecycle=Lifecycle.IN_FORCE) | Q(superseded_on__gt=on)
        return self.filter(not_superseded).filter(~(ended & ~runs))

    def addressed_to(self, *codes: str) -> Self:
        """Those that name one of the codes as addressee."""
        addressees: Any = self.model._meta.get_field("addressees").related_model
        return self.filter(Exists(addressees.objects.filter(obligation=OuterRef("pk"), code__in=codes)))

    def applies_to(self, actor: Actor) -> Self:
        """All that reaches an actor: named, or as one of all States (`member_states` counts the members, `all_states` the observers too)."""
        return self.addressed_to(actor.code, *groups_of(actor))


def groups_of(actor: Actor) -> tuple[str, ...]:
    """The groups of States that an actor is one of."""
    if actor.kind == ActorKind.STATE:
        return ("all_states", "member_states")
    return ("all_states",) if actor.kind == ActorKind.OBSERVER else ()
