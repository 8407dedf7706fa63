"""What is sent to add a piece of evidence, to revise it, and to withdraw it."""

from __future__ import annotations

import re
from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers

from obligations.api.serializers.bodies import LARGEST_NUMBER, Body, Code, Reason, Text, Visible, VisibleSeveral
from obligations.choices import EvidenceAccess, EvidenceKind
from obligations.models import Actor, Commitment, Document, Speech
from obligations.services.evidence import LONGEST_TITLE, LONGEST_URL

LONGEST_NOTE = 4000  # characters
OPTIONAL: Any = {"required": False, "allow_null": True}
WORDS: Any = {"required": False, "allow_blank": True}


class SpeechKey(Text):
    """A stored speech by record and number, `S-PV-9901/8`, as its address has them."""

    def to_internal_value(self, data: Any) -> Any:
        """The speech. Raises ValidationError where there is none."""
        key = super().to_internal_value(data)
        parts = re.fullmatch(r"([-A-Za-z0-9_]{1,200})/([0-9]{1,9})", key)
        speeches = Speech.objects.visible_to(self.context["request"].user)
        found = speeches.filter(edition__document__slug=parts[1], order=min(int(parts[2]), LARGEST_NUMBER)).first() if parts else None
        if found is None:
            raise serializers.ValidationError(_("There is no such speech. Give its record and its number, such as S-PV-9901/8."))
        return found


class EvidenceFields(Body):
    """What is said of a piece beside its kind and title. It leads somewhere: a file, an address, or something that is stored here."""

    file = serializers.FileField(
        required=False, allow_empty_file=True, help_text="Only in a form (multipart/form-data). PDF, Office, OpenDocument, RTF, text, PNG, JPEG."
    )
    url = Text(max_length=LONGEST_URL, help_text="Of the source.", **WORDS)
    issuer = Visible("code", queryset=Actor.objects.all(), help_text="Code of the actor whose own document or statement it is.", **OPTIONAL)
    actors = VisibleSeveral("code", queryset=Actor.objects.all(), required=False, help_text="Codes of those it is about.")
    language = Text(max_length=8, help_text="A code: zh, en, fr.", **WORDS)
    published_on = serializers.DateField(**OPTIONAL)
    expires_on = serializers.DateField(help_text="After this day the status that rests on it is due for review.", **OPTIONAL)
    document = Visible("slug", queryset=Document.objects.all(), help_text="Slug of the stored document it is.", **OPTIONAL)
    speech = SpeechKey(help_text="The stored speech it is: record and number, such as S-PV-9901/8.", **OPTIONAL)
    commitment = Visible("slug", queryset=Commitment.objects.all(), help_text="Slug of the commitment it is.", **OPTIONAL)
    access = Code(EvidenceAccess.choices, required=False, help_text="Who may see it: with_status where left out.")
    note = Text(max_length=LONGEST_NOTE, help_text="For staff; not answered.", **WORDS)


class EvidenceBody(EvidenceFields):
    """A new piece of evidence."""

    kind = Code(EvidenceKind.choices)
    title = Text(max_length=LONGEST_TITLE, help_text="In the language of the source.")


class EvidenceRevisionBody(EvidenceFields):
    """A new revision; what is left out stays as it is."""

    kind = Code(EvidenceKind.choices, required=False)
    title = Text(max_length=LONGEST_TITLE, required=False)
    reason = Reason(help_text="What changes and why.")
