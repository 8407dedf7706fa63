"""Importing documents: look first, then store. For editors."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.exceptions import NotFound
from rest_framework.generics import GenericAPIView
from rest_framework.response import Response
from rest_framework.reverse import reverse
from rest_framework.viewsets import ViewSetMixin

from obligations import fetching
from obligations.api.conditions import require_match, tag_of
from obligations.api.description import ETAG, IF_MATCH, Description
from obligations.api.errors import Problem, ProblemSerializer
from obligations.api.idempotency import once
from obligations.api.parsers import WITH_FILES
from obligations.api.serializers.imports import CorrectionBody, ImportBody, ImportSerializer, StoredSerializer, given_by
from obligations.api.writing import Writes
from obligations.incoming import previews, staging
from obligations.incoming.filenames import safe_filename
from obligations.incoming.uploads import was_too_large
from obligations.querysets import has_role

if TYPE_CHECKING:
    from rest_framework.request import Request

    from obligations.incoming.previews import Looked, Opened

NO_DOCUMENT = "The document service cannot be reached, is too slow, or answers with something else than the document; the sentence says which."


class ImportView(Writes, ViewSetMixin, GenericAPIView):
    """A document that was sent and is not stored yet."""

    schema = Description()
    serializer_class = ImportSerializer
    parser_classes = WITH_FILES
    pagination_class = None
    filter_backends = []
    shaping: tuple[str, ...] = ()
    expandable: dict[str, Any] = {}

    def check_permissions(self, request: Request) -> None:
        """Only editors, whatever they ask."""
        super().check_permissions(request)
        if not has_role(request.user, "editor"):
            self.permission_denied(request, message=_("Only editors import documents. Ask an administrator for the editor's role."))

    @extend_schema(
        operation_id="imports_preview",
        description="Send a document, or have one fetched by its symbol, and see what storing it would do. The preview is valid for a day.",
        parameters=[ETAG],
        request={"multipart/form-data": ImportBody, "application/json": ImportBody},
        responses={HTTPStatus.CREATED: ImportSerializer, HTTPStatus.BAD_GATEWAY: OpenApiResponse(ProblemSerializer, NO_DOCUMENT)},
    )
    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """The preview."""
        if "file" not in request.FILES and was_too_large(request._request, "file"):
            raise self._too_large()
        said = self.body(ImportBody)
        return once(request, self._created, at=self.at, prepare=lambda: self._readable(self._looked(said)))

    def _looked(self, said: dict[str, Any]) -> Looked:
        """What is in the document that was sent, or is fetched. Raises Problem."""
        if said["language"]:
            found = self._fetched(said)
            return previews.look(found.name, found.content, given=said["given"], source=found.address)
        name = safe_filename(said["file"].name or "") if said["file"] else safe_filename(said["name"])
        content = said["file"].read() if said["file"] else said["text"].encode("utf-8", "replace")
        return previews.look(name, content, given=said["given"])

    def _fetched(self, said: dict[str, Any]) -> fetching.Fetched:
        """The file of a symbol. Raises Problem: 422 where there is no such document, 502 where the document service fails."""
        try:
            return fetching.fetch(said["symbol"], language=said["language"])
        except fetching.NotFetched as error:
            status = HTTPStatus.BAD_GATEWAY if error.outside else HTTPStatus.UNPROCESSABLE_ENTITY
            raise Problem(status, error.sentence) from error

    @extend_schema(
        operation_id="imports_correct",
        description="Look again with another symbol, date or meeting. Answers a new preview; the one before stays as it was.",
        parameters=[ETAG],
        request={"application/json": CorrectionBody},
        responses={HTTPStatus.CREATED: ImportSerializer},
    )
    def correct(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """The preview with what was corrected."""
        opened = self._opened()
        said = given_by(self.body(CorrectionBody), before=opened.given)
        return once(request, self._created, at=self.at, prepare=lambda: self._readable(opened.look(said)))

    def _created(self, looked: Looked) -> Response:
        """A new preview, at an address of its own."""
        staging.stage(looked.content, at=self.at)
        token = looked.token(self.by)
        place = reverse("api:imports-detail", args=[token], request=self.request)
        shown = self._shown(looked, token)
        return Response(shown.data, status=HTTPStatus.CREATED, headers={"Location": place, "ETag": self._tag(shown.data)})

    @extend_schema(operation_id="imports_retrieve", description="The preview as things stand now: another import may have changed what it would do.")
    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """What storing it would do."""
        return Response(self._shown(self._again(), self.kwargs["token"]).data)

    @extend_schema(
        operation_id="imports_store",
        description="Store what the preview shows, in one transaction. Labels and follow-up that staff decided stay.",
        parameters=[IF_MATCH],
        request=None,
        responses={HTTPStatus.CREATED: StoredSerializer},
    )
    def store(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """What storing did."""

        def write(looked: Looked) -> Response:
            looked.forecast()
            require_match(request, self._rendered(self._shown(looked, self.kwargs["token"]).data))
            made = looked.store(by=self.by, at=self.at, reason=_("Imported by a program"))
            place = reverse("api:documents-detail", args=[made.document.slug], request=request)
            answer = StoredSerializer({"outcome": made.outcome, "document": place}).data
            return Response(answer, status=HTTPStatus.CREATED, headers={"Location": place})

        return once(request, write, at=self.at, prepare=self._again)

    def _again(self) -> Looked:
        """The document of this address, read again. Raises NotFound."""
        return self._readable(self._opened().look())

    def _opened(self) -> Opened:
        """What the address says. Raises NotFound."""
        try:
            return previews.opened(self.kwargs["token"], user=self.by)
        except previews.Lapsed as error:
            raise NotFound(_("This preview is no longer valid. Send the file again.")) from error

    def _readable(self, looked: Looked) -> Looked:
        if looked.refused:
            raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, looked.refused)
        return looked

    def _too_large(self) -> Problem:
        sentence = _("The file is larger than %(n)s MB. Send the document alone, without pictures.") % {"n": settings.LARGEST_UPLOAD // 2**20}
        return Problem(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, sentence)

    def _shown(self, looked: Looked, token: str) -> ImportSerializer:
        pages = looked.reading.pages if looked.reading else ()
        return ImportSerializer(looked, context={**self.get_serializer_context(), "token": token, "pages": pages})

    def _rendered(self, data: Any) -> bytes:
        content: bytes = self.get_renderers()[0].render(data, "application/json", self.get_renderer_context())  # type: ignore[assignment]
        return content

    def _tag(self, data: Any) -> str:
        return tag_of(self._rendered(data))
