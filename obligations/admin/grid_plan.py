"""What many cells would say: before and after, cell by cell, with what is refused and why; then written as one batch.

A plan is shown first. What can be written travels with the preview, signed, and is checked again by the service when it is written.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.core import signing
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from obligations.admin.grid_entries import Entry, Lookup, proof_text
from obligations.cells import CellRow, cells_between, obligations_in_force
from obligations.choices import Applicability as Reach
from obligations.choices import BatchKind, Status
from obligations.models import Actor, Assessment, Batch, Evidence, Obligation
from obligations.services import assessments, bulk
from obligations.services.assessments import Cell, Content, Proof
from obligations.services.bulk import Refused, Write

if TYPE_CHECKING:
    from django.contrib.auth.models import User

SALT, LONGEST = "obligations.grid", 24 * 60 * 60  # seconds for which a preview can be written


@dataclass(frozen=True, slots=True)
class Shown:
    """A content as a preview shows it."""

    status: str
    summary: str
    proof: str
    as_of: date | None

    @classmethod
    def of(cls, content: Content | None) -> Shown:
        """Empty for no content."""
        if content is None:
            return cls("", "", "", None)
        label = str(Status(content.status).label) if content.status in Status.values else ""
        return cls(label, content.summary, proof_text(content), content.as_of)


@dataclass(slots=True)
class Planned:
    """One row of a plan. `row` is None where the State named is not in the grid; `why` says why it is refused, `note` what to look at twice."""

    who: str
    row: CellRow | None = None
    before: Content | None = None
    after: Content | None = None
    based_on: int | None = None
    line: int = 0
    why: str = ""

    @property
    def is_same(self) -> bool:
        """Whether nothing would change; the day alone is a change."""
        return not self.why and self.before is not None and self.before == self.after

    @property
    def was(self) -> Shown:
        return Shown.of(self.before)

    @property
    def will_be(self) -> Shown:
        return Shown.of(self.after)

    @property
    def note(self) -> str:
        """What somebody else, or the author, has under way in the cell."""
        if self.row is None:
            return ""
        waiting = [version for version in (*self.row.mine, *self.row.others) if version.state != "draft"]
        said = [_("%(author)s: %(state)s") % {"author": each.author, "state": each.get_state_display()} for each in waiting]
        if self.row.applicability != Reach.APPLIES:
            said.append(str(self.row.applicability.label))
        return "；".join(said)


@dataclass(slots=True)
class Plan:
    """Rows to write as one batch, as drafts or submitted."""

    kind: BatchKind
    description: str
    submit: bool
    rows: list[Planned] = field(default_factory=list)

    @property
    def writable(self) -> list[Planned]:
        return [row for row in self.rows if not row.why and not row.is_same]

    @property
    def refused(self) -> list[Planned]:
        return [row for row in self.rows if row.why]

    @property
    def same(self) -> list[Planned]:
        return [row for row in self.rows if row.is_same]

    def check(self, *, by: User, at: datetime) -> Plan:
        """Ask the service what it would refuse."""
        rows = self.writable
        for n, why in bulk.refusals(rows=[_write(row) for row in rows], by=by, at=at, submit=self.submit).items():
            rows[n].why = why
        return self

    def write(self, *, by: User, at: datetime) -> Batch:
        """Write it. Where the service refuses rows, they carry its sentences, and nothing was written."""
        rows = self.writable
        writes = [_write(row) for row in rows]
        try:
            return bulk.write_many(rows=writes, by=by, at=at, kind=self.kind, description=self.description, submit=self.submit)
        except Refused as refused:
            sentences = {bulk.key_of(write.cell): why for write, why in refused.rows}
            for row, write in zip(rows, writes, strict=True):
                row.why = sentences.get(bulk.key_of(write.cell), "")
            raise

    def sealed(self, by: User) -> str:
        """What can be written, to travel with the preview."""
        contents: list[Any] = []
        rows = []
        for row in self.writable:
            if row.row is None or row.after is None:
                continue
            plain = _plain(row.after)
            if plain not in contents[-50:]:  # the same content for many cells is sent once
                contents.append(plain)
            rows.append([row.row.obligation.pk, row.row.actor.pk, row.based_on, len(contents) - 1 - contents[::-1].index(plain)])
        payload = {"by": by.pk, "kind": str(self.kind), "what": self.description, "submit": self.submit, "contents": contents, "rows": rows}
        return signing.dumps(payload, salt=SALT, compress=True)


def unsealed(sealed: str, *, by: User, on: date) -> Plan:
    """The plan that travelled with a preview, with what stands in its cells now. Raises ValidationError where it is too old or not one's own."""
    try:
        payload = signing.loads(sealed, salt=SALT, max_age=LONGEST)
    except signing.BadSignature as error:
        raise ValidationError(_("This preview can no longer be used. Preview it again.")) from error
    if payload["by"] != by.pk:
        raise ValidationError(_("This preview was made by somebody else. Preview it again."))
    obligations = Obligation.objects.in_bulk({row[0] for row in payload["rows"]})
    actors = Actor.objects.in_bulk({row[1] for row in payload["rows"]})
    keys = {proof[0] for content in payload["contents"] for proof in content["proofs"]}
    evidence = Evidence.objects.visible_to(by).in_bulk(keys)
    contents = [_content(plain, evidence) for plain in payload["contents"]]
    found = {(cell.obligation.pk, cell.actor.pk): cell for cell in _cells(obligations, list(actors.values()), by, on)}
    plan = Plan(BatchKind(payload["kind"]), payload["what"], payload["submit"])
    for obligation, actor, based_on, n in payload["rows"]:
        row = found.get((obligation, actor))
        gone = "" if row else _("This cell is no longer there: the obligation is not in force, or no longer addressed to this State.")
        plan.rows.append(Planned(str(actors[actor]), row, before_of(row), contents[n], based_on, why=gone))
    return plan


def _cells(obligations: Iterable[int], actors: Sequence[Actor], user: User, on: date) -> list[CellRow]:
    return cells_between(obligations_in_force(user, on).filter(pk__in=list(obligations)), actors, user=user, on=on, with_evidence=True)


def before_of(row: CellRow | None) -> Content | None:
    """What the author would go on with in a cell."""
    newest = row.newest if row else None
    return content_shown(newest) if newest else None


def content_shown(version: Assessment) -> Content:
    """What a version says, its evidence from what was read with it."""
    proofs = tuple(Proof(link.evidence, link.locator, link.remark) for link in version.links.all())
    return Content(**{name: getattr(version, name) for name in assessments.FIELDS}, proofs=proofs)


def plan_entries(plan: Plan, entries: Sequence[Entry], rows: Sequence[CellRow], *, lookup: Lookup, keep_blank: bool, as_of: date) -> Plan:
    """Add what was typed or pasted for the cells of one obligation; States by code or name."""
    by_code = {row.actor.code: row for row in rows}
    for entry in entries:
        if lookup.is_heading(entry):
            continue
        row = by_code.get(entry.who) or by_code.get(lookup.code(entry.who))
        planned = Planned(str(row.actor) if row else entry.who, row, before_of(row), line=entry.line)
        plan.rows.append(planned)
        if row is None:
            planned.why = _unknown(entry, lookup)
            continue
        planned.based_on = seen_in(entry, row)
        try:
            planned.after = lookup.content(entry, planned.before, keep_blank=keep_blank, as_of=as_of)
        except ValidationError as refused:
            planned.why = " ".join(refused.messages)
    return plan


def _unknown(entry: Entry, lookup: Lookup) -> str:
    if lookup.code(entry.who):
        return _("%(actor)s is not among those this paragraph addresses.") % {"actor": entry.who}
    return _("No State goes by “%(name)s”. Write its code or its name.") % {"name": entry.who[:60]}


def seen_in(entry: Entry, row: CellRow) -> int | None:
    """The approved version that was shown when it was typed; for a pasted row the one that the preview shows."""
    if entry.based_on is not None:
        return int(entry.based_on) if entry.based_on.isascii() and entry.based_on.isdigit() and len(entry.based_on) < 18 else None
    return row.standing.pk if row.standing else None


def _write(row: Planned) -> Write:
    assert row.row is not None and row.after is not None  # noqa: S101  (rows without them are refused; for the type checker)
    return Write(Cell(actor=row.row.actor, obligation=row.row.obligation), row.after, row.based_on)


def _plain(content: Content) -> dict[str, Any]:
    return {
        "texts": [content.status, content.summary, content.details, content.sources],
        "days": [content.as_of.isoformat(), content.review_after.isoformat() if content.review_after else None],
        "proofs": [[proof.evidence.pk, proof.locator, proof.remark] for proof in content.proofs],
    }


def _content(plain: dict[str, Any], evidence: dict[int, Evidence]) -> Content:
    status, summary, details, sources = plain["texts"]
    as_of, review_after = (date.fromisoformat(day) if day else None for day in plain["days"])
    proofs = tuple(Proof(evidence[key], locator, remark) for key, locator, remark in plain["proofs"])
    return Content(status, summary, as_of or date.min, details, sources, review_after, proofs)
