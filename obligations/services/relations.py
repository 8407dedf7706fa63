"""How obligations relate: staff say so, what the text cites is suggested first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from obligations.choices import Lifecycle, Presence, RelationKind
from obligations.models import Citation, Obligation, ObligationAddressee, ParagraphSubject, Relation
from obligations.services import events, lifecycle

if TYPE_CHECKING:
    from django.contrib.auth.models import User

LIKELIEST = 12  # suggestions shown at once
CITED_PARAGRAPH, CITED_RESOLUTION, SHARED_SUBJECT, SHARED_ADDRESSEE = 4, 2, 1, 1  # what each sign counts


@dataclass(frozen=True, slots=True)
class Suggested:
    """An obligation that another may repeat, strengthen, supersede or implement, and the signs that speak for it."""

    obligation: Obligation
    score: int
    cites_paragraph: bool
    shared_subjects: tuple[str, ...]


@transaction.atomic
def relate(*, source: Obligation, target: Obligation, kind: str, by: User, at: datetime, reason: str = "", on: date | None = None) -> Relation:
    """Say that `source` repeats, strengthens, supersedes or implements the earlier `target`.

    To supersede also ends the target's life from the day `on` (the adoption of the source's text where none is given) and needs a reason. Raises
    ValidationError with a sentence, PermissionDenied where `by` may not.
    """
    _check(source, target, kind, by)
    if kind == RelationKind.SUPERSEDES:
        day = on or source.paragraph.document.adopted_on or at.date()
        if target.lifecycle != Lifecycle.SUPERSEDED or target.successor_id != source.pk:
            lifecycle.supersede(obligation=target, successor=source, on=day, by=by, at=at, reason=reason)
    made = Relation.objects.create(source=source, target=target, kind=kind, reason=reason.strip(), by=by, at=at)
    after = {"kind": str(kind), "target": target.key}
    events.record(by=by, action="relation.made", object_type="obligation", object_key=source.slug, at=at, after=after, reason=reason.strip())
    return made


@transaction.atomic
def unrelate(*, relation: Relation, by: User, at: datetime, reason: str) -> Relation:
    """Take a relation back; the row stays. The target of a superseding one is in force again."""
    if not Obligation.objects.writable_by(by).filter(pk=relation.source_id).exists():
        raise PermissionDenied(_("You may not change how obligations relate."))
    relation = Relation.objects.select_for_update().get(pk=relation.pk)
    if relation.removed_at is not None:
        raise ValidationError(_("This relation was already taken back."))
    if not reason.strip():
        raise ValidationError(_("Say in a sentence why you take it back."))
    target = relation.target
    if relation.kind == RelationKind.SUPERSEDES and target.successor_id == relation.source_id:
        lifecycle.reinstate(obligation=target, by=by, at=at, reason=reason)
    relation.removed_at = at
    relation.save(update_fields=["removed_at"])
    before = {"kind": relation.kind, "target": target.key}
    events.record(
        by=by, action="relation.removed", object_type="obligation", object_key=relation.source.slug, at=at, before=before, reason=reason.strip()
    )
    return relation


def suggest(obligation: Obligation, *, limit: int = LIKELIEST) -> list[Suggested]:
    """The earlier obligations that this one may relate to, likeliest first: of cited paragraphs, then of cited resolutions on the same subject."""
    texts = [key for key in (obligation.text_id, obligation.inherited_from and obligation.inherited_from.text_id) if key]
    cited = list(Citation.objects.filter(text__in=texts, kind__in=("resolution", "paragraph")).values_list("target", "label"))
    wanted = Q(pk__in=[])
    for target, label in cited:
        wanted |= Q(paragraph__document__symbol=target, paragraph__label=label) if label else Q(paragraph__document__symbol=target)
    rows = Obligation.objects.in_the_text().filter(wanted, tracked=True).exclude(paragraph__document=obligation.paragraph.document_id)
    known = Relation.objects.holding().filter(source=obligation).values("target")
    found = list(rows.exclude(pk__in=known).select_related("paragraph__document", "verb", "text"))
    return sorted(_weighed(obligation, found, cited), key=lambda one: (-one.score, one.obligation.key))[:limit]


def _weighed(obligation: Obligation, found: Sequence[Obligation], cited: list[tuple[str, str]]) -> list[Suggested]:
    subjects = _by_paragraph([obligation, *found])
    addressees = _addressees([obligation, *found])
    made = []
    for row in found:
        named = any(target == row.paragraph.document.symbol and label and label == row.paragraph.label for target, label in cited)
        shared = tuple(sorted(subjects.get(row.paragraph_id, set()) & subjects.get(obligation.paragraph_id, set())))
        score = CITED_PARAGRAPH if named else CITED_RESOLUTION if shared else 0
        score += SHARED_SUBJECT * len(shared) + SHARED_ADDRESSEE * bool(addressees.get(row.pk, set()) & addressees.get(obligation.pk, set()))
        if score > SHARED_ADDRESSEE:
            made.append(Suggested(row, score, named, shared))
    return made


def _by_paragraph(rows: Sequence[Obligation]) -> dict[int, set[str]]:
    links = ParagraphSubject.objects.filter(paragraph__in=[row.paragraph_id for row in rows]).values_list("paragraph", "subject__code")
    found: dict[int, set[str]] = {}
    for paragraph, code in links:
        found.setdefault(paragraph, set()).add(code)
    return found


def _addressees(rows: Sequence[Obligation]) -> dict[int, set[str]]:
    found: dict[int, set[str]] = {}
    for obligation, code in ObligationAddressee.objects.filter(obligation__in=[row.pk for row in rows]).values_list("obligation", "code"):
        found.setdefault(obligation, set()).add(code)
    return found


def _check(source: Obligation, target: Obligation, kind: str, by: User) -> None:
    if not Obligation.objects.writable_by(by).filter(pk=source.pk).exists():
        raise PermissionDenied(_("You may not change how obligations relate."))
    if kind not in RelationKind.values:
        raise ValidationError(_("Choose how they relate: repeats, strengthens, supersedes or implements."))
    if source.pk == target.pk:
        raise ValidationError(_("An obligation cannot relate to itself. Choose another one."))
    if Presence.RETIRED in (source.presence, target.presence):
        raise ValidationError(_("A retired obligation has no relations. Choose one that a text says."))
    days = (source.paragraph.document.adopted_on, target.paragraph.document.adopted_on)
    if days[0] and days[1] and days[0] < days[1]:
        raise ValidationError(_("%(target)s is the later one. Open it and relate it to this one.") % {"target": target.key})
    if Relation.objects.holding().filter(source=source, target=target, kind=kind).exists():
        raise ValidationError(_("That relation is already recorded."))
