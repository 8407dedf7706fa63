"""Evidence."""

from __future__ import annotations

from datetime import date
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db.models import Count, Exists, IntegerField, OuterRef, Prefetch, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, OpenApiResponse, extend_schema
from rest_framework.decorators import action
from rest_framework.exceptions import NotFound
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer

from obligations.api import columns
from obligations.api.description import ETAG, IF_MATCH
from obligations.api.errors import Problem, ProblemSerializer
from obligations.api.pagination import StatusPages
from obligations.api.parsers import WITH_FILES, BoundedJSON
from obligations.api.serializers.bodies import Body, ReasonBody
from obligations.api.serializers.evidence import EvidenceAloneSerializer, EvidenceSerializer
from obligations.api.serializers.evidence_bodies import EvidenceBody, EvidenceRevisionBody
from obligations.api.views.reading import ReadView
from obligations.api.writing import Writes, changed, written
from obligations.filters.evidence import EvidenceFilter
from obligations.incoming.uploads import was_too_large
from obligations.models import Assessment, Commitment, Document, Evidence, EvidenceLink, Speech
from obligations.services import evidence as service
from obligations.services.scanning import too_large
from obligations.views.evidence import attachment

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
    from django.http import FileResponse
    from rest_framework.request import Request

    Reader = AbstractBaseUser | AnonymousUser

KNOWN = {HTTPStatus.CONFLICT: OpenApiResponse(ProblemSerializer, "The same file, address or stored text is here; `known` is its address.")}
EXAMPLE = OpenApiExample(
    "An address",
    value={"kind": "national_report", "title": "2033年国家报告", "url": "https://example.org/report", "issuer": "JPN", "actors": ["JPN"]},
    request_only=True,
)


class EvidenceView(Writes, ReadView):
    """What statuses rest on: laws, reports, speeches, press. Staff see every piece; everybody else what supports a status they may see."""

    queryset = Evidence.objects.none()
    serializer_class = EvidenceSerializer
    filterset_class = EvidenceFilter
    columns = columns.EVIDENCE
    pagination_class = StatusPages
    shows_statuses = True
    lookup_field = "slug"
    parser_classes = WITH_FILES

    def get_queryset(self) -> QuerySet[Evidence]:
        """The pieces of the request's user; one by itself with the versions that rest on it."""
        user = self.request.user
        seen = Evidence.objects.visible_to(user)
        rows = _with_statuses(seen.select_related("issuer"), user).annotate(
            before=Subquery(seen.filter(pk=OuterRef("revises")).values("slug")),
            after=Subquery(seen.filter(revises=OuterRef("pk")).values("slug")),
        )
        rows = rows.prefetch_related(
            "actors",
            Prefetch("document", Document.objects.visible_to(user)),
            Prefetch("speech", Speech.objects.visible_to(user).select_related("actor", "edition__document").defer("text", "search", "edition__body")),
            Prefetch("commitment", Commitment.objects.visible_to(user)),
        )
        return rows if self.action == "list" else rows.prefetch_related(Prefetch("links", _links(user), to_attr="shown_links"))

    def get_serializer_class(self) -> type[BaseSerializer[Any]]:
        """A single one carries the statuses, and the sentences that a list has beside its rows."""
        return EvidenceSerializer if self.action == "list" else EvidenceAloneSerializer

    @property
    def stood_on(self) -> date:
        """The day the statuses stand for."""
        return timezone.localdate()

    @extend_schema(
        description="Add a piece: a file in a form, an address, or something that is stored here.",
        request=EvidenceBody,
        responses={HTTPStatus.CREATED: EvidenceAloneSerializer, **KNOWN},
        parameters=[ETAG],
        examples=[EXAMPLE],
    )
    @written
    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """A new piece, unless the same is here."""
        service.check_right(self.by)
        said = self.body(EvidenceBody)
        made = service.add(by=self.by, at=self.at, file=self.received(said.pop("file", None)), **said)
        return self.answer(made, HTTPStatus.CREATED)

    @extend_schema(
        operation_id="evidence_revise",
        description="Make a new revision, with an address of its own. What is left out stays; statuses keep the revision they named.",
        request=EvidenceRevisionBody,
        responses={HTTPStatus.OK: EvidenceAloneSerializer, **KNOWN},
        parameters=[IF_MATCH, ETAG],
        examples=[OpenApiExample("Another title", value={"title": "2033年国家报告(更正)", "reason": "标题有误"}, request_only=True)],
    )
    @changed
    def partial_update(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """The new revision."""
        service.check_right(self.by)
        piece = self.seen(self.get_object())
        said = self.body(EvidenceRevisionBody)
        made = service.revise(evidence=piece, by=self.by, at=self.at, file=self.received(said.pop("file", None)), **said)
        return self.answer(made)

    @extend_schema(
        operation_id="evidence_withdraw",
        description="Offer a piece no more for new statuses. It stays, and so does what rests on it.",
        request=ReasonBody,
        responses={HTTPStatus.OK: EvidenceAloneSerializer},
        parameters=[IF_MATCH, ETAG],
    )
    @action(detail=True, methods=["post"], parser_classes=[BoundedJSON])
    @written
    def withdraw(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """The piece as it is then."""
        service.check_right(self.by)
        piece = self.seen(self.get_object())
        return self.answer(service.withdraw(evidence=piece, by=self.by, at=self.at, **self.body(ReasonBody)))

    @extend_schema(
        operation_id="evidence_file",
        description="The file that is kept, to be saved.",
        responses={(HTTPStatus.OK, "*/*"): OpenApiTypes.BINARY},
    )
    @action(detail=True, shaping=())
    def file(self, request: Request, *args: Any, **kwargs: Any) -> FileResponse:
        """For whoever may see the piece. Raises NotFound where no file is kept."""
        try:
            return attachment(self.get_object())
        except FileNotFoundError as missing:
            raise NotFound(_("No file is kept of this piece; its address says where it is from.")) from missing

    def perform_content_negotiation(self, request: Request, force: bool = False) -> Any:  # noqa: FBT001, FBT002  (the framework calls it so)
        """As ever; a file has one form, whatever is asked for."""
        return super().perform_content_negotiation(request, force or self.action == "file")

    def handle_exception(self, error: Exception) -> Response:
        """As ever; where the same is here, with its address."""
        if isinstance(error, service.AlreadyHere):
            known = self.reverse_action("detail", args=[error.known.slug])
            error = Problem(HTTPStatus.CONFLICT, " ".join(error.messages), type="urn:problem:already-here", known=known)
        response: Response = super().handle_exception(error)
        return response

    def received(self, upload: Any) -> service.KeptFile | None:
        """The file that was sent, looked at and stored. Raises Problem for one that is too large, ValidationError for what is not kept."""
        if was_too_large(self.request._request, "file") or (upload is not None and upload.size > settings.EVIDENCE_LARGEST):
            raise Problem(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, too_large())
        return service.receive(content=upload, filename=upload.name) if upload is not None else None

    def answer(self, evidence: Evidence, status: HTTPStatus = HTTPStatus.OK) -> Response:
        """A piece as its own address answers it, and where that is."""
        shown = self.get_queryset().get(pk=evidence.pk)
        data = self.get_serializer(shown).data
        return Response(data, status=status, headers={"Location": data["links"]["self"], **self.tag(shown)})


class CommitmentEvidenceView(EvidenceView):
    """The piece of evidence that a commitment is."""

    parser_classes = [BoundedJSON]

    @extend_schema(
        operation_id="commitments_evidence",
        description="The piece of evidence that a confirmed commitment is; made where there is none yet (201), else the one that is there (200).",
        request=None,
        responses={HTTPStatus.CREATED: EvidenceAloneSerializer, HTTPStatus.OK: EvidenceAloneSerializer},
        parameters=[ETAG],
    )
    @written
    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """The piece, issued by who made the commitment. Raises NotFound."""
        self.body(Body)
        commitment = Commitment.objects.visible_to(self.by).filter(slug=self.kwargs["slug"]).first()
        if commitment is None:
            raise NotFound(_("There is nothing here under “%(key)s”, or it is not for your eyes.") % {"key": self.kwargs["slug"]})
        at = self.at
        made = service.of_commitment(commitment=commitment, by=self.by, at=at)
        return self.answer(made, HTTPStatus.CREATED if made.added_at == at else HTTPStatus.OK)


def _links(user: Reader) -> QuerySet[EvidenceLink]:
    """Where pieces are named by approved versions that a reader may see, in reading order."""
    standing = Assessment.objects.standing_for(user).filter(pk=OuterRef("assessment"))
    return (
        EvidenceLink.objects.filter(assessment__in=Assessment.objects.visible_to(user).approved())
        .annotate(stands=Exists(standing))
        .select_related("assessment__actor", "assessment__commitment", "assessment__obligation__paragraph__document")
        .prefetch_related("assessment__obligation__decisions")
        .order_by("assessment__obligation__paragraph__document", "assessment__obligation", "assessment__actor__position", "-assessment", "position")
    )


def _with_statuses(rows: QuerySet[Evidence], user: Reader) -> QuerySet[Evidence]:
    """With the number of approved versions that rest on each piece."""
    shown = EvidenceLink.objects.filter(evidence=OuterRef("pk"), assessment__in=Assessment.objects.visible_to(user).approved())
    counted = shown.order_by().values("evidence").annotate(n=Count("assessment", distinct=True)).values("n")
    return rows.annotate(status_count=Coalesce(Subquery(counted, output_field=IntegerField()), 0))
