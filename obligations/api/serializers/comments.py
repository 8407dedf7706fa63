"""What staff say to one another."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from obligations.api.serializers.actors import ActorNameSerializer
from obligations.api.serializers.bodies import LEFT_OUT, Body, Number, Text, Visible
from obligations.api.serializers.links import LinksSerializer, address
from obligations.api.serializers.paragraphs import ObligationNameSerializer
from obligations.models import Actor, Assessment, Comment, Commitment, Obligation
from obligations.services.comments import LONGEST


class CommentLinksSerializer(LinksSerializer):
    """Addresses around a comment."""

    obligation = serializers.URLField(allow_null=True)
    commitment = serializers.URLField(allow_null=True)


class CommentSerializer(serializers.ModelSerializer):
    """A comment on an obligation, on a cell (with `actor`), on a version of it, or on a commitment. Answers name the one they answer."""

    number = serializers.IntegerField(source="pk")
    answers = serializers.IntegerField(source="parent_id", allow_null=True, help_text="The number of the comment that began the thread.")
    obligation = ObligationNameSerializer(allow_null=True)
    commitment = serializers.CharField(source="commitment.key", default=None, allow_null=True, help_text="Key of the commitment.")
    actor = ActorNameSerializer(allow_null=True)
    version = serializers.IntegerField(source="assessment.version", default=None, allow_null=True)
    author = serializers.CharField(source="author.username")
    resolved_at = serializers.DateTimeField(allow_null=True, help_text="On the comment that began the thread.")
    links = serializers.SerializerMethodField()

    class Meta:
        model = Comment
        fields = ["number", "answers", "obligation", "commitment", "actor", "version", "text", "author", "at", "resolved_at", "links"]

    @extend_schema_field(CommentLinksSerializer)
    def get_links(self, comment: Comment) -> dict[str, Any]:
        """What it is about."""
        obligation, commitment = comment.obligation, comment.commitment
        return {
            "self": address(self, "comments-detail", str(comment.pk)),
            "obligation": address(self, "obligations-detail", obligation.slug) if obligation else None,
            "commitment": address(self, "commitments-detail", commitment.slug) if commitment else None,
        }


class CommentTextBody(Body):
    """An answer in a thread."""

    text = Text(max_length=LONGEST)


class CommentBody(CommentTextBody):
    """The beginning of a thread: on an obligation, on a cell (with `actor`) or a version of it (with `version` too), or on a commitment."""

    obligation = Visible("slug", queryset=Obligation.objects.all(), help_text="Its slug; or `commitment`.", **LEFT_OUT)
    commitment = Visible("slug", queryset=Commitment.objects.all(), help_text="Its slug; or `obligation`.", **LEFT_OUT)
    actor = Visible("code", queryset=Actor.objects.all(), help_text="Its code, for a cell of an obligation.", **LEFT_OUT)
    version = Number(min_value=1, help_text="Its number, for a version of a cell or commitment.", **LEFT_OUT)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """What the service takes: a version in place of its number."""
        obligation, commitment, number = attrs["obligation"], attrs["commitment"], attrs.pop("version")
        if (obligation is None) == (commitment is None):
            raise serializers.ValidationError({"obligation": _("Name an obligation or a commitment, one of the two.")})
        if commitment is not None and attrs["actor"] is not None:
            raise serializers.ValidationError({"actor": _("A commitment has its own actor. Leave it out.")})
        if number is None:
            return attrs
        versions = Assessment.objects.visible_to(self.context["request"].user)
        of_cell = versions.filter(obligation=obligation, actor=attrs["actor"]) if obligation else versions.filter(commitment=commitment)
        found = of_cell.filter(version=number).first()
        if found is None:
            raise serializers.ValidationError({"version": _("There is no such version, or it is not for your eyes.")})
        return {"text": attrs["text"], "assessment": found}
