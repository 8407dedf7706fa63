"""Many decisions of staff on labels in one step: all of them or none."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiExample, OpenApiResponse, extend_schema
from rest_framework.response import Response

from obligations.api.conditions import matches
from obligations.api.errors import Problem, ProblemSerializer
from obligations.api.serializers.decisions import DecidedSerializer, DecisionsBody
from obligations.api.views.decisions import ObligationAlone, ParagraphAlone
from obligations.api.views.reading import ReadView
from obligations.api.writing import Writes, written
from obligations.choices import Label, Verdict
from obligations.models import Decision, Obligation
from obligations.services import decisions as service
from obligations.services.decisions import Choice

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rest_framework.request import Request

KINDS: dict[str, type[Any]] = {"obligation": ObligationAlone, "paragraph": ParagraphAlone}
STALE = OpenApiResponse(ProblemSerializer, "Something has changed since it was read; `errors` says which rows. Nothing was decided.")
EXAMPLE = {"obligation": "9001-2031-1-1", "if_match": '"0123456789abcdef"', "label": "force", "value": "urges", "verdict": "set"}


class DecideTogetherView(Writes, ReadView):
    """Decisions about labels of many obligations and paragraphs."""

    queryset = Decision.objects.none()
    serializer_class = DecidedSerializer

    @extend_schema(
        operation_id="decisions_make_together",
        description="Make many decisions, all of them or none. Each row names the ETag under which its author saw the thing.",
        request=DecisionsBody,
        responses={HTTPStatus.OK: DecidedSerializer, HTTPStatus.PRECONDITION_FAILED: STALE},
        examples=[OpenApiExample("A force", value={"rows": [EXAMPLE], "reason": "与英文本一致"}, request_only=True)],
    )
    @written
    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """The ETags of the things as they are then."""
        said, at = self.body(DecisionsBody), self.at
        choices = [_choice(row) for row in said["rows"]]
        if unfit := service.unfit(choices):
            raise _refused(HTTPStatus.UNPROCESSABLE_ENTITY, [(f"rows.{place}", why) for place, why in unfit])
        tags = self.tags(choices)
        sentence = _("It has changed since you read it. Get it again, look at it, and send the new ETag as If-Match.")
        stale = [n for n, row in enumerate(said["rows"]) if not matches(row["if_match"], tags[_name(choices[n])])]
        if stale:
            raise _refused(HTTPStatus.PRECONDITION_FAILED, [(f"rows.{place}.if_match", sentence) for place in stale])
        made = service.decide_together(choices=choices, by=self.by, at=at, reason=said["reason"])
        things = [{**dict.fromkeys(KINDS), kind: slug, "etag": tag} for (kind, slug), tag in self.tags(choices).items()]
        return Response(DecidedSerializer({"size": len(made), "at": at, "things": things}).data)

    def tags(self, choices: Iterable[Choice]) -> dict[tuple[str, str], str]:
        """The ETag of each thing that is decided on, in the order of the choices; all are locked until the end of the transaction."""
        names = list(dict.fromkeys(_name(choice) for choice in choices))
        found: dict[tuple[str, str], str] = {}
        for kind, view in KINDS.items():
            there = view(request=self.request, args=(), kwargs={}, format_kwarg=None, detail=True, action="retrieve")
            slugs = [slug for name, slug in names if name == kind]
            list(view.queryset.model.objects.select_for_update().filter(slug__in=slugs).order_by("pk"))
            found |= {(kind, thing.slug): there.tag(thing)["ETag"] for thing in there.get_queryset().filter(slug__in=slugs)}
        return {name: found[name] for name in names}


def _choice(row: dict[str, Any]) -> Choice:
    return Choice(row["obligation"] or row["paragraph"], Label(row["label"]), row["value"], Verdict(row["verdict"]), row["reason"])


def _name(choice: Choice) -> tuple[str, str]:
    return "obligation" if isinstance(choice.target, Obligation) else "paragraph", choice.target.slug


def _refused(status: HTTPStatus, rows: list[tuple[str, str]]) -> Problem:
    """The refusal of everything, with each row that stands in the way."""
    sentence = _("%(n)s rows cannot be decided, so none was. First: %(why)s") % {"n": len(rows), "why": rows[0][1]}
    return Problem(status, sentence, errors=[{"parameter": place, "detail": why, "allowed": []} for place, why in rows])
