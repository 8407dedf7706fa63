"""Write the log."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from obligations.models import Event

if TYPE_CHECKING:
    from django.contrib.auth.models import User


def record(
    *,
    by: User | None,
    action: str,
    object_type: str,
    object_key: str,
    at: datetime,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    reason: str = "",
    batch: UUID | None = None,
) -> Event:
    """Add one event. Call it inside the transaction of the change. `by` is None for the machine; `before` and `after` are plain JSON."""
    return Event.objects.create(
        by=by, action=action, object_type=object_type, object_key=object_key, at=at, before=before, after=after, reason=reason, batch=batch
    )


def record_many(entries: Iterable[Event]) -> None:
    """Add many events of one transaction, in their order."""
    Event.objects.bulk_create(entries)
