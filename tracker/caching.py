"""What may be kept of the API's answers: by the program that asked, never between it and the service, and never without asking again."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control, patch_vary_headers

API = "/api/v1/"
DECIDED_BY = ("Accept", "Accept-Language", "Authorization", "Cookie")  # headers of a request that an answer depends on


class AskAgainMiddleware:
    """Marks every answer of the API, refusals included, as its caller's own (`private`), to be asked for again each time (`no-cache`).

    Together with ConditionalGetMiddleware, which stands before it in the settings: a program keeps the ETag, and an unchanged answer is a 304.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The answer with both headers."""
        response = self.get_response(request)
        if request.path.startswith(API):
            patch_vary_headers(response, DECIDED_BY)
            if not response.has_header("Cache-Control"):
                patch_cache_control(response, private=True, no_cache=True)
        return response
