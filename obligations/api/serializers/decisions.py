"""Decisions on labels, ties and commitments: as they are answered, and as they are sent."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers

from obligations.api.serializers.bodies import LEFT_OUT, Body, Code, OptionalReason, Text, Visible
from obligations.choices import Label, Verdict
from obligations.models import CommitmentDecision, Decision, Obligation, Paragraph
from obligations.querysets import is_staff

LONGEST_VALUE = 80  # characters of a code
MOST_ROWS = 500
OF_OBLIGATIONS = [(label.value, label.label) for label in Label if label != Label.SUBJECT]
OF_PARAGRAPHS = [(Label.SUBJECT.value, Label.SUBJECT.label)]
OF_MEMBERS = [(verdict.value, verdict.label) for verdict in Verdict if verdict != Verdict.SET]
OF_COMMITMENTS = [(verdict.value, verdict.label) for verdict in (Verdict.ACCEPT, Verdict.REJECT)]
VALUE_HELP = "A code: of a verb, a force, an actor, a subject area; for tracked true or false, as a text."
VERDICT_HELP = "set for verb, force and tracked; accept, add or reject for an addressee."


# As they are answered -----------------------------------------------------------------------------------------------
class CommitmentDecisionSerializer(serializers.ModelSerializer):
    """What a person decided, and when. Earlier decisions stay; the last one counts."""

    by = serializers.SerializerMethodField(help_text="Who; for staff, null for all others.")
    reason = serializers.SerializerMethodField(help_text="Why; for staff, null for all others.")

    class Meta:
        model = CommitmentDecision
        fields = ["verdict", "at", "by", "reason"]

    def get_by(self, decision: Any) -> str | None:
        """The name of the account."""
        return decision.by.username if self._for_staff() else None

    def get_reason(self, decision: Any) -> str | None:
        """Empty where none was given."""
        return decision.reason if self._for_staff() else None

    def _for_staff(self) -> bool:
        request = self.context.get("request")
        return request is not None and is_staff(request.user)


class DecisionSerializer(CommitmentDecisionSerializer):
    """What a person decided about a label, and when."""

    class Meta(CommitmentDecisionSerializer.Meta):
        model = Decision  # type: ignore[assignment]
        fields = ["label", "value", *CommitmentDecisionSerializer.Meta.fields]


# As they are sent ---------------------------------------------------------------------------------------------------
class ObligationDecisionBody(Body):
    """A decision about a label of an obligation."""

    label = Code(OF_OBLIGATIONS)  # type: ignore[assignment]
    value = Text(max_length=LONGEST_VALUE, help_text=VALUE_HELP)
    verdict = Code(Verdict.choices, help_text=VERDICT_HELP)
    reason = OptionalReason()


class ParagraphDecisionBody(Body):
    """A decision about a subject area of a paragraph."""

    label = Code(OF_PARAGRAPHS)  # type: ignore[assignment]
    value = Text(max_length=LONGEST_VALUE, help_text="Code of the subject area.")
    verdict = Code(OF_MEMBERS)
    reason = OptionalReason()


class CommitmentDecisionBody(Body):
    """Whether a sentence is taken for a commitment."""

    verdict = Code(OF_COMMITMENTS)
    reason = OptionalReason()


class TieBody(Body):
    """Whether a commitment answers an obligation."""

    obligation = Visible("slug", queryset=Obligation.objects.all(), help_text="Its slug.")
    verdict = Code(OF_MEMBERS, help_text="accept or reject what was suggested, or add what was not.")
    reason = OptionalReason()


class DecisionRowBody(Body):
    """A decision among many: on a label of an obligation, or on a subject area of a paragraph, one of the two."""

    obligation = Visible("slug", queryset=Obligation.objects.all(), help_text="Its slug; or `paragraph`.", **LEFT_OUT)
    paragraph = Visible("slug", queryset=Paragraph.objects.all(), help_text="Its slug; or `obligation`.", **LEFT_OUT)
    if_match = Text(max_length=200, help_text="The ETag of the thing's own GET.")
    label = Code(Label.choices)  # type: ignore[assignment]
    value = Text(max_length=LONGEST_VALUE, help_text=VALUE_HELP)
    verdict = Code(Verdict.choices, help_text=VERDICT_HELP)
    reason = OptionalReason()

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """One thing that is decided on."""
        if (attrs["obligation"] is None) == (attrs["paragraph"] is None):
            raise serializers.ValidationError({"obligation": _("Name an obligation or a paragraph, one of the two.")})
        return attrs


class DecisionsBody(Body):
    """Many decisions, all of them or none."""

    rows: serializers.ListSerializer[Any] = serializers.ListSerializer(child=DecisionRowBody(), allow_empty=False, max_length=MOST_ROWS)
    reason = OptionalReason(help_text="Why, for all of them; stands after the reason of each.")

    def to_internal_value(self, data: Any) -> Any:
        """What was sent, the things it names read in one question for each kind."""
        rows = data.get("rows") if isinstance(data, dict) else None
        self.read_together(rows, obligation=("slug", Obligation.objects), paragraph=("slug", Paragraph.objects))
        return super().to_internal_value(data)


class DecidedThingSerializer(serializers.Serializer):
    """Something that was decided on, and the ETag of its own GET now."""

    obligation = serializers.CharField(allow_null=True, help_text="Its slug; null for a paragraph.")
    paragraph = serializers.CharField(allow_null=True, help_text="Its slug; null for an obligation.")
    etag = serializers.CharField()


class DecidedSerializer(serializers.Serializer):
    """Decisions that were made together."""

    size = serializers.IntegerField(help_text="How many.")
    at = serializers.DateTimeField()
    things = DecidedThingSerializer(many=True, help_text="What was decided on, in the order in which it was named first.")
