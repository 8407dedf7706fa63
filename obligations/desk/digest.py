"""What one member of staff should hear about today: due for review, returned, waiting for review, assigned, answered, due dates ahead."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from obligations.choices import ReviewState
from obligations.dues.reading import items_of, read_dues
from obligations.models import Assessment, Assignment, Comment, EvidenceLink, ParagraphSubject
from obligations.querysets import scopes_of
from obligations.services.assessments import Cell

if TYPE_CHECKING:
    from django.contrib.auth.models import User

    from obligations.querysets import AssessmentQuerySet

MOST = 20  # lines of one kind in a digest; the rest is counted


@dataclass(frozen=True, slots=True)
class Section:
    """Lines of one kind: a title, the first of them, each with the path of its page, and how many there are."""

    title: str
    lines: tuple[tuple[str, str], ...]
    total: int

    @property
    def more(self) -> int:
        return self.total - len(self.lines)


def digest_of(user: User, *, on: date, since: datetime, within: int) -> list[Section]:
    """What there is for one person on a day: what happened after `since`, what is due within so many days. Empty where there is nothing."""
    sections = [
        _section(_("Returned to you"), returned_to(user)),
        _section(_("Waiting for your review"), Assessment.objects.reviewable_by(user).order_by("submitted_at")),
        _section(_("Due for review"), due_for_review(user, on + timedelta(days=within))),
        _assigned(user, since),
        _answered(user, since),
        _dates(user, on, within),
    ]
    return [section for section in sections if section.total]


def returned_to(user: User) -> AssessmentQuerySet:
    """What came back to its author and has not been taken up again."""
    return Assessment.objects.open().filter(author=user, state=ReviewState.RETURNED).order_by("reviewed_at")


def review_due(until: date) -> Q:
    """Where a version is due for review by a day: it says so itself, or evidence it rests on has expired by then."""
    expired = EvidenceLink.objects.filter(assessment=OuterRef("pk"), evidence__expires_on__lte=until)
    return Q(review_after__lte=until) | Q(Exists(expired))


def due_for_review(user: User, until: date) -> list[Assessment]:
    """The current versions due for review by a day that the person may record on."""
    scopes = scopes_of(user)
    if not scopes:
        return []
    rows = list(
        Assessment.objects.current().filter(review_due(until)).select_related("actor", "obligation", "commitment").order_by("review_after", "pk")
    )
    paragraphs = {row.obligation.paragraph_id for row in rows if row.obligation}
    subjects: dict[int, set[int]] = {}
    for paragraph, subject in ParagraphSubject.objects.filter(paragraph__in=paragraphs).values_list("paragraph", "subject"):
        subjects.setdefault(paragraph, set()).add(subject)
    mine = ((row, subjects.get(row.obligation.paragraph_id, set()) if row.obligation else set()) for row in rows)
    return [row for row, areas in mine if any(scope.covers(row.actor, areas) for scope in scopes)]


def _section(title: str, rows: AssessmentQuerySet | list[Assessment]) -> Section:
    if not isinstance(rows, list):
        rows = list(rows.select_related("actor", "obligation", "commitment", "author"))
    return Section(title, tuple(_line(row) for row in rows[:MOST]), len(rows))


def _line(row: Assessment) -> tuple[str, str]:
    target = row.obligation or row.commitment
    note = _("note: %(note)s") % {"note": row.review_note} if row.state == ReviewState.RETURNED else row.get_status_display()
    return f"{target} · {row.actor} · {note}", cell_path(Cell.of(row))


def cell_path(cell: Cell) -> str:
    """The path of a cell's page."""
    target = cell.obligation or cell.commitment
    return reverse("admin:obligations_cell", args=[target.slug if target else "", cell.actor.code])


def _assigned(user: User, since: datetime) -> Section:
    rows = list(Assignment.objects.made_since(since).filter(user=user).prefetch_related("states", "subjects"))
    return Section(_("Assigned to you"), tuple((said(row), reverse("admin:index")) for row in rows[:MOST]), len(rows))


def said(assignment: Assignment) -> str:
    """An assignment in words: who × what."""
    who = [str(actor) for actor in assignment.states.all()] + list(assignment.regional_groups)
    what = [str(area) for area in assignment.subjects.all()]
    return f"{_join(who) or _('all States')} × {_join(what) or _('all subject areas')}"


def _answered(user: User, since: datetime) -> Section:
    """Threads that the person takes part in and somebody else went on with."""
    taken_part = Q(parent__author=user) | Q(parent__answers__author=user)
    rows = Comment.objects.filter(taken_part, at__gt=since).exclude(author=user).select_related("author", "obligation", "commitment", "actor")
    found = list(rows.distinct().order_by("pk"))
    return Section(_("Answers to your comments"), tuple((f"{row.author}: {row.text[:80]}", _comment_path(row)) for row in found[:MOST]), len(found))


def _comment_path(comment: Comment) -> str:
    if comment.obligation and comment.actor:
        return cell_path(Cell(comment.actor, obligation=comment.obligation))
    if comment.obligation:
        return reverse("admin:obligations_obligation_change", args=[comment.obligation.pk])
    return reverse("admin:obligations_commitment_change", args=[comment.commitment_id])


def _dates(user: User, on: date, within: int) -> Section:
    until = on + timedelta(days=within)
    days = [day for day in read_dues(user).days(on=on, until=until) if day.due_on and on <= day.due_on <= until and day.record is None]
    address = reverse("admin:obligations_deadline_changelist")
    lines = tuple((f"{item.due_on} · {item.paragraph} · {item.words}", address) for item in items_of(days[:MOST], user))
    return Section(_("Due dates ahead"), lines, len(days))


def _join(words: Iterable[str]) -> str:
    return "、".join(words)
