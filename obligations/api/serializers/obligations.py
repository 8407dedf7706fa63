"""Obligations, each label with what it rests on."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from obligations.api.serializers.documents import DocumentNameSerializer, DocumentSerializer
from obligations.api.serializers.expanding import Expanding, NoticesField
from obligations.api.serializers.labels import (
    ForceCodeField,
    LegalBasisSerializer,
    LifecycleSerializer,
    PresenceSerializer,
    SettledSerializer,
    decided_at,
)
from obligations.api.serializers.links import LinksSerializer, address, page_of
from obligations.api.serializers.paragraphs import (
    DeadlineSerializer,
    ObligationNameSerializer,
    ParagraphNameSerializer,
    ParagraphSerializer,
    SpanSerializer,
    SubjectSerializer,
)
from obligations.api.serializers.relations import RelatedFromSerializer, RelationSerializer
from obligations.api.serializers.standing import StandingSerializer
from obligations.api.serializers.ties import TiedCommitmentSerializer
from obligations.choices import Basis, Force, Label
from obligations.models import Deadline, Obligation, ObligationAddressee
from obligations.models.vocabulary import in_language

APPLIES_AS = ("named", "as_group")


class SettledVerbSerializer(SettledSerializer):
    """The Council's verb in its dictionary form, as settled."""

    code = serializers.CharField(source="verb.code")
    verb = serializers.CharField(source="verb.verb", help_text="As the Council writes it.")
    label = serializers.SerializerMethodField(help_text="In the language of the request.")  # type: ignore[assignment]
    basis = serializers.ChoiceField(Basis.choices, source="verb_basis")

    def get_label(self, obligation: Obligation) -> str:
        """The verb, or its English counterpart."""
        return in_language(obligation.verb.verb, obligation.verb.label_en)

    def get_decided_at(self, obligation: Obligation) -> datetime | None:
        """When a person decided."""
        return decided_at(obligation.decisions.all(), Label.VERB, basis=obligation.verb_basis)


class SettledForceSerializer(SettledSerializer):
    """What the verb does, as settled: as read from the Chinese text until a person has decided."""

    code = ForceCodeField(Force.choices, source="force")
    label = serializers.CharField(source="get_force_display", help_text="In the language of the request.")  # type: ignore[assignment]
    basis = serializers.ChoiceField(Basis.choices, source="force_basis")

    def get_decided_at(self, obligation: Obligation) -> datetime | None:
        """When a person decided."""
        return decided_at(obligation.decisions.all(), Label.FORCE, basis=obligation.force_basis)


class TrackedSerializer(SettledSerializer):
    """Whether it asks somebody other than the Council for action, as settled."""

    value = serializers.BooleanField(source="tracked")
    label = serializers.SerializerMethodField(help_text="In the language of the request.")  # type: ignore[assignment]
    basis = serializers.ChoiceField(Basis.choices, source="tracked_basis")

    def get_label(self, obligation: Obligation) -> str:
        """The answer in words."""
        return _("Asks for action") if obligation.tracked else _("Asks for no action")

    def get_decided_at(self, obligation: Obligation) -> datetime | None:
        """When a person decided."""
        return decided_at(obligation.decisions.all(), Label.TRACKED, basis=obligation.tracked_basis)


class AddresseeSerializer(SettledSerializer):
    """Who is to act, as settled."""

    code = serializers.CharField()
    name = serializers.SerializerMethodField(help_text="In the language of the request; for parties without a record, the words of the text.")
    text = serializers.CharField(help_text="As written in the paragraph; empty where it is inherited or was added.")
    condition = serializers.CharField(help_text="Which of a group are meant, as written; empty where all are.")

    def get_name(self, addressee: ObligationAddressee) -> str:
        """The actor's name."""
        return addressee.actor.name if addressee.actor else addressee.text or addressee.code

    def get_decided_at(self, addressee: ObligationAddressee) -> datetime | None:
        """When a person decided."""
        decisions = addressee.obligation.decisions.all()
        return decided_at(decisions, Label.ADDRESSEE, basis=addressee.basis, value=addressee.code)


class ObligationLinksSerializer(LinksSerializer):
    """Addresses around an obligation."""

    page = serializers.URLField(help_text="Of the page for people.")
    document = serializers.URLField()
    paragraph = serializers.URLField()
    assessments = serializers.URLField(help_text="For people with a role.")
    commitments = serializers.URLField(help_text="Those that staff tied to it.")


class ObligationSerializer(Expanding, serializers.ModelSerializer):
    """One act of the Council in a paragraph. The word is the tracker's usage and does not mean legally binding: see `force`."""

    document = DocumentNameSerializer(source="paragraph.document")
    paragraph = ParagraphNameSerializer()
    edition = serializers.IntegerField(source="text.edition.number", help_text="Which edition `text` is of.")
    text = serializers.CharField(source="text.text", help_text="The paragraph's text.")
    span = serializers.SerializerMethodField(help_text="Where in `text` the verb stands; null for an act inherited from the chapeau.")
    verb = SettledVerbSerializer(source="*")
    force = SettledForceSerializer(source="*")
    legal_basis = LegalBasisSerializer()
    tracked = TrackedSerializer(source="*")
    modifiers = serializers.ListField(child=serializers.CharField())
    hedges = serializers.ListField(child=serializers.CharField(), help_text="Words that leave room (考虑, 酌情); to be shown beside every status.")
    supporting = serializers.ListField(child=serializers.CharField(), help_text="Codes of those who support.")
    permission = serializers.CharField(help_text="The kind of permission; empty where it permits nothing.")
    addressees = AddresseeSerializer(many=True)
    subjects = SubjectSerializer(source="paragraph.subjects", many=True, help_text="Those of the paragraph.")
    deadlines = serializers.SerializerMethodField(help_text="Those of the paragraph, where the act asks for action.")
    inherited_from = ObligationNameSerializer(allow_null=True, help_text="The chapeau's act that this is a part of.")
    presence = PresenceSerializer()
    lifecycle = LifecycleSerializer()
    successor = ObligationNameSerializer(allow_null=True, help_text="What it was superseded by.")
    ties = TiedCommitmentSerializer(many=True, help_text="Commitments that answer it, as staff confirmed.")
    relations = RelationSerializer(many=True, source="shown_relations", help_text="To earlier obligations, as staff said.")
    related_from = RelatedFromSerializer(many=True, source="shown_related_from", help_text="From later obligations, as staff said.")
    applies_as = serializers.SerializerMethodField(help_text="With the filter applies_to: whether the actor is named, or meant as one of a group.")
    links = serializers.SerializerMethodField()
    assessments = StandingSerializer(many=True, required=False, source="standing", help_text="With expand=assessments: what stands for the reader.")
    notices = NoticesField(required=False, help_text="With expand=assessments, of one obligation: to be shown wherever a status is.")

    whole = {"document": lambda: DocumentSerializer(source="paragraph.document"), "paragraph": ParagraphSerializer}
    only_expanded = {"assessments": "assessments", "notices": "assessments"}

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
            "assessments",
            "notices",
        ]

    @extend_schema_field(SpanSerializer(allow_null=True))
    def get_span(self, obligation: Obligation) -> dict[str, Any] | None:
        """Where the verb stands."""
        return None if obligation.start is None else {"start": obligation.start, "end": obligation.end}

    @extend_schema_field(DeadlineSerializer(many=True))
    def get_deadlines(self, obligation: Obligation) -> Any:
        """The dates of what asks for action."""
        deadlines: list[Deadline] = list(obligation.text.deadlines.all()) if obligation.tracked else []
        return DeadlineSerializer(deadlines, many=True).data

    @extend_schema_field({"type": "string", "enum": APPLIES_AS, "nullable": True})
    def get_applies_as(self, obligation: Obligation) -> str | None:
        """What the filter found."""
        return getattr(obligation, "applies_as", None)

    @extend_schema_field(ObligationLinksSerializer)
    def get_links(self, obligation: Obligation) -> dict[str, str]:
        """Its addresses."""
        return {
            "self": address(self, "obligations-detail", obligation.slug),
            "page": page_of(self, obligation.get_absolute_url()),
            "document": address(self, "documents-detail", obligation.paragraph.document.slug),
            "paragraph": address(self, "paragraphs-detail", obligation.paragraph.slug),
            "assessments": address(self, "assessments-list", obligation=obligation.slug),
            "commitments": address(self, "commitments-list", obligation=obligation.slug),
        }
