"""The forms on the page of a commitment: decide on it, tie it to obligations. All write through services."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteSelect
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from obligations.choices import Opinion, Verdict
from obligations.models import Commitment, Obligation, Tie
from obligations.services import commitments

if TYPE_CHECKING:
    from django.contrib.auth.models import User

BUTTONS = [(str(verdict), verdict.label) for verdict in (Verdict.ACCEPT, Verdict.REJECT)]
REASON = forms.Textarea(attrs={"rows": 1})  # not a line: Enter in a line would press the first button


class DecideForm(forms.Form):
    """Accept or reject a commitment. `seen` is the opinion that the page showed: nobody decides over somebody else unseen."""

    verdict = forms.ChoiceField(choices=BUTTONS)
    seen = forms.CharField(widget=forms.HiddenInput)
    reason = forms.CharField(
        required=False, label=gettext_lazy("Reason"), widget=REASON, help_text=gettext_lazy("Needed where it changes what was decided before.")
    )

    def __init__(self, data: Any = None, *, commitment: Commitment) -> None:
        super().__init__(data, initial={"seen": commitment.opinion})
        self.commitment = commitment

    def clean(self) -> dict[str, Any]:
        """Nothing has happened in the meantime, something changes, and a change of mind has its reason."""
        cleaned = super().clean() or {}
        opinion = Opinion(self.commitment.opinion)
        if cleaned.get("seen") != opinion:
            raise ValidationError(_("Somebody has decided in the meantime: %(opinion)s. Look at it again.") % {"opinion": opinion.label})
        if commitments.OPINIONS.get(cleaned.get("verdict", "")) == opinion:
            raise ValidationError(_("That is decided already."))
        if opinion != Opinion.SUGGESTED and not cleaned.get("reason", "").strip():
            self.add_error("reason", _("Say in a sentence why you change it."))
        return cleaned

    def save(self, *, by: User, at: datetime) -> Opinion | None:
        """Record the decision and return the opinion it settles. None where the service refused it: the form then says why."""
        verdict, reason = Verdict(self.cleaned_data["verdict"]), self.cleaned_data["reason"].strip()
        try:
            commitments.decide(commitment=self.commitment, verdict=verdict, by=by, at=at, reason=reason)
        except ValidationError as refused:
            self.add_error(None, refused)
            return None
        return Opinion(self.commitment.opinion)


class TiesForm(forms.Form):
    """Confirm or reject one of the ties that are listed. The button says which: `obligation-opinion shown`."""

    accept = forms.CharField(required=False)
    reject = forms.CharField(required=False)
    reason = forms.CharField(required=False, label=gettext_lazy("Reason"), widget=REASON)

    def __init__(self, data: Any = None, *, commitment: Commitment) -> None:
        super().__init__(data, prefix="ties")
        self.commitment = commitment
        self.tie: Tie | None = None

    def clean(self) -> dict[str, Any]:
        """The button stands for a tie, whose opinion is still the one that was shown."""
        cleaned = super().clean() or {}
        obligation, _dash, seen = (cleaned.get("accept") or cleaned.get("reject") or "").partition("-")
        ties = self.commitment.ties.select_related("obligation")
        self.tie = ties.filter(obligation=int(obligation)).first() if obligation.isascii() and obligation.isdigit() else None
        if self.tie is None:
            raise ValidationError(_("That tie is no longer suggested. Look at the list again."))
        if self.tie.opinion != seen:
            raise ValidationError(
                _("Somebody has decided in the meantime: %(opinion)s. Look at it again.") % {"opinion": self.tie.get_opinion_display()}
            )
        return cleaned

    def save(self, *, by: User, at: datetime) -> Tie | None:
        """Record the decision on the tie."""
        verdict = Verdict.ACCEPT if self.cleaned_data["accept"] else Verdict.REJECT
        assert self.tie is not None  # noqa: S101  (for the type checker: clean() found it)
        return _tied(self, self.commitment, self.tie.obligation, verdict, by=by, at=at)


class AddTieForm(forms.Form):
    """Tie the commitment to an obligation that the machine did not suggest."""

    obligation = forms.ModelChoiceField(
        Obligation.objects.tracked(),
        label=gettext_lazy("Obligation"),
        help_text=gettext_lazy("Type a key, or words of the paragraph; two characters are enough."),
        widget=AutocompleteSelect(Tie._meta.get_field("obligation"), admin.site),
    )
    reason = forms.CharField(label=gettext_lazy("Reason"), widget=REASON)

    def __init__(self, data: Any = None, *, commitment: Commitment) -> None:
        super().__init__(data, prefix="tie")
        self.commitment = commitment

    def save(self, *, by: User, at: datetime) -> Tie | None:
        """Record the tie."""
        return _tied(self, self.commitment, self.cleaned_data["obligation"], Verdict.ADD, by=by, at=at)


def _tied(form: TiesForm | AddTieForm, commitment: Commitment, obligation: Obligation, verdict: Verdict, *, by: User, at: datetime) -> Tie | None:
    """The tie as it stands after the decision. None where the service refused it: the form then says why."""
    reason = form.cleaned_data["reason"].strip()
    try:
        return commitments.decide_tie(commitment=commitment, obligation=obligation, verdict=verdict, by=by, at=at, reason=reason)
    except ValidationError as refused:
        form.add_error(None, refused)
    return None
