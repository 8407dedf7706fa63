"""Actors: the list in the UN's order, and the page of what one of them is asked to do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from obligations import meetingstats, stats
from obligations.choices import ActorKind, CommitmentKind, Opinion, Presence, RegionalGroup
from obligations.models import Actor, Assessment, Commitment, ObligationAddressee
from obligations.querysets import groups_of
from obligations.views.access import for_readers, is_staff_reader, sees_statuses
from obligations.views.chosen_day import ChosenDay, chosen_day
from obligations.views.commitments import all_said, with_speech
from obligations.views.meetings import adopted_here, ballots_of
from obligations.views.reading import Card, cards, with_labels

PER_PAGE = 25
VOTES_PER_PAGE = 20
LATEST = 5  # commitments on an actor's page; the rest stand on the board
BODIES = (ActorKind.GROUP, ActorKind.COUNCIL, ActorKind.UN, ActorKind.ORGANISATION)


@dataclass(frozen=True, slots=True)
class Reach:
    """An obligation as it reaches an actor: through which addressee, whether by name, and the follow-up that stands."""

    card: Card
    through: ObligationAddressee | None
    named: bool
    standing: Assessment | None


@for_readers
def actor_list(request: HttpRequest) -> HttpResponse:
    """States by regional group in the UN's order, observers, bodies and organizations; with how often each is named."""
    actors = list(Actor.objects.all())
    naming = stats.naming(request.user)
    members = [actor for actor in actors if actor.kind == ActorKind.STATE]
    sections = [(group.label, [actor for actor in members if actor.regional_group == group]) for group in RegionalGroup]
    sections += [(kind.label, [actor for actor in actors if actor.kind == kind]) for kind in (ActorKind.OBSERVER, *BODIES)]
    named = [(label, [(actor, naming.get(actor.code)) for actor in inside]) for label, inside in sections if inside]
    return render(request, "obligations/actor_list.html", {"sections": named})


@for_readers
def actor_page(request: HttpRequest, code: str) -> HttpResponse:
    """What an actor is asked to do, by name or as one of all States, with the follow-up that is recorded, today or on a chosen day."""
    actor = get_object_or_404(Actor.objects.prefetch_related("successors"), code=code)
    day = chosen_day(request, today=timezone.localdate())
    on = day.on
    reaching = stats.reached_on(request.user, actor, on, today=day.today) if day.past else stats.reaching(request.user, actor)
    page = Paginator(with_labels(reaching), PER_PAGE).get_page(request.GET.get("page"))
    standing = stats.current_by_obligation(request.user, on, actor)
    every, named = stats.reach_counts(request.user, actor)
    context = {
        "on": on,
        "day": day,
        "actor": actor,
        "page": page,
        "rows": [_reach(card, actor, standing) for card in cards(request.user, on, page.object_list)],
        "every": every,
        "named": named,
        "confirmed": stats.confirmed(reaching),
        **_spoken(request, actor, day),
        "follow_up": stats.follow_up(request.user, on, actor=actor, parameters=day.parameters) if sees_statuses(request.user) else None,
    }
    return render(request, "obligations/actor.html", context)


def _spoken(request: HttpRequest, actor: Actor, day: ChosenDay) -> dict[str, Any]:
    """What the actor said of itself and how it voted, up to a past day where one is chosen; nothing that others said of it."""
    own = Commitment.objects.visible_to(request.user).confirmed().filter(actor=actor)
    cast = ballots_of(request.user, actor)
    staff = is_staff_reader(request.user)
    mine: stats.Parameters = (("actor", actor.code),)
    if day.past:
        own, mine = own.filter(document__adopted_on__lte=day.on), (*mine, ("said_before", day.on.isoformat()))
        cast = cast.filter(vote__edition__document__adopted_on__lte=day.on)
    listed = (*mine, ("opinion", Opinion.CONFIRMED), ("presence", Presence.FOUND)) if staff else mine  # only staff see anything else there
    votes = Paginator(cast, VOTES_PER_PAGE).get_page(request.GET.get("votes"))
    latest = own.order_by("-document__adopted_on", "document__symbol", "speech__order", "start")[:LATEST]
    return {
        "said": all_said(request.user, with_speech(latest)),
        "commitments": stats.Figure(own.count(), listed),
        "amounts": meetingstats.amounts(own, mine, opinions=staff),
        "columns": tuple(CommitmentKind),
        "votes": votes,
        "adopted": adopted_here(request.user, votes.object_list),
        "sees_statuses": sees_statuses(request.user),
    }


def _reach(card: Card, actor: Actor, standing: dict[int, Assessment]) -> Reach:
    """Named goes before one of a group."""
    own = next((row for row in card.addressees if row.code == actor.code), None)
    through = own or next((row for row in card.addressees if row.code in groups_of(actor)), None)
    return Reach(card, through, own is not None, standing.get(card.obligation.pk))
