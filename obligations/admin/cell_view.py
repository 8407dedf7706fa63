"""What the page of a cell shows, as values that its templates draw."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from obligations.admin.cell_actions import round_of
from obligations.admin.cell_audiences import audiences, narrowings
from obligations.admin.cell_compare import Column, Row, against, beside, differences
from obligations.admin.cell_evidence import offered, written
from obligations.admin.cell_history import history_of
from obligations.admin.cell_markers import markers
from obligations.admin.commitment_page import speech_context
from obligations.admin.labels import chapeau_text, label_rows, marked_text
from obligations.admin.staff import log_address
from obligations.choices import Applicability as Reach
from obligations.choices import ReviewState
from obligations.dues.days import DueItem
from obligations.dues.reading import due_items, readable_deadlines
from obligations.models import Applicability, Assessment, Obligation
from obligations.querysets import groups_of, has_role

if TYPE_CHECKING:
    from obligations.admin.cell_page import CellPage
    from obligations.admin.cell_versions import CellVersions

OFFERED = 40  # pieces of evidence in the list that works without a script
KEYS = [  # each key and what it does: shown as help; the script knows the keys by themselves
    ("1 – 6", lambda: _("choose a status, then write the summary")),
    ("Tab", lambda: _("on to the next field: evidence, place, remark")),
    ("↓ Enter", lambda: _("in the field for evidence: take the one that is offered")),
    ("+", lambda: _("one more row of evidence")),
    ("Ctrl+S", lambda: _("save the draft")),
    ("Ctrl+Enter", lambda: _("save and submit for review")),
    ("Esc", lambda: _("leave a field, so that keys work")),
    ("?", lambda: _("show or hide this help")),
]


@dataclass(frozen=True, slots=True)
class VersionShown:
    """A version with what it differs in, and what the person who looks can do about it."""

    version: Assessment
    rows: list[Row] = field(default_factory=list)  # compared with what stands beside it
    other: Assessment | None = None  # the version it is compared with
    may_recall: bool = False
    may_take_up: bool = False
    may_discard: bool = False
    is_behind: bool = False  # another version was approved since it was written


def shown(page: CellPage) -> dict[str, Any]:
    """Everything the template shows."""
    cell, versions = page.cell, page.versions
    current, mine = versions.current, versions.mine
    reviews = has_role(page.user, "reviewer")
    return {
        "cell": cell,
        "actor": cell.actor,
        "on": page.on,
        "keep": f"cell/{cell.key}",
        "typed": page.data if page.refused else {},
        "refused": page.refused,
        "why_not": page.why_not,
        "log_address": log_address([cell.key]),
        "current": current,
        "mine": mine,
        "markers": markers(current=current, open_versions=versions.open, on=page.on),
        "state_comments": [comment for version in versions.all for comment in version.state_comments.all()],
        **_target(page),
        **_draft(page),
        # the others
        "reviewed": [_for_review(versions, v) for v in versions.waiting if reviews and v.author_id != page.user.pk],
        "open_versions": _open(page, reviews=reviews),
        "versions": _all(page),
        "history": history_of(cell.key),
        # publication
        "reviews": reviews,
        "audiences": audiences(versions=versions.all, current=current, actor=cell.actor, in_round=round_of(cell, page.at)),
        "narrowings": narrowings(versions.all) if reviews else [],
    }


def _draft(page: CellPage) -> dict[str, Any]:
    """The form of one's own draft, and what stands beside it."""
    columns = page.columns if not page.why_not else []
    actor = page.cell.actor
    return {
        "has_form": not page.why_not or page.what == "draft",  # what was typed comes back even where the right was lost meanwhile
        "sheet": page.sheet,
        "is_back": page.what == "draft",
        "collision": page.collision,
        "columns": columns,
        "compared": beside(page.sheet.shown, columns) if columns else [],
        "beside": " ".join(str(key) for key in page.beside),
        "offered": [written(piece) for piece in offered(user=page.user, actor=actor, most=OFFERED)] if not page.why_not else [],
        "evidence_address": reverse("admin:obligations_cell_evidence", args=[actor.code]),
        "keys": [(key, said()) for key, said in KEYS],
    }


# The obligation or the commitment -----------------------------------------------------------------------------------
def _target(page: CellPage) -> dict[str, Any]:
    """The words, and what else is said there."""
    obligation, commitment = page.cell.obligation, page.cell.commitment
    if obligation is not None:
        return {
            "obligation": obligation,
            "target_address": reverse("admin:obligations_obligation_change", args=[obligation.pk]),
            "paragraph": obligation.paragraph,
            "document": obligation.paragraph.document,
            "segments": marked_text(obligation, label_rows(obligation)),
            "chapeau": chapeau_text(obligation),
            "deadlines": _deadlines(page, obligation),
            **_reach(page, obligation),
        }
    assert commitment is not None  # noqa: S101  (a cell is of one of the two)
    return {
        "commitment": commitment,
        "target_address": reverse("admin:obligations_commitment_change", args=[commitment.pk]),
        "document": commitment.document,
        **speech_context(commitment, user=page.user),
    }


def _reach(page: CellPage, obligation: Obligation) -> dict[str, Any]:
    """How the obligation reaches the actor, on what condition, and what was decided about that."""
    actor = page.cell.actor
    links = [link for link in obligation.addressees.all() if link.code in (actor.code, *groups_of(actor))]
    rows = Applicability.objects.visible_to(page.user).filter(obligation=obligation, actor=actor)
    decided = list(rows.select_related("by", "batch").order_by("-pk"))
    current = next((row for row in decided if row.replaced_at is None), None)
    chosen = page.data.get("value") if page.refused else None
    return {
        "addressed": links,
        "conditions": [link.condition for link in links if link.condition],
        "applicability": current,
        "applicabilities": [row for row in decided if row is not current],
        "reaches": [(code, label, code == (chosen or (current.value if current else ""))) for code, label in Reach.choices],
    }


def _deadlines(page: CellPage, obligation: Obligation) -> list[DueItem]:
    """What its text, or the text above it, sets a day for."""
    mine = Q(text=obligation.text_id)
    if obligation.inherited_from is not None:
        mine |= Q(text=obligation.inherited_from.text_id)
    items = due_items(on=page.on, user=page.user, deadlines=readable_deadlines(page.user).filter(mine))
    return [item for item in items if item.ends or obligation.pk in {act.pk for act in item.obligations}]


# Versions -----------------------------------------------------------------------------------------------------------
def _for_review(versions: CellVersions, version: Assessment) -> VersionShown:
    """What waits for the reviewer's word, beside the approved version."""
    current = versions.current
    rows = against(current, version) if current else []
    return VersionShown(version, rows, current, is_behind=version.based_on_id != (current.pk if current else None))


def _open(page: CellPage, *, reviews: bool) -> list[VersionShown]:
    """What else is under way: one's own submissions, what came back, what others are writing; compared with one's own draft."""
    found = []
    for version in page.versions.open:
        own = version.author_id == page.user.pk
        is_shown_above = (version == page.versions.mine and not page.why_not) or (reviews and not own and version.state == ReviewState.SUBMITTED)
        if not is_shown_above:
            found.append(_under_way(page, version, own=own))
    return found


def _under_way(page: CellPage, version: Assessment, *, own: bool) -> VersionShown:
    mine = page.versions.mine
    column = Column(page.versions.heading(version), version)
    rows = beside(page.sheet.shown, [column]) if mine is not None and not page.why_not else []
    return VersionShown(
        version,
        rows,
        mine if rows else None,
        may_recall=own and version.state == ReviewState.SUBMITTED,
        may_take_up=not page.why_not and page.versions.may_be_taken_up(version),
        may_discard=own and version.state == ReviewState.DRAFT,
    )


def _all(page: CellPage) -> list[VersionShown]:
    """Every version with what it changed in the one before it."""
    rows = page.versions.all
    older: list[Assessment | None] = [*rows[1:], None][: len(rows)]
    may = {v.pk for v in rows if not page.why_not and page.versions.may_be_taken_up(v)}
    return [VersionShown(v, differences(before, v), before, may_take_up=v.pk in may) for v, before in zip(rows, older, strict=True)]
