"""Store the paragraphs of an edition: recognise those there are, make those that are new, and mark those that are gone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ingest import ParsedDocument
from ingest.records import Citation as ParsedCitation
from ingest.records import Deadline as ParsedDeadline
from ingest.records import Paragraph as ParsedParagraph
from ingest.records import Problem as ParsedProblem
from obligations.choices import DocumentKind, ParagraphKind
from obligations.incoming.problemtexts import compared
from obligations.models import Citation, Deadline, Document, Edition, Paragraph, ParagraphText
from obligations.searching import normalise
from obligations.services.acts import store_acts
from obligations.services.matching import Text, match
from obligations.services.pairing import Part, pair
from obligations.slugs import free_slug, slug_of


@dataclass(frozen=True, slots=True)
class Item:
    """A paragraph of the parsed document in one form for all parts."""

    kind: ParagraphKind
    label: str
    parent: str | None
    printed: str
    text: str
    line: int
    parsed: ParsedParagraph | None


def store_paragraphs(parsed: ParsedDocument, *, document: Document, edition: Edition) -> list[ParsedProblem]:
    """Store all paragraphs with their texts, labels and obligations. Returns what staff should look at."""
    items = items_of(parsed)
    searches = [normalise(item.text) for item in items]
    known, identity, gone = _recognise(document, items, searches, language=edition.language)
    paragraphs = _identities(document, items, identity, known)
    texts = ParagraphText.objects.bulk_create(
        ParagraphText(
            paragraph=paragraph,
            edition=edition,
            label=item.label,
            printed=item.printed,
            text=item.text,
            search=search,
            position=position,
            line=item.line,
        )
        for position, (item, paragraph, search) in enumerate(zip(items, paragraphs, searches, strict=True), 1)
    )
    for paragraph, text in zip(paragraphs, texts, strict=True):
        paragraph.current = text
    Paragraph.objects.bulk_update(paragraphs, ["label", "parent", "position", "current"], batch_size=200)
    Paragraph.objects.filter(pk__in=[p.pk for p in gone]).update(current=None)
    _store_references(parsed.citations, items, texts)
    pairs = [(paragraph, item.parsed) for paragraph, item in zip(paragraphs, items, strict=True) if item.parsed]
    doubts = store_acts(document, pairs, lexicon_version=parsed.lexicon_version)
    return [*_listed(gone), *doubts]


def reread_paragraphs(parsed: ParsedDocument, *, document: Document, edition: Edition) -> list[ParsedProblem]:
    """Read the stored paragraphs of an edition again, in place: acts, suggestions, citations, deadlines. Texts and identities stay.

    Call it only where `cut_otherwise` names nothing. Returns what is no longer found and carries staff's work.
    """
    texts = {text.label: text for text in edition.texts.select_related("paragraph__current")}
    items = [item for item in items_of(parsed) if item.label in texts and texts[item.label].text == item.text]
    rows = [texts[item.label] for item in items]
    Citation.objects.filter(text__in=rows).delete()
    Deadline.objects.filter(text__in=rows).delete()
    _store_references([c for c in parsed.citations if c.where in {item.label for item in items}], items, rows)
    pairs = [(row.paragraph, item.parsed) for row, item in zip(rows, items, strict=True) if item.parsed]
    return store_acts(document, pairs, lexicon_version=parsed.lexicon_version)


def cut_otherwise(parsed: ParsedDocument, edition: Edition) -> list[str]:
    """The labels of the operative paragraphs that a new reading of an edition's file cuts otherwise than they are stored."""
    stored = edition.texts.filter(paragraph__kind=ParagraphKind.OPERATIVE).order_by("position").values_list("label", "text")
    read = [(paragraph.label, paragraph.text) for paragraph in parsed.operative]
    differing = set(stored) ^ set(read)
    return list(dict.fromkeys(label for label, text in (*stored, *read) if (label, text) in differing))


def items_of(parsed: ParsedDocument) -> list[Item]:
    """All paragraphs of a parsed document in their order, in one form."""
    preambular = [Item(ParagraphKind.PREAMBULAR, p.label, None, "", p.text, p.line, None) for p in parsed.preambular]
    operative = [Item(ParagraphKind.OPERATIVE, p.label, p.parent, p.printed, p.text, p.line, p) for p in parsed.operative]
    annexes = [Item(ParagraphKind.ANNEX, p.label, p.parent, p.printed, p.text, p.line, p) for p in parsed.annexes]
    return [*preambular, *operative, *annexes]


def _recognise(
    document: Document, items: Sequence[Item], searches: Sequence[str], *, language: str
) -> tuple[list[Paragraph], dict[int, int], list[Paragraph]]:
    """The paragraphs there are, which of them each item is, and those that the new edition no longer has.

    Where the edition before is in another language, words say nothing and the numbers everything (`pairing`).
    """
    known = list(document.paragraphs.present().select_related("current__edition", "parent").defer("current__edition__body").order_by("position"))
    if any(p.current is not None and p.current.edition.language != language for p in known):
        there = [Part(p.kind, p.label, p.parent.label if p.parent else None, p.current.search if p.current else "") for p in known]
        here = [Part(item.kind, item.label, item.parent, search) for item, search in zip(items, searches, strict=True)]
        identity = dict(pair(there, here, numbered=document.kind != DocumentKind.PRESIDENTIAL_STATEMENT).of)
    else:
        old = [Text(p.kind, p.label, p.current.search if p.current else "") for p in known]
        new = [Text(item.kind, item.label, search) for item, search in zip(items, searches, strict=True)]
        identity = match(old, new)
    gone = [paragraph for i, paragraph in enumerate(known) if i not in set(identity.values())]
    for position, paragraph in _returned(document, items, searches, identity).items():
        identity[position] = len(known)
        known.append(paragraph)
    return known, identity, gone


def _returned(document: Document, items: Sequence[Item], searches: Sequence[str], identity: dict[int, int]) -> dict[int, Paragraph]:
    """Paragraphs that an earlier edition had, a later one lacked (a file cut off), and this one has again with the same text."""
    without_current = ParagraphText.objects.filter(paragraph__document=document, paragraph__current=None)
    texts = without_current.select_related("paragraph").order_by("edition__number")
    absent = {(text.paragraph.kind, text.search): text.paragraph for text in texts}
    found: dict[int, Paragraph] = {}
    for position, (item, search) in enumerate(zip(items, searches, strict=True)):
        paragraph = absent.pop((item.kind, search), None) if position not in identity else None
        if paragraph is not None:
            found[position] = paragraph
    return found


def _identities(document: Document, items: Sequence[Item], identity: dict[int, int], known: Sequence[Paragraph]) -> list[Paragraph]:
    """A `Paragraph` for each item, with its chapeau: an earlier one where it was recognised, else a new one."""
    taken = set(Paragraph.objects.filter(document=document).values_list("slug", flat=True))
    paragraphs: list[Paragraph] = []
    by_label: dict[str, Paragraph] = {}
    for position, item in enumerate(items, 1):
        parent = by_label.get(item.parent) if item.parent else None
        if position - 1 in identity:
            paragraph = known[identity[position - 1]]
            paragraph.label, paragraph.parent, paragraph.position = item.label, parent, position
        else:
            slug = free_slug(f"{document.slug}-{slug_of(item.label)}", taken)
            paragraph = Paragraph.objects.create(document=document, slug=slug, kind=item.kind, label=item.label, parent=parent, position=position)
        by_label[item.label] = paragraph
        paragraphs.append(paragraph)
    return paragraphs


def _store_references(citations: Sequence[ParsedCitation], items: Sequence[Item], texts: Sequence[ParagraphText]) -> None:
    by_label = {text.label: text for text in texts}
    Citation.objects.bulk_create(
        Citation(text=by_label[c.where], kind=c.kind, target=c.target[:200], label=c.label or "", start=c.span.start, end=c.span.end)
        for c in citations
        if c.where in by_label
    )
    Deadline.objects.bulk_create(
        _deadline(text, deadline) for item, text in zip(items, texts, strict=True) if item.parsed for deadline in item.parsed.deadlines
    )


def _deadline(text: ParagraphText, found: ParsedDeadline) -> Deadline:
    return Deadline(text=text, rule=found.rule, first_due=found.first_due, every=found.every or "", start=found.span.start, end=found.span.end)


def _listed(gone: Sequence[Paragraph]) -> list[ParsedProblem]:
    """Paragraphs that carry staff's work and are no longer in the text are named, each with what to do."""
    carrying = [
        p for p in gone if p.due_records.exists() or p.decisions.exists() or p.obligations.filter(decisions__isnull=False).exists() or _assessed(p)
    ]
    return [compared("paragraph_gone", label=p.label) for p in carrying]


def _assessed(paragraph: Paragraph) -> bool:
    return paragraph.obligations.filter(assessments__isnull=False).exists()
