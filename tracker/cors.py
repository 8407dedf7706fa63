"""Let pages of other sites ask the API, where they are configured: with a token, never with the cookies of a session."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers

API = "/api/"
METHODS = "GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE"
HEADERS = "Authorization, Accept, Accept-Language, Content-Type, If-Match, If-None-Match, Idempotency-Key"
EXPOSED = "Retry-After, ETag, Link, Location, WWW-Authenticate, Idempotency-Replayed, X-Request-ID"
SECONDS_KEPT = "600"


class CrossOriginMiddleware:
    """Answers a browser's preflight, and names the origin in every answer of the API, for the origins in `settings.CORS_ORIGINS`.

    Access-Control-Allow-Credentials is never sent, so that a browser keeps its cookies to itself and a page elsewhere gets in by token alone.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The answer, or that to a preflight."""
        if not settings.CORS_ORIGINS or not request.path.startswith(API):
            return self.get_response(request)
        origin = request.headers.get("Origin", "")
        allowed = origin in settings.CORS_ORIGINS
        is_preflight = request.method == "OPTIONS" and "Access-Control-Request-Method" in request.headers
        response = HttpResponse(status=204) if allowed and is_preflight else self.get_response(request)
        patch_vary_headers(response, ["Origin"])
        if allowed:
            response["Access-Control-Allow-Origin"] = origin
            response["Access-Control-Expose-Headers"] = EXPOSED
        if allowed and is_preflight:
            response["Access-Control-Allow-Methods"] = METHODS
            response["Access-Control-Allow-Headers"] = HEADERS
            response["Access-Control-Max-Age"] = SECONDS_KEPT
        return response
