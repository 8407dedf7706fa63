"""Editions that stand beside the reference edition: in another language, paired with it paragraph by paragraph, for display alone.

Labels, spans, obligations and follow-up stay with the reference edition. What cannot be paired is kept as a paragraph that the reference edition
has not, and named among the problems of the edition. The newest edition of a language is the one that counts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext

from ingest import ParsedDocument
from ingest.problems import WORDS
from ingest.records import Problem as ParsedProblem
from obligations.choices import DocumentKind
from obligations.incoming.problemtexts import PAIRED, compared
from obligations.models import Document, Edition, Paragraph, ParagraphText
from obligations.searching import normalise
from obligations.services import problems
from obligations.services.pairing import Pairs, Part, pair
from obligations.services.paragraphs import Item, items_of
from obligations.slugs import free_slug, slug_of

FIRST = "zh"  # the language that obligations are read from wherever there is an edition in it
NAMED = 12  # labels that a problem names


@dataclass(frozen=True, slots=True)
class Paired:
    """What came, or would come, of pairing an edition: its language, and how many operative paragraphs of the reference edition it has."""

    language: str
    paired: int
    operative: int

    def said(self, symbol: str) -> str:
        """In one sentence: English edition of S/RES/2370 (2017); 28 of 28 operative paragraphs paired."""
        of = {"language": gettext(WORDS.get(self.language, self.language)), "symbol": symbol, "paired": self.paired, "operative": self.operative}
        return gettext("%(language)s edition of %(symbol)s; %(paired)s of %(operative)s operative paragraphs paired") % of


@dataclass(frozen=True, slots=True)
class _Words:
    """A text of an edition, to be tied to a paragraph."""

    part: Part
    item: Item
    page: int | None = None


def stands_beside(document: Document | None, language: str) -> bool:
    """Whether an edition in a language would stand beside the reference edition: where that is in Chinese, or came first, in another language."""
    reference = document.reference_edition if document else None
    return reference is not None and language not in (FIRST, reference.language)


def current(document: Document) -> list[Edition]:
    """The editions that stand beside the reference edition: the newest in each other language."""
    newest = {edition.language: edition for edition in document.editions.defer("body").order_by("number")}
    language = document.reference_edition.language if document.reference_edition else ""
    return [edition for edition in newest.values() if edition.language != language]


def store(parsed: ParsedDocument, *, document: Document, edition: Edition) -> list[ParsedProblem]:
    """Store the texts of an edition that stands beside, each with the paragraph it pairs with. Returns what staff should look at."""
    words = [_Words(_part(item), item) for item in items_of(parsed)]
    found = pair(_reference(document), [one.part for one in words], numbered=_numbered(document))
    _write(document, edition, words, found)
    return [*_doubts(found), *_other_day(parsed, document)]


def forecast(parsed: ParsedDocument, document: Document) -> tuple[Paired, list[ParsedProblem]]:
    """What pairing a parsed document would come to, and what staff should look at. Nothing is written."""
    found = pair(_reference(document), [_part(item) for item in items_of(parsed)], numbered=_numbered(document))
    return Paired(parsed.language, *found.operative()), [*_doubts(found), *_other_day(parsed, document)]


def paired(edition: Edition) -> Paired | None:
    """How far a stored edition is paired with the reference edition; None for that one itself, and for another in its language."""
    if edition not in current(edition.document):
        return None
    reference = edition.document.paragraphs.present().filter(kind="operative")
    return Paired(edition.language, reference.filter(texts__edition=edition).count(), reference.count())


def pair_again(document: Document) -> None:
    """Pair the editions that stand beside with the present reference edition; what was doubtful about the pairs is told anew."""
    for edition in current(document):
        rows = edition.texts.select_related("paragraph__parent").order_by("position")
        stored = [_stored(row) for row in rows]
        parts = _parents(stored)
        found = pair(_reference(document), parts, numbered=_numbered(document))
        if _tied(document, found) != [row.paragraph_id if row.paragraph.current_id else None for row in rows]:
            edition.texts.all().delete()
            _write(document, edition, stored, found)
        problems.replace_pairing(edition, _doubts(found))


def _reference(document: Document) -> list[Part]:
    rows = document.paragraphs.present().select_related("current", "parent").order_by("position")
    return [Part(p.kind, p.label, p.parent.label if p.parent else None, p.current.search if p.current else "") for p in rows]


def _numbered(document: Document) -> bool:
    return document.kind != DocumentKind.PRESIDENTIAL_STATEMENT


def _part(item: Item) -> Part:
    return Part(item.kind, item.label, item.parent, normalise(item.text))


def _stored(row: ParagraphText) -> _Words:
    item = Item(row.paragraph.kind, row.label, None, row.printed, row.text, row.line, None)  # type: ignore[arg-type]
    return _Words(Part(row.paragraph.kind, row.label, None, row.search), item, row.page)


def _parents(words: Sequence[_Words]) -> list[Part]:
    """The parts with their chapeaux, which their labels tell: 6(b) is a part of 6."""
    labels = {(one.part.kind, one.part.label) for one in words}
    parts = []
    for one in words:
        above = one.part.label.rpartition("(")[0]
        parts.append(replace(one.part, parent=above if (one.part.kind, above) in labels else None))
    return parts


def _tied(document: Document, found: Pairs) -> list[int | None]:
    """The paragraph of each text, None for one that stands alone."""
    keys = list(document.paragraphs.present().order_by("position").values_list("pk", flat=True))
    return [keys[found.of[position]] if position in found.of else None for position in range(len(found.other))]


def _write(document: Document, edition: Edition, words: Sequence[_Words], found: Pairs) -> None:
    tied = _tied(document, found)
    alone = [one for one, key in zip(words, tied, strict=True) if key is None]
    own = iter(_paragraphs_of_its_own(document, edition, alone))
    ParagraphText.objects.bulk_create(
        ParagraphText(
            paragraph_id=key if key is not None else next(own).pk,
            edition=edition,
            label=one.item.label,
            printed=one.item.printed,
            text=one.item.text,
            search=one.part.search,
            position=position,
            line=one.item.line,
            page=one.page,
        )
        for position, (one, key) in enumerate(zip(words, tied, strict=True), 1)
    )
    Paragraph.objects.filter(document=document, current=None, texts=None, obligations=None, parts=None).delete()  # made for texts that pair now


def _paragraphs_of_its_own(document: Document, edition: Edition, alone: Sequence[_Words]) -> list[Paragraph]:
    """A paragraph that the reference edition has not for each text that stands alone; those made for an earlier edition of the language serve."""
    elsewhere = ParagraphText.objects.filter(paragraph=OuterRef("pk")).exclude(edition__language=edition.language)
    there = Paragraph.objects.filter(~Exists(elsewhere), document=document, current=None, obligations=None)
    free = {(row.kind, row.label): row for row in there}
    taken = set(Paragraph.objects.filter(document=document).values_list("slug", flat=True))
    made = []
    for place, one in enumerate(alone, 1 + len(_reference(document))):
        row = free.pop((one.item.kind, one.item.label), None)
        if row is None:
            slug = free_slug(f"{document.slug}-{edition.language}-{slug_of(one.item.label)}", taken)
            row = Paragraph.objects.create(document=document, slug=slug, kind=one.item.kind, label=one.item.label, position=place)
        made.append(row)
    return made


def _doubts(found: Pairs) -> list[ParsedProblem]:
    said = []
    for code, labels in zip(PAIRED, (found.alone(), found.without(), found.citing_otherwise()), strict=True):
        if labels:
            said.append(compared(code, count=len(labels), labels=", ".join(labels[:NAMED]) + (", …" if len(labels) > NAMED else "")))
    return said


def _other_day(parsed: ParsedDocument, document: Document) -> list[ParsedProblem]:
    if parsed.adopted_on and document.adopted_on and parsed.adopted_on != document.adopted_on:
        return [compared("translation_day_differs", said=parsed.adopted_on.isoformat(), known=document.adopted_on.isoformat())]
    return []
