"""The form on the page of an obligation: decide on its labels. It writes through services."""

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
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from obligations.admin.labels import LabelRow, text_only_addressees, verdicts_for
from obligations.choices import Force, Label, Verdict
from obligations.models import Actor, Obligation, ObligationAddressee, ParagraphSubject, SubjectArea, Verb
from obligations.services import decisions

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
