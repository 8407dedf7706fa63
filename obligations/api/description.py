"""What the OpenAPI description says of every address beside its answer: in which cases it says no, and in which form."""

from __future__ import annotations

from typing import Any

from drf_spectacular.openapi import AutoSchema
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse

from obligations.api import tables, workbooks
from obligations.api.errors import MEDIA_TYPE, ProblemSerializer
from obligations.api.filters import is_detail

REFUSALS = {
    400: "A parameter or a value is not known; `errors` says which are.",
    401: "Neither logged in nor a token that is valid.",
    403: "The account has no role, or the token only reads.",
    404: "There is nothing at this address, or no such page.",
    429: "Too many requests; Retry-After says in how many seconds to ask again.",
}

FILES = {("200", tables.MEDIA_TYPE): OpenApiTypes.STR, ("200", workbooks.MEDIA_TYPE): OpenApiTypes.BINARY}


class Description(AutoSchema):
    """Adds the refusals to what an address answers."""

    def get_response_serializers(self) -> Any:
        """The answer, and the refusals as problems."""
        answer = super().get_response_serializers()
        if isinstance(answer, dict):
            return answer
        # The answer has its media type named, because the framework takes the first code in order of text for the main one.
        refusals = {(str(code), MEDIA_TYPE): OpenApiResponse(ProblemSerializer, words) for code, words in REFUSALS.items()}
        files = FILES if getattr(self.view, "columns", ()) and not is_detail(self.view) else {}
        return {("200", "application/json"): answer, **files, **refusals}

    def _get_format_parameters(self) -> list[Any]:
        """None of the framework's own: `format` is described with the other parameters of a list."""
        return []
