"""The form of one's own draft on the page of a cell: what is typed, with its rows of evidence. It writes through `services.assessments`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from obligations.admin.cell_evidence import named_by, written
from obligations.choices import COMMITMENT_STATUS_DEFINITIONS, STATUS_DEFINITIONS, CommitmentStatus, Status
from obligations.models import Assessment
from obligations.services.assessments import FIELDS, Cell, Content, Proof, record, save_draft

if TYPE_CHECKING:
    from django.contrib.auth.models import User

DAY = {"type": "date"}
PROOF = ("evidence", "locator", "remark")
PROOFS = "proofs"  # the prefix of the rows of evidence
MOST_ROWS = 100


def definitions(cell: Cell) -> list[tuple[str, str, str]]:
    """The statuses that fit a cell: code, label, and what it says in one sentence."""
    if cell.obligation is not None:
        return [(status.value, str(status.label), str(STATUS_DEFINITIONS[status])) for status in Status]
    return [(status.value, str(status.label), str(COMMITMENT_STATUS_DEFINITIONS[status])) for status in CommitmentStatus]


@dataclass(frozen=True, slots=True)
class Written:
    """What stands in the form, as texts. `based_on` is the key of the approved version that its author saw, `revision` that of the own draft."""

    values: dict[str, str]
    proofs: tuple[dict[str, str], ...] = ()
    based_on: str = ""
    revision: str = "0"

    @classmethod
    def of(cls, version: Assessment) -> Written:
        """What a version says, its evidence included. Its links should be prefetched."""
        values = {name: _text(getattr(version, name)) for name in FIELDS}
        proofs = tuple({"evidence": written(link.evidence), "locator": link.locator, "remark": link.remark} for link in version.links.all())
        return cls(values, proofs)

    @classmethod
    def sent(cls, data: Mapping[str, str]) -> Written:
        """What a browser sent, empty rows left out."""
        total = data.get(f"{PROOFS}-TOTAL_FORMS", "")
        count = min(int(total), MOST_ROWS) if _is_number(total) else 0
        rows = [{name: data.get(f"{PROOFS}-{n}-{name}", "") for name in PROOF} for n in range(count) if not data.get(f"{PROOFS}-{n}-DELETE")]
        values = {name: data.get(name, "") for name in FIELDS}
        return cls(values, tuple(row for row in rows if any(row.values())), data.get("based_on", ""), data.get("revision", "0"))

    def take(self, name: str, version: Assessment) -> Written:
        """With one field as another version has it; `more_proofs` adds its evidence to what is there, `all` takes all but the day."""
        other = Written.of(version)
        if name == "more_proofs":
            return self.with_proofs(*other.proofs)
        if name == "all":
            return replace(self, values={**other.values, "as_of": self.values["as_of"]}, proofs=other.proofs)
        if name not in (*self.values, PROOFS):
            return self
        return replace(self, proofs=other.proofs) if name == PROOFS else replace(self, values={**self.values, name: other.values[name]})

    def with_proofs(self, *proofs: dict[str, str]) -> Written:
        """With further rows of evidence, those that are there already left out."""
        known = {(row["evidence"], row["locator"]) for row in self.proofs}
        return replace(self, proofs=(*self.proofs, *(row for row in proofs if (row["evidence"], row["locator"]) not in known)))

    def seen(self, current: Assessment | None, mine: Assessment | None) -> Written:
        """As its author sees it now: after the approved version and the own draft as they are."""
        return replace(self, based_on=str(current.pk) if current else "", revision=str(mine.revision) if mine else "0")


def empty(on: date) -> Written:
    """A form in which nothing is written yet."""
    return Written({**dict.fromkeys(FIELDS, ""), "as_of": on.isoformat()})


def _text(value: Any) -> str:
    return value.isoformat() if isinstance(value, date) else str(value or "")


class DraftForm(forms.Form):
    """What a version says, but for its evidence. A draft may leave almost everything open."""

    status = forms.ChoiceField(label=gettext_lazy("Status"), required=False, widget=forms.RadioSelect)
    summary = forms.CharField(
        label=gettext_lazy("Summary"),
        required=False,
        help_text=gettext_lazy("What was seen, in one or two sentences."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    details = forms.CharField(label=gettext_lazy("Details"), required=False, widget=forms.Textarea(attrs={"rows": 3}))
    sources = forms.CharField(
        label=gettext_lazy("Sources consulted"),
        required=False,
        help_text=gettext_lazy("Needed where nothing was found: what you looked through, and until when."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    as_of = forms.DateField(
        label=gettext_lazy("As of"),
        help_text=gettext_lazy("The day on which this was true."),
        widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d"),
    )
    review_after = forms.DateField(
        label=gettext_lazy("Review after"),
        required=False,
        help_text=gettext_lazy("After this day it is due for review; may stay empty."),
        widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d"),
    )

    def __init__(self, *args: Any, cell: Cell, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        status: Any = self.fields["status"]
        status.choices = [
            (code, format_html('<kbd>{}</kbd> {} <span class="definition">{}</span>', number, label, meaning))
            for number, (code, label, meaning) in enumerate(definitions(cell), start=1)
        ]


class ProofForm(forms.Form):
    """One row of evidence: the piece, the place in it, and what it says there."""

    evidence = forms.CharField(
        label=gettext_lazy("Evidence"),
        required=False,
        max_length=400,
        widget=forms.TextInput(attrs={"list": "evidence-offered", "autocomplete": "off", "spellcheck": "false"}),
    )
    locator = forms.CharField(label=gettext_lazy("Page, paragraph or article"), required=False, max_length=120)
    remark = forms.CharField(label=gettext_lazy("What it says there"), required=False, max_length=300)

    def __init__(self, *args: Any, cell: Cell, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.cell, self.user = cell, user
        self.proof: Proof | None = None

    def clean(self) -> dict[str, Any]:
        """A row is empty, or names a piece of evidence that there is."""
        cleaned = super().clean() or {}
        if self.errors or cleaned.get("DELETE") or not any(cleaned.get(name) for name in PROOF):
            return cleaned
        if not cleaned["evidence"]:
            self.add_error("evidence", _("Choose the piece of evidence that this place is in, or leave the row out."))
            return cleaned
        try:
            piece = named_by(cleaned["evidence"], user=self.user, actor=self.cell.actor)
        except ValidationError as refused:
            self.add_error("evidence", refused)
        else:
            self.proof = Proof(piece, cleaned["locator"], cleaned["remark"])
        return cleaned


ProofRows = forms.formset_factory(ProofForm, extra=1, can_delete=True, max_num=MOST_ROWS, absolute_max=MOST_ROWS)


@dataclass
class DraftSheet:
    """The form as it is shown (`start`), or as it was sent (`data`)."""

    cell: Cell
    user: User
    start: Written
    data: Mapping[str, str] | None = None
    blank: int = 1  # empty rows for evidence
    sentences: list[str] = field(default_factory=list)  # what the service refused

    @cached_property
    def form(self) -> DraftForm:
        return DraftForm(self.data, initial=self.start.values, cell=self.cell)

    @cached_property
    def rows(self) -> Any:
        given = {"cell": self.cell, "user": self.user}
        rows = ProofRows(self.data, initial=list(self.start.proofs), prefix=PROOFS, form_kwargs=given)
        rows.extra = self.blank
        return rows

    @property
    def shown(self) -> Written:
        """What stands in it now."""
        return self.start if self.data is None else Written.sent(self.data)

    def is_valid(self) -> bool:
        """Whether everything can be read; else its fields say why."""
        return all([self.form.is_valid(), self.rows.is_valid()])

    def content(self) -> Content:
        """What it says; call it when it is valid."""
        proofs = tuple(row.proof for row in self.rows if row.proof is not None)
        return Content(**{name: self.form.cleaned_data[name] for name in FIELDS}, proofs=proofs)

    def save(self, *, by: User, at: datetime, submitting: bool) -> Assessment:
        """Save the draft, and hand it in where asked. Raises what the service raises; then nothing is saved."""
        shown = self.shown
        key, revision = shown.based_on, shown.revision
        based_on = self.cell.versions.filter(pk=int(key)).first() if _is_number(key) else None
        seen = int(revision) if _is_number(revision) else 0
        write = record if submitting else save_draft
        return write(cell=self.cell, content=self.content(), by=by, at=at, based_on=based_on, revision=seen)


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 19
