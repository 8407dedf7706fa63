"""What a page shows of obligations and paragraphs: rows gathered with a fixed number of queries into values that templates draw."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Prefetch

from obligations.beside import texts_beside, texts_saying
from obligations.choices import Basis
from obligations.marking import Segment, segments
from obligations.models import (
    Actor,
    Citation,
    Deadline,
    Obligation,
    ObligationAddressee,
    Paragraph,
    ParagraphSubject,
    ParagraphText,
    Suggestion,
)
from obligations.stats import figures
from obligations.views.marks import Marker, Suggested
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
    tally: figures.Tally
    segments: Sequence[Segment] = ()
    beside: Excerpt | None = None  # of the paragraph in the reader's language, where a list shows it

    @property
    def unconfirmed(self) -> bool:
        """Is any of its labels still the machine's?"""
        single = (self.obligation.verb_basis, self.obligation.force_basis, self.obligation.tracked_basis)
        several = (*(row.basis for row in self.addressees), *(row.basis for row in self.subjects))
        return Basis.MACHINE in (*single, *several)


@dataclass(frozen=True, slots=True)
class MarkedText:
    """A paragraph of the reference edition: its marked text, and what it sets and cites."""

    text: ParagraphText
    segments: Sequence[Segment]
    deadlines: Sequence[Deadline]
    citations: Sequence[Citation]
    beside: ParagraphText | None  # the paragraph in the reader's language


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
    tallies = figures.tallies(user, on, rows)
    names = _names(rows)
    return [
        Card(
            row,
            list(row.addressees.all()),
            list(row.paragraph.subjects.all()),
            [names.get(code, code) for code in row.supporting],
            tallies.get(row.pk, figures.Tally()),
            _words(row, search),
            excerpt(other[row.paragraph_id], search) if row.paragraph_id in other else None,
        )
        for row in rows
    ]


def unfollowed(obligations: Sequence[Obligation]) -> list[Card]:
    """Cards of obligations that were loaded `with_labels`, without their follow-up and without the words of their clause."""
    names = _names(obligations)
    return [
        Card(row, list(row.addressees.all()), list(row.paragraph.subjects.all()), [names.get(code, code) for code in row.supporting], figures.Tally())
        for row in obligations
    ]


def _beside(paragraphs: set[int], search: str) -> dict[int, ParagraphText]:
    """Texts in the reader's language; else those in which the words searched for were found."""
    return texts_saying(paragraphs, search) | texts_beside(paragraphs)


def _words(obligation: Obligation, search: str) -> list[Segment]:
    """The clause; where the words searched for stand elsewhere in the paragraph, the whole paragraph."""
    marks = search_marks(search, obligation.clause)
    if marks or not search:
        return segments(obligation.clause, marks)
    return segments(obligation.text.text, search_marks(search, obligation.text.text))


def _names(obligations: Iterable[Obligation]) -> dict[str, str]:
    """The names of the bodies with whose support obligations are to be carried out."""
    codes = {code for row in obligations for code in row.supporting}
    return {actor.code: actor.name for actor in Actor.objects.filter(code__in=codes)}


# A paragraph --------------------------------------------------------------------------------------------------------
def marked_text(
    paragraph: Paragraph, drawn: Sequence[Card], subjects: Iterable[ParagraphSubject], suggested: Iterable[Suggestion]
) -> MarkedText | None:
    """One paragraph with its marks; None where the reference edition no longer has it.

    `drawn` are the cards of its acts, `subjects` its subject areas, `suggested` at least all that was suggested about it and its acts.
    """
    text = paragraph.current
    if text is None:
        return None
    marker, areas = Marker(), {row.subject.code: row.subject.label for row in subjects}
    deadlines, citations = list(text.deadlines.order_by("first_due", "start")), list(text.citations.order_by("start"))
    addressees = {(card.obligation.pk, row.code): row.actor.name if row.actor else "" for card in drawn for row in card.addressees}
    marks = [
        *marker.acts((card.obligation for card in drawn), text.pk),
        *marker.labels(_placed(suggested), addressees, areas),
        *marker.deadlines(deadlines),
        *marker.citations(citations, {}),
    ]
    beside = texts_beside([paragraph.pk]).get(paragraph.pk)
    return MarkedText(text, segments(text.text, marks), deadlines, citations, beside)


def _placed(suggested: Iterable[Suggestion]) -> list[Suggested]:
    """Those with a place in the text: of acts, then of the paragraph."""
    rows = sorted(suggested, key=lambda row: (row.obligation_id is None, row.pk))
    return [Suggested(row.label, row.value, row.start, row.end, row.obligation_id) for row in rows if row.start is not None and row.end is not None]
