"""Headers that Django and django-csp do not set."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

UNUSED = ("accelerometer", "camera", "display-capture", "geolocation", "gyroscope", "magnetometer", "microphone", "midi", "payment", "usb")
SET = {
    "Permissions-Policy": ", ".join(f"{name}=()" for name in UNUSED),  # what no page of ours ever needs, and so none may be made to use
    "Cross-Origin-Resource-Policy": "same-origin",  # no other site shows our pictures, styles or answers as its own
}


class HeadersMiddleware:
    """Adds them to every answer, those of static files too."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The answer with the headers, except where a view has its own."""
        response = self.get_response(request)
        for name, value in SET.items():
            response.headers.setdefault(name, value)
        return response
