"""Decisions of staff on labels: their list for one thing, one more, and many at once."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response

from obligations.api.description import ETAG, IF_MATCH
from obligations.api.serializers import decisions as bodies
from obligations.api.serializers.bodies import OptionalReasonBody
from obligations.api.serializers.obligations import ObligationSerializer
from obligations.api.serializers.paragraphs import ParagraphSerializer
from obligations.api.views.obligations import ObligationView
from obligations.api.views.paragraphs import ParagraphView
from obligations.api.views.reading import ReadView
from obligations.api.writing import Writes, written
from obligations.choices import Label, Verdict
from obligations.models import Decision
from obligations.services import decisions as service

EXAMPLES = [
    OpenApiExample("A force", value={"label": "force", "value": "demands", "verdict": "set", "reason": "与英文本一致"}, request_only=True),
    OpenApiExample("An addressee", value={"label": "addressee", "value": "JPN", "verdict": "reject"}, request_only=True),
]


class OfOneThing(Writes, ReadView):
    """What belongs to one thing and stands below its address. Kinds name the view of the thing itself, which tells its answer and its ETag."""

    thing_view: type[Any]  # one that also `Writes`

    @property
    def there(self) -> Any:
        """The view at the thing's own address, as this request would ask it."""
        return self.thing_view(request=self.request, args=(), kwargs=self.kwargs, format_kwarg=None, detail=True, action="retrieve")

    def rows(self) -> Any:
        """The thing at this address, among what the caller may see, without what its answer shows besides. Raises NotFound."""
        found = self.thing_view.queryset.model.objects.visible_to(self.request.user).filter(slug=self.kwargs["slug"])
        if not found.exists():
            raise NotFound(_("There is nothing here under “%(key)s”, or it is not for your eyes.") % {"key": self.kwargs["slug"]})
        return found

    def seen_thing(self) -> Any:
        """The thing, locked until the end of the transaction, if the caller has seen it as it is now. Raises NotFound, Problem."""
        row = self.rows().model.objects.select_for_update().get(slug=self.kwargs["slug"])
        there = self.there
        there.seen(there.get_queryset().get(pk=row.pk))
        return row

    def answer(self, thing: Any) -> Response:
        """The thing as it is now, as its own address answers it."""
        there = self.there
        now = there.get_queryset().get(pk=thing.pk)
        return Response(there.get_serializer(now).data, headers=there.tag(now))


class ObligationAlone(Writes, ObligationView):
    """An obligation as its own address answers it."""


class ParagraphAlone(Writes, ParagraphView):
    """A paragraph as its own address answers it."""


class ObligationDecisionView(OfOneThing):
    """What people decided about the labels of an obligation, the first decision first. The last one on each label counts."""

    queryset = Decision.objects.none()
    serializer_class = bodies.DecisionSerializer
    thing_view = ObligationAlone

    def get_queryset(self) -> QuerySet[Decision]:
        """The decisions on the obligation at this address."""
        return Decision.objects.filter(obligation__in=self.rows()).select_related("by")

    @extend_schema(
        operation_id="obligations_decide",
        description="Decide about a label. The answer is the obligation, with its labels settled anew.",
        request=bodies.ObligationDecisionBody,
        responses={HTTPStatus.OK: ObligationSerializer},
        parameters=[IF_MATCH, ETAG],
        examples=EXAMPLES,
    )
    @written
    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """One more decision."""
        row, said = self.seen_thing(), self.body(bodies.ObligationDecisionBody)
        service.decide(obligation=row, by=self.by, at=self.at, **_named(said))
        return self.answer(row)

    @extend_schema(
        operation_id="obligations_confirm",
        description="Accept every label of the obligation, and the subject areas of its paragraph, that is suggested and not yet decided.",
        request=OptionalReasonBody,
        responses={HTTPStatus.OK: ObligationSerializer},
        parameters=[IF_MATCH, ETAG],
    )
    @written
    def confirm(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """As the machine suggested them."""
        row, said = self.seen_thing(), self.body(OptionalReasonBody)
        service.confirm(obligation=row, by=self.by, at=self.at, **said)
        return self.answer(row)


class ParagraphDecisionView(OfOneThing):
    """What people decided about the subject areas of a paragraph, the first decision first. The last one on each area counts."""

    queryset = Decision.objects.none()
    serializer_class = bodies.DecisionSerializer
    thing_view = ParagraphAlone

    def get_queryset(self) -> QuerySet[Decision]:
        """The decisions on the paragraph at this address."""
        return Decision.objects.filter(paragraph__in=self.rows()).select_related("by")

    @extend_schema(
        operation_id="paragraphs_decide",
        description="Decide about a subject area. The answer is the paragraph, with its subject areas settled anew.",
        request=bodies.ParagraphDecisionBody,
        responses={HTTPStatus.OK: ParagraphSerializer},
        parameters=[IF_MATCH, ETAG],
        examples=[OpenApiExample("A subject area", value={"label": "subject", "value": "ied", "verdict": "accept"}, request_only=True)],
    )
    @written
    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """One more decision."""
        row, said = self.seen_thing(), self.body(bodies.ParagraphDecisionBody)
        service.decide(paragraph=row, by=self.by, at=self.at, **_named(said))
        return self.answer(row)


def _named(said: dict[str, Any]) -> dict[str, Any]:
    """What was sent, with label and verdict as the services name them."""
    return {**said, "label": Label(said["label"]), "verdict": Verdict(said["verdict"])}
