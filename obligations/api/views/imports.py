"""Importing documents: look first, then store. For editors."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import NotFound
from rest_framework.generics import GenericAPIView
from rest_framework.response import Response
from rest_framework.reverse import reverse
from rest_framework.viewsets import ViewSetMixin

from obligations import previews
from obligations.api.conditions import require_match, tag_of
from obligations.api.description import ETAG, IF_MATCH, Description
from obligations.api.errors import Problem
from obligations.api.idempotency import once
from obligations.api.parsers import WITH_FILES
from obligations.api.serializers.imports import ImportBody, ImportSerializer, StoredSerializer
from obligations.api.writing import Writes
from obligations.filenames import safe_filename
from obligations.querysets import has_role
from obligations.services import files, receipt
from obligations.uploads import was_too_large

if TYPE_CHECKING:
    from rest_framework.request import Request

    from obligations.previews import Looked


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
        description="Send a document and see what storing it would do. The preview is valid for a day.",
        parameters=[ETAG],
        request={"multipart/form-data": ImportBody, "application/json": ImportBody},
        responses={HTTPStatus.CREATED: ImportSerializer},
    )
    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """The preview."""
        if "file" not in request.FILES and was_too_large(request._request, "file"):
            raise self._too_large()
        said = self.body(ImportBody)
        name = safe_filename(said["file"].name or "") if said["file"] else safe_filename(said["name"])
        content = said["file"].read() if said["file"] else said["text"].encode("utf-8", "replace")

        def write(looked: Looked) -> Response:
            files.keep(looked.content)
            token = looked.token(self.by)
            place = reverse("api:imports-detail", args=[token], request=request)
            shown = self._shown(looked, token)
            return Response(shown.data, status=HTTPStatus.CREATED, headers={"Location": place, "ETag": self._tag(shown.data)})

        return once(request, write, at=self.at, prepare=lambda: self._readable(previews.look(name, content, said["symbol"])))

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
            if looked.reading is None or looked.parsed is None:
                raise NotFound
            made = receipt.receive(
                reading=looked.reading,
                parsed=looked.parsed,
                content=looked.content,
                filename=looked.name,
                by=self.by,
                at=self.at,
                reason=_("Imported by a program"),
            )
            place = reverse("api:documents-detail", args=[made.document.slug], request=request)
            answer = StoredSerializer({"outcome": made.outcome, "document": place}).data
            return Response(answer, status=HTTPStatus.CREATED, headers={"Location": place})

        return once(request, write, at=self.at, prepare=self._again)

    def _again(self) -> Looked:
        """The document of this address, read again. Raises NotFound."""
        try:
            return self._readable(previews.again(self.kwargs["token"], user=self.by))
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
        return ImportSerializer(looked, context={**self.get_serializer_context(), "token": token})

    def _rendered(self, data: Any) -> bytes:
        content: bytes = self.get_renderers()[0].render(data, "application/json", self.get_renderer_context())  # type: ignore[assignment]
        return content

    def _tag(self, data: Any) -> str:
        return tag_of(self._rendered(data))
