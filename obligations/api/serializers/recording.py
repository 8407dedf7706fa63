"""What is sent to record follow-up: bodies of requests. What a version may say is checked by the services."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import PolymorphicProxySerializer, extend_schema_field
from rest_framework import serializers

from obligations.api.serializers.assessments import AssessmentVersionSerializer
from obligations.api.serializers.bodies import LEFT_OUT, Body, Code, Number, OptionalReasonBody, ReasonBody, Text, Visible
from obligations.api.serializers.commitment_versions import CommitmentVersionSerializer
from obligations.choices import Audience, CommitmentStatus, Status
from obligations.models import Actor, Commitment, Evidence, Obligation, Round
from obligations.services.assessments import LONGEST_LOCATOR, LONGEST_REMARK, Content, Proof

RECORDED = PolymorphicProxySerializer("RecordedVersion", [AssessmentVersionSerializer, CommitmentVersionSerializer], resource_type_field_name=None)
LONGEST_TEXT = 100_000  # characters
MOST_PROOFS, MOST_ROWS = 100, 5_000


class ProofBody(Body):
    """A piece of evidence and the place in it."""

    evidence = Visible("slug", queryset=Evidence.objects.all(), help_text="Its slug.")
    locator = Text(max_length=LONGEST_LOCATOR, required=False, allow_blank=True, default="", help_text="Page, paragraph or article.")
    remark = Text(max_length=LONGEST_REMARK, required=False, allow_blank=True, default="", help_text="What it says there, in a line.")


class ContentBody(Body):
    """What a version says. A draft may lack status, summary and evidence."""

    status = Code(
        choices=[*Status.values, *(value for value in CommitmentStatus.values if value not in Status.values)],
        required=False,
        allow_blank=True,
        default="",
        help_text="A code of /codes/: `status` for an obligation, `commitment_status` for a commitment.",
    )
    summary = Text(max_length=LONGEST_TEXT, required=False, allow_blank=True, default="")
    details = Text(max_length=LONGEST_TEXT, required=False, allow_blank=True, default="")
    sources = Text(max_length=LONGEST_TEXT, required=False, allow_blank=True, default="", help_text="Consulted, where nothing was seen.")
    as_of = serializers.DateField(help_text="The day on which this was true.")
    review_after = serializers.DateField(required=False, allow_null=True, default=None)
    evidence: serializers.ListSerializer[Any] = serializers.ListSerializer(child=ProofBody(), required=False, default=list, max_length=MOST_PROOFS)

    @staticmethod
    def content(said: dict[str, Any]) -> Content:
        """The content of a version, of what was read from a body."""
        proofs = tuple(Proof(**proof) for proof in said["evidence"])
        return Content(**{name: said[name] for name in ("status", "summary", "as_of", "details", "sources", "review_after")}, proofs=proofs)


class CellBody(ContentBody):
    """A version of one cell, and the version that its author had before their eyes."""

    obligation = Visible("slug", queryset=Obligation.objects.all(), **LEFT_OUT, help_text="Its slug; or `commitment`.")
    commitment = Visible("slug", queryset=Commitment.objects.all(), **LEFT_OUT, help_text="Its slug; or `obligation`.")
    actor = Visible("code", queryset=Actor.objects.all(), **LEFT_OUT, help_text="Its code. Of a commitment it is who made it.")
    based_on = Number(
        min_value=1, allow_null=True, help_text="Number of the approved version that was seen; null where there was none."
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """One thing that is followed up, and for an obligation by whom."""
        if (attrs["obligation"] is None) == (attrs["commitment"] is None):
            raise serializers.ValidationError({"obligation": _("Name an obligation or a commitment, one of the two.")})
        if attrs["commitment"] is not None and attrs["actor"] is None:
            attrs["actor"] = attrs["commitment"].actor
        if attrs["actor"] is None:
            raise serializers.ValidationError({"actor": _("Name the actor, such as JPN.")})
        return attrs


class RecordBody(CellBody):
    """A version to be saved as the caller's draft, or at once submitted."""

    revision = Number(
        required=False, default=0, help_text="Of the own draft that was seen; 0 where there was none."
    )
    submit = serializers.BooleanField(required=False, default=False, help_text="Hand it to the reviewers in the same step.")


class BulkBody(Body):
    """Many versions, all of them or none."""

    rows: serializers.ListSerializer[Any] = serializers.ListSerializer(child=CellBody(), allow_empty=False, max_length=MOST_ROWS)
    submit = serializers.BooleanField(required=False, default=False)
    description = Text(max_length=200, help_text="What this is, for the history and for those who undo it.")

    def to_internal_value(self, data: Any) -> Any:
        """What was sent, the things it names read in one question for each kind."""
        rows = data.get("rows") if isinstance(data, dict) else None
        self.read_together(rows, obligation=("slug", Obligation.objects), commitment=("slug", Commitment.objects), actor=("code", Actor.objects))
        told = [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []
        proofs = [proof for row in told if isinstance(row.get("evidence"), list) for proof in row["evidence"]]
        self.read_together(proofs, evidence=("slug", Evidence.objects))
        return super().to_internal_value(data)


class BatchSerializer(serializers.Serializer):
    """Rows that were written together."""

    id = serializers.UUIDField(source="pk")
    description = Text()
    size = serializers.IntegerField(help_text="Rows written.")
    at = serializers.DateTimeField()


class RevisionBody(Body):
    """Which state of one's own draft is meant."""

    revision = Number(min_value=1, help_text="Of the draft, as it was seen.")


class NoteBody(Body):
    """A word with an approval."""

    note = Text(max_length=LONGEST_TEXT, required=False, allow_blank=True, default="")


class ReturnBody(Body):
    """What the author should change."""

    note = Text(max_length=LONGEST_TEXT)


class PublishBody(OptionalReasonBody):
    """Who is shown a version from now on."""

    audience = Code(choices=[value for value in Audience.values if value != Audience.STAFF])
    round = Visible("slug", queryset=Round.objects.all(), **LEFT_OUT, help_text="Whose rule on sending it to the State first applies.")


class NarrowBody(ReasonBody):
    """Who is shown a version at most."""

    audience = Code(choices=[value for value in Audience.values if value != Audience.PUBLIC])


class StateCommentBody(Body):
    """A State's own words on a status."""

    text = Text(max_length=20_000)
    received_on = serializers.DateField()


class OutdatedSerializer(serializers.Serializer):
    """Somebody saved in the meantime: both versions, to be compared and merged (RFC 9457, with two members more)."""

    type = Text()
    title = Text()
    status = serializers.IntegerField()
    detail = Text()
    current = AssessmentVersionSerializer(allow_null=True, help_text="The approved version now.")
    mine = AssessmentVersionSerializer(allow_null=True, help_text="The caller's own draft, where that was saved elsewhere.")


@extend_schema_field(RECORDED)
class EitherVersion(serializers.Field):
    """A version on an obligation or on a commitment."""


class OutdatedRecordSerializer(OutdatedSerializer):
    """The same, of what was to be recorded on an obligation or a commitment."""

    current = EitherVersion(allow_null=True, help_text="The approved version now.")  # type: ignore[assignment]
    mine = EitherVersion(allow_null=True, help_text="The caller's own draft, where that was saved elsewhere.")  # type: ignore[assignment]


class OutdatedCommitmentSerializer(OutdatedSerializer):
    """The same, of what became of a commitment."""

    current = CommitmentVersionSerializer(allow_null=True, help_text="The approved version now.")
    mine = CommitmentVersionSerializer(allow_null=True, help_text="The caller's own draft, where that was saved elsewhere.")
