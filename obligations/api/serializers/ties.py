"""Commitments as an obligation names them: those that staff tied to it."""

from __future__ import annotations

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from obligations.api.serializers.actors import ActorNameSerializer
from obligations.api.serializers.labels import CommitmentKindSerializer
from obligations.api.serializers.links import address
from obligations.choices import Basis
from obligations.models import Commitment, Tie


class CommitmentNameSerializer(serializers.ModelSerializer):
    """What names a commitment, inside of something else."""

    kind = CommitmentKindSerializer()
    actor = ActorNameSerializer(allow_null=True)

    class Meta:
        model = Commitment
        fields = ["key", "slug", "kind", "actor", "condition"]


class TiedCommitmentSerializer(serializers.ModelSerializer):
    """A commitment that staff tied to an obligation. The tie says that it answers it, and nothing of how far."""

    commitment = CommitmentNameSerializer()
    basis = serializers.ChoiceField(Basis.choices, help_text="confirmed: suggested and accepted; changed: added by staff.")
    decided_at = serializers.DateTimeField(source="at", allow_null=True, help_text="When a person decided.")
    link = serializers.SerializerMethodField()

    class Meta:
        model = Tie
        fields = ["commitment", "basis", "decided_at", "link"]

    @extend_schema_field({"type": "string", "format": "uri"})
    def get_link(self, tie: Tie) -> str:
        """The commitment's address in the API."""
        return address(self, "commitments-detail", tie.commitment.slug)
