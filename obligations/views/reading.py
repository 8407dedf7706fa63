"""What a page shows of obligations and paragraphs: rows gathered with a fixed number of queries into values that templates draw."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import F, Prefetch
from django.utils.translation import gettext as _

from obligations import stats
from obligations.beside import texts_beside, texts_saying
from obligations.choices import Basis, Force, Label
from obligations.citing import places
from obligations.marking import Mark, Segment, segments
from obligations.models import (
    Actor,
    Citation,
    Deadline,
    Document,
    Instrument,
    Obligation,
    ObligationAddressee,
    Paragraph,
    ParagraphSubject,
    ParagraphText,
    Suggestion,
)
from obligations.views.search_marks import search_marks
from obligations.views.translations import Excerpt, excerpt

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser, AnonymousUser

    from obligations.querysets import ObligationQuerySet

    Reader = AbstractBaseUser | AnonymousUser


@dataclass(frozen=True, slots=True)
class Card:
    """An obligation with its labels and follow-up, ready to be drawn."""

    obligation: Obligation
    addressees: Sequence[ObligationAddressee]
    subjects: Sequence[ParagraphSubject]
    supporting: Sequence[str]
    tally: stats.Tally
    segments: Sequence[Segment] = ()
    beside: Excerpt | None = None  # of the paragraph in the reader's language, where a list shows it

    @property
    def unconfirmed(self) -> bool:
        """Is any of its labels still the machine's?"""
        single = (self.obligation.verb_basis, self.obligation.force_basis, self.obligation.tracked_basis)
        several = (*(row.basis for row in self.addressees), *(row.basis for row in self.subjects))
        return Basis.MACHINE in (*single, *several)


@dataclass(frozen=True, slots=True)
class Cited:
    """A cited text under the name a reader knows; `address` is empty where it is not here."""

    name: str
    address: str = ""


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph of the reference edition: its marked text and what was read from it."""

    paragraph: Paragraph
    text: ParagraphText
    segments: Sequence[Segment]
    depth: int
    subjects: Sequence[ParagraphSubject] = ()
    deadlines: Sequence[Deadline] = ()
    citations: Sequence[Citation] = ()
    cards: list[Card] = field(default_factory=list)
    beside: ParagraphText | None = None  # the paragraph in the reader's language


def with_labels(obligations: ObligationQuerySet) -> ObligationQuerySet:
    """The obligations with everything a card draws, in as many queries whatever their number."""
    addressees = ObligationAddressee.objects.select_related("actor")
    subjects = ParagraphSubject.objects.select_related("subject")
    rows = obligations.select_related("verb", "paragraph__document", "text__edition", "inherited_from").defer("text__search", "text__edition__body")
    return rows.prefetch_related(Prefetch("addressees", addressees), Prefetch("paragraph__subjects", subjects))


def cards(user: Reader, on: date, obligations: Iterable[Obligation], *, search: str = "", beside: bool = False) -> list[Card]:
    """Cards of obligations that were loaded `with_labels`, with the words of `search` marked; `beside` asks for the reader's language too."""
    rows = list(obligations)
    other = _beside({row.paragraph_id for row in rows}, search) if beside else {}
    tallies = stats.tallies(user, on, rows)
    names = _names({code for row in rows for code in row.supporting})
    return [
        Card(
            row,
            list(row.addressees.all()),
            list(row.paragraph.subjects.all()),
            [names.get(code, code) for code in row.supporting],
            tallies.get(row.pk, stats.Tally()),
            _words(row, search),
            excerpt(other[row.paragraph_id], search) if row.paragraph_id in other else None,
        )
        for row in rows
    ]


def unfollowed(obligation: Obligation) -> Card:
    """A card of an obligation that was loaded `with_labels`, for its marks alone."""
    return Card(obligation, list(obligation.addressees.all()), list(obligation.paragraph.subjects.all()), (), stats.Tally())


def _beside(paragraphs: set[int], search: str) -> dict[int, ParagraphText]:
    """Texts in the reader's language; else those in which the words searched for were found."""
    return texts_saying(paragraphs, search) | texts_beside(paragraphs)


def _words(obligation: Obligation, search: str) -> list[Segment]:
    """The clause; where the words searched for stand elsewhere in the paragraph, the whole paragraph."""
    marks = search_marks(search, obligation.clause)
    if marks or not search:
        return segments(obligation.clause, marks)
    return segments(obligation.text.text, search_marks(search, obligation.text.text))


def _names(codes: set[str]) -> dict[str, str]:
    return {actor.code: actor.name for actor in Actor.objects.filter(code__in=codes)}


# A document ---------------------------------------------------------------------------------------------------------
def cited_texts(user: Reader, citations: Iterable[Citation]) -> dict[str, Cited]:
    """What is cited, by target and by citation in words: instruments under their title, documents and paragraphs with their address if here."""
    rows = list(citations)
    known = {row.code: Cited(row.title) for row in Instrument.objects.filter(code__in={row.target for row in rows})}
    here = places(user, rows)
    known |= {row.target: Cited(row.target, here[row.target]) for row in rows if row.target in here}
    exact = {str(row): Cited(known[row.target].name, here.get(str(row), known[row.target].address)) for row in rows if row.target in known}
    return known | exact


def passages(user: Reader, on: date, document: Document, cited: dict[str, Cited]) -> list[Passage]:
    """The paragraphs of the reference edition in their order, each with its marks, labels and obligations."""
    paragraphs = list(
        Paragraph.objects.visible_to(user)
        .present()
        .filter(document=document)
        .select_related("current", "parent")
        .defer("current__search")
        .prefetch_related(Prefetch("subjects", ParagraphSubject.objects.select_related("subject")))
    )
    by_paragraph: dict[int, list[Card]] = defaultdict(list)
    for card in cards(user, on, _acts_of(user, document, {paragraph.pk: paragraph for paragraph in paragraphs})):
        by_paragraph[card.obligation.paragraph_id].append(card)
    texts = [paragraph.current_id for paragraph in paragraphs]
    citations = _by_text(Citation.objects.filter(text__in=texts).order_by("text_id", "start"))
    deadlines = _by_text(Deadline.objects.filter(text__in=texts).order_by("first_due", "text_id", "start").select_related("text"))
    suggested = _suggestions(document)
    beside = texts_beside([paragraph.pk for paragraph in paragraphs])
    return [
        _passage(
            paragraph,
            paragraph.current,
            by_paragraph[paragraph.pk],
            deadlines[paragraph.current_id or 0],
            citations[paragraph.current_id or 0],
            suggested[paragraph.pk],
            cited,
            beside.get(paragraph.pk),
        )
        for paragraph in paragraphs
        if paragraph.current is not None
    ]


def _acts_of(user: Reader, document: Document, paragraphs: Mapping[int, Paragraph]) -> list[Obligation]:
    """What `with_labels` loads, for acts of paragraphs that are known with their subjects: neither is loaded again for each act."""
    acts = Obligation.objects.visible_to(user).in_the_text().filter(paragraph__document=document, paragraph__current__isnull=False)
    addressees = ObligationAddressee.objects.select_related("actor").order_by("position")
    rows = list(acts.select_related("verb").prefetch_related(Prefetch("addressees", addressees)))
    for row in rows:
        row.paragraph = paragraphs[row.paragraph_id]
    return rows


def passage_of(user: Reader, paragraph: Paragraph, drawn: list[Card] | None = None) -> Passage | None:
    """One paragraph with its marks; None where the reference edition no longer has it. `drawn` are the cards of its acts where they are known."""
    if paragraph.current is None:
        return None
    text = paragraph.current
    if drawn is None:
        obligations = with_labels(Obligation.objects.visible_to(user).in_the_text().filter(paragraph=paragraph))
        drawn = [unfollowed(row) for row in obligations]
    suggested = list(Suggestion.objects.filter(start__isnull=False, obligation__paragraph=paragraph))
    suggested += Suggestion.objects.filter(start__isnull=False, paragraph=paragraph)
    beside = texts_beside([paragraph.pk]).get(paragraph.pk)
    deadlines, citations = list(text.deadlines.order_by("first_due", "start")), list(text.citations.order_by("start"))
    return _passage(paragraph, text, drawn, deadlines, citations, suggested, {}, beside)


def _passage(
    paragraph: Paragraph,
    text: ParagraphText,
    drawn: list[Card],
    deadlines: list[Deadline],
    citations: list[Citation],
    suggested: list[Suggestion],
    cited: dict[str, Cited],
    beside: ParagraphText | None = None,
) -> Passage:
    subjects = list(paragraph.subjects.all())
    marks = [
        *_act_marks(drawn, text),
        *_suggested_marks(suggested, drawn, subjects),
        *(Mark(row.start, row.end, "deadline", _("Deadline")) for row in deadlines),
        *(Mark(row.start, row.end, "citation", cited[row.target].name if row.target in cited else str(row)) for row in citations),
    ]
    depth = 0 if paragraph.parent is None else 1 if paragraph.parent.parent_id is None else 2
    return Passage(paragraph, text, segments(text.text, marks), depth, subjects, deadlines, citations, drawn, beside)


def _act_marks(drawn: list[Card], text: ParagraphText) -> Iterator[Mark]:
    """The verbs of the acts whose spans count characters of this text."""
    for obligation in (card.obligation for card in drawn):
        if obligation.start is not None and obligation.end is not None and obligation.text_id == text.pk:
            yield Mark(obligation.start, obligation.end, "act", f"{obligation.verb} · {Force(obligation.force).label}", obligation.slug)


def _suggested_marks(suggested: list[Suggestion], drawn: list[Card], subjects: list[ParagraphSubject]) -> Iterator[Mark]:
    """Words behind addressees and subjects that still hold; what staff rejected is not marked."""
    addressees = {(c.obligation.pk, row.code): row for c in drawn for row in c.addressees}
    areas = {row.subject.code: row.subject.label for row in subjects}
    for row in suggested:
        if row.start is None or row.end is None:
            continue
        if row.label == Label.SUBJECT and row.value in areas:
            yield Mark(row.start, row.end, "subject", areas[row.value])
        addressee = addressees.get((row.obligation_id or 0, row.value)) if row.label == Label.ADDRESSEE else None
        if addressee is not None:
            yield Mark(row.start, row.end, "addressee", addressee.actor.name if addressee.actor else _("Addressee"))


def _suggestions(document: Document) -> dict[int, list[Suggestion]]:
    """The suggestions that have a place in the text, by paragraph."""
    found: dict[int, list[Suggestion]] = defaultdict(list)
    placed = Suggestion.objects.filter(start__isnull=False)
    of_acts = placed.filter(obligation__paragraph__document=document, label=Label.ADDRESSEE)
    for addressee in of_acts.annotate(place=F("obligation__paragraph")):
        found[addressee.place].append(addressee)
    for row in placed.filter(paragraph__document=document):
        found[row.paragraph_id or 0].append(row)
    return found


def _by_text(rows: Iterable[Citation] | Iterable[Deadline]) -> dict[int, list]:
    found: dict[int, list] = defaultdict(list)
    for row in rows:
        found[row.text_id].append(row)
    return found
