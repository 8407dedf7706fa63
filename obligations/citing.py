"""Who cites a text: the paragraphs of documents here that name it, as a whole or paragraph by paragraph."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import F, QuerySet

from obligations.models import Citation, Document, Paragraph

if TYPE_CHECKING:
    from obligations.querysets.roles import Person


@dataclass(frozen=True, slots=True)
class CitedBy:
    """A document that cites, and its citing paragraphs in their order; a paragraph that names several places stands once for each."""

    document: Document
    citations: tuple[Citation, ...]


def citing(user: Person, document: Document) -> list[CitedBy]:
    """The other documents whose present text cites this one, newest first."""
    return _by_document(_citations(user, document).exclude(text__paragraph__document=document))


def citing_paragraph(user: Person, paragraph: Paragraph) -> list[CitedBy]:
    """The documents, its own included, whose present text names just this paragraph, newest first."""
    return _by_document(_citations(user, paragraph.document).filter(label=paragraph.label).exclude(text__paragraph=paragraph))


def citing_whole(user: Person, document: Document) -> int:
    """How many paragraphs of other documents cite the document without naming a paragraph."""
    rows = _citations(user, document).exclude(text__paragraph__document=document).filter(label="")
    return rows.order_by().values("text__paragraph").distinct().count()


def places(user: Person, citations: Iterable[Citation]) -> dict[str, str]:
    """Addresses of the cited documents and paragraphs that are here, each by the citation in words: `S/RES/9002 (2031) 5`."""
    targets = {citation.target for citation in citations}
    found = {row.symbol: row.get_absolute_url() for row in Document.objects.visible_to(user).filter(symbol__in=targets)}
    labels = {citation.label for citation in citations if citation.label}
    paragraphs = Paragraph.objects.visible_to(user).present().filter(document__symbol__in=targets, label__in=labels).select_related("document")
    return found | {f"{row.document.symbol} {row.label}": row.get_absolute_url() for row in paragraphs}


def _citations(user: Person, document: Document) -> QuerySet[Citation]:
    """What cites a document in the present text of paragraphs that somebody may read."""
    present = Citation.objects.filter(target=document.symbol, text__paragraph__current=F("text"))
    seen = present.filter(text__paragraph__in=Paragraph.objects.visible_to(user))
    return seen.select_related("text__paragraph__document").order_by(
        F("text__paragraph__document__adopted_on").desc(nulls_last=True), "text__paragraph__document", "text__paragraph__position", "start"
    )


def _by_document(citations: QuerySet[Citation]) -> list[CitedBy]:
    """The citations by document; the same place named twice in one paragraph once."""
    found: dict[Document, dict[tuple[int, str], Citation]] = {}
    for citation in citations:
        paragraph = citation.text.paragraph
        found.setdefault(paragraph.document, {}).setdefault((paragraph.pk, citation.label), citation)
    return [CitedBy(document, tuple(rows.values())) for document, rows in found.items()]
