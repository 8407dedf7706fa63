"""Recording follow-up, its review and its publication: the steps of the desk, one address each.

A version is found by its cell and number; subclasses say how an address names a cell. Whoever records says which approved version
they saw (`based_on`); where that is no longer the current one the answer is 409 with the version that is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, cast

from django.db.models import Q
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import NotFound
from rest_framework.response import Response
from rest_framework.serializers import Serializer, ValidationError

from obligations.api.errors import Problem
from obligations.api.serializers import recording
from obligations.api.serializers.assessments import AssessmentVersionSerializer
from obligations.api.serializers.bodies import OptionalReasonBody, ReasonBody
from obligations.api.serializers.commitment_versions import CommitmentVersionSerializer
from obligations.api.serializers.proof import StateCommentSerializer
from obligations.api.views.assessments import AssessmentVersionView, AssessmentView, versions_of, with_authors
from obligations.api.writing import Writes, written
from obligations.choices import Audience, BatchKind
from obligations.models import Assessment
from obligations.querysets import is_staff
from obligations.services import assessments, bulk, publication, review, statecomments
from obligations.services.assessments import Cell, Content, Outdated
from obligations.services.bulk import Write

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
    from rest_framework.request import Request

    from obligations.querysets import AssessmentQuerySet

    Reader = AbstractBaseUser | AnonymousUser

OUTDATED = {HTTPStatus.CONFLICT: recording.OutdatedSerializer}
VERSION = {HTTPStatus.OK: AssessmentVersionSerializer}


class Recording(Writes):
    """What all that write versions share."""

    def shown(self, version: Assessment | None) -> Any:
        """A version as the answer to its GET has it; None for none."""
        if version is None:
            return None
        of_commitment = version.commitment_id is not None
        fresh = shown_versions(self.request.user, of_commitments=of_commitment).get(pk=version.pk)
        kind = CommitmentVersionSerializer if of_commitment else AssessmentVersionSerializer
        return kind(fresh, context=cast("Any", self).get_serializer_context()).data

    def answer(self, version: Assessment, status: HTTPStatus = HTTPStatus.OK) -> Response:
        """The version, with its address where it is new."""
        data = self.shown(version)
        place = f"{data['links']['versions']}{version.version}/"
        return Response(data, status=status, headers={"Location": place} if status == HTTPStatus.CREATED else {})

    def handle_exception(self, error: Exception) -> Response:
        """As ever; `Outdated` with what stands in its way."""
        if isinstance(error, Outdated):
            sentence = " ".join(error.messages)
            error = Problem(HTTPStatus.CONFLICT, sentence, current=self.shown(error.current), mine=self.shown(error.mine))
        response: Response = super().handle_exception(error)
        return response


class RecordView(Recording, AssessmentView):
    """How far each actor carries out each obligation; and where a version is recorded."""

    @extend_schema(
        operation_id="assessments_record",
        description="Save a version as one's draft, or submit it at once. Nothing is shown to readers before it is approved and published.",
        request=recording.RecordBody,
        responses={HTTPStatus.CREATED: recording.RECORDED, HTTPStatus.CONFLICT: recording.OutdatedRecordSerializer},
    )
    @written
    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """A new version of a cell."""
        said = self.body(recording.RecordBody)
        cell = cell_of(said)
        seen = partial(assessments.record if said["submit"] else assessments.save_draft, revision=said["revision"])
        made = seen(cell=cell, content=recording.ContentBody.content(said), by=self.by, at=self.at, based_on=based_on(cell, said["based_on"]))
        return self.answer(made, HTTPStatus.CREATED)

    @extend_schema(
        operation_id="assessments_record_many",
        description="Many versions in one step, all or none: where one cannot be written none is, and `errors` says of each which row and why.",
        request=recording.BulkBody,
        responses={HTTPStatus.CREATED: recording.BatchSerializer},
    )
    @written
    def create_many(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """A batch, which staff can undo as a whole."""
        said = self.body(recording.BulkBody)
        numbers = _numbers([cell_of(row) for row in said["rows"]])
        rows = [_write(row, numbers, place) for place, row in enumerate(said["rows"])]
        try:
            made = bulk.write_many(
                rows=rows, by=self.by, at=self.at, kind=BatchKind.BULK, description=said["description"], submit=said["submit"]
            )
        except bulk.Refused as error:
            places = {id(row): place for place, row in enumerate(rows)}
            errors = [{"parameter": f"rows.{places[id(row)]}", "detail": why, "allowed": []} for row, why in error.rows]
            raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, " ".join(error.messages), errors=errors) from error
        return Response(recording.BatchSerializer(made).data, status=HTTPStatus.CREATED)


class VersionView(Recording, AssessmentVersionView):
    """One version of a cell, and the steps it can take."""

    def version(self) -> Assessment:
        """The version at this address, if the caller may see it. Raises NotFound."""
        found = self.get_queryset().filter(version=self.kwargs["version"]).first()
        if found is None:
            raise NotFound(_("There is no such version, or it is not for your eyes."))
        return found

    def get_object(self) -> Assessment:
        """The version."""
        self.filter_queryset(self.get_queryset())  # refuses parameters
        return self.version()

    def read(self, serializer: type[Serializer[Any]]) -> dict[str, Any]:
        """The version and what was sent, as arguments of a service."""
        said = self.body(serializer)
        return {"version": self.version(), "by": self.by, "at": self.at, **said}

    @extend_schema(description="Hand one's own draft to the reviewers.", request=recording.RevisionBody, responses={**VERSION, **OUTDATED})
    @written
    def submit(self, request: Request, **kwargs: Any) -> Response:
        """Its content never changes from here on."""
        said = self.read(recording.RevisionBody)
        return self.answer(assessments.submit(draft=said.pop("version"), **said))

    @extend_schema(description="Take back one's own draft, or what nobody has reviewed.", request=OptionalReasonBody, responses=VERSION)
    @written
    def discard(self, request: Request, **kwargs: Any) -> Response:
        """It stays readable for staff."""
        return self.answer(assessments.discard(**self.read(OptionalReasonBody)))

    @extend_schema(
        description="Begin a draft with the content of a version that was returned, taken back or withdrawn.",
        request=None,
        responses={HTTPStatus.CREATED: AssessmentVersionSerializer, **OUTDATED},
    )
    @written
    def take_up(self, request: Request, **kwargs: Any) -> Response:
        """A new draft."""
        return self.answer(assessments.take_up(version=self.version(), by=self.by, at=self.at), HTTPStatus.CREATED)

    @extend_schema(description="Approve a submitted version of somebody else's.", request=recording.NoteBody, responses={**VERSION, **OUTDATED})
    @written
    def approve(self, request: Request, **kwargs: Any) -> Response:
        """It becomes the current one."""
        return self.answer(review.approve(**self.read(recording.NoteBody)))

    @extend_schema(description="Return a submitted version to its author, with a note.", request=recording.ReturnBody, responses=VERSION)
    @written
    def send_back(self, request: Request, **kwargs: Any) -> Response:
        """Its author takes it up again."""
        return self.answer(review.send_back(**self.read(recording.ReturnBody)))

    @extend_schema(description="Withdraw the approval of the current version.", request=ReasonBody, responses=VERSION)
    @written
    def withdraw(self, request: Request, **kwargs: Any) -> Response:
        """Its trace stays."""
        return self.answer(review.withdraw(**self.read(ReasonBody)))

    @extend_schema(description="Show the current version to an audience and all narrower ones.", request=recording.PublishBody, responses=VERSION)
    @written
    def publish(self, request: Request, **kwargs: Any) -> Response:
        """In place of the version they were shown before."""
        said = self.read(recording.PublishBody)
        said["audience"], said["of_round"] = Audience(said["audience"]), said.pop("round")
        return self.answer(publication.publish(**said))

    @extend_schema(description="Show a version to this audience at most.", request=recording.NarrowBody, responses=VERSION)
    @written
    def narrow(self, request: Request, **kwargs: Any) -> Response:
        """Those beyond it no longer see it."""
        said = self.read(recording.NarrowBody)
        said["audience"] = Audience(said["audience"])
        return self.answer(publication.narrow(**said))

    @extend_schema(
        description="Put the State's own words beside the status: by its own account once it was sent the version, or by staff for it.",
        request=recording.StateCommentBody,
        responses={HTTPStatus.CREATED: StateCommentSerializer},
    )
    @written
    def comment(self, request: Request, **kwargs: Any) -> Response:
        """Earlier ones stay."""
        made = statecomments.add(**self.read(recording.StateCommentBody))
        data = StateCommentSerializer(made, context=self.get_serializer_context()).data
        return Response(data, status=HTTPStatus.CREATED)


def shown_versions(user: Reader, *, of_commitments: bool) -> AssessmentQuerySet:
    """The versions that a user may see, on obligations or on commitments, with all that their answers show."""
    if not of_commitments:
        return with_authors(versions_of(user), user)
    rows = Assessment.objects.all() if is_staff(user) else Assessment.objects.shown_to(user)
    return with_authors(rows.filter(commitment__isnull=False), user).select_related("actor", "commitment__actor", "commitment__document")


def cell_of(said: Mapping[str, Any]) -> Cell:
    """The cell that a body names."""
    return Cell(said["actor"], obligation=said["obligation"], commitment=said["commitment"])


def based_on(cell: Cell, number: int | None) -> Assessment | None:
    """The version of the cell that its author saw. Raises a ValidationError for a number that no version has."""
    if number is None:
        return None
    found: Assessment | None = cell.versions.filter(version=number).first()
    if found is None:
        raise ValidationError({"based_on": no_version(number)})
    return found


def no_version(number: int) -> str:
    """What is said of a number that no version has."""
    return _("This cell has no version %(number)s. Get its versions and name the approved one you saw.") % {"number": number}


def _numbers(cells: Sequence[Cell]) -> dict[tuple[bulk.Key, int], int]:
    """The primary key of each version of the cells, by cell and number; one question however many cells."""
    of_them = Q(obligation__in={cell.obligation for cell in cells if cell.obligation})
    of_them |= Q(commitment__in={cell.commitment for cell in cells if cell.commitment})
    found = Assessment.objects.filter(of_them, actor__in={cell.actor for cell in cells})
    rows = found.values_list("obligation", "commitment", "actor", "version", "pk")
    return {((obligation, commitment, actor), number): pk for obligation, commitment, actor, number, pk in rows}


def _write(row: dict[str, Any], numbers: dict[tuple[bulk.Key, int], int], place: int) -> Write:
    """A row of a batch. Raises a ValidationError as `based_on` does."""
    cell, number = cell_of(row), row["based_on"]
    pk = numbers.get((bulk.key_of(cell), number)) if number is not None else None
    if number is not None and pk is None:
        raise ValidationError({f"rows.{place}.based_on": no_version(number)})
    content: Content = recording.ContentBody.content(row)
    return Write(cell, content, pk)
