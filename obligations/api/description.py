"""What the OpenAPI description says of every address beside its answer: in which cases it says no, in which form, and what writing asks for."""

from __future__ import annotations

from typing import Any

from django.utils.translation import override
from drf_spectacular.extensions import OpenApiSerializerExtension
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse

from obligations.api import selecting, tables, workbooks
from obligations.api.errors import MEDIA_TYPE, ProblemSerializer
from obligations.api.filters import is_detail
from obligations.api.following import links_after

REFUSALS = {
    400: "A parameter or a value is not known; `errors` says which are.",
    401: "Neither logged in nor a token that is valid.",
    403: "The account has no role, or the token only reads.",
    404: "There is nothing at this address, or no such page.",
    429: "Too many requests; Retry-After says in how many seconds to ask again.",
}
WRITING = REFUSALS | {
    400: "The body cannot be read, or a field of it is not known or does not fit; `errors` says which and why.",
    403: "The account may not do this, or the token only reads.",
    413: "The body, or a file in it, is too large.",
    415: "The body has a form that is not taken here.",
    422: "A rule of the desk forbids it, in a sentence; or the Idempotency-Key went with another request.",
}
CONDITIONAL = {412: "It has changed since it was read; the present ETag comes with the answer.", 428: "If-Match is missing."}
SAFE = ("GET", "HEAD", "OPTIONS")

FILES = {("200", tables.MEDIA_TYPE): OpenApiTypes.STR, ("200", workbooks.MEDIA_TYPE): OpenApiTypes.BINARY}

KEY_WORDS = "One for each thing that is done, such as a UUID. Sent again with the same request it gets the first answer again: nothing is done twice."
IDEMPOTENCY_KEY = OpenApiParameter(
    "Idempotency-Key", {"type": "string", "pattern": "^[!-~]{1,128}$"}, OpenApiParameter.HEADER, description=KEY_WORDS
)
IF_MATCH = OpenApiParameter(
    "If-Match", OpenApiTypes.STR, OpenApiParameter.HEADER, required=True, description="The ETag of the thing's own GET, in the same language."
)
LOCATION = OpenApiParameter("Location", OpenApiTypes.URI, OpenApiParameter.HEADER, response=[201], description="The address of what was made.")
ETAG = OpenApiParameter("ETag", OpenApiTypes.STR, OpenApiParameter.HEADER, response=[200, 201], description="Of the thing as it is now.")


class BodyDescription(OpenApiSerializerExtension):
    """A body in the OpenAPI description: names that it does not have are refused."""

    target_class = "obligations.api.serializers.bodies.Body"
    match_subclasses = True

    def map_serializer(self, auto_schema: Any, direction: Any) -> dict[str, Any]:
        """Its fields, and no others."""
        return {**auto_schema._map_serializer(self.target, direction, bypass_extensions=True), "additionalProperties": False}


class Generator(SchemaGenerator):
    """Writes the description in English, whoever asks: programs compare it, and it is kept beside the code."""

    def get_schema(self, *args: Any, **kwargs: Any) -> Any:
        """The description."""
        with override("en"):
            return super().get_schema(*args, **kwargs)


class Description(AutoSchema):
    """Adds the refusals to what an address answers. A writing method that takes `IF_MATCH` also says what becomes of a wrong one."""

    def get_response_serializers(self) -> Any:
        """The answer, with its media types named, because the framework takes the first code in order of text for the main one."""
        answer: Any = super().get_response_serializers()
        if isinstance(answer, dict) or self.method not in SAFE:
            return answer
        files = FILES if getattr(self.view, "columns", ()) and not is_detail(self.view) else {}
        return {("200", "application/json"): answer, **files}

    def get_operation_id(self) -> str:
        """The address in words; what is done where a word of its own stands at the end needs no other."""
        name: str = super().get_operation_id()
        return name.removesuffix("_create") if getattr(self.view, "action", "create") != "create" else name

    def get_operation(self, *args: Any, **kwargs: Any) -> Any:
        """The operation, with links to those that may follow it."""
        described: Any = super().get_operation(*args, **kwargs)
        for status, answer in described["responses"].items() if described else ():
            if links := links_after(described["operationId"], status):
                answer["links"] = links
        return described

    def get_override_parameters(self) -> list[Any]:
        """The key that every POST takes, and the address of what it makes."""
        return [IDEMPOTENCY_KEY, LOCATION] if self.method == "POST" else []

    def _get_response_bodies(self, direction: Any = "response") -> dict[str, Any]:
        """The answers; then the refusals that the method does not describe itself, as problems."""
        described: dict[str, Any] = super()._get_response_bodies(direction)
        for code, words in self._refusals().items():
            if str(code) not in described:
                described[str(code)] = self._get_response_for_code(OpenApiResponse(ProblemSerializer, words), str(code), [MEDIA_TYPE], direction)
        return described

    def _get_response_for_code(self, serializer: Any, status_code: str, media_types: Any = None, direction: Any = "response") -> dict[str, Any]:
        """A refusal is a problem; what is written is answered as JSON, whatever files the list of the same address has."""
        serializer = getattr(self.view, "described_as", {}).get(serializer, serializer)  # a kind of view may answer with a kind of its own
        if not media_types and status_code >= "400":
            media_types = [MEDIA_TYPE]
        elif not media_types and self.method not in SAFE:
            media_types = ["application/json"]
        answer: dict[str, Any] = super()._get_response_for_code(serializer, status_code, media_types, direction)
        return answer

    def _get_request_for_media_type(self, serializer: Any, direction: Any = "request") -> Any:
        """A body says itself what is required, that of a PATCH too: the framework would leave all of it open there."""
        method, self.method = self.method, "PUT" if self.method == "PATCH" else self.method
        try:
            return super()._get_request_for_media_type(serializer, direction)
        finally:
            self.method = method

    def _refusals(self) -> dict[int, str]:
        if self.method in SAFE:
            return REFUSALS
        return WRITING | CONDITIONAL if IF_MATCH in self.get_override_parameters() else WRITING

    def _get_format_parameters(self) -> list[Any]:
        """None of the framework's own, as `format` is described with the filters of a list; but which parts of an answer one may ask for."""
        view: Any = self.view
        if self.method not in SAFE or selecting.FIELDS not in view.shaping:
            return []
        return selecting.described(selecting.places(view.get_serializer_class()), view.expandable)
