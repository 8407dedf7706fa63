"""Decisions of staff on commitments: whether a sentence is one, and which obligations it answers."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from drf_spectacular.utils import OpenApiExample, extend_schema

from obligations.api.description import ETAG, IF_MATCH
from obligations.api.serializers import decisions as bodies
from obligations.api.serializers.commitments import CommitmentAloneSerializer
from obligations.api.views.commitments import CommitmentView
from obligations.api.views.decisions import OfOneThing
from obligations.api.writing import Writes, written
from obligations.choices import Verdict
from obligations.models import CommitmentDecision
from obligations.services import commitments as service

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from rest_framework.request import Request
    from rest_framework.response import Response

DECIDED: dict[str, Any] = {"responses": {HTTPStatus.OK: CommitmentAloneSerializer}, "parameters": [IF_MATCH, ETAG]}


class CommitmentAlone(Writes, CommitmentView):
    """A commitment as its own address answers it."""


class CommitmentDecisionView(OfOneThing):
    """What people decided about a commitment, the first decision first. The last one counts."""

    queryset = CommitmentDecision.objects.none()
    serializer_class = bodies.CommitmentDecisionSerializer
    thing_view = CommitmentAlone

    def get_queryset(self) -> QuerySet[CommitmentDecision]:
        """The decisions on the commitment at this address."""
        return CommitmentDecision.objects.filter(commitment__in=self.rows()).select_related("by")

    @extend_schema(
        operation_id="commitments_decide",
        description="Accept or reject a sentence as a commitment. Readers see what was accepted.",
        request=bodies.CommitmentDecisionBody,
        examples=[OpenApiExample("Accepted", value={"verdict": "accept"}, request_only=True)],
        **DECIDED,
    )
    @written
    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """One more decision."""
        row, said = self.seen_thing(), self.body(bodies.CommitmentDecisionBody)
        service.decide(commitment=row, verdict=Verdict(said.pop("verdict")), by=self.by, at=self.at, **said)
        return self.answer(row)

    @extend_schema(
        operation_id="commitments_tie",
        description="Confirm, add or reject the tie of a commitment to an obligation that it answers.",
        request=bodies.TieBody,
        examples=[OpenApiExample("Confirmed", value={"obligation": "9001-2031-9-2", "verdict": "accept"}, request_only=True)],
        **DECIDED,
    )
    @written
    def tie(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """One tie."""
        row, said = self.seen_thing(), self.body(bodies.TieBody)
        service.decide_tie(commitment=row, verdict=Verdict(said.pop("verdict")), by=self.by, at=self.at, **said)
        return self.answer(row)
