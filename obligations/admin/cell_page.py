"""The page of one cell: an obligation and an actor it is addressed to, or a commitment and its actor. What it shows, and what a POST does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Q
from django.forms import Media
from django.forms.widgets import Script
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from obligations.admin.cell_actions import Asked, Done, act
from obligations.admin.cell_compare import Column
from obligations.admin.cell_evidence import place_in, says, written
from obligations.admin.cell_form import DraftSheet, Written, empty
from obligations.admin.cell_versions import CellVersions
from obligations.admin.cell_view import shown
from obligations.models import Commitment, Evidence, Obligation
from obligations.querysets import has_role
from obligations.services.assessments import Cell, Outdated, check_cell, not_allowed

if TYPE_CHECKING:
    from django.contrib.auth.models import User

MEDIA = Media(
    js=[Script("obligations/cell.js", defer=True), Script("obligations/keep.js", defer=True)],  # type: ignore[list-item]
    css={"all": ["obligations/cell.css"]},
)
DRAFT = "draft"  # what the POST of the draft's form asks for; all others are in `cell_actions`


class CellPage:
    """`data` is what was posted, `evidence` the key, or the primary key, of a piece of evidence to begin a row with."""

    def __init__(self, cell: Cell, *, user: User, at: datetime, data: Mapping[str, str] | None = None, evidence: str = "", last: Any = None) -> None:
        self.cell, self.user, self.at = cell, user, at
        self.on = at.date()
        self.data = data or {}
        self.what = self.data.get("what", "")
        self.versions = CellVersions(cell, user)
        self.refused: list[str] = []
        self.collision: list[str] = []  # sentences on what happened meanwhile
        self.beside = [int(key) for key in self.data.get("beside", "").split() if key.isascii() and key.isdigit() and len(key) < 19]
        self._evidence = evidence.replace("\x00", "")
        self._last = last
        self.sheet = self._sheet()

    @property
    def address(self) -> str:
        return address(self.cell)

    @cached_property
    def why_not(self) -> str:
        """Why nothing can be recorded here by this person; empty where it can."""
        if not has_role(self.user, "analyst"):
            return _("Follow-up is recorded by analysts.")
        obligation, commitment = self.cell.obligation, self.cell.commitment
        if obligation is not None:
            allowed = Obligation.objects.visible_to(self.user).assessable_by(self.user, self.cell.actor).filter(pk=obligation.pk).exists()
        else:
            allowed = commitment is not None and Commitment.objects.visible_to(self.user).assessable_by(self.user).filter(pk=commitment.pk).exists()
        if not allowed:
            return " ".join(_sentences(not_allowed(self.cell.actor)))
        try:
            check_cell(self.cell, self.on)
        except ValidationError as refused:
            return " ".join(refused.messages)
        return ""

    # What a POST does ------------------------------------------------------------------------------------------------
    def submit(self) -> Done | None:
        """Do what was asked. None where it was refused or nothing is to be saved yet: the page then shows what was typed, and why."""
        if self.what == DRAFT and self.data.get("do") != "discard":
            return self._of_draft()
        given = {**{name: self.data.get(name, "") for name in self.data}, **({"what": "discard"} if self.what == DRAFT else {})}
        try:
            return act(Asked(self.cell, given, self.user, self.at))
        except (ValidationError, PermissionDenied) as refused:
            self.refused = _sentences(refused)
            self.versions = CellVersions(self.cell, self.user)  # what happened meanwhile is shown
            self.sheet = self._sheet()
        return None

    def _of_draft(self) -> Done | None:
        sent, do = Written.sent(self.data), self.data.get("do", "")
        name, _colon, key = self.data.get("take", "").partition(":")
        if name:
            other = next((version for version in self.versions.all if str(version.pk) == key), None)
            self.sheet = self._with(sent.take(name, other) if other is not None else sent)
            return None
        if do == "row":
            blank = sum(not self.data.get(f"proofs-{n}-evidence") for n in range(self.sheet.rows.total_form_count()))
            self.sheet = self._with(sent, blank=blank + 1)
            return None
        if do == "evidence":
            return self._to_new_evidence(sent)
        return self._save(submitting=do == "submit")

    def _to_new_evidence(self, sent: Written) -> Done | None:
        """On to the page that adds a piece of evidence, which leads back here; what was typed is saved before."""
        stored = Written.of(self.versions.mine) if self.versions.mine else empty(self.on)
        known = (sent.values, sent.proofs) == (stored.values, stored.proofs)
        done = Done("") if known else self._save(submitting=False)
        asked = urlencode({"next": self.address, "actor": self.cell.actor.code})
        return Done(done.sentence, address=f"{reverse('admin:obligations_evidence_add')}?{asked}") if done else None

    def _save(self, *, submitting: bool) -> Done | None:
        sheet = self.sheet
        if not sheet.is_valid():
            return None
        try:
            made = sheet.save(by=self.user, at=self.at, submitting=submitting)
        except Outdated as newer:
            self._collide(sheet.shown, newer)
        except (ValidationError, PermissionDenied) as refused:
            sheet.sentences = _sentences(refused)
        else:
            if submitting:
                return Done(_("Version %(n)s is submitted for review.") % {"n": made.version}, "#standing")
            return Done(_("Draft saved. Nobody reviews it before you submit it."), "#draft")
        return None

    def _collide(self, sent: Written, newer: Outdated) -> None:
        """Keep what was typed, show what it collides with, and let saving again follow that."""
        self.versions = CellVersions(self.cell, self.user)
        self.beside = []
        if newer.current is None and sent.based_on:
            self.collision.append(_("The version that was approved when you began is not the approved one any more, and no other is."))
        elif newer.current is not None and str(newer.current.pk) != sent.based_on:
            which = {"n": newer.current.version, "author": newer.current.author}
            self.collision.append(_("Version %(n)s by %(author)s was approved since you began.") % which)
            self.beside.append(newer.current.pk)
        if newer.mine is not None and str(newer.mine.revision) != sent.revision:
            self.collision.append(_("Your own draft was saved elsewhere since you opened this page."))
            self.beside.append(newer.mine.pk)
        elif newer.mine is None and sent.revision != "0":
            self.collision.append(_("Your own draft was submitted or discarded elsewhere; saving makes a new one."))
            self.beside += [version.pk for version in self.versions.of_mine[:1]]
        self.sheet = self._with(sent.seen(newer.current, newer.mine))

    # The form --------------------------------------------------------------------------------------------------------
    def _sheet(self) -> DraftSheet:
        """The form as it was sent, or as it starts."""
        if self.what == DRAFT:
            return self._with(empty(self.on), data=self.data)
        mine, current = self.versions.mine, self.versions.current
        start = (Written.of(mine) if mine else empty(self.on)).seen(current, mine)
        behind = self.versions.began_before_current
        if behind is not None:
            self.beside = [behind.pk]
            self.collision = [_("Version %(n)s was approved since you began. Compare the two; saving puts yours after it.") % {"n": behind.version}]
        return self._with(self._with_evidence(self._with_last(start)))

    def _with(self, start: Written, *, data: Mapping[str, str] | None = None, blank: int = 1) -> DraftSheet:
        return DraftSheet(self.cell, self.user, start, data=data, blank=blank)

    def _with_last(self, start: Written) -> Written:
        """With what the person wrote last in another cell, where nothing is written yet; what it says of this cell is for them to write."""
        if not self._last or self.versions.mine is not None:
            return start
        return replace(start, values={**start.values, **self._last["values"]}).with_proofs(*self._last["proofs"])

    def _with_evidence(self, start: Written) -> Written:
        """With a row for the piece of evidence that the address names; a sentence of a record brings its place and its day."""
        related = ("speech", "commitment__speech", "commitment__document")
        pieces = Evidence.objects.visible_to(self.user).select_related(*related)
        key = self._evidence
        by_key = Q(pk=int(key)) if key.isascii() and key.isdigit() and len(key) < 19 else Q(slug=key)
        piece = pieces.filter(by_key).first() if key else None
        if piece is None or any(row["evidence"] == written(piece) for row in start.proofs):
            return start
        start = start.with_proofs({"evidence": written(piece), "locator": place_in(piece), "remark": says(piece.commitment)})
        day = piece.commitment.document.adopted_on if piece.commitment else None
        if day is not None and self.versions.mine is None:
            start.values["as_of"] = day.isoformat()
        return start

    @property
    def columns(self) -> list[Column]:
        """What stands beside one's own: what it collides with, else the approved version."""
        current = self.versions.current
        wanted = self.beside or ([current.pk] if current else [])
        return [Column(self.versions.heading(version), version) for version in self.versions.all if version.pk in wanted]

    def context(self) -> dict[str, Any]:
        """Everything the template shows."""
        return shown(self)


def address(cell: Cell) -> str:
    """The page of a cell."""
    target = cell.obligation or cell.commitment
    assert target is not None  # noqa: S101  (a cell is of one of the two)
    return reverse("admin:obligations_cell", args=[target.slug, cell.actor.code])


def _sentences(refused: ValidationError | PermissionDenied) -> list[str]:
    return refused.messages if isinstance(refused, ValidationError) else [str(refused) or _("You may not do this.")]
