"""The filters of documents and of their paragraphs, for the API and pages alike."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from obligations.beside import saying
from obligations.choices import DocumentKind, ParagraphKind
from obligations.filters.lists import ListFilter
from obligations.filters.offers import of_document, subject_codes
from obligations.filters.parameters import Codes, Day, Ordering, Search, Words, Years
from obligations.models import Citation, Document, Paragraph, ParagraphSubject


class DocumentFilter(ListFilter):
    """Documents."""

    kind = Codes("kind", label=_("Kind of document"), choices=DocumentKind.choices)
    year = Years("adopted_on", label=_("Year"), help_text=_("Of adoption, or of the meeting."))
    adopted_after = Day("adopted_on", "gte", label=_("Adopted on or after"))
    adopted_before = Day("adopted_on", "lte", label=_("Adopted on or before"))
    search = Search(method="by_words", label=_("Search"), help_text=_("In symbol, title and text."))
    ordering = Ordering(default=["-adopted_on", "symbol"], columns={"adopted_on": "adopted_on", "symbol": "symbol"})

    def by_words(self, queryset: QuerySet[Document], name: str, words: str) -> QuerySet[Document]:
        """Those with the words in symbol, title or a paragraph."""
        read = saying(words, Paragraph.objects.visible_to(self.user)).filter(document=OuterRef("pk"))
        return queryset.filter(Q(symbol__icontains=words) | Q(title__icontains=words) | Exists(read))


class ParagraphFilter(ListFilter):
    """Paragraphs."""

    document = of_document("document")
    kind = Codes("kind", label=_("Part of the document"), choices=ParagraphKind.choices)
    subject = Codes(method="by_subject", label=_("Subject area"), choices=subject_codes)
    cites = Words(method="by_citation", label=_("Cites"), help_text=_("A text that is named: S/RES/1373 (2001)."))
    search = Search("current__search", beside="pk__in", label=_("Search"), help_text=_("In the text, in any language here."))
    ordering = Ordering(
        default=["-document__adopted_on", "document__symbol", "position"],
        columns={"adopted_on": "document__adopted_on", "symbol": "document__symbol"},
    )

    def by_subject(self, queryset: QuerySet[Paragraph], name: str, codes: list[str]) -> QuerySet[Paragraph]:
        """Those with one of the subject areas."""
        return queryset.filter(Exists(ParagraphSubject.objects.filter(paragraph=OuterRef("pk"), subject__code__in=codes)))

    def by_citation(self, queryset: QuerySet[Paragraph], name: str, targets: list[str]) -> QuerySet[Paragraph]:
        """Those whose text in the reference edition names one of the targets."""
        return queryset.filter(Exists(Citation.objects.filter(text=OuterRef("current"), target__in=targets)))
