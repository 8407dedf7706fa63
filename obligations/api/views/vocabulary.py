"""The vocabularies: subject areas, verbs, instruments."""

from __future__ import annotations

from django.db.models import QuerySet

from obligations.api import columns
from obligations.api.serializers.vocabulary import InstrumentSerializer, SubjectAreaSerializer, VerbSerializer
from obligations.api.views.reading import ReadView
from obligations.filters.vocabulary import InstrumentFilter, SubjectAreaFilter, VerbFilter
from obligations.models import Instrument, SubjectArea, Verb
from obligations.permissions import vocabulary_visible_to


class SubjectAreaView(ReadView):
    """Subject areas with their definitions."""

    queryset = SubjectArea.objects.none()
    serializer_class = SubjectAreaSerializer
    filterset_class = SubjectAreaFilter
    columns = columns.SUBJECT_AREAS
    lookup_field = "code"

    def get_queryset(self) -> QuerySet[SubjectArea]:
        """The subject areas, for whoever may read."""
        return vocabulary_visible_to(self.request.user, SubjectArea.objects.all())


class VerbView(ReadView):
    """The Council's verbs and what they do."""

    queryset = Verb.objects.none()
    serializer_class = VerbSerializer
    filterset_class = VerbFilter
    columns = columns.VERBS
    lookup_field = "code"

    def get_queryset(self) -> QuerySet[Verb]:
        """The verbs, for whoever may read."""
        return vocabulary_visible_to(self.request.user, Verb.objects.all())


class InstrumentView(ReadView):
    """Treaties and other instruments that paragraphs cite."""

    queryset = Instrument.objects.none()
    serializer_class = InstrumentSerializer
    filterset_class = InstrumentFilter
    columns = columns.INSTRUMENTS
    lookup_field = "code"

    def get_queryset(self) -> QuerySet[Instrument]:
        """The instruments, for whoever may read."""
        return vocabulary_visible_to(self.request.user, Instrument.objects.all())
