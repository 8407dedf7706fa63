"""The forms of a piece of evidence: add, revise, withdraw. A file that was taken is held on to while the rest is corrected."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteSelect, AutocompleteSelectMultiple
from django.core import signing
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from obligations.choices import EvidenceAccess, EvidenceKind
from obligations.incoming.uploads import was_too_large
from obligations.models import Actor, Commitment, Document, Evidence, Speech
from obligations.services import evidence as service
from obligations.services.evidence import AlreadyHere, Changes, KeptFile
from obligations.services.scanning import MEDIA_TYPES, too_large

if TYPE_CHECKING:
    from django.contrib.auth.models import User

KINDS = [("", "—"), *EvidenceKind.choices]
PLAIN = ("kind", "title", "url", "issuer", "language", "published_on", "expires_on", "access", "note")
DAY: Any = {"widget": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), "required": False}


class EvidenceForm(forms.Form):
    """A new piece of evidence."""

    kind = forms.ChoiceField(label=gettext_lazy("Kind of evidence"), choices=KINDS)
    title = forms.CharField(max_length=service.LONGEST_TITLE, label=gettext_lazy("Title"), help_text=gettext_lazy("In the language of the source."))
    file = forms.FileField(required=False, allow_empty_file=True, label=gettext_lazy("File"))
    kept = forms.CharField(required=False, widget=forms.HiddenInput)
    url = forms.CharField(required=False, label=gettext_lazy("Web address"), widget=forms.URLInput)
    document = forms.ModelChoiceField(Document.objects.none(), required=False, label=gettext_lazy("Stored document"))
    speech_number = forms.IntegerField(
        required=False, min_value=1, label=gettext_lazy("Speech"), help_text=gettext_lazy("Its number, if the document is a meeting record.")
    )
    commitment = forms.CharField(
        required=False, max_length=120, label=gettext_lazy("Commitment"), help_text=gettext_lazy("Its key, such as PV.9901/c3.")
    )
    issuer = forms.ModelChoiceField(
        Actor.objects.all(),
        required=False,
        label=gettext_lazy("Issued by"),
        help_text=gettext_lazy("The State or body whose own document or statement this is."),
        widget=AutocompleteSelect(Evidence._meta.get_field("issuer"), admin.site),
    )
    actors = forms.ModelMultipleChoiceField(
        Actor.objects.all(),
        required=False,
        label=gettext_lazy("About whom"),
        widget=AutocompleteSelectMultiple(Evidence._meta.get_field("actors"), admin.site),
    )
    language = forms.CharField(required=False, max_length=8, label=gettext_lazy("Language"), help_text=gettext_lazy("A code: zh, en, fr…"))
    published_on = forms.DateField(label=gettext_lazy("Published on"), **DAY)
    expires_on = forms.DateField(
        label=gettext_lazy("Expires on"), help_text=gettext_lazy("After this day the status that rests on it is due for review."), **DAY
    )
    access = forms.ChoiceField(label=gettext_lazy("May be seen by"), choices=EvidenceAccess.choices, initial=EvidenceAccess.WITH_STATUS)
    note = forms.CharField(
        required=False, max_length=4000, label=gettext_lazy("Note for staff"), widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, request: HttpRequest, *, initial: dict[str, Any] | None = None, bound: bool = True) -> None:
        sent = bound and request.method == "POST"
        super().__init__(request.POST.copy() if sent else None, request.FILES if sent else None, initial=initial)
        self.request = request
        self.taken: KeptFile | None = None
        self.known: Evidence | None = None
        documents: Any = self.fields["document"]
        documents.queryset = Document.objects.visible_to(request.user)
        accepted = ",".join(f".{kind}" for kind in (*MEDIA_TYPES, "jpeg"))
        self.fields["file"].widget.attrs |= {"data-largest": settings.EVIDENCE_LARGEST, "data-too-large": too_large(), "accept": accepted}
        self.fields["file"].help_text = _("PDF, Word, Excel, PowerPoint, OpenDocument, RTF, plain text, PNG or JPEG, up to %(limit)s MB.") % {
            "limit": settings.EVIDENCE_LARGEST // (1024 * 1024)
        }

    def clean(self) -> dict[str, Any]:
        """Take the file, and find what is named among the texts stored here."""
        cleaned: dict[str, Any] = super().clean() or {}
        self._take_file(cleaned)
        cleaned["found_speech"] = self._speech(cleaned)
        cleaned["found_commitment"] = self._commitment(cleaned)
        return cleaned

    def save(self, *, by: User, at: datetime) -> Evidence | None:
        """Add it. None where the service refused; the form then says why."""
        return self._refusable(lambda: service.add(by=by, at=at, file=self.taken, **self._said()))

    def _refusable(self, write: Any) -> Evidence | None:
        try:
            made: Evidence = write()
        except AlreadyHere as refused:
            self.known = refused.known
            self.add_error(None, refused)
        except ValidationError as refused:
            self.add_error(None, refused)
        else:
            return made
        return None

    def _said(self) -> Changes:
        """What the form says, as the service takes it."""
        cleaned = self.cleaned_data
        said: Any = {name: cleaned[name] for name in PLAIN}
        speech = cleaned["found_speech"]
        return {
            **said,
            "actors": list(cleaned["actors"]),
            "document": None if speech else cleaned["document"],
            "speech": speech,
            "commitment": cleaned["found_commitment"],
        }

    def _take_file(self, cleaned: dict[str, Any]) -> None:
        upload = cleaned.get("file")
        if was_too_large(self.request, self.add_prefix("file")):
            self.add_error("file", too_large())
        elif upload is not None:
            try:
                self.taken = service.receive(content=upload, filename=upload.name or "")
            except ValidationError as refused:
                self.add_error("file", refused)
        elif cleaned.get("kept"):
            try:
                self.taken = KeptFile(*signing.loads(cleaned["kept"], salt=self._salt(), max_age=24 * 60 * 60))
            except signing.BadSignature:
                self.add_error("file", _("The file sent before is no longer held. Send it again."))
        if self.taken is not None:
            sent: Any = self.data
            sent[self.add_prefix("kept")] = signing.dumps(tuple(self.taken), salt=self._salt())

    def _salt(self) -> str:
        return f"evidence-{self.request.user.pk}"

    def _speech(self, cleaned: dict[str, Any]) -> Speech | None:
        number, document = cleaned.get("speech_number"), cleaned.get("document")
        if number is None:
            return None
        if document is None:
            self.add_error("document", _("Choose the meeting record in which this speech stands."))
            return None
        found = Speech.objects.visible_to(self.request.user).filter(edition__document=document, order=number).first()
        if found is None:
            self.add_error("speech_number", _("There is no speech of this number in %(symbol)s.") % {"symbol": document.symbol})
        return found

    def _commitment(self, cleaned: dict[str, Any]) -> Commitment | None:
        name = cleaned.get("commitment")
        if not name:
            return None
        found = Commitment.objects.visible_to(self.request.user).filter(Q(key__iexact=name) | Q(slug__iexact=name)).first()
        if found is None:
            self.add_error("commitment", _("There is no commitment of this key. Copy it from the commitment's page."))
        return found


class ReviseForm(EvidenceForm):
    """A new revision of a piece; what is not touched stays."""

    reason = forms.CharField(
        max_length=2000,
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy("What changes and why. Statuses keep the revision they name."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, request: HttpRequest, *, evidence: Evidence, bound: bool) -> None:
        self.evidence = evidence
        super().__init__(request, initial=_initial(evidence), bound=bound)

    def _speech(self, cleaned: dict[str, Any]) -> Speech | None:
        """The speech of the present revision stays, also where a later edition of the record has taken its place."""
        present = self.evidence.speech
        if present and cleaned.get("speech_number") == present.order and cleaned.get("document") == present.edition.document:
            return present
        return super()._speech(cleaned)

    def save(self, *, by: User, at: datetime) -> Evidence | None:
        """Make the revision. None where the service refused; the form then says why."""
        reason = self.cleaned_data["reason"]
        return self._refusable(lambda: service.revise(evidence=self.evidence, by=by, at=at, reason=reason, file=self.taken, **self._said()))


class WithdrawForm(forms.Form):
    """Why a piece is no longer offered."""

    why = forms.CharField(max_length=2000, label=gettext_lazy("Reason"), widget=forms.Textarea(attrs={"rows": 2}))

    def save(self, *, evidence: Evidence, by: User, at: datetime) -> Evidence | None:
        """Withdraw it. None where the service refused; the form then says why."""
        try:
            return service.withdraw(evidence=evidence, reason=self.cleaned_data["why"], by=by, at=at)
        except ValidationError as refused:
            self.add_error(None, refused)
        return None


def prefilled(request: HttpRequest) -> dict[str, Any]:
    """What the form for a new piece begins with, as the address asks: codes and keys; what is not known is left out."""
    asked = {name: request.GET.get(name, "").replace("\x00", "") for name in ("kind", "title", "url", "language", "commitment", "speech")}
    code, slug = (request.GET.get(name, "").replace("\x00", "") for name in ("issuer", "document"))
    about = [code.replace("\x00", "") for code in request.GET.getlist("actor")]
    speech = asked.pop("speech")
    return {
        **{name: value for name, value in asked.items() if value},
        "speech_number": int(speech) if speech.isdecimal() and len(speech) < 6 else None,
        "issuer": Actor.objects.filter(code=code).first() if code else None,
        "actors": Actor.objects.filter(code__in=about) if about else [],
        "document": Document.objects.visible_to(request.user).filter(Q(slug=slug) | Q(symbol=slug)).first() if slug else None,
        "access": EvidenceAccess.WITH_STATUS,
    }


def _initial(evidence: Evidence) -> dict[str, Any]:
    speech, commitment = evidence.speech, evidence.commitment
    return {
        **{name: getattr(evidence, name) for name in PLAIN},
        "actors": list(evidence.actors.all()),
        "document": speech.edition.document if speech else evidence.document,
        "speech_number": speech.order if speech else None,
        "commitment": commitment.key if commitment else "",
    }
