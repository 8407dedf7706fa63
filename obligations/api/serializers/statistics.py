"""The figures of the first page, of an actor's page and of a round's, from the functions that those pages ask."""

from __future__ import annotations

from drf_spectacular.utils import OpenApiExample, extend_schema_serializer
from rest_framework import serializers

from obligations.api.serializers.actors import ActorNameSerializer
from obligations.api.serializers.deadlines import DueStateSerializer
from obligations.api.serializers.figures import FigureSerializer, GridSerializer, TableSerializer
from obligations.api.serializers.labels import DocumentKindSerializer
from obligations.api.serializers.roundcells import CellStateSerializer

HERE = "https://tracker.example.org"
ASKING = "tracked=true&presence=found&lifecycle=in_force"
TEN = {"count": 10, "api": f"{HERE}/api/v1/obligations/?{ASKING}", "page": f"{HERE}/obligations/?{ASKING}"}
TWO = {"count": 2, "api": f"{HERE}/api/v1/obligations/?{ASKING}&confirmed=true", "page": f"{HERE}/obligations/?{ASKING}&confirmed=true"}
EXAMPLE = {
    "as_of": "2033-03-31",
    "actor": None,
    "documents": [
        {
            "kind": {"code": "resolution", "label": "决议"},
            "count": 3,
            "api": f"{HERE}/api/v1/documents/?kind=resolution",
            "page": f"{HERE}/documents/?kind=resolution",
        }
    ],
    "obligations": {"asking": TEN, "confirmed": TWO, "share_confirmed": 20, "named": None, "by_subject": None},
    "follow_up": {"by_status": None, "by_subject": None},
    "due_dates": [],
    "coverage": None,
    "links": {"self": f"{HERE}/api/v1/statistics/", "page": f"{HERE}/"},
    "notices": ["……"],
}


class DocumentFigureSerializer(FigureSerializer):
    """Documents of one kind."""

    kind = DocumentKindSerializer()


class AskingSerializer(serializers.Serializer):
    """What asks for action, stands in the text and is in force, today. Of an actor: what reaches it, by name or as one of a group."""

    asking = FigureSerializer(help_text="All of it; each obligation once.")
    confirmed = FigureSerializer(help_text="Of that, where every label is confirmed or changed by staff.")
    share_confirmed = serializers.IntegerField(allow_null=True, help_text="In whole per cent, rounded down; null where nothing asks for action.")
    named = FigureSerializer(allow_null=True, help_text="What names the actor; null without one.")
    by_subject = TableSerializer(allow_null=True, help_text="By subject area and force; null for one actor.")


class RecordedSerializer(serializers.Serializer):
    """Statuses as the reader may see them on the day. One is one actor's status on one obligation; force stands beside it."""

    by_status = TableSerializer(help_text="By status and force.")
    by_subject = GridSerializer(allow_null=True, help_text="By subject area, force and status; null for one actor.")


class DueFigureSerializer(FigureSerializer):
    """Due dates in one state, today."""

    state = DueStateSerializer()


class CellFigureSerializer(FigureSerializer):
    """Cells in one state."""

    state = CellStateSerializer()


class CoveredSerializer(serializers.Serializer):
    """How much was looked at, which says nothing of how far anything is carried out."""

    code = serializers.CharField(allow_blank=True, help_text="Of the force or the subject area; empty for all cells.")
    label = serializers.CharField(help_text="In the language of the request.")  # type: ignore[assignment]
    applicable = FigureSerializer()
    assessed = FigureSerializer()
    share = serializers.IntegerField(allow_null=True, help_text="In whole per cent, rounded down; null where nothing applies.")
    cells = CellFigureSerializer(many=True)


class CoverageOfRoundSerializer(serializers.Serializer):
    """Coverage of a round as it was closed, or as it stands now."""

    round = serializers.CharField(help_text="Its slug.")
    name = serializers.CharField()
    as_of = serializers.DateTimeField(help_text="The moment the figures stand for.")
    by_force = CoveredSerializer(many=True)
    by_subject = CoveredSerializer(many=True, help_text="Lines overlap.")
    all = CoveredSerializer(help_text="Each cell once.")
    by_status = TableSerializer(help_text="Of the assessed cells.")


class StatisticsLinksSerializer(serializers.Serializer):
    """Addresses of these figures."""

    self = serializers.URLField()
    page = serializers.URLField(help_text="That shows them: the first page, or the actor's.")


@extend_schema_serializer(many=False, examples=[OpenApiExample("The first page", value=EXAMPLE, response_only=True)])
class StatisticsSerializer(serializers.Serializer):
    """Every figure with the list it counts."""

    as_of = serializers.DateField(help_text="The day the statuses stand for.")
    actor = ActorNameSerializer(allow_null=True)
    documents = DocumentFigureSerializer(many=True, allow_null=True, help_text="By kind; null for one actor.")
    obligations = AskingSerializer()
    follow_up = RecordedSerializer()
    due_dates = DueFigureSerializer(many=True, help_text="The states that occur; of an actor, those of what reaches it.")
    coverage = CoverageOfRoundSerializer(allow_null=True, help_text="With `round`.")
    links = StatisticsLinksSerializer()
    notices = serializers.ListField(child=serializers.CharField(), help_text="To be shown wherever the figures are.")
