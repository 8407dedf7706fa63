"""What somebody typed is kept by the browser until the server has saved it; this tells the browser that it has.

A form marked `data-keep="<key>"` (with the user's key in `data-keep-user`) is kept by `keep.js`. A view that saved it, and redirects, names
the key in a cookie that the script reads on whatever page comes next.
"""

from __future__ import annotations

from typing import TypeVar
from urllib.parse import quote

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

COOKIE = "kept_forms"
SECONDS = 24 * 60 * 60
MOST = 20  # keys that wait to be read; a cookie has little room

Response = TypeVar("Response", bound=HttpResponseBase)


def saved(request: HttpRequest, response: Response, *keys: str) -> Response:
    """Let the browser forget what it kept for these forms of the person who is signed in."""
    waiting = [key for key in request.COOKIES.get(COOKIE, "").split("|") if key]
    new = [quote(f"{request.user.pk}/{key}", safe="") for key in keys if key and len(key) < 300]
    value = "|".join(dict.fromkeys([*waiting, *new][-MOST:]))
    if new:
        response.set_cookie(COOKIE, value, max_age=SECONDS, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE, httponly=False)
    return response
