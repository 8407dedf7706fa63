"""Lists of codes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from rest_framework.exceptions import NotFound

from obligations.api import columns
from obligations.api.cursors import Line
from obligations.api.serializers.codes import CodeListSerializer
from obligations.api.views.reading import ReadView
from obligations.codelists import CodeList, code_lists
from obligations.filters.lists import ListFilter
from obligations.models import SubjectArea
from obligations.permissions import vocabulary_visible_to


class CodeView(ReadView):
    """Every closed list of codes with labels in both languages: forces, statuses with their definitions, kinds, states, problems."""

    queryset = SubjectArea.objects.none()
    serializer_class = CodeListSerializer
    filterset_class = ListFilter
    columns = columns.CODES
    lookup_field = "code"

    def get_queryset(self) -> QuerySet[SubjectArea]:
        """The subject areas: the one list of codes that is kept in the database."""
        return vocabulary_visible_to(self.request.user, SubjectArea.objects.all())

    def listed(self) -> list[CodeList]:
        """All lists."""
        return code_lists(self.filter_queryset(self.get_queryset()))

    def line_of(self, listed: list[CodeList]) -> Line:
        """The lists as cursors walk through them: by their place among the others."""
        return Line.of([[number] for number in range(len(listed))])

    def tabled(self, listed: Any) -> Iterator[Mapping[str, Any]]:
        """A row for each code."""
        for row in super().tabled(listed):
            yield from ({"list": row["code"], **value} for value in row["values"])

    def get_object(self) -> CodeList:
        """The list at this address. Raises NotFound in a sentence of its own."""
        code = self.kwargs["code"]
        found = next((row for row in self.listed() if row.code == code), None)
        if found is None:
            raise NotFound(_("There is nothing here under “%(key)s”, or it is not for your eyes.") % {"key": code})
        return found
