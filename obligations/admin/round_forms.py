"""The forms of rounds: what a round covers, chosen by groups and by what obligations are about; and to whom it is published."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from obligations.choices import ActorKind, Audience, Force, RegionalGroup
from obligations.models import Actor, Document, Obligation, ParagraphSubject, Round, SubjectArea
from obligations.querysets import SHOWN
from obligations.searching import normalise
from obligations.services import rounds
from obligations.services.assessments import ASSESSED_KINDS

if TYPE_CHECKING:
    from django.contrib.auth.models import User

OBSERVERS = "observers"
GROUPS = [*RegionalGroup.choices, (OBSERVERS, ActorKind.OBSERVER.label)]
FORCES = [(force.value, force.label) for force in Force if force != Force.DECLARES]


def _day(label: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))


class RoundForm(forms.Form):
    """A round. States: all of the groups ticked and all that are marked. Obligations: what fits every condition given, and those named by key."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=rounds.LONGEST_NAME)
    opens_on = _day(gettext_lazy("Opens on"))
    closes_on = _day(gettext_lazy("Closes on, as planned"))
    groups = forms.MultipleChoiceField(
        required=False, label=gettext_lazy("All States of these groups"), choices=GROUPS, widget=forms.CheckboxSelectMultiple
    )
    states = forms.ModelMultipleChoiceField(
        Actor.objects.filter(kind__in=ASSESSED_KINDS, until__isnull=True),
        required=False,
        label=gettext_lazy("Further States and bodies"),
        help_text=gettext_lazy("Several are marked with Ctrl or Command held down."),
        widget=forms.SelectMultiple(attrs={"size": 8}),
    )
    documents = forms.ModelMultipleChoiceField(
        Document.objects.none(), required=False, label=gettext_lazy("Documents"), widget=forms.SelectMultiple(attrs={"size": 6})
    )
    subjects = forms.ModelMultipleChoiceField(
        SubjectArea.objects.all(), required=False, label=gettext_lazy("Subject areas"), widget=forms.CheckboxSelectMultiple
    )
    forces = forms.MultipleChoiceField(required=False, label=gettext_lazy("Force"), choices=FORCES, widget=forms.CheckboxSelectMultiple)
    words = forms.CharField(required=False, label=gettext_lazy("Words of the paragraph"), max_length=100)
    more = forms.CharField(
        required=False,
        label=gettext_lazy("Further obligations"),
        help_text=gettext_lazy("Their keys, one on each line: 2370(2017)/6(b)/1."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    state_first = forms.BooleanField(
        required=False,
        initial=True,
        label=gettext_lazy("States are sent it first"),
        help_text=gettext_lazy("A status is shown to readers only after the State concerned was sent it."),
    )
    days_to_comment = forms.IntegerField(label=gettext_lazy("Days to comment"), min_value=0, max_value=3650, initial=0)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        asking = Obligation.objects.tracked().filter(paragraph__document=OuterRef("pk"))
        documents = self.fields["documents"]
        assert isinstance(documents, forms.ModelMultipleChoiceField)  # noqa: S101  (for the type checker)
        documents.queryset = Document.objects.visible_to(user).filter(Exists(asking))

    @classmethod
    def initial_of(cls, row: Round) -> dict[str, Any]:
        """The form's values for a round as it is: everything named one by one."""
        plain = {name: getattr(row, name) for name in ("name", "opens_on", "closes_on", "state_first", "days_to_comment")}
        keys = row.obligations.order_by("key").values_list("key", flat=True)
        return {**plain, "states": list(row.states.values_list("pk", flat=True)), "more": "\n".join(keys)}

    def clean_more(self) -> list[Obligation]:
        """The obligations named by key."""
        keys = list(dict.fromkeys(self.cleaned_data["more"].replace("\x00", "").split()))
        found = {row.key: row for row in Obligation.objects.visible_to(self.user).filter(key__in=keys)}
        if unknown := [key for key in keys if key not in found]:
            raise ValidationError(_("There is no obligation with this key: %(keys)s.") % {"keys": ", ".join(unknown[:5])})
        return list(found.values())

    def chosen_states(self) -> list[Actor]:
        """The States and bodies chosen, in the UN's order."""
        groups = self.cleaned_data["groups"]
        found = {actor.pk: actor for actor in self.cleaned_data["states"]}
        of_groups = Actor.objects.states().filter(regional_group__in=groups, until__isnull=True)
        observers = Actor.objects.observers() if OBSERVERS in groups else Actor.objects.none()
        found |= {actor.pk: actor for actor in (*of_groups, *observers)}
        return sorted(found.values(), key=lambda actor: (actor.position, actor.pk))

    def chosen_obligations(self) -> list[Obligation]:
        """The obligations that ask for action and fit every condition given, and those named by key."""
        wanted = self.cleaned_data
        found = {row.pk: row for row in wanted["more"]}
        if wanted["documents"] or wanted["subjects"] or wanted["forces"] or wanted["words"]:
            rows = Obligation.objects.visible_to(self.user).tracked()
            rows = rows.filter(paragraph__document__in=wanted["documents"]) if wanted["documents"] else rows
            rows = rows.filter(force__in=wanted["forces"]) if wanted["forces"] else rows
            rows = rows.filter(text__search__contains=normalise(wanted["words"])) if wanted["words"] else rows
            if wanted["subjects"]:
                rows = rows.filter(Exists(ParagraphSubject.objects.filter(paragraph=OuterRef("paragraph"), subject__in=wanted["subjects"])))
            found |= {row.pk: row for row in rows}
        return list(found.values())

    def save(self, *, by: User, at: datetime, row: Round | None = None) -> Round | None:
        """Through the service. None where it refused; the form then says why."""
        plain = {name: self.cleaned_data[name] for name in ("name", "opens_on", "closes_on", "state_first", "days_to_comment")}
        scope: dict[str, Any] = {**plain, "states": self.chosen_states(), "obligations": self.chosen_obligations(), "by": by, "at": at}
        try:
            return rounds.change(round=row, **scope) if row else rounds.open(**scope)
        except ValidationError as refused:
            self.add_error(None, refused)
        return None


class PublishForm(forms.Form):
    """To whom a round is published, and the versions that the preview showed."""

    audience = forms.ChoiceField(
        label=gettext_lazy("Publish to"), choices=[(each.value, Audience(each).label) for each in SHOWN], widget=forms.RadioSelect
    )
    reason = forms.CharField(required=False, label=gettext_lazy("Reason or note"), max_length=300)
    versions = forms.CharField(required=False, widget=forms.HiddenInput)

    def clean_versions(self) -> frozenset[int]:
        """The primary keys; what is none of them makes the service refuse, since the list then differs."""
        return frozenset(int(word) for word in self.cleaned_data["versions"].split(",") if word.isascii() and word.isdigit())
