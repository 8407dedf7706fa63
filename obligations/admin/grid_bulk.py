"""The same for many cells: one status and one line, or 'does not apply' with one reason, for chosen States or a group, here or for a whole branch."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django import forms
from django.core import signing
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from obligations.admin.grid_entries import Entry, Lookup
from obligations.admin.grid_plan import LONGEST, SALT, Plan, Planned, before_of
from obligations.cells import CellRow, cells_between, obligations_in_force
from obligations.choices import Applicability as Reach
from obligations.choices import BatchKind, RegionalGroup, Status
from obligations.models import Actor, Batch, Obligation
from obligations.services import bulk
from obligations.services.assessments import Cell, Content
from obligations.services.bulk import Refused

if TYPE_CHECKING:
    from django.contrib.auth.models import User

CHOSEN, LISTED, HERE, BRANCH, STATUS, REACH = "chosen", "listed", "here", "branch", "status", "reach"
REACH_SALT = f"{SALT}.reach"


class BulkForm(forms.Form):
    """What is to be written, for whom and where. Its fields stand in the form of the grid, beside the boxes of the States."""

    whom = forms.ChoiceField(
        label=gettext_lazy("For"),
        choices=[(CHOSEN, gettext_lazy("the States ticked")), (LISTED, gettext_lazy("all States listed")), *RegionalGroup.choices],
    )
    where = forms.ChoiceField(
        label=gettext_lazy("In"), choices=[(HERE, gettext_lazy("this obligation")), (BRANCH, gettext_lazy("the whole branch"))], required=False
    )
    what = forms.ChoiceField(
        label=gettext_lazy("Record"),
        choices=[(STATUS, gettext_lazy("Status and one line")), *((value, label) for value, label in Reach.choices)],
    )
    bulk_status = forms.ChoiceField(label=gettext_lazy("status"), choices=[("", "—"), *Status.choices], required=False)
    bulk_summary = forms.CharField(
        label=gettext_lazy("One line"),
        help_text=gettext_lazy("For a status what was seen; for an applicability the reason."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    bulk_proof = forms.CharField(
        label=gettext_lazy("Evidence and place, or sources consulted"),
        required=False,
        widget=forms.TextInput(attrs={"list": "evidence-keys"}),
    )
    bulk_as_of = forms.DateField(label=gettext_lazy("as of"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))


def branch_of(obligation: Obligation, *, user: User, on: date) -> list[Obligation]:
    """What asks for action in the paragraph with all its parts; for a part without parts of its own, in its chapeau with all of its."""
    paragraph = obligation.paragraph
    top = paragraph.pk if paragraph.parts.exists() else paragraph.parent_id or paragraph.pk
    inside = Q(paragraph=top) | Q(paragraph__parent=top) | Q(paragraph__parent__parent=top)
    return list(obligations_in_force(user, on).filter(inside).select_related("paragraph"))


def chosen_actors(form: dict[str, Any], chosen: Sequence[str], listed: Sequence[Actor], everybody: Sequence[Actor]) -> list[Actor]:
    """The actors that a form is for: those ticked, those listed, or all of a regional group."""
    if form["whom"] == CHOSEN:
        return [actor for actor in everybody if actor.code in set(chosen)]
    if form["whom"] == LISTED:
        return list(listed)
    return [actor for actor in everybody if actor.regional_group == form["whom"]]


def plan_same(form: dict[str, Any], rows: Sequence[CellRow], *, user: User, on: date, submit: bool) -> Plan:
    """The same status, line, evidence and day in all cells. What each cell says besides (details) stays with the version before."""
    entry = Entry("", form["bulk_status"], form["bulk_summary"], form["bulk_proof"])
    lookup = Lookup([entry], user=user, on=on)
    plan = Plan(BatchKind.BULK, said_for(rows, str(Status(form["bulk_status"]).label) if form["bulk_status"] else ""), submit)
    fresh = lookup.content(entry, None, keep_blank=False, as_of=form["bulk_as_of"] or on)
    for row in rows:
        before = before_of(row)
        plan.rows.append(Planned(str(row.actor), row, before, _on_top(fresh, before), row.standing.pk if row.standing else None))
    return plan


def _on_top(fresh: Content, before: Content | None) -> Content:
    """The new content where the cell says the same already with another day or evidence is still a new version; the same in all is not."""
    if before is None:
        return fresh
    known = {(proof.evidence.pk, proof.locator): proof for proof in before.proofs}
    proofs = tuple(known.get((proof.evidence.pk, proof.locator), proof) for proof in fresh.proofs)
    return replace(fresh, proofs=proofs, details=before.details, review_after=before.review_after)


def said_for(rows: Sequence[CellRow], what: str) -> str:
    """The description of a batch: what, in which obligations, for how many."""
    keys = list(dict.fromkeys(row.obligation.key for row in rows))
    return _("%(what)s · %(keys)s · %(n)s cells") % {"what": what, "keys": _some(keys), "n": len(rows)}


def _some(keys: Sequence[str]) -> str:
    return ", ".join(keys) if len(keys) < 4 else _("%(first)s and %(n)s more") % {"first": keys[0], "n": len(keys) - 1}


# Applicability ------------------------------------------------------------------------------------------------------
@dataclass(slots=True)
class ReachRow:
    """One cell of a plan on applicability."""

    row: CellRow
    why: str = ""
    is_same: bool = False


@dataclass(slots=True)
class ReachPlan:
    """The same applicability for many cells, with one reason."""

    value: Reach
    reason: str
    rows: list[ReachRow] = field(default_factory=list)
    is_reach = True

    @classmethod
    def of(cls, value: str, reason: str, rows: Iterable[CellRow]) -> ReachPlan:
        """What it would change; where it stands already, nothing."""
        same = (value, reason.strip())
        return cls(
            Reach(value),
            reason.strip(),
            [ReachRow(row, is_same=row.decided is not None and (row.decided.value, row.decided.reason) == same) for row in rows],
        )

    @property
    def description(self) -> str:
        return said_for([row.row for row in self.writable], str(self.value.label))

    @property
    def writable(self) -> list[ReachRow]:
        return [row for row in self.rows if not row.why and not row.is_same]

    @property
    def refused(self) -> list[ReachRow]:
        return [row for row in self.rows if row.why]

    @property
    def same(self) -> list[ReachRow]:
        return [row for row in self.rows if row.is_same]

    def check(self, *, by: User, at: datetime) -> ReachPlan:
        """Ask the service what it would refuse; the day is no matter here, other than for versions."""
        rows = self.writable
        for n, why in bulk.applicability_refusals(cells=[_cell(row) for row in rows], by=by).items():
            rows[n].why = why
        return self

    def write(self, *, by: User, at: datetime) -> Batch:
        """Write it. Where the service refuses rows, they carry its sentences, and nothing was written."""
        rows = self.writable
        cells = [_cell(row) for row in rows]
        try:
            return bulk.set_applicability_many(cells=cells, value=self.value, reason=self.reason, by=by, at=at, description=self.description)
        except Refused as refused:
            sentences = {bulk.key_of(cell): why for cell, why in refused.rows}
            for row, cell in zip(rows, cells, strict=True):
                row.why = sentences.get(bulk.key_of(cell), "")
            raise

    def sealed(self, by: User) -> str:
        """What can be written, to travel with the preview."""
        keys = [[row.row.obligation.pk, row.row.actor.pk] for row in self.writable]
        return signing.dumps({"by": by.pk, "value": self.value, "reason": self.reason, "rows": keys}, salt=REACH_SALT, compress=True)


def unsealed_reach(sealed: str, *, by: User, on: date) -> ReachPlan | None:
    """The plan that travelled with a preview; None where it was none on applicability, was too old, or somebody else's."""
    try:
        payload = signing.loads(sealed, salt=REACH_SALT, max_age=LONGEST)
    except signing.BadSignature:
        return None
    if payload["by"] != by.pk:
        return None
    wanted = {(obligation, actor) for obligation, actor in payload["rows"]}
    actors = list(Actor.objects.filter(pk__in={actor for _obligation, actor in wanted}))
    rows = cells_between(obligations_in_force(by, on).filter(pk__in={key for key, _actor in wanted}), actors, user=by, on=on)
    return ReachPlan.of(payload["value"], payload["reason"], (row for row in rows if (row.obligation.pk, row.actor.pk) in wanted))


def _cell(row: ReachRow) -> Cell:
    return row.row.cell
