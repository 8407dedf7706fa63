"""The forms on the page of an obligation: decide on its labels, and record follow-up. Both write through services."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteSelect, AutocompleteSelectMultiple
from django.core.exceptions import ValidationError
from django.db import transaction
from django.forms.utils import ErrorDict
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from obligations.admin.labels import LabelRow, text_only_addressees, verdicts_for
from obligations.choices import STATUS_DEFINITIONS, Force, Label, Status, Verdict
from obligations.models import Actor, Assessment, Obligation, ObligationAddressee, ParagraphSubject, SubjectArea, Verb
from obligations.services import assessments, decisions
from obligations.services.assessments import ASSESSED_KINDS

if TYPE_CHECKING:
    from django.contrib.auth.models import User

YES_OR_NO = [("true", gettext_lazy("Yes")), ("false", gettext_lazy("No"))]


class LabelsForm(forms.Form):
    """Decide on the labels of one obligation.

    A single value counts as changed against what the page showed (a hidden copy), so that a stale page never sets back what somebody else
    decided meanwhile. Each row of a set has a verdict of its own, named by `LabelRow.field_name`.
    """

    verb = forms.ModelChoiceField(
        Verb.objects.all(), show_hidden_initial=True, widget=AutocompleteSelect(Obligation._meta.get_field("verb"), admin.site)
    )
    force = forms.ChoiceField(choices=Force.choices, show_hidden_initial=True)
    tracked = forms.ChoiceField(choices=YES_OR_NO, show_hidden_initial=True)
    add_addressees = forms.ModelMultipleChoiceField(
        Actor.objects.all(),
        required=False,
        label=gettext_lazy("Add addressees"),
        widget=AutocompleteSelectMultiple(ObligationAddressee._meta.get_field("actor"), admin.site),
    )
    add_party = forms.ChoiceField(required=False, label=gettext_lazy("Add a party or another addressee without a record"))
    add_subjects = forms.ModelMultipleChoiceField(
        SubjectArea.objects.all(),
        required=False,
        label=gettext_lazy("Add subject areas"),
        widget=AutocompleteSelectMultiple(ParagraphSubject._meta.get_field("subject"), admin.site),
    )
    reason = forms.CharField(
        required=False,
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy("Needed for every change; a confirmation needs none."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, data: Any = None, *, obligation: Obligation, rows: list[LabelRow]) -> None:
        singles = {str(row.label): row.value for row in rows if not row.is_set}
        super().__init__(data, initial={**singles, "verb": obligation.verb_id})
        self.obligation, self.rows = obligation, rows
        for row in rows:
            if row.is_set:
                self.fields[row.field_name] = forms.ChoiceField(choices=verdicts_for(row), required=False, label=row.shown)
            elif row.is_open:
                self.fields[f"confirm_{row.label}"] = forms.BooleanField(required=False, label=_("confirm"))
        for row in rows:
            if row.field_name in self.fields:
                self.fields[row.field_name].widget.attrs["aria-label"] = f"{row.label.label}: {row.shown}"
        party: Any = self.fields["add_party"]
        party.choices = [("", "–"), *text_only_addressees().items()]

    def clean(self) -> dict[str, Any]:
        """Something must be decided, and a change needs its reason."""
        cleaned = super().clean() or {}
        if self.errors:
            return cleaned
        chosen = list(self.chosen())
        if not chosen:
            raise ValidationError(_("Nothing was decided. Change a value, or choose “confirm” or “reject” for one."))
        if any(changes for *_target, changes in chosen) and not (cleaned.get("reason") or "").strip():
            self.add_error("reason", _("Say in a sentence why you change it."))
        return cleaned

    def chosen(self) -> Iterator[tuple[Label, str, Verdict, bool]]:
        """What the person decided: label, value, verdict, and whether it changes something rather than confirms it."""
        for row in self.rows:
            given = self.cleaned_data.get(row.field_name)
            if row.is_set:
                if given:
                    yield row.label, row.value, Verdict(given), given == Verdict.REJECT or not row.basis
            elif (changed := row.field_name in self.changed_data) or self.cleaned_data.get(f"confirm_{row.label}"):
                yield row.label, given.code if isinstance(given, Verb) else str(given), Verdict.SET, changed
        party = [self.cleaned_data["add_party"]] if self.cleaned_data.get("add_party") else []
        for value in (*(actor.code for actor in self.cleaned_data.get("add_addressees", ())), *party):
            yield Label.ADDRESSEE, value, Verdict.ADD, True
        for area in self.cleaned_data.get("add_subjects", ()):
            yield Label.SUBJECT, area.code, Verdict.ADD, True

    def refuse(self, why: str) -> None:
        """Show a sentence above the form although nothing was sent with it."""
        self.cleaned_data = {}
        self._errors = ErrorDict()
        self.add_error(None, why)

    def save(self, *, by: User, at: datetime) -> bool:
        """Record all decisions or none. False where a service refused one; the form then says why."""
        batch = uuid4()
        try:
            with transaction.atomic():
                for label, value, verdict, _changes in self.chosen():
                    about = {"paragraph": self.obligation.paragraph} if label == Label.SUBJECT else {"obligation": self.obligation}
                    reason = self.cleaned_data["reason"].strip()
                    decisions.decide(label=label, value=value, verdict=verdict, by=by, at=at, reason=reason, batch=batch, **about)
        except ValidationError as refused:
            self.add_error(None, refused)
            return False
        return True


class FollowUpForm(forms.Form):
    """Record how far one actor carries out the obligation.

    `seen` lists the current versions that the page showed: what one saves follows the one of the chosen actor, and nothing newer.
    """

    actor = forms.ModelChoiceField(
        Actor.objects.filter(kind__in=ASSESSED_KINDS),
        label=gettext_lazy("Actor"),
        help_text=gettext_lazy("Type a name in Chinese or English, or a code."),
        widget=AutocompleteSelect(Assessment._meta.get_field("actor"), admin.site),
    )
    status = forms.ChoiceField(label=gettext_lazy("Status"), widget=forms.RadioSelect)
    summary = forms.CharField(
        label=gettext_lazy("Summary"),
        help_text=gettext_lazy("What was seen, and in which source with page or paragraph."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    as_of = forms.DateField(
        label=gettext_lazy("As of"),
        help_text=gettext_lazy("The day on which this was true."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, obligation: Obligation, shown: list[Assessment], initial: dict[str, Any]) -> None:
        super().__init__(data, initial={**initial, "seen": seen_by(shown)}, prefix="follow")
        self.obligation = obligation
        self.outdated: Assessment | None = None
        status: Any = self.fields["status"]
        status.choices = [
            (value, format_html('{} <span class="definition">{}</span>', label, STATUS_DEFINITIONS[Status(value)])) for value, label in Status.choices
        ]

    def save(self, *, by: User, at: datetime) -> Assessment | None:
        """Record the version. None where the service refused it: the form then says why, and `outdated` holds a newer version."""
        content = assessments.Content(**{name: self.cleaned_data[name] for name in ("status", "summary", "as_of")})
        cell = assessments.Cell(self.cleaned_data["actor"], obligation=self.obligation)
        try:
            return assessments.save_draft(cell=cell, content=content, by=by, at=at, based_on=self._based_on())
        except assessments.Outdated as newer:
            self.outdated = newer.current
            self.add_error(None, newer)
        except ValidationError as refused:
            self.add_error(None, refused)
        return None

    def now_showing(self, shown: list[Assessment]) -> None:
        """After a newer version was shown beside one's own, saving again follows it."""
        self.data = {**self.data.dict(), self.add_prefix("seen"): seen_by(shown)}  # type: ignore[attr-defined]

    @property
    def status_label(self) -> str:
        """The label of the status that was chosen."""
        return str(Status(self.cleaned_data["status"]).label)

    def _based_on(self) -> Assessment | None:
        keys = [int(key) for key in self.cleaned_data["seen"].split() if key.isascii() and key.isdigit()]
        return Assessment.objects.filter(pk__in=keys, obligation=self.obligation, actor=self.cleaned_data["actor"]).first()


def seen_by(shown: list[Assessment]) -> str:
    """The keys of the current versions among those shown."""
    return " ".join(str(version.pk) for version in shown if version.replaced_at is None)
