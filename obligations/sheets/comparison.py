"""Compare the rows of a file with what stands here: what would be added or changed, what is the same, what is in conflict, what is refused and why.

Nothing is written. A row is compared with the version it was exported from, so that only what somebody changed in the file counts.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from obligations.choices import ReviewState, Status
from obligations.models import Actor, Assessment, Obligation
from obligations.services import bulk
from obligations.services.assessments import Cell
from obligations.services.bulk import Write
from obligations.sheets.columns import BY_CODE, SUMMED, names_of
from obligations.sheets.contents import content_for, missing_column
from obligations.sheets.escaping import plain
from obligations.sheets.reading import Row, Sheet
from obligations.sheets.rows import described, sum_of
from obligations.sheets.standing import Standing
from obligations.sheets.values import Content, content_of, differences

if TYPE_CHECKING:
    from django.contrib.auth.models import User


@dataclass(frozen=True, slots=True)
class Change:
    """One column: what the version said on which the row is based, what the row says, and in a conflict what stands there now."""

    column: str
    before: str
    after: str
    now: str = ""

    @property
    def name(self) -> str:
        """The column's name for a person."""
        return str(BY_CODE[self.column].name)

    @property
    def before_shown(self) -> str:
        return self._shown(self.before)

    @property
    def after_shown(self) -> str:
        return self._shown(self.after)

    @property
    def now_shown(self) -> str:
        return self._shown(self.now)

    def _shown(self, value: str) -> str:
        """A status by its label, everything else as it is."""
        return str(Status(value).label) if self.column == "status" and value else value


@dataclass(frozen=True, slots=True)
class Entry:
    """A row that says something else than what stands here; in a conflict `reason` says why it is one."""

    number: int
    cell: Cell
    changes: tuple[Change, ...]
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a row is refused: its number in the file, the column where one is to blame, and a sentence."""

    number: int
    column: str
    reason: str


@dataclass(slots=True)
class Plan:
    """What importing a file would do. `writes` are the rows of `added` and `changed`, in that order of the file."""

    added: list[Entry] = field(default_factory=list)
    changed: list[Entry] = field(default_factory=list)
    conflicting: list[Entry] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)
    unchanged: int = 0
    writes: list[tuple[Entry, Write]] = field(default_factory=list)

    @property
    def left_out(self) -> int:
        """The rows that are in conflict or refused, each counted once."""
        return len(self.conflicting) + self.refused_rows

    @property
    def refused_rows(self) -> int:
        """The rows that are refused, for however many reasons."""
        return len({refusal.number for refusal in self.refused})

    @property
    def digest(self) -> str:
        """The same as long as importing would do the same; the language of its sentences does not count."""
        parts = [
            *[[entry.number, entry.cell.key, [[c.column, c.before, c.after, c.now] for c in entry.changes]] for entry in self._entries()],
            [[refusal.number, refusal.column] for refusal in self.refused],
            [[write.cell.key, write.based_on_id] for _entry, write in self.writes],
            self.unchanged,
        ]
        return hashlib.sha256(json.dumps(parts, ensure_ascii=False).encode("utf-8", "replace")).hexdigest()

    def _entries(self) -> Iterable[Entry]:
        yield from (*self.added, *self.changed, *self.conflicting)


def compare(sheet: Sheet, *, user: User, at: datetime, on: date, submit: bool) -> Plan:
    """What importing the sheet would do, for `user`, as drafts or at once submitted."""
    standing = Standing.of(sheet.rows, user=user, on=on)
    plan = Plan()
    twice = _twice(sheet.rows)
    for row in sheet.rows:
        others = twice.get((row.key("obligation"), row.key("state")), [])
        if len(others) > 1:
            numbers = ", ".join(str(number) for number in others if number != row.number)
            reason = _("The same cell is also in row %(rows)s. Keep one of them.") % {"rows": numbers}
            plan.refused.append(Refusal(row.number, "obligation, state", reason))
            continue
        _Comparison(row, sheet, standing, plan).run()
    _refuse_what_the_service_would(plan, user=user, at=at, submit=submit)
    plan.refused.sort(key=lambda refusal: refusal.number)
    return plan


def _twice(rows: Sequence[Row]) -> dict[tuple[str, str], list[int]]:
    found: dict[tuple[str, str], list[int]] = {}
    for row in rows:
        found.setdefault((row.key("obligation"), row.key("state")), []).append(row.number)
    return found


class _Comparison:
    """One row: who it is about, what it says, what becomes of it."""

    def __init__(self, row: Row, sheet: Sheet, standing: Standing, plan: Plan) -> None:
        self.row, self.sheet, self.standing, self.plan = row, sheet, standing, plan

    def run(self) -> None:
        """Put the row where it belongs in the plan."""
        obligation = self.standing.obligations.get(self.row.key("obligation"))
        actor = self.standing.actors.get(self.row.key("state"))
        if obligation is None or actor is None or not self._is_untouched(obligation, actor):
            self._refuse_key(obligation, actor)
            return
        base = self.standing.base(self.row, obligation, actor)
        before = Content.of(base) if base else Content()
        errors: list[tuple[str, str]] = []
        after = content_of(self.row.values, errors)
        columns = [column for column in differences(before, after) if column not in dict(errors)]
        if errors:
            for column, reason in errors:
                self._refuse(column, reason)
        elif columns:
            self._decide(Cell(actor=actor, obligation=obligation), base, before, after, columns)
        else:
            self.plan.unchanged += 1

    def _decide(self, cell: Cell, base: Assessment | None, before: Content, after: Content, columns: list[str]) -> None:
        place = (cell.obligation.pk if cell.obligation else 0, cell.actor.pk)
        current, mine = self.standing.current.get(place), self.standing.mine.get(place, [])
        same = next((one for one in (current, *mine) if one is not None and not differences(Content.of(one), after)), None)
        if same is not None:
            self.plan.unchanged += 1
            return
        if self._refuse_what_cannot_be_seen(columns) or self._refuse_emptied(before, after) or self._refuse_out_of_force(cell):
            return
        other = next((one for one in mine if one.state == ReviewState.DRAFT), None) or current
        reason = self._conflict(cell, base, current, mine)
        now = Content.of(other) if other and reason else Content()
        changes = tuple(Change(c, before.shown(c), after.shown(c), now.shown(c)) for c in columns)
        entry = Entry(self.row.number, cell, changes, reason)
        if reason:
            self.plan.conflicting.append(entry)
            return
        content, errors = content_for(after, columns, base, self.standing.evidence)
        if content is None:
            for column, sentence in errors:
                self._refuse(column, sentence)
            return
        (self.plan.changed if base else self.plan.added).append(entry)
        self.plan.writes.append((entry, Write(cell, content, base.pk if base else None)))

    # Refusals --------------------------------------------------------------------------------------------------------
    def _refuse(self, column: str, reason: str) -> None:
        self.plan.refused.append(Refusal(self.row.number, column, reason))

    def _is_untouched(self, obligation: Obligation, actor: Actor) -> bool:
        """Whether the locked columns are those of one exported row, and the version it is based on exists."""
        if self.row.key("check") != sum_of(self.row.key):
            return False
        return self.row.key("based_on") == "" or self.standing.base(self.row, obligation, actor) is not None

    def _refuse_key(self, obligation: Obligation | None, actor: Actor | None) -> None:
        if obligation is None:
            self._refuse(
                "obligation", _("There is no obligation “%(key)s” here. Take the row from your export again.") % {"key": self._said("obligation")}
            )
        if actor is None:
            self._refuse("state", _("There is no State or body “%(key)s” here. Take the row from your export again.") % {"key": self._said("state")})
        if obligation is None or actor is None:
            return
        should = described(obligation, actor)
        wrong = [code for code in SUMMED if code in should and plain(should[code]) != self.row.key(code)]
        self._refuse(
            names_of(wrong) or "based_on, applicability, check",
            _("A locked column of this row was changed, so that it is not sure which cell is meant. Take the row from your export again."),
        )

    def _said(self, column: str) -> str:
        return self.row.key(column)[:60]

    def _refuse_what_cannot_be_seen(self, columns: Sequence[str]) -> bool:
        """A change in a hidden row or column: whoever sends the file may not know of it."""
        if self.row.hidden:
            self._refuse(
                names_of(columns), _("The row is hidden and says something new. Show it (take filters off), look at it, send the file again.")
            )
            return True
        hidden = [column for column in columns if column in self.sheet.hidden]
        if hidden:
            self._refuse(names_of(hidden), _("The column is hidden and says something new. Show it, look at it, and send the file again."))
        return bool(hidden)

    def _refuse_emptied(self, before: Content, after: Content) -> bool:
        if not after.is_empty or before.is_empty:
            return False
        self._refuse("status", _("The row was emptied. That takes nothing back: leave it as it was, or have the version withdrawn on its page."))
        return True

    def _refuse_out_of_force(self, cell: Cell) -> bool:
        """What asks for action and is over; what the service refuses by itself is left to it."""
        obligation = cell.obligation
        if obligation is None or not obligation.tracked or obligation.pk in self.standing.in_force:
            return False
        self._refuse("obligation", _("The obligation is no longer in force, so nothing is recorded on it. Delete the row."))
        return True

    # Conflicts -------------------------------------------------------------------------------------------------------
    def _conflict(self, cell: Cell, base: Assessment | None, current: Assessment | None, mine: Sequence[Assessment]) -> str:
        """Why the row cannot simply be written: changed on both sides. Empty where it can."""
        if base != current:
            if current is None:
                return _("The version it is based on was withdrawn in the meantime. See why on the page of the cell, and record there.")
            words = {"version": current.version, "who": current.author}
            return (
                _("Version %(version)s by %(who)s was approved in the meantime. Compare, and record what is right on the page of the cell.") % words
            )
        if any(version.state == ReviewState.DRAFT for version in mine):
            return _("You have an open draft here. Submit or discard it, or go on with it on the page of the cell.")
        words_now = plain(described(cell.obligation, cell.actor)["act"]) if cell.obligation else ""
        if words_now != self.row.key("act"):
            return _("The words of the obligation have changed since the export. Read them again: “%(words)s”") % {"words": words_now[:300]}
        return ""


def _refuse_what_the_service_would(plan: Plan, *, user: User, at: datetime, submit: bool) -> None:
    """Take out of the plan what cannot be written, with the sentence of the service that would refuse it."""
    writes = [write for _entry, write in plan.writes]
    refused = bulk.refusals(rows=writes, by=user, at=at, submit=submit)
    if not refused:
        return
    out = set()
    for n, reason in refused.items():
        entry, write = plan.writes[n]
        out.add(entry.number)
        plan.refused.append(Refusal(entry.number, missing_column(write.content, at=at, submit=submit), reason))
    plan.added = [entry for entry in plan.added if entry.number not in out]
    plan.changed = [entry for entry in plan.changed if entry.number not in out]
    plan.writes = [(entry, write) for entry, write in plan.writes if entry.number not in out]
