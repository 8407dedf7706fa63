"""The list of obligations as Django REST framework's own means give it: nested model serializers over a queryset that fetches all they show."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import F, Prefetch, QuerySet
from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.pagination import PageNumberPagination
from rest_framework.permissions import IsAuthenticated
from rest_framework.reverse import reverse
from rest_framework.viewsets import ModelViewSet

from obligations.choices import Label, Opinion
from obligations.models import (
    Actor,
    Commitment,
    Deadline,
    Decision,
    Document,
    Obligation,
    ObligationAddressee,
    Paragraph,
    ParagraphSubject,
    Relation,
    Tie,
)
from obligations.models.vocabulary import in_language


def decided_at(decisions: Any, label: str, basis: str, value: str | None = None) -> datetime | None:
    """When a label was last decided; None where it is a suggestion."""
    if basis == "machine":
        return None
    rows: list[Decision] = [decision for decision in decisions.all() if decision.label == label]
    return max((decision.at for decision in rows if value in (None, decision.value)), default=None)


def coded(row: Any, name: str) -> dict[str, str]:
    """A code of a model's field with its label."""
    return {"code": getattr(row, name), "label": getattr(row, f"get_{name}_display")()}


class DocumentName(serializers.ModelSerializer):
    class Meta:
        model = Document
        fields = ["slug", "symbol", "title", "adopted_on"]


class ParagraphName(serializers.ModelSerializer):
    class Meta:
        model = Paragraph
        fields = ["slug", "label"]


class ObligationName(serializers.ModelSerializer):
    class Meta:
        model = Obligation
        fields = ["key", "slug"]


class DeadlineRow(serializers.ModelSerializer):
    class Meta:
        model = Deadline
        fields = ["rule", "first_due", "every", "start", "end"]


class Addressee(serializers.ModelSerializer):
    name = serializers.SerializerMethodField()
    decided_at = serializers.SerializerMethodField()

    class Meta:
        model = ObligationAddressee
        fields = ["code", "name", "text", "condition", "basis", "decided_at"]

    def get_name(self, row: ObligationAddressee) -> str:
        return row.actor.name if row.actor else row.text or row.code

    def get_decided_at(self, row: ObligationAddressee) -> datetime | None:
        return decided_at(row.obligation.decisions, Label.ADDRESSEE, row.basis, row.code)


class Subject(serializers.ModelSerializer):
    code = serializers.CharField(source="subject.code")
    label = serializers.CharField(source="subject.label")  # type: ignore[assignment]
    decided_at = serializers.SerializerMethodField()

    class Meta:
        model = ParagraphSubject
        fields = ["code", "label", "confidence", "basis", "decided_at"]

    def get_decided_at(self, row: ParagraphSubject) -> datetime | None:
        return decided_at(row.paragraph.decisions, Label.SUBJECT, row.basis, row.subject.code)


class ActorName(serializers.ModelSerializer):
    class Meta:
        model = Actor
        fields = ["code", "name"]


class CommitmentName(serializers.ModelSerializer):
    kind = serializers.SerializerMethodField()
    actor = ActorName(allow_null=True)

    class Meta:
        model = Commitment
        fields = ["key", "slug", "kind", "actor", "condition"]

    def get_kind(self, row: Commitment) -> dict[str, str]:
        return coded(row, "kind")


class TieRow(serializers.ModelSerializer):
    commitment = CommitmentName()
    decided_at = serializers.DateTimeField(source="at", allow_null=True)
    link = serializers.SerializerMethodField()

    class Meta:
        model = Tie
        fields = ["commitment", "basis", "decided_at", "link"]

    def get_link(self, row: Tie) -> str:
        return reverse("api:commitments-detail", [row.commitment.slug], request=self.context["request"])


class RelationRow(serializers.ModelSerializer):
    kind = serializers.SerializerMethodField()
    obligation = ObligationName(source="target")
    link = serializers.SerializerMethodField()
    other = "target"

    class Meta:
        model = Relation
        fields = ["kind", "obligation", "at", "link"]

    def get_kind(self, row: Relation) -> dict[str, str]:
        return coded(row, "kind")

    def get_link(self, row: Relation) -> str:
        return reverse("api:obligations-detail", [getattr(row, self.other).slug], request=self.context["request"])


class RelatedFrom(RelationRow):
    obligation = ObligationName(source="source")
    other = "source"


class ObligationRow(serializers.ModelSerializer):
    document = DocumentName(source="paragraph.document")
    paragraph = ParagraphName()
    edition = serializers.IntegerField(source="text.edition.number")
    text = serializers.CharField(source="text.text")
    span = serializers.SerializerMethodField()
    verb = serializers.SerializerMethodField()
    force = serializers.SerializerMethodField()
    legal_basis = serializers.SerializerMethodField()
    tracked = serializers.SerializerMethodField()
    addressees = Addressee(many=True)
    subjects = Subject(source="paragraph.subjects", many=True)
    deadlines = serializers.SerializerMethodField()
    inherited_from = ObligationName(allow_null=True)
    presence = serializers.SerializerMethodField()
    lifecycle = serializers.SerializerMethodField()
    successor = ObligationName(allow_null=True)
    ties = TieRow(many=True)
    relations = RelationRow(many=True)
    related_from = RelatedFrom(many=True)
    applies_as = serializers.CharField(default=None, allow_null=True)
    links = serializers.SerializerMethodField()

    class Meta:
        model = Obligation
        fields = [
            "key",
            "slug",
            "document",
            "paragraph",
            "edition",
            "text",
            "span",
            "clause",
            "verb",
            "force",
            "legal_basis",
            "tracked",
            "modifiers",
            "hedges",
            "supporting",
            "permission",
            "ambiguous",
            "source",
            "addressees",
            "subjects",
            "deadlines",
            "inherited_from",
            "presence",
            "lifecycle",
            "successor",
            "superseded_on",
            "ties",
            "relations",
            "related_from",
            "applies_as",
            "links",
        ]

    def get_span(self, row: Obligation) -> dict[str, int | None] | None:
        return None if row.start is None else {"start": row.start, "end": row.end}

    def get_verb(self, row: Obligation) -> dict[str, Any]:
        said = {"code": row.verb.code, "verb": row.verb.verb, "label": in_language(row.verb.verb, row.verb.label_en)}
        return {**said, **self._settled(row, Label.VERB)}

    def get_force(self, row: Obligation) -> dict[str, Any]:
        return {**coded(row, "force"), **self._settled(row, Label.FORCE)}

    def get_tracked(self, row: Obligation) -> dict[str, Any]:
        label = _("Asks for action") if row.tracked else _("Asks for no action")
        return {"value": row.tracked, "label": label, **self._settled(row, Label.TRACKED)}

    def _settled(self, row: Obligation, label: Label) -> dict[str, Any]:
        basis = getattr(row, f"{label}_basis")
        return {"basis": basis, "decided_at": decided_at(row.decisions, label, basis)}

    def get_legal_basis(self, row: Obligation) -> dict[str, str]:
        return coded(row, "legal_basis")

    def get_presence(self, row: Obligation) -> dict[str, str]:
        return coded(row, "presence")

    def get_lifecycle(self, row: Obligation) -> dict[str, str]:
        return coded(row, "lifecycle")

    def get_deadlines(self, row: Obligation) -> Any:
        return DeadlineRow(row.text.deadlines.all() if row.tracked else [], many=True).data

    def get_links(self, row: Obligation) -> dict[str, str]:
        request = self.context["request"]
        return {
            "self": reverse("api:obligations-detail", [row.slug], request=request),
            "page": request.build_absolute_uri(row.get_absolute_url()),
            "document": reverse("api:documents-detail", [row.paragraph.document.slug], request=request),
            "paragraph": reverse("api:paragraphs-detail", [row.paragraph.slug], request=request),
            "assessments": f"{reverse('api:assessments-list', request=request)}?obligation={row.slug}",
            "commitments": f"{reverse('api:commitments-list', request=request)}?obligation={row.slug}",
        }


class Pages(PageNumberPagination):
    page_size = 50
    page_size_query_param = "page_size"


class Obligations(ModelViewSet):
    """The view: what it needs is fetched with the rows, in a fixed number of queries."""

    serializer_class = ObligationRow
    permission_classes = [IsAuthenticated]
    pagination_class = Pages
    filter_backends = []
    http_method_names = ["get"]

    def get_queryset(self) -> QuerySet[Obligation]:
        user = self.request.user
        subjects = ParagraphSubject.objects.select_related("subject").order_by("-confidence", "subject__position")
        ties = Tie.objects.visible_to(user).filter(opinion=Opinion.CONFIRMED).exclude(commitment__opinion=Opinion.REJECTED)
        related = Relation.objects.visible_to(user)
        return (
            Obligation.objects.visible_to(user)
            .select_related("paragraph__document", "text__edition", "verb", "inherited_from", "successor")
            .defer("text__search", "text__edition__body")
            .prefetch_related(
                Prefetch("addressees", ObligationAddressee.objects.select_related("actor").order_by("position", "pk")),
                Prefetch("paragraph__subjects", subjects),
                Prefetch("text__deadlines", Deadline.objects.order_by("start", "pk")),
                Prefetch("ties", ties.select_related("commitment__actor").order_by("commitment__key")),
                Prefetch("relations", related.select_related("target")),
                Prefetch("related_from", related.select_related("source")),
                "decisions",
                "paragraph__decisions",
            )
            .order_by(
                F("paragraph__document__adopted_on").desc(nulls_last=True),
                "paragraph__document__symbol",
                "paragraph__position",
                "position",
                "pk",
            )
        )
