"""Meetings and what was said and voted in them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import OuterRef, Prefetch, QuerySet, Subquery
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response

from obligations.api import columns
from obligations.api.serializers.meetings import MeetingSerializer
from obligations.api.serializers.speeches import SpeechSerializer
from obligations.api.serializers.votes import VoteSerializer
from obligations.api.views.reading import ReadView
from obligations.choices import Opinion, Presence
from obligations.filters.records import MeetingFilter, SpeechFilter, VoteFilter
from obligations.models import Actor, Ballot, Commitment, Document, Meeting, Speech, Vote

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser, AnonymousUser

    Reader = AbstractBaseUser | AnonymousUser


def moved_to(slug: str, user: Reader) -> str | None:
    """The present slug of a record that had this one under an earlier symbol."""
    return Document.objects.visible_to(user).filter(former_slugs__slug=slug).values_list("slug", flat=True).first()


def votes_of(user: Reader) -> QuerySet[Vote]:
    """The votes that a user may see, with all that their answer shows."""
    adopted = Document.objects.visible_to(user).filter(symbol=OuterRef("resolution"))
    return (
        Vote.objects.visible_to(user)
        .select_related("edition__document")
        .defer("edition__body")
        .annotate(resolution_slug=Subquery(adopted.values("slug")[:1]))
        .prefetch_related(Prefetch("ballots", Ballot.objects.select_related("actor").order_by("actor__position")))
        .order_by("edition", "number")
    )


def speeches_of(user: Reader) -> QuerySet[Speech]:
    """The speeches that a user may see, with their meeting and speaker."""
    rows = Speech.objects.visible_to(user).select_related("edition__document", "actor")
    return rows.defer("search", "edition__body").order_by("edition", "order")


class MeetingView(ReadView):
    """Meetings of the Council, as their records tell them."""

    queryset = Meeting.objects.none()
    serializer_class = MeetingSerializer
    filterset_class = MeetingFilter
    columns = columns.MEETINGS
    lookup_field = "document__slug"
    lookup_url_kwarg = "slug"

    def get_queryset(self) -> QuerySet[Meeting]:
        """The meetings whose record the request's user may see."""
        user = self.request.user
        speeches = speeches_of(user).defer("text", "search", "edition__body")
        return (
            Meeting.objects.filter(document__in=Document.objects.visible_to(user))
            .select_related("document__reference_edition", "presiding")
            .defer("document__reference_edition__body")
            .prefetch_related(
                Prefetch("members", Actor.objects.order_by("position")),
                Prefetch("document__reference_edition__speeches", speeches),
                Prefetch("document__reference_edition__votes", votes_of(user)),
            )
        )

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Any:
        """A meeting; an address its record had under an earlier symbol leads to the present one."""
        if moved := moved_to(kwargs["slug"], request.user):
            return redirect("api:meetings-detail", moved, permanent=True)
        answer: Response = super().retrieve(request, *args, **kwargs)
        return answer


class OfMeetingView(ReadView):
    """What is looked up by its record and its number in it. Kinds give `number_field` and `address_name`."""

    number_field: str
    address_name: str

    def get_object(self) -> Any:
        """The thing at this address. Raises NotFound in a sentence of its own."""
        slug, number = self.kwargs["meeting"], self.kwargs[self.number_field]
        rows = self.filter_queryset(self.get_queryset())
        found = rows.filter(**{"edition__document__slug": slug, self.number_field: number}).first()
        if found is None:
            raise NotFound(_("There is nothing here under “%(key)s”, or it is not for your eyes.") % {"key": f"{slug}/{number}"})
        return found

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Any:
        """The thing; an address its record had under an earlier symbol leads to the present one."""
        if moved := moved_to(kwargs["meeting"], request.user):
            return redirect(self.address_name, moved, kwargs[self.number_field], permanent=True)
        answer: Response = super().retrieve(request, *args, **kwargs)
        return answer


class SpeechView(OfMeetingView):
    """Speeches of the reference editions, in the order of their records."""

    queryset = Speech.objects.none()
    serializer_class = SpeechSerializer
    filterset_class = SpeechFilter
    columns = columns.SPEECHES
    number_field = "order"
    address_name = "api:speeches-detail"

    def get_queryset(self) -> QuerySet[Speech]:
        """The speeches of the request's user, with the commitments in them."""
        said = Commitment.objects.visible_to(self.request.user).filter(presence=Presence.FOUND).exclude(opinion=Opinion.REJECTED)
        return speeches_of(self.request.user).prefetch_related(Prefetch("commitments", said.order_by("start", "pk")))


class VoteView(OfMeetingView):
    """Votes of the reference editions, in the order of their records."""

    queryset = Vote.objects.none()
    serializer_class = VoteSerializer
    filterset_class = VoteFilter
    columns = columns.VOTES
    number_field = "number"
    address_name = "api:votes-detail"

    def get_queryset(self) -> QuerySet[Vote]:
        """The votes of the request's user."""
        return votes_of(self.request.user)
