"""The history of a cell: what the log says of it, in words, with the batches that its events belong to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from obligations.admin.cell_compare import NAMES
from obligations.choices import Applicability as Reach
from obligations.choices import Audience
from obligations.models import Batch, Event

MOST = 60  # the rest is in the log
ACTIONS = {
    "assessment.drafted": gettext_lazy("Draft saved"),
    "assessment.submitted": gettext_lazy("Submitted for review"),
    "assessment.discarded": gettext_lazy("Taken back by its author"),
    "assessment.returned": gettext_lazy("Returned with a note"),
    "assessment.approved": gettext_lazy("Approved"),
    "assessment.withdrawn": gettext_lazy("Approval withdrawn"),
    "assessment.published": gettext_lazy("Shown to"),
    "assessment.narrowed": gettext_lazy("Shown at most to"),
    "state.commented": gettext_lazy("Comment of the State"),
    "applicability.decided": gettext_lazy("Applicability decided"),
    "applicability.taken_back": gettext_lazy("Applicability taken back"),
}


@dataclass(frozen=True, slots=True)
class Happened:
    """One event with what it did, in words."""

    event: Event
    action: str
    version: str
    what: str
    batch: Batch | None


def history_of(key: str) -> list[Happened]:
    """The latest events of a cell, newest first, in two queries."""
    events = list(Event.objects.filter(object_type__in=("assessment", "applicability"), object_key=key).select_related("by")[:MOST])
    batches = Batch.objects.in_bulk({event.batch for event in events if event.batch})
    return [_told(event, batches.get(event.batch) if event.batch else None) for event in events]


def _told(event: Event, batch: Batch | None) -> Happened:
    before, after = event.before or {}, event.after or {}
    return Happened(event, str(ACTIONS.get(event.action, event.action)), str(after.get("version", "")), _what(before, after), batch)


def _what(before: Mapping[str, Any], after: Mapping[str, Any]) -> str:
    """What an event changed: an audience, an applicability, or the names of the fields that are not as they were."""
    if "audience" in after:
        return str(_label(Audience, after["audience"]))
    if "value" in after:
        return str(_label(Reach, after["value"])) if after["value"] else ""
    if not before or before.get("version") != after.get("version"):
        return ""
    changed = [str(label) for name, label in NAMES.items() if before.get(_in_log(name)) != after.get(_in_log(name))]
    return _("changed: %(fields)s") % {"fields": ", ".join(changed)} if changed else ""


def _in_log(name: str) -> str:
    return "evidence" if name == "proofs" else name


def _label(choices: Any, value: str) -> Any:
    return choices(value).label if value in choices.values else value
