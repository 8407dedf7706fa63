"""What the log tells of one thing, for staff."""

from __future__ import annotations

from rest_framework import serializers

from obligations.models import Event


class HistorySerializer(serializers.ModelSerializer):
    """One change: who, when, what it was before and after, and why. Nothing in the log is ever changed."""

    number = serializers.IntegerField(source="sequence")
    by = serializers.CharField(source="by.username", default=None, allow_null=True, help_text="Null for the machine.")
    action = serializers.CharField()
    of = serializers.CharField(source="object_type", help_text="What was changed: the thing itself, or a cell of it (assessment, applicability).")
    key = serializers.CharField(source="object_key", help_text="Its key; that of a cell ends with the actor's code.")
    before = serializers.JSONField(allow_null=True, help_text="Null for what was new.")
    after = serializers.JSONField(allow_null=True)
    batch = serializers.UUIDField(allow_null=True, help_text="Of the changes that were made, and can be undone, together.")

    class Meta:
        model = Event
        fields = ["number", "at", "by", "action", "of", "key", "before", "after", "reason", "batch"]
