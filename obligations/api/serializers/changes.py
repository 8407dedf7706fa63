"""Entries of the changes feed: that something changed, and where to read it. What it says now stands at its own address alone."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from obligations.api.serializers.links import address
from obligations.feed.reading import Entry
from obligations.feed.sight import Change
from obligations.feed.things import Kind
from obligations.querysets import is_staff

ADDRESSES = {  # their parts are those of the key
    Kind.DOCUMENT: "documents-detail",
    Kind.MEETING: "meetings-detail",
    Kind.PARAGRAPH: "paragraphs-detail",
    Kind.OBLIGATION: "obligations-detail",
    Kind.SPEECH: "speeches-detail",
    Kind.VOTE: "votes-detail",
    Kind.COMMITMENT: "commitments-detail",
    Kind.ASSESSMENT: "assessments-detail",
    Kind.VERSION: "assessments-version",
    Kind.EVIDENCE: "evidence-detail",
    Kind.ROUND: "rounds-detail",
    Kind.COMMENT: "comments-detail",
    Kind.ACTOR: "actors-detail",
    Kind.SUBJECT_AREA: "subject-areas-detail",
    Kind.VERB: "verbs-detail",
    Kind.INSTRUMENT: "instruments-detail",
}


class ChangeDeskSerializer(serializers.Serializer):
    """What the log says, for staff."""

    sequence = serializers.IntegerField(help_text="The number of the event.")
    action = serializers.CharField(help_text="Such as assessment.published.")
    by = serializers.CharField(allow_null=True, help_text="Null for the machine.")
    reason = serializers.CharField()


class ChangeEntrySerializer(serializers.Serializer):
    """That a thing was made or changed, or that the caller can no longer see it."""

    at = serializers.DateTimeField(source="event.at", help_text="When. Entries come in the order of the log, which may differ by moments.")
    kind = serializers.ChoiceField(Kind.choices)
    key = serializers.CharField(help_text="As in its address: obligation/actor of an assessment, obligation/actor/number of a version.")
    change = serializers.ChoiceField(Change.choices, help_text="As it is now: `removed` comes without content and without a link.")
    link = serializers.SerializerMethodField(help_text="Where to read what it says now; null for what was removed.")
    desk = serializers.SerializerMethodField(help_text="For staff; null for all others.")

    @extend_schema_field({"type": "string", "format": "uri", "nullable": True})
    def get_link(self, entry: Entry) -> str | None:
        """Its address in the API."""
        if entry.change == Change.REMOVED:
            return None
        parts = entry.key.split("/")
        if entry.kind == Kind.COMMITMENT_VERSION:  # a commitment has one actor, so that its address needs none
            return address(self, "commitments-version", parts[0], parts[2])
        return address(self, ADDRESSES[entry.kind], *parts)

    @extend_schema_field(ChangeDeskSerializer(allow_null=True))
    def get_desk(self, entry: Entry) -> Any:
        """Who did what, and why."""
        request = self.context.get("request")
        if request is None or not is_staff(request.user):
            return None
        event = entry.event
        return {"sequence": event.sequence, "action": event.action, "by": event.by.get_username() if event.by else None, "reason": event.reason}
