"""Commitments: what a speaker said the own State or body would do or had done, the obligations it answers, and what became of it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from obligations.api.notices import notices
from obligations.api.serializers.actors import ActorNameSerializer
from obligations.api.serializers.assessments import AssessedObligationSerializer
from obligations.api.serializers.documents import DocumentNameSerializer
from obligations.api.serializers.labels import CommitmentKindSerializer, CommitmentStatusSerializer, PresenceSerializer
from obligations.api.serializers.links import LinksSerializer, address, page_of
from obligations.api.serializers.paragraphs import SpanSerializer
from obligations.api.serializers.speeches import SpeechNameSerializer, speech_address
from obligations.choices import Basis, Opinion
from obligations.models import Assessment, Commitment, SubjectArea, Tie
from obligations.tiereasons import tie_reason

OPINION_BASIS = {Opinion.SUGGESTED: Basis.MACHINE, Opinion.CONFIRMED: Basis.CONFIRMED, Opinion.REJECTED: Basis.CHANGED}


class OpinionSerializer(serializers.Serializer):
    """Whether the sentence is taken for a commitment, and what that rests on."""

    code = serializers.ChoiceField(Opinion.choices, source="opinion")
    label = serializers.CharField(source="get_opinion_display", help_text="In the language of the request.")  # type: ignore[assignment]
    basis = serializers.SerializerMethodField(help_text="machine: suggested and to be confirmed; confirmed or changed: by a person.")
    decided_at = serializers.SerializerMethodField(help_text="When a person did; null while it is a suggestion.")

    @extend_schema_field(serializers.ChoiceField(Basis.choices))
    def get_basis(self, commitment: Commitment) -> str:
        """Who settled it: rejecting changes what the machine suggested."""
        return str(OPINION_BASIS[Opinion(commitment.opinion)])

    def get_decided_at(self, commitment: Commitment) -> datetime | None:
        """When a person last decided."""
        if commitment.opinion == Opinion.SUGGESTED:
            return None
        return max((decision.at for decision in commitment.decisions.all()), default=None)


class CommitmentSubjectSerializer(serializers.ModelSerializer):
    """A subject area of a commitment, as suggested."""

    label = serializers.CharField(help_text="In the language of the request.")  # type: ignore[assignment]

    class Meta:
        model = SubjectArea
        fields = ["code", "label"]


class TiedObligationSerializer(serializers.ModelSerializer):
    """An obligation that the commitment answers, as staff confirmed, or may answer, as suggested to staff."""

    obligation = AssessedObligationSerializer()
    opinion = serializers.ChoiceField([Opinion.CONFIRMED.value, Opinion.SUGGESTED.value], help_text="Suggestions are for staff.")
    basis = serializers.ChoiceField(Basis.choices, help_text="machine: suggested; confirmed: suggested and accepted; changed: added by staff.")
    decided_at = serializers.DateTimeField(source="at", allow_null=True, help_text="When a person decided.")
    score = serializers.SerializerMethodField(help_text="Of a suggestion; null once a person has decided.")
    reason = serializers.SerializerMethodField(help_text="Of a suggestion, in the language of the request; empty once a person has decided.")
    link = serializers.SerializerMethodField()

    class Meta:
        model = Tie
        fields = ["obligation", "opinion", "basis", "decided_at", "score", "reason", "link"]

    def get_score(self, tie: Tie) -> float | None:
        """How strong the machine's signs are."""
        return tie.score if tie.opinion == Opinion.SUGGESTED else None

    def get_reason(self, tie: Tie) -> str:
        """The machine's signs, in the language of the request; what staff noted for themselves is not told."""
        return tie_reason(tie.reason) if tie.opinion == Opinion.SUGGESTED else ""

    @extend_schema_field({"type": "string", "format": "uri"})
    def get_link(self, tie: Tie) -> str:
        """The obligation's address in the API."""
        return address(self, "obligations-detail", tie.obligation.slug)


class FollowUpSerializer(serializers.ModelSerializer):
    """What became of a commitment: the version that stands. `as_of` is the day on which its content was true."""

    status = CommitmentStatusSerializer()

    class Meta:
        model = Assessment
        fields = ["version", "status", "summary", "as_of", "approved_at"]


class CommitmentLinksSerializer(LinksSerializer):
    """Addresses around a commitment."""

    page = serializers.URLField(help_text="Of the page for people.")
    meeting = serializers.URLField()
    speech = serializers.URLField(allow_null=True, help_text="Null where the reference edition no longer says it.")
    actor = serializers.URLField(allow_null=True)
    versions = serializers.URLField(help_text="Of the follow-up, with what each rests on.")


class CommitmentSerializer(serializers.ModelSerializer):
    """A sentence of a speech in which the speaker states an intention of the own State or body, or reports what it has done."""

    document = DocumentNameSerializer(help_text="The meeting record.")
    speech = serializers.SerializerMethodField(help_text="Null where the reference edition no longer says it.")
    actor = ActorNameSerializer(allow_null=True, help_text="Who says it of itself; null for a body without a record.")
    actor_code = serializers.CharField(help_text="The same as it was read.")
    kind = CommitmentKindSerializer()
    text = serializers.CharField(help_text="The sentence.")
    span = SpanSerializer(source="*", help_text="Where in the text of the speech it stands.")
    amount = serializers.SerializerMethodField(help_text="Digits, in units of `currency`; null where no sum is named. Never add up currencies.")
    currency = serializers.CharField(help_text="ISO 4217; empty where no sum is named.")
    condition = serializers.CharField(help_text="As said; to be shown beside the commitment. Empty where there is none.")
    horizon = serializers.CharField(help_text="By when, as said; empty where nothing is said.")
    beneficiary = serializers.CharField(help_text="For whom, as said; empty where nothing is said.")
    instruments = serializers.ListField(child=serializers.CharField(), help_text="Codes of instruments, or titles as said.")
    subjects = CommitmentSubjectSerializer(many=True, help_text="As suggested.")
    opinion = OpinionSerializer(source="*")
    presence = PresenceSerializer()
    ties = TiedObligationSerializer(many=True, help_text="Obligations it answers: those that staff confirmed, and for staff those suggested.")
    follow_up = serializers.SerializerMethodField(help_text="For people with a role; null also where nothing is recorded.")
    links = serializers.SerializerMethodField()

    class Meta:
        model = Commitment
        fields = [
            "key",
            "slug",
            "document",
            "speech",
            "actor",
            "actor_code",
            "kind",
            "text",
            "span",
            "amount",
            "currency",
            "condition",
            "horizon",
            "beneficiary",
            "instruments",
            "subjects",
            "opinion",
            "presence",
            "ties",
            "follow_up",
            "links",
        ]

    @extend_schema_field(SpeechNameSerializer(allow_null=True))
    def get_speech(self, commitment: Commitment) -> Any:
        """The speech, where the address still leads to the one it was said in."""
        return SpeechNameSerializer(commitment.speech, context=self.context).data if stands(commitment) else None

    @extend_schema_field({"type": "string", "pattern": "^[0-9]+(\\.[0-9]{2})?$", "nullable": True})
    def get_amount(self, commitment: Commitment) -> str | None:
        """129000000: without a point or an exponent, as sums in speeches are whole."""
        return None if commitment.amount is None else format(commitment.amount, ".2f").removesuffix(".00")

    @extend_schema_field(FollowUpSerializer(allow_null=True))
    def get_follow_up(self, commitment: Commitment) -> Any:
        """The current version, of those the reader may see."""
        versions = list(commitment.assessments.all())
        return FollowUpSerializer(versions[0]).data if versions else None

    @extend_schema_field(CommitmentLinksSerializer)
    def get_links(self, commitment: Commitment) -> dict[str, str | None]:
        """Its addresses."""
        return {
            "self": address(self, "commitments-detail", commitment.slug),
            "page": page_of(self, commitment.get_absolute_url()),
            "meeting": address(self, "meetings-detail", commitment.document.slug),
            "speech": speech_address(self, commitment.speech) if stands(commitment) else None,
            "actor": address(self, "actors-detail", commitment.actor.code) if commitment.actor else None,
            "versions": address(self, "commitments-versions", commitment.slug),
        }


class CommitmentAloneSerializer(CommitmentSerializer):
    """A commitment by itself, with the sentences without which no status is shown."""

    notices = serializers.SerializerMethodField(help_text="To be shown wherever the status is.")

    class Meta(CommitmentSerializer.Meta):
        fields = [*CommitmentSerializer.Meta.fields, "notices"]

    def get_notices(self, commitment: Commitment) -> list[str]:
        """The sentences."""
        return notices()


def stands(commitment: Commitment) -> bool:
    """Whether its speech is one of the reference edition."""
    return commitment.speech.edition_id == commitment.document.reference_edition_id
