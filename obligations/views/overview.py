"""The first page: what the Council asks, of whom, what is recorded of it, what is due, what changed, what is new."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from obligations.changes import reading as changes
from obligations.choices import ActorKind
from obligations.dues.board import board, shown
from obligations.dues.reading import all_dues
from obligations.kept.store import Kept
from obligations.models import Actor, Document, Round
from obligations.querysets import has_role, is_staff
from obligations.rounds import counts, coverage
from obligations.stats import figures
from obligations.stats.addressed import addressed
from obligations.stats.grid import recorded
from obligations.views.access import for_readers, sees_statuses
from obligations.views.chosen_day import ChosenDay, chosen_day
from obligations.views.drawn import drawn_grid
from obligations.views.rounds import heads

if TYPE_CHECKING:
    from obligations.views.access import Reader

NEWEST, DUE, LATEST = 6, 5, 6  # documents, due dates and changes shown
LATELY = timedelta(days=30)
ROWS = 500  # that a table of this page may count as where it is kept


@for_readers
def overview(request: HttpRequest) -> HttpResponse:
    """Everything at a glance; each number leads to the list it counts."""
    user, on = request.user, timezone.localdate()
    day = chosen_day(request, today=on)
    kinds = figures.documents(user)
    newest = list(Document.objects.visible_to(user)[:NEWEST])
    asked_of = figures.asking_by_document(user, newest)
    actors = list(Actor.objects.all())
    kept = Kept.of(user)
    context = {
        "on": on,
        "day": day,
        "kinds": kinds,
        "documents": sum(figure.count for _, figure in kinds),
        "newest": [(document, asked_of[document.pk]) for document in newest],
        **kept.figure("overview: asked", compute=lambda: _asked(user, actors), size=lambda _: ROWS),
        "states": [actor for actor in actors if actor.kind in (ActorKind.STATE, ActorKind.OBSERVER) and not actor.until],
        "board": shown(kept.figure("overview: due", on, compute=lambda: board(all_dues(user, kept).days(on=on), limit=DUE)), user),
        "told": has_role(user),
        "imports": has_role(user, "editor"),
        "records": has_role(user, "analyst"),
        **(_recorded(request, day, kept) if sees_statuses(user) else {}),
    }
    return render(request, "obligations/overview.html", context)


def _asked(user: Reader, actors: list[Actor]) -> dict[str, Any]:
    """What is asked, and of whom."""
    forces = figures.by_force(user)
    return {
        "asking": figures.obligations_asking(user, forces=forces),
        "subjects": figures.force_by_subject(user, whole=forces),
        "addressed": addressed(user, actors),
    }


def _recorded(request: HttpRequest, day: ChosenDay, kept: Kept) -> dict[str, Any]:
    """Follow-up, coverage of a round and changes, for those who see statuses."""
    user = request.user
    return {
        "sees_statuses": True,
        **kept.figure("overview: recorded", day.on, day.parameters, compute=lambda: _counted(user, day), size=lambda _: ROWS),
        **_covered(request),
        **_changed(user, day.today),
    }


def _counted(user: Reader, day: ChosenDay) -> dict[str, Any]:
    """What stood on the day, by status, and by subject area."""
    stood = figures.recorded_on(user, day.on)
    grid = recorded(user, day.on, parameters=day.parameters, stood=stood)
    return {
        "follow_up": figures.follow_up(user, day.on, parameters=day.parameters, stood=stood),
        "grid": drawn_grid(grid, caption=_("Statuses by subject area and force"), address=reverse("follow-up")) if stood else "",
    }


def _covered(request: HttpRequest) -> dict[str, Any]:
    """Coverage of the round that the address names; a round that is not there, or may not be seen, is said and left out."""
    among = list(Round.objects.visible_to(request.user))
    wanted = request.GET.get("round", "")
    chosen = next((one for one in among if one.slug == wanted), None)
    context: dict[str, Any] = {"rounds": among, "round": chosen, "no_such_round": bool(wanted) and chosen is None}
    if chosen is not None:
        picture = counts.closing(chosen, request.user, at=timezone.now())
        tables = {"by_force": coverage.by_force(picture), "by_subject": coverage.by_subject(picture)}
        context |= {**tables, "heads": heads(request.user), "round_on": timezone.localdate(picture.moment)}
    return context


def _changed(user: Reader, today: date) -> dict[str, Any]:
    """The latest changes that somebody may see, with how many there are."""
    wanted = changes.Wanted(today - LATELY, today)
    page = Paginator(changes.places(user, wanted), LATEST).get_page(1)
    query = f"?{urlencode({'from': wanted.after.isoformat(), 'to': wanted.until.isoformat()})}"
    return {"changes": changes.rows(user, page.object_list), "changed": page.paginator.count, "changed_at": query, "is_staff_reader": is_staff(user)}
