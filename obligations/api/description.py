"""What the OpenAPI description says of every address beside its answer: in which cases it says no, and in which form."""

from __future__ import annotations

from typing import Any

from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiResponse

from obligations.api.errors import MEDIA_TYPE, ProblemSerializer

REFUSALS = {
    400: "A parameter or a value is not known; `errors` says which are.",
    403: "Not logged in, or the account has no role.",
    404: "There is nothing at this address, or no such page.",
}


class Description(AutoSchema):
    """Adds the refusals to what an address answers."""

    def get_response_serializers(self) -> Any:
        """The answer, and the refusals as problems."""
        answer = super().get_response_serializers()
        if isinstance(answer, dict):
            return answer
        # The answer has its media type named, because the framework takes the first code in order of text for the main one.
        refusals = {(str(code), MEDIA_TYPE): OpenApiResponse(ProblemSerializer, words) for code, words in REFUSALS.items()}
        return {("200", "application/json"): answer, **refusals}
