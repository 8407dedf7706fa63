"""One paragraph of the review queue: its labels as chips, and what a person decided about each of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from obligations.admin.labels import LabelRow
from obligations.admin.queue_labels import ParagraphLabels
from obligations.choices import Force, Label, Verdict
from obligations.desk.considered import other_force
from obligations.models import Actor, Obligation, SubjectArea, Verb
from obligations.services import decisions
from obligations.services.decisions import Choice, Target

if TYPE_CHECKING:
    from django.contrib.auth.models import User
    from django.http import QueryDict

ACCEPT, REJECT, CHANGE = "accept", "reject", "change"


@dataclass(slots=True)
class Chip:
    """A label's value as it is drawn, with what was sent about it. `doubt` says why it has to be decided by itself, if it has to."""

    row: LabelRow
    target: Target
    name: str
    doubt: str = ""
    other: str = ""
    chosen: str = ""
    given: str = ""
    other_language: str = ""
    errors: list[str] = field(default_factory=list)

    @property
    def is_out(self) -> bool:
        """A member of a set that was rejected or is no longer suggested."""
        return not self.row.basis

    @property
    def may_accept(self) -> bool:
        return self.row.is_open or self.is_out

    @property
    def may_reject(self) -> bool:
        return self.row.is_set and not self.is_out

    @property
    def asks_other_language(self) -> bool:
        """Whether the verb of another official language would settle it."""
        return self.row.label == Label.FORCE and isinstance(self.target, Obligation) and self.target.ambiguous

    @property
    def options(self) -> list[tuple[str, str]]:
        """What it can be changed to where that is a short list; a longer one is offered while one types."""
        if self.row.label == Label.FORCE:
            return [(str(value), str(label)) for value, label in Force.choices]
        return [("true", _("Yes")), ("false", _("No"))] if self.row.label == Label.TRACKED else []

    @property
    def list_id(self) -> str:
        return {Label.VERB: "verbs", Label.ADDRESSEE: "actors", Label.SUBJECT: "subjects"}.get(self.row.label, "")

    def choices(self) -> Iterator[tuple[Choice, bool]]:
        """What was decided about it, and whether that changes something rather than confirms it."""
        label, value = self.row.label, self.row.value
        said = _("verb of another official language: %(verb)s") % {"verb": self.other_language} if self.other_language else ""
        if self.chosen == ACCEPT and not self.row.is_set:
            yield Choice(self.target, label, value, Verdict.SET, said), False
        elif self.chosen == ACCEPT:
            yield Choice(self.target, label, value, Verdict.ACCEPT if self.row.suggested else Verdict.ADD), self.is_out
        elif self.chosen == CHANGE and not self.row.is_set:
            yield Choice(self.target, label, self.given, Verdict.SET, said), self.given != value and not said
        elif self.chosen in (REJECT, CHANGE):
            yield Choice(self.target, label, value, Verdict.REJECT), True
            if self.chosen == CHANGE:
                yield Choice(self.target, label, self.given, Verdict.ADD), True


@dataclass(slots=True)
class Group:
    """The chips of one act, or of the subjects of the paragraph (without an obligation), with the field that adds a member."""

    target: Target
    prefix: str
    chips: list[Chip]
    label: Label
    problems: list[str]
    addressee_open: bool = False
    added: list[str] = field(default_factory=list)

    @property
    def obligation(self) -> Obligation | None:
        return self.target if isinstance(self.target, Obligation) else None

    @property
    def list_id(self) -> str:
        return "actors" if self.label == Label.ADDRESSEE else "subjects"


class Sheet:
    """The chips of a paragraph. `data` is what was sent; `errors` and the chips say what was refused."""

    def __init__(self, labels: ParagraphLabels, *, data: QueryDict | None = None) -> None:
        self.labels = labels
        self.data: Any = data if data is not None else {}
        self.reason = self.data.get("reason", "").strip()
        self.errors: list[str] = []
        self.groups = [self._group_of_act(act, rows) for act, rows in labels.acts]
        self.groups.append(Group(labels.paragraph, "p", self._chips("p", labels.subjects, labels.paragraph), Label.SUBJECT, labels.problems("")))
        if data is not None:
            self._read()

    @property
    def chips(self) -> list[Chip]:
        return [chip for group in self.groups for chip in group.chips]

    @cached_property
    def digest(self) -> str:
        """The same as long as every label has the value and the basis that the page shows."""
        shown = [f"{chip.name}={chip.row.value}/{chip.row.basis}" for chip in self.chips]
        return sha256("\n".join(shown).encode()).hexdigest()[:16]

    def save(self, *, accept_rest: bool, by: User, at: datetime) -> int | None:
        """Record what was decided, all or nothing, and how many decisions that were; None where something was refused.

        With `accept_rest` every open label about which nothing was said is accepted, except those that have to be decided by themselves.
        """
        if self.data.get("digest", "") != self.digest:
            self.errors.append(_("The labels have changed in the meantime. Look at them again, then decide."))
            return None
        if accept_rest:
            for chip in self.chips:
                if chip.row.is_open and not chip.chosen and not chip.doubt:
                    chip.chosen = ACCEPT
        chosen = [choice for chip in self.chips if not chip.errors for choice in chip.choices()] + list(self._additions())
        if not chosen and not self._refused():
            self.errors.append(_("Nothing was decided. Accept, change or reject a label, or skip the paragraph."))
        if any(changes for _choice, changes in chosen) and not self.reason:
            self.errors.append(_("Say in a sentence why you change it."))
        if self._refused():
            return None
        try:
            return len(decisions.decide_together(choices=[choice for choice, _changes in chosen], by=by, at=at, reason=self.reason))
        except ValidationError as refused:
            self.errors += refused.messages
            return None

    def _refused(self) -> bool:
        return bool(self.errors) or any(chip.errors for chip in self.chips)

    def _group_of_act(self, act: Obligation, rows: list[LabelRow]) -> Group:
        prefix = f"a{act.pk}"
        is_open = act.tracked and not any(row.label == Label.ADDRESSEE and row.basis for row in rows)
        return Group(act, prefix, self._chips(prefix, rows, act), Label.ADDRESSEE, self.labels.problems(act.key), is_open)

    def _chips(self, prefix: str, rows: list[LabelRow], target: Target) -> list[Chip]:
        chips = []
        for row in rows:
            chip = Chip(row, target, f"{prefix}-{row.field_name}", _doubt(row, target))
            if row.label == Label.FORCE and isinstance(target, Obligation) and not chip.doubt:
                chip.other = other_force(target)
            chips.append(chip)
        return chips

    # What was sent ---------------------------------------------------------------------------------------------------
    def _read(self) -> None:
        for chip in self.chips:
            allowed = {ACCEPT: chip.may_accept, REJECT: chip.may_reject, CHANGE: not chip.is_out}
            sent = self.data.get(chip.name, "")
            chip.chosen = sent if allowed.get(sent) else ""
            chip.other_language = self.data.get(f"{chip.name}-other", "").strip()[:100]
            typed = self.data.get(f"{chip.name}-to", "").strip()
            chip.given = typed if chip.options else code_of(chip.row.label, typed)
            if chip.chosen == CHANGE and not chip.given:
                chip.errors.append(_("Choose what it is to be."))
        for group in self.groups:
            group.added = [value.strip() for value in self.data.getlist(f"{group.prefix}-add") if value.strip()]

    def _additions(self) -> Iterator[tuple[Choice, bool]]:
        for group in self.groups:
            for typed in dict.fromkeys(group.added):
                yield Choice(group.target, group.label, code_of(group.label, typed), Verdict.ADD), True


def _doubt(row: LabelRow, target: Target) -> str:
    """Why a label has to be decided by itself; empty where it can be accepted with the others."""
    if not row.is_open:
        return ""
    if row.label == Label.FORCE and isinstance(target, Obligation) and target.ambiguous:
        return other_force(target)
    return "" if row.is_certain else _("The machine is not sure of it: it is only a suggestion.")


def code_of(label: Label, typed: str) -> str:
    """The code of what somebody typed or took from a list: a code, a name, or `name (code)`. What is unknown stays as it was typed."""
    before, _bracket, code = typed.removesuffix(")").rpartition("(")
    if before and typed.endswith(")"):
        return code.strip()
    names: dict[Label, tuple[Any, tuple[str, ...]]] = {
        Label.VERB: (Verb.objects.all(), ("code", "verb", "label_en")),
        Label.ADDRESSEE: (Actor.objects.all(), ("code", "name_zh", "name_en", "aliases__name")),
        Label.SUBJECT: (SubjectArea.objects.all(), ("code", "label_zh", "label_en")),
    }
    rows, fields = names[label]
    if typed:
        for name in fields:
            found = rows.filter(**{name: typed}).values_list("code", flat=True).first()
            if found:
                return str(found)
    return typed
