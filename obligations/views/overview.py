"""The first page: what there is, what it asks, how far it is followed up, what is due next."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from obligations import stats
from obligations.models import Document
from obligations.views.access import for_readers, sees_statuses
from obligations.views.chosen_day import chosen_day

NEWEST = 6


@for_readers
def overview(request: HttpRequest) -> HttpResponse:
    """Everything at a glance; each number leads to the list it counts."""
    user, on = request.user, timezone.localdate()
    day = chosen_day(request, today=on)
    kinds = stats.documents(user)
    context = {
        "on": on,
        "newest": Document.objects.visible_to(user)[:NEWEST],
        "kinds": kinds,
        "documents": sum(figure.count for _, figure in kinds),
        "asking": stats.obligations_asking(user),
        "subjects": stats.force_by_subject(user),
        "calendar": stats.calendar(user, on),
        "day": day,
        "follow_up": stats.follow_up(user, day.on, parameters=day.parameters) if sees_statuses(user) else None,
    }
    return render(request, "obligations/overview.html", context)
