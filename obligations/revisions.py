"""The revisions of a piece of evidence: each takes the place of the one before, and all stay."""

from __future__ import annotations

from obligations.models import Evidence


def chain_of(evidence: Evidence) -> list[int]:
    """The primary keys of all revisions of a piece, oldest first."""
    keys, earlier = [evidence.pk], evidence.revises_id
    while earlier is not None:
        keys.insert(0, earlier)
        earlier = Evidence.objects.values_list("revises_id", flat=True).get(pk=earlier)
    later = evidence.pk
    while (found := Evidence.objects.filter(revises=later).values_list("pk", flat=True).first()) is not None:
        keys.append(found)
        later = found
    return keys
