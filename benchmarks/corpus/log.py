"""The log of a part of what was published, for programs that follow the changes: an event each, as publishing writes it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import F

from benchmarks.corpus.people import People
from benchmarks.corpus.tables import columns_of, loading, write
from obligations.choices import Audience
from obligations.models import Assessment, Event

ACTION, OBJECT = "assessment.published", "assessment"
COLUMNS = tuple(column for column in columns_of(Event) if column != "transaction")  # which the database fills in


def fill(count: int, *, people: People) -> None:
    """Write about `count` events, evenly of all versions that were ever shown to a State, in the order in which that was done."""
    shown = Assessment.objects.of_obligations().filter(shared_at__isnull=False)
    step = max(1, shown.count() // count) if count else 1
    chosen = shown.annotate(turn=F("pk") % step).filter(turn=0).order_by("shared_at", "pk")
    about = chosen.values_list("obligation__slug", "actor__code", "version", "shared_at", "released_at", "public_at")[:count]
    before = Event.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    with loading(Event):
        write(Event, COLUMNS, _rows(list(about), before, people.reviewers[0].pk))


def _rows(about: Iterable[Any], before: int, by: int) -> Iterator[list[Any]]:
    """The events of versions; their numbers go on behind `before`."""
    for place, (obligation, actor, version, at, released, public) in enumerate(about, 1):
        audience = Audience.PUBLIC if public else Audience.READERS if released else Audience.STATE
        said = {"version": version, "audience": audience.value, "round": None}
        row = {"sequence": before + place, "at": at, "by_id": by, "action": ACTION, "object_type": OBJECT, "object_key": f"{obligation}/{actor}"}
        row |= {"before": json.dumps({"version": version, "audience": Audience.STAFF.value}), "after": json.dumps(said), "reason": ""}
        yield [row.get(column) for column in COLUMNS]
