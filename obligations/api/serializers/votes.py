"""Votes: who voted how, what was announced, and where the two differ."""

from __future__ import annotations

from collections import Counter

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from obligations.api.serializers.actors import ActorNameSerializer
from obligations.api.serializers.documents import DocumentNameSerializer
from obligations.api.serializers.labels import VoteCastSerializer
from obligations.api.serializers.links import LinksSerializer, address, page_of
from obligations.choices import Ballot as Choice
from obligations.filters.records import VOTE_OUTCOMES
from obligations.models import Ballot, Vote

ANNOUNCED = (Choice.IN_FAVOUR, Choice.AGAINST, Choice.ABSTAINING)  # the numbers that a President announces


class BallotSerializer(serializers.ModelSerializer):
    """How one State voted."""

    actor = ActorNameSerializer()
    choice = VoteCastSerializer()

    class Meta:
        model = Ballot
        fields = ["actor", "choice"]


class StatedSerializer(serializers.Serializer):
    """The numbers that the President announced; null where the record gives none."""

    in_favour = serializers.IntegerField(allow_null=True)
    against = serializers.IntegerField(allow_null=True)
    abstaining = serializers.IntegerField(allow_null=True)


class ListedSerializer(serializers.Serializer):
    """How many States the record lists."""

    in_favour = serializers.IntegerField()
    against = serializers.IntegerField()
    abstaining = serializers.IntegerField()
    not_voting = serializers.IntegerField()


class VoteLinksSerializer(LinksSerializer):
    """Addresses around a vote."""

    page = serializers.URLField(help_text="Of its place on the page for people.")
    meeting = serializers.URLField()
    speech = serializers.URLField(allow_null=True, help_text="Of the speech in which the result is announced; null where none does.")
    resolution = serializers.URLField(allow_null=True, help_text="Of the document adopted; null where none was, or it is not stored.")


class VoteSerializer(serializers.ModelSerializer):
    """A vote as the record has it. Lists and announced numbers stand side by side; neither is corrected."""

    meeting = DocumentNameSerializer(source="edition.document")
    edition = serializers.IntegerField(source="edition.number", help_text="Which edition it is read from.")
    draft = serializers.CharField(help_text="The symbol of the draft; empty where there is none.")
    sponsors = serializers.ListField(child=serializers.CharField(), help_text="Codes of those who submitted the draft.")
    procedural = serializers.BooleanField()
    outcome = serializers.ChoiceField(
        [code for code, _label in VOTE_OUTCOMES], allow_blank=True, help_text="Empty where the record does not tell it."
    )
    resolution = serializers.CharField(help_text="The symbol under which it was adopted; empty where it was not.")
    stated = serializers.SerializerMethodField()
    listed = serializers.SerializerMethodField()
    differs = serializers.SerializerMethodField(help_text="For which choices the announced number is not that of the States listed.")
    ballots = BallotSerializer(many=True, help_text="In the UN's order of States.")
    links = serializers.SerializerMethodField()

    class Meta:
        model = Vote
        fields = [
            "meeting",
            "edition",
            "number",
            "draft",
            "sponsors",
            "procedural",
            "outcome",
            "resolution",
            "stated",
            "listed",
            "differs",
            "ballots",
            "links",
        ]

    @extend_schema_field(StatedSerializer)
    def get_stated(self, vote: Vote) -> dict[str, int | None]:
        """The numbers announced."""
        return {str(choice): vote.stated.get(choice) for choice in ANNOUNCED}

    @extend_schema_field(ListedSerializer)
    def get_listed(self, vote: Vote) -> dict[str, int]:
        """The numbers of States listed."""
        listed = Counter(ballot.choice for ballot in vote.ballots.all())
        return {str(choice): listed[choice] for choice in Choice}

    @extend_schema_field({"type": "array", "items": {"type": "string", "enum": [str(choice) for choice in ANNOUNCED]}})
    def get_differs(self, vote: Vote) -> list[str]:
        """Where announced and listed differ; what was not announced differs from nothing."""
        listed = self.get_listed(vote)
        return [choice for choice, number in self.get_stated(vote).items() if number is not None and number != listed[choice]]

    @extend_schema_field(VoteLinksSerializer)
    def get_links(self, vote: Vote) -> dict[str, str | None]:
        """Its addresses."""
        document = vote.edition.document
        adopted: str | None = getattr(vote, "resolution_slug", None)
        return {
            "self": address(self, "votes-detail", document.slug, str(vote.number)),
            "page": page_of(self, f"{document.get_absolute_url()}#vote-{vote.number}"),
            "meeting": address(self, "meetings-detail", document.slug),
            "speech": address(self, "speeches-detail", document.slug, str(vote.speech_order)) if vote.speech_order else None,
            "resolution": address(self, "documents-detail", adopted) if adopted else None,
        }
