"""What every page knows."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest

from obligations.models import Event
from obligations.services.demonstration import LOADED


def demonstration(request: HttpRequest) -> dict[str, Callable[[], bool]]:
    """Whether this installation shows demonstration data; asked only where a template wants to know."""
    return {"demonstration": lambda: Event.objects.filter(action=LOADED, object_type="demonstration").exists()}
