"""Carry what is recorded for the same actor over from a related obligation: as a draft that says so, for somebody to check and submit."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from obligations.models import Actor, Assessment, Obligation, Relation
from obligations.services import assessments
from obligations.services.assessments import Cell, Content

if TYPE_CHECKING:
    from django.contrib.auth.models import User


@dataclass(frozen=True, slots=True)
class Related:
    """What stands for an actor on a related obligation: the version, and how that obligation relates in words of `RelationKind`."""

    version: Assessment
    kind: str
    is_earlier: bool


def related(obligation: Obligation, actor: Actor, *, user: User) -> list[Related]:
    """The approved versions for the same actor on obligations that this one repeats, strengthens, supersedes or implements, or the other way."""
    holding = Relation.objects.visible_to(user).filter(Q(source=obligation) | Q(target=obligation))
    kinds = {row.target_id: (row.kind, True) for row in holding if row.source_id == obligation.pk}
    kinds |= {row.source_id: (row.kind, False) for row in holding if row.target_id == obligation.pk}
    rows = Assessment.objects.standing_for(user).filter(obligation__in=kinds, actor=actor)
    ordered = rows.select_related("obligation__paragraph__document", "actor", "author").order_by("-approved_at")
    return [Related(row, *kinds[row.obligation_id or 0]) for row in ordered]


@transaction.atomic
def carry_over(*, version: Assessment, obligation: Obligation, by: User, at: datetime) -> Assessment:
    """Begin a draft on an obligation with what a version says of a related one, its evidence included; it names that version.

    Raises ValidationError with a sentence where they are not related or the author has a draft there already, and what `save_draft` raises.
    """
    if version.pk not in {row.version.pk for row in related(obligation, version.actor, user=by)}:
        raise ValidationError(_("Only what stands on a related obligation can be carried over. Record the relation first."))
    cell = Cell(version.actor, obligation=obligation)
    if Assessment.objects.writable_by(by).filter(obligation=obligation, actor=version.actor).exists():
        raise ValidationError(_("You have a draft here already. Discard it first, or take over what you need by hand."))
    note = _("Carried over from %(key)s, version %(n)s.") % {"key": version.obligation, "n": version.version}
    content = Content.of(version)
    content = replace(content, details=f"{content.details}\n{note}".strip())
    current = cell.versions.current().first()
    return assessments.save_draft(cell=cell, content=content, by=by, at=at, based_on=current, carried_from=version)
