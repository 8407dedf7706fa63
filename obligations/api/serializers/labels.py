"""Labels: a code with its name in the language of the request and, where it was suggested or decided, what it rests on."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import TextChoices
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from obligations.choices import (
    COMMITMENT_STATUS_DEFINITIONS,
    STATUS_DEFINITIONS,
    ActorKind,
    Audience,
    Ballot,
    Basis,
    Capacity,
    CommitmentKind,
    CommitmentStatus,
    DocumentKind,
    EvidenceKind,
    Force,
    Label,
    LegalBasis,
    Lifecycle,
    ParagraphKind,
    Presence,
    RegionalGroup,
    RelationKind,
    ReviewState,
    Status,
)
from obligations.models import Decision


class CodeSerializer(serializers.Serializer):
    """A code of a closed list, with its label. Given the code, it answers {"code": "decides", "label": "决定"}."""

    choices: type[TextChoices]
    label = serializers.CharField(help_text="In the language of the request.")  # type: ignore[assignment]

    def to_representation(self, instance: Any) -> dict[str, Any]:
        return {"code": str(instance), "label": str(self.choices(instance).label)}


class ForceSerializer(CodeSerializer):
    """What an act does, as read from the Chinese text until a person has decided."""

    choices = Force
    code = serializers.ChoiceField(Force.choices)


class LegalBasisSerializer(CodeSerializer):
    """Whether Chapter VII is named. 'Not named' does not mean 'not binding'."""

    choices = LegalBasis
    code = serializers.ChoiceField(LegalBasis.choices)


class PresenceSerializer(CodeSerializer):
    """Whether the reference edition still says it."""

    choices = Presence
    code = serializers.ChoiceField(Presence.choices)


class LifecycleSerializer(CodeSerializer):
    """Whether it stands."""

    choices = Lifecycle
    code = serializers.ChoiceField(Lifecycle.choices)


class DocumentKindSerializer(CodeSerializer):
    """What a document is."""

    choices = DocumentKind
    code = serializers.ChoiceField(DocumentKind.choices)


class ParagraphKindSerializer(CodeSerializer):
    """The part of a document."""

    choices = ParagraphKind
    code = serializers.ChoiceField(ParagraphKind.choices)


class ActorKindSerializer(CodeSerializer):
    """What an actor is."""

    choices = ActorKind
    code = serializers.ChoiceField(ActorKind.choices)


class RegionalGroupSerializer(CodeSerializer):
    """A regional group of the General Assembly."""

    choices = RegionalGroup
    code = serializers.ChoiceField(RegionalGroup.choices)


class StatusSerializer(CodeSerializer):
    """How far something is carried out, in words that claim no more than was seen."""

    choices = Status
    code = serializers.ChoiceField(Status.choices)
    definition = serializers.CharField(help_text="What the status means, in one sentence.")

    def to_representation(self, instance: Any) -> dict[str, Any]:
        return super().to_representation(instance) | {"definition": str(STATUS_DEFINITIONS[Status(instance)])}


class CommitmentStatusSerializer(CodeSerializer):
    """What became of a commitment, in words that claim no more than was seen."""

    choices = CommitmentStatus
    code = serializers.ChoiceField(CommitmentStatus.choices)
    definition = serializers.CharField(help_text="What the status means, in one sentence.")

    def to_representation(self, instance: Any) -> dict[str, Any]:
        return super().to_representation(instance) | {"definition": str(COMMITMENT_STATUS_DEFINITIONS[CommitmentStatus(instance)])}


class CommitmentKindSerializer(CodeSerializer):
    """What a speaker says of the own State or body: what it intends, or what it reports as done."""

    choices = CommitmentKind
    code = serializers.ChoiceField(CommitmentKind.choices)


class CapacitySerializer(CodeSerializer):
    """In what capacity somebody speaks."""

    choices = Capacity
    code = serializers.ChoiceField(Capacity.choices)


class VoteCastSerializer(CodeSerializer):
    """How a State votes."""

    choices = Ballot
    code = serializers.ChoiceField(Ballot.choices)


class EvidenceKindSerializer(CodeSerializer):
    """What a piece of evidence is."""

    choices = EvidenceKind
    code = serializers.ChoiceField(EvidenceKind.choices)


class RelationKindSerializer(CodeSerializer):
    """How an obligation relates to an earlier one."""

    choices = RelationKind
    code = serializers.ChoiceField(RelationKind.choices)


class ReviewStateSerializer(CodeSerializer):
    """Where a version stands between its author and its reviewer."""

    choices = ReviewState
    code = serializers.ChoiceField(ReviewState.choices)


class AudienceSerializer(CodeSerializer):
    """The widest audience that is shown a version."""

    choices = Audience
    code = serializers.ChoiceField(Audience.choices)


SETTLED = ("basis", "decided_at")


class SettledSerializer(serializers.Serializer):
    """What every settled label says of itself."""

    basis = serializers.ChoiceField(Basis.choices, help_text="machine: suggested and to be confirmed; confirmed or changed: by a person.")
    decided_at = serializers.SerializerMethodField(help_text="When a person did; null while it is a suggestion.")

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        """What the label says first, then what it rests on."""
        fields = super().get_fields()
        return {name: fields[name] for name in (*(n for n in fields if n not in SETTLED), *SETTLED)}

    def get_decided_at(self, labelled: Any) -> datetime | None:
        """When a person decided; each kind of label finds its own decisions."""
        raise NotImplementedError


def decided_at(decisions: Iterable[Decision], label: Label, *, basis: str, value: str | None = None) -> datetime | None:
    """When a person last decided a label (for a set, one of its members); None where the machine's suggestion stands."""
    if basis == Basis.MACHINE:
        return None
    days = [decision.at for decision in decisions if decision.label == label and value in (None, decision.value)]
    return max(days, default=None)


@extend_schema_field({"$ref": "#/components/schemas/ForceCodeEnum"})
class ForceCodeField(serializers.ChoiceField):
    """A code of force; described by the same component as elsewhere."""


class BasedForceSerializer(ForceSerializer):
    """What an act does, and what the label rests on."""

    code = ForceCodeField(Force.choices)
    basis = serializers.ChoiceField(Basis.choices, help_text="machine: suggested and to be confirmed; confirmed or changed: by a person.")
