"""The figures that pages show."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework.request import Request
from rest_framework.response import Response

from obligations.api.days import AS_OF, refuse_days
from obligations.api.errors import Refused
from obligations.api.notices import notices
from obligations.api.serializers.actors import ActorNameSerializer
from obligations.api.serializers.figures import Counting
from obligations.api.serializers.labels import DocumentKindSerializer
from obligations.api.serializers.statistics import StatisticsSerializer
from obligations.api.views.reading import ReadView
from obligations.dues.board import board
from obligations.dues.filters import chosen_days
from obligations.dues.reading import read_dues
from obligations.filters.lists import ListFilter, Refusal
from obligations.filters.statistics import StatisticsFilter
from obligations.models import Actor, Document, Round
from obligations.rounds import counts, coverage
from obligations.stats import figures, grid
from obligations.views.rounds import heads

if TYPE_CHECKING:
    from obligations.rounds.coverage import CoverageRow


class StatisticsView(ReadView):
    """Totals, shares and tables: the figures of the first page, or with `actor` of that actor's, or with `round` also its coverage."""

    queryset = Document.objects.none()
    serializer_class = StatisticsSerializer
    filterset_class = StatisticsFilter
    pagination_class = None
    shaping = ()
    shows_statuses = True
    filterset: ListFilter

    def get_queryset(self) -> QuerySet[Document]:
        """Nothing of its own."""
        return Document.objects.none()

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Every figure, counted now; nothing is stored."""
        self.filter_queryset(self.get_queryset())
        asked, today = self.filterset.form.cleaned_data, timezone.localdate()
        on: date = asked.get(AS_OF) or today
        refuse_days(on, today=today)
        actor = _one(Actor.objects.all(), "actor", "code", asked)
        of_round = _one(Round.objects.visible_to(request.user), "round", "pk", asked)
        data = {
            "as_of": on,
            "actor": ActorNameSerializer(actor).data if actor else None,
            "documents": None if actor else _documents(request),
            "obligations": _obligations(request, actor),
            "follow_up": _follow_up(request, actor, on, today),
            "due_dates": _due_dates(request, actor, today),
            "coverage": covered(request, of_round) if of_round else None,
            "links": _links(request, actor, on if on < today else None),
            "notices": notices(),
        }
        return Response(data)


def _one(rows: QuerySet[Any], name: str, column: str, asked: dict[str, Any]) -> Any:
    """The only row that a parameter names; None where it is left out. Raises Refused for several."""
    values = asked.get(name) or []
    if len(values) > 1:
        raise Refused([Refusal(name, _("“%(name)s” takes one value; give it once.") % {"name": name})])
    return rows.get(**{column: values[0]}) if values else None


def _documents(request: Request) -> list[dict[str, Any]]:
    listed = Counting.named(request, "documents", "documents")
    return [{"kind": DocumentKindSerializer(kind).data, **listed.figure(figure)} for kind, figure in figures.documents(request.user)]


def _obligations(request: Request, actor: Actor | None) -> dict[str, Any]:
    listed = Counting.named(request, "obligations", "obligations")
    named = None
    if actor is None:
        forces = figures.by_force(request.user)
        found = figures.obligations_asking(request.user, forces=forces)
        table = listed.table(figures.force_by_subject(request.user, whole=forces))
    else:
        found, by_name = figures.reach_counts(request.user, actor)
        named, table = listed.figure(by_name), None
    return {
        "asking": listed.figure(found.of),
        "confirmed": listed.figure(found.confirmed),
        "share_confirmed": coverage.share_of(found.confirmed.count, found.of.count),
        "named": named,
        "by_subject": table,
    }


def _follow_up(request: Request, actor: Actor | None, on: date, today: date) -> dict[str, Any]:
    listed = Counting.named(request, "assessments", "follow-up")
    day: figures.Parameters = ((AS_OF, on.isoformat()),) if on < today else ()
    return {
        "by_status": listed.table(figures.follow_up(request.user, on, actor=actor, parameters=day)),
        "by_subject": None if actor else listed.grid(grid.recorded(request.user, on, parameters=day)),
    }


def _due_dates(request: Request, actor: Actor | None, today: date) -> list[dict[str, Any]]:
    listed = Counting.named(request, "deadlines", "deadlines")
    mine: figures.Parameters = (("applies_to", actor.code),) if actor else ()
    wanted = {"applies_to": [actor.code]} if actor else {}
    told = board(chosen_days(read_dues(request.user), wanted, on=today), parameters=mine)
    return [{"state": {"code": state.value, "label": words}, **listed.figure(figure)} for state, words, figure in told.states]


def covered(request: Request, row: Round) -> dict[str, Any]:
    """Coverage of a round, each number with the cells it counts."""
    picture = counts.closing(row, request.user, at=timezone.now())
    listed = Counting.of(request, api=reverse("api:rounds-cells", args=[row.slug]), page=reverse("round-cells", args=[row.slug]))
    by_force, by_subject = coverage.by_force(picture), coverage.by_subject(picture)
    words = heads(request.user)

    def line(found: CoverageRow) -> dict[str, Any]:
        states = zip(by_force.columns, words, found.states, strict=True)
        return {
            "code": found.code,
            "label": found.label,
            "applicable": listed.figure(found.applicable),
            "assessed": listed.figure(found.assessed),
            "share": found.share,
            "cells": [{"state": {"code": state.value, "label": head}, **listed.figure(figure)} for state, head, figure in states],
        }

    return {
        "round": row.slug,
        "name": row.name,
        "as_of": picture.moment,
        "by_force": [line(found) for found in by_force.rows],
        "by_subject": [line(found) for found in by_subject.rows],
        "all": line(by_force.total),
        "by_status": listed.table(coverage.by_status(picture)),
    }


def _links(request: Request, actor: Actor | None, past: date | None) -> dict[str, str]:
    page = actor.get_absolute_url() if actor else reverse("overview")
    day = f"?{AS_OF}={past.isoformat()}" if past else ""
    return {"self": request.build_absolute_uri(), "page": request.build_absolute_uri(f"{page}{day}")}
