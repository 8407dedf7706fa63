"""Actors: the list in the UN's order, and the page of what one of them is asked to do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from obligations.choices import ActorKind, CommitmentKind, Opinion, Presence, RegionalGroup
from obligations.dues import board as dueboard
from obligations.dues.days import DueDay
from obligations.dues.filters import chosen_days
from obligations.dues.reading import all_dues
from obligations.kept.store import Kept
from obligations.matrix.reading import words_of
from obligations.models import Actor, Assessment, Commitment, Evidence, Obligation, ObligationAddressee
from obligations.querysets import groups_of
from obligations.reach import Reached, ReachForm, reach_grid, reached
from obligations.stats import commitments, figures
from obligations.stats.history import history
from obligations.views.access import for_readers, is_staff_reader, sees_statuses
from obligations.views.chosen_day import ChosenDay, chosen_day
from obligations.views.commitments import all_said, with_speech
from obligations.views.drawn import drawn_grid, drawn_history, drawn_sources
from obligations.views.filtering import Condition, sentence_of
from obligations.views.meetings import adopted_here, ballots_of
from obligations.views.reading import Card, cards, with_labels

if TYPE_CHECKING:
    from django.utils.safestring import SafeString

    from obligations.views.access import Reader

PER_PAGE = 25
VOTES_PER_PAGE = 20
LATEST = 5  # commitments on an actor's page; the rest stand on the board
DUE = 5  # due dates of each kind; the rest stand on the page of due dates
SOURCES = 8  # pieces of evidence that stand open; the rest is folded
ROWS = 300  # that a table of this page may count as where it is kept
BODIES = (ActorKind.GROUP, ActorKind.COUNCIL, ActorKind.UN, ActorKind.ORGANISATION)


@dataclass(frozen=True, slots=True)
class Reach:
    """An obligation as it reaches an actor: through which addressee, whether by name, and what its cell says; `standing` has its proof."""

    card: Card
    through: ObligationAddressee | None
    named: bool
    standing: Assessment | None
    words: str


@dataclass(frozen=True, slots=True)
class Chosen:
    """The obligations that fit what the page's address asks for: those of one page, `page` with its number, and how many there are.

    `query` is what it asks for, with the day; `drawing` is the grid of everything that reaches the actor, `total` counts that.
    """

    rows: tuple[Reached, ...]
    page: Page[int]
    sentence: tuple[Condition, ...]
    query: str
    named: figures.Figure
    every: figures.Figure
    drawing: SafeString
    total: figures.Figure

    @property
    def address(self) -> str:
        """The beginning of a query to which a page is added."""
        return f"?{self.query}&" if self.query else "?"


@for_readers
def actor_list(request: HttpRequest) -> HttpResponse:
    """States by regional group in the UN's order, observers, bodies and organizations; with how often each is named.

    `?state=JPN&subject=ied`, as the first page asks, leads to what that State is asked on that subject.
    """
    if found := Actor.objects.filter(code=request.GET["state"]).first() if request.GET.get("state") else None:
        subject = request.GET.get("subject", "")
        return redirect(f"{found.get_absolute_url()}?{urlencode({'subject': subject})}#asked" if subject else found.get_absolute_url())
    actors = list(Actor.objects.all())
    naming = figures.naming(request.user)
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
    user, on, shown = request.user, day.on, sees_statuses(request.user)
    kept = Kept.of(user)
    here = (actor.pk, on, day.today)  # what everything kept of this page is about
    asked = tuple((name, *request.GET.getlist(name)) for name in (*ReachForm.base_fields, "page"))
    chosen = kept.figure("actor: asked", *here, asked, compute=lambda: _chosen(request, actor, day), size=lambda _: ROWS)
    confirmed, named = kept.figure("actor: all", *here, compute=lambda: figures.reach_counts(user, actor))
    every = confirmed.of
    context = {
        "on": on,
        "day": day,
        "actor": actor,
        "chosen": chosen,
        "page": chosen.page,
        "rows": _reaches(user, actor, on, chosen.rows, shown=shown),
        "every": every,
        "named": named,
        "elapsed": 0 if day.past or (actor.until and actor.until < on) else every.count - chosen.total.count,
        "confirmed": confirmed,
        "board": dueboard.shown(kept.figure("actor: due", *here, compute=lambda: _board(user, actor, on, kept)), user),
        **_spoken(request, actor, day),
        **(kept.figure("actor: recorded", *here, compute=lambda: _recorded(user, actor, day), size=lambda _: ROWS) if shown else {}),
    }
    return render(request, "obligations/actor.html", context)


def _chosen(request: HttpRequest, actor: Actor, day: ChosenDay) -> Chosen:
    """The part of what reaches the actor that the address asks for; what the form does not know is left out."""
    everything = reached(request.user, actor, day.on, today=day.today, statuses=sees_statuses(request.user))
    form = ReachForm(request.GET)
    form.is_valid()
    rows = form.chosen(everything)
    kept = QueryDict(mutable=True)
    for name, value in day.parameters:
        kept[name] = value
    for name in form.fields:
        kept.setlist(name, form.cleaned_data.get(name) or [])
    mine = tuple((name, value) for name, values in kept.lists() for value in values)
    apart = tuple(pair for pair in mine if pair[0] != "reach")
    named = figures.Figure(sum(row.named for row in rows), (*apart, ("reach", "named")))
    page = Paginator(range(len(rows)), PER_PAGE).get_page(request.GET.get("page"))
    grid = reach_grid(everything, parameters=day.parameters)
    return Chosen(
        tuple(rows[number] for number in page.object_list),
        page,
        tuple(sentence_of(form, kept)),
        urlencode(mine),
        named,
        figures.Figure(len(rows), mine),
        drawn_grid(grid, caption=_("Obligations by subject area and force, with what is recorded"), address=request.path, anchor="#asked"),
        grid.foot.total.total,
    )


def _board(user: Reader, actor: Actor, on: date, kept: Kept) -> dueboard.Board[DueDay]:
    """The due dates of what reaches an actor, by name or as one of a group."""
    days = chosen_days(all_dues(user, kept), {"applies_to": [actor.code]}, on=on)
    return dueboard.board(days, parameters=(("applies_to", actor.code),), limit=DUE)


def _recorded(user: Reader, actor: Actor, day: ChosenDay) -> dict[str, Any]:
    """Follow-up by status and force, how it grew, and what it rests on."""
    told = history(user, actor, day.on, today=day.today)
    standing = figures.standing(user, day.on).filter(actor=actor)
    proof = Evidence.objects.visible_to(user).filter(links__assessment__in=standing.order_by().values("pk")).distinct()
    sources = list(proof.order_by("-published_on", "-pk"))
    return {
        "follow_up": figures.follow_up(user, day.on, actor=actor, parameters=day.parameters),
        "history": drawn_history(told, actor) if told else "",
        "sources": drawn_sources(sources[:SOURCES], sources[SOURCES:]) if sources else "",
    }


def _spoken(request: HttpRequest, actor: Actor, day: ChosenDay) -> dict[str, Any]:
    """What the actor said of itself and how it voted, up to a past day where one is chosen; nothing that others said of it."""
    own = Commitment.objects.visible_to(request.user).confirmed().filter(actor=actor)
    cast = ballots_of(request.user, actor)
    staff = is_staff_reader(request.user)
    mine: figures.Parameters = (("actor", actor.code),)
    if day.past:
        own, mine = own.filter(document__adopted_on__lte=day.on), (*mine, ("said_before", day.on.isoformat()))
        cast = cast.filter(vote__edition__document__adopted_on__lte=day.on)
    listed = (*mine, ("opinion", Opinion.CONFIRMED), ("presence", Presence.FOUND)) if staff else mine  # only staff see anything else there
    votes = Paginator(cast, VOTES_PER_PAGE).get_page(request.GET.get("votes"))
    latest = own.order_by("-document__adopted_on", "document__symbol", "speech__order", "start")[:LATEST]
    return {
        "said": all_said(request.user, with_speech(latest)),
        "commitments": figures.Figure(own.count(), listed),
        "amounts": commitments.amounts(own, mine, opinions=staff),
        "columns": tuple(CommitmentKind),
        "votes": votes,
        "adopted": adopted_here(request.user, votes.object_list),
        "sees_statuses": sees_statuses(request.user),
    }


def _reaches(user: Reader, actor: Actor, on: date, rows: Sequence[Reached], *, shown: bool) -> list[Reach]:
    """The cards of a page in its order, each with the version that stands and what that rests on."""
    keys = [row.obligation for row in rows]
    drawn = cards(user, on, with_labels(Obligation.objects.filter(pk__in=keys).order_by()), beside=True)
    found = {card.obligation.pk: card for card in drawn}
    versions = Assessment.objects.standing_for(user, on).filter(actor=actor, obligation__in=keys).with_proof(user) if shown else ()
    standing = {version.obligation_id: version for version in versions}
    return [_reach(found[row.obligation], row, actor, standing.get(row.obligation)) for row in rows]


def _reach(card: Card, row: Reached, actor: Actor, standing: Assessment | None) -> Reach:
    """Named goes before one of a group."""
    own = next((link for link in card.addressees if link.code == actor.code), None)
    through = own or next((link for link in card.addressees if link.code in groups_of(actor)), None)
    applies = standing is not None and row.mark == standing.status
    return Reach(card, through, own is not None, standing if applies else None, words_of(row.mark) if row.mark else "")
