"""What every page knows."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest

from obligations.querysets import sees_demonstration


def demonstration(request: HttpRequest) -> dict[str, Callable[[], bool]]:
    """Whether this installation shows demonstration data; asked only where a template wants to know."""
    return {"demonstration": lambda: sees_demonstration(getattr(request, "user", None) or AnonymousUser())}
