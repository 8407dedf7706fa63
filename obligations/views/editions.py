"""Two editions of a document side by side: which one is asked for, and their paragraphs in pairs with what differs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _

from obligations.beside import FIRST, own_language
from obligations.differences import Piece, differences
from obligations.models import Document, Edition, Paragraph, ParagraphText
from obligations.views.meetings import language_name

PARAMETER = "beside"
UNSAID = ("body", "sha256", "media_type", "added_at", "added_by")  # of an edition, by pages that name it
LONGEST_SAID = 40  # characters of a value that nobody could mean, as the page repeats it


@dataclass(frozen=True, slots=True)
class Shown:
    """An edition as a page names it. `has_text` says whether it has paragraphs that can stand beside another's."""

    edition: Edition
    has_text: bool

    @property
    def number(self) -> int:
        return self.edition.number

    @property
    def language(self) -> str:
        """The language in the reader's own."""
        return language_name(self.edition.language)


@dataclass(frozen=True, slots=True)
class Column:
    """A paragraph in one edition; `text` is None where that has none. Of its pieces, what the other edition lacks is `changed`."""

    shown: Shown
    text: ParagraphText | None
    pieces: Sequence[Piece] = ()
    earlier: bool = False

    @property
    def tag(self) -> str:
        """How a changed piece is marked: what only the earlier edition says was deleted, what only the later one says inserted."""
        return "del" if self.earlier else "ins"


@dataclass(frozen=True, slots=True)
class Pair:
    """A paragraph in two editions. `differs` and `same` are said only where both editions have it, in one language."""

    paragraph: Paragraph
    columns: tuple[Column, Column]
    differs: bool
    same: bool
    depth: int


@dataclass(frozen=True, slots=True)
class Beside:
    """Two editions, the one read here first. `compared` says whether they are in one language."""

    editions: tuple[Shown, Shown]
    pairs: Sequence[Pair]
    compared: bool

    @property
    def differing(self) -> list[Pair]:
        """The paragraphs that stand in both and differ."""
        return [pair for pair in self.pairs if pair.differs]

    @property
    def alone(self) -> list[tuple[Shown, list[Pair]]]:
        """The paragraphs that only one edition has, by edition."""
        by_edition = [(shown, [pair for pair in self.pairs if pair.columns[1 - place].text is None]) for place, shown in enumerate(self.editions)]
        return [(shown, pairs) for shown, pairs in by_edition if pairs]

    @property
    def same(self) -> bool:
        """Whether both have the same words throughout."""
        return self.compared and not self.differing and not self.alone


def shown_editions(editions: QuerySet[Edition]) -> list[Shown]:
    """The editions of a document in their order, each with the document; `editions` are those that the reader may see, narrowed to it."""
    texts = ParagraphText.objects.filter(edition=OuterRef("pk"))
    rows = editions.select_related("document").defer(*UNSAID).annotate(has_text=Exists(texts)).order_by("number")
    return [Shown(row, row.has_text) for row in rows]


def asked_beside(request: HttpRequest, document: Document, editions: Sequence[Shown]) -> tuple[Shown | None, list[str]]:
    """The edition that `?beside=2` asks for, and a sentence for each part of the address that the page ignores."""
    ignored = [_("There is no parameter “%(name)s”.") % {"name": name} for name in request.GET if name != PARAMETER]
    values = list(dict.fromkeys(value.strip() for value in request.GET.getlist(PARAMETER) if value.strip()))
    if not values:
        return None, ignored
    if len(values) > 1:
        return None, [*ignored, _("“beside” names several editions. Name one of them.")]
    found = next((row for row in editions if str(row.number) == values[0]), None)
    if found is None:
        return None, [*ignored, _("This document has no edition “%(number)s”.") % {"number": values[0][:LONGEST_SAID]}]
    if found.edition.pk == document.reference_edition_id:
        return None, [*ignored, _("Edition %(number)s is the one read here. Name another to see it beside.") % {"number": found.number}]
    if not found.has_text:
        return None, [*ignored, _("Edition %(number)s has no paragraphs that could stand beside.") % {"number": found.number}]
    return found, ignored


def only_language(document: Document, editions: Iterable[Shown]) -> str:
    """The language of the text where no edition has the reader's own; else empty."""
    languages = {row.edition.language for row in editions}
    return language_name(document.reference_edition.language) if document.reference_edition and own_language() not in languages else ""


def own_beside(document: Document, editions: Sequence[Shown]) -> Shown | None:
    """The edition in the reader's language that stands beside the one read here; None where there is none, or where that one is in it."""
    own, reference = own_language(), document.reference_edition
    if reference is None or own in (FIRST, reference.language):
        return None
    return next((row for row in reversed(editions) if row.edition.language == own and row.has_text), None)


def only_language_of(text: ParagraphText | None, beside: ParagraphText | None) -> str:
    """The language of a paragraph's text where none stands beside it in the reader's own; else empty."""
    other = text is not None and beside is None and text.edition.language != own_language()
    return language_name(text.edition.language) if text is not None and other else ""


def side_by_side(editions: tuple[Shown, Shown]) -> Beside:
    """The paragraphs of two editions in pairs, in the order of the first; what only the second has stands after what precedes it there."""
    one, other = (_texts(row.edition) for row in editions)
    compared = editions[0].edition.language == editions[1].edition.language
    pairs = [_pair(editions, (one.get(key), other.get(key)), compared=compared) for key in _order(list(one), list(other))]
    return Beside(editions, pairs, compared)


def _texts(edition: Edition) -> dict[int, ParagraphText]:
    """The texts of an edition in their order, by paragraph."""
    return {row.paragraph_id: row for row in ParagraphText.objects.filter(edition=edition).select_related("paragraph__parent__parent")}


def _order(one: list[int], other: list[int]) -> list[int]:
    order, at, known = list(one), 0, set(one)
    for key in other:
        if key in known:
            at = order.index(key) + 1
        else:
            order.insert(at, key)
            at += 1
    return order


def _pair(editions: tuple[Shown, Shown], texts: tuple[ParagraphText | None, ParagraphText | None], *, compared: bool) -> Pair:
    paragraph = next(text.paragraph for text in texts if text is not None)
    depth = 0 if paragraph.parent is None else 1 if paragraph.parent.parent_id is None else 2
    words = [text.text if text else "" for text in texts]
    together = compared and None not in texts
    pieces = differences(*words) if together else tuple([Piece(one, changed=False)] for one in words)
    first, second = (
        Column(shown, text, cut, shown.number == min(row.number for row in editions))
        for shown, text, cut in zip(editions, texts, pieces, strict=True)
    )
    same = words[0] == words[1]
    return Pair(paragraph, (first, second), differs=together and not same, same=together and same, depth=depth)
