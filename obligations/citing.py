"""Who cites a text: the paragraphs of documents here that name it, as a whole or paragraph by paragraph."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

from django.db.models import F
from django.urls import reverse

from obligations.models import Document, Paragraph

if TYPE_CHECKING:
    from obligations.models import Citation
    from obligations.querysets import ParagraphQuerySet
    from obligations.querysets.roles import Person
    from obligations.views.cited import Quote


class Place(NamedTuple):
    """A paragraph that cites; `names` is the label of the paragraph it cites, empty where it cites the document as a whole."""

    address: str
    label: str
    names: str


class CitedBy(NamedTuple):
    """A document that cites, and its citing paragraphs in their order; a paragraph that names several places stands once for each."""

    symbol: str
    address: str
    places: tuple[Place, ...]


def citing(user: Person, document: Document) -> list[CitedBy]:
    """The other documents whose present text cites this one, newest first."""
    return _by_document(_paragraphs(user, document).exclude(document=document))


def citing_paragraph(user: Person, paragraph: Paragraph) -> list[CitedBy]:
    """The documents, its own included, whose present text names just this paragraph, newest first."""
    return _by_document(_paragraphs(user, paragraph.document, label=paragraph.label).exclude(pk=paragraph.pk))


def citing_whole(user: Person, document: Document) -> int:
    """How many paragraphs of other documents cite the document without naming a paragraph."""
    rows = _paragraphs(user, document, label="").exclude(document=document)
    return rows.order_by().values("pk").distinct().count()


def places(user: Person, citations: Iterable[Citation | Quote]) -> dict[str, str]:
    """Addresses of the cited documents and paragraphs that are here, each by the citation in words: `S/RES/9002 (2031) 5`."""
    targets = {citation.target for citation in citations}
    found = {row.symbol: row.get_absolute_url() for row in Document.objects.visible_to(user).filter(symbol__in=targets)}
    labels = {citation.label for citation in citations if citation.label}
    paragraphs = Paragraph.objects.visible_to(user).present().filter(document__symbol__in=targets, label__in=labels).select_related("document")
    return found | {f"{row.document.symbol} {row.label}": row.get_absolute_url() for row in paragraphs}


def _paragraphs(user: Person, document: Document, **named: str) -> ParagraphQuerySet:
    """The paragraphs that somebody may read whose present text cites a document, once for each citation; `label` narrows to what names that one."""
    about = {f"current__citations__{name}": value for name, value in {"target": document.symbol, **named}.items()}
    rows: ParagraphQuerySet = Paragraph.objects.visible_to(user).filter(**about)
    newest = F("document__adopted_on").desc(nulls_last=True)
    return rows.order_by(newest, "document__symbol", "position", "current__citations__start")


def _by_document(paragraphs: ParagraphQuerySet) -> list[CitedBy]:
    """Them by document; the same place named twice in one paragraph once."""
    found: dict[tuple[str, str], dict[Place, None]] = {}
    for slug, symbol, paragraph, label, names in paragraphs.values_list(
        "document__slug", "document__symbol", "slug", "label", "current__citations__label"
    ):
        document = (symbol, reverse("document", args=[slug]))
        found.setdefault(document, {})[Place(f"{document[1]}#{paragraph}", label, names)] = None
    return [CitedBy(*document, tuple(places)) for document, places in found.items()]
