"""The paragraphs of a document with all that was read from them, told as plain rows: a long resolution has more than a hundred of everything."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from django.db.models import Q

from obligations.beside import texts_beside
from obligations.choices import Basis, Label, Lifecycle
from obligations.marking import Segment, segments
from obligations.models import Citation, Deadline, Obligation, ObligationAddressee, Paragraph, ParagraphSubject, Suggestion
from obligations.models.vocabulary import in_language
from obligations.stats import figures
from obligations.views.cited import Cited, Quote, cited_texts
from obligations.views.marks import Marker, Suggested

if TYPE_CHECKING:
    from obligations.models import Document, ParagraphText
    from obligations.querysets.roles import Person

MACHINE = Basis.MACHINE.value
NOTHING = figures.Tally()
PARAGRAPH = ("pk", "slug", "kind", "label", "parent_id", "parent__parent_id", "current_id", "current__printed", "current__text")
TEXT, WORDS = 6, 8  # where they stand among these columns
ADDRESSEE = ("obligation_id", "code", "actor__code", "actor__name_zh", "actor__name_en", "text", "condition", "basis")
SUBJECT = ("paragraph_id", "subject__code", "subject__label_zh", "subject__label_en", "basis")
SUGGESTION = ("label", "value", "start", "end", "obligation_id")


class Area(NamedTuple):
    """A subject area of a paragraph."""

    code: str
    label: str
    basis: str


class Addressed(NamedTuple):
    """An addressee of an act. `actor` are the code and the name of its record; without one the words of the text stand alone."""

    code: str
    actor: tuple[str, str] | None
    text: str
    condition: str
    basis: str


class Due(NamedTuple):
    """A date that a paragraph sets, in its words."""

    words: str
    first_due: date | None
    every: str
    start: int
    end: int


class ActRow(NamedTuple):
    """The columns of an act."""

    pk: int
    paragraph_id: int
    text_id: int
    slug: str
    key: str
    start: int | None
    end: int | None
    verb: str
    force: str
    legal_basis: str
    hedges: list[str]
    tracked: bool
    presence: str
    lifecycle: str
    superseded_on: date | None
    verb_basis: str
    force_basis: str
    tracked_basis: str


ACT = tuple(["verb__verb" if name == "verb" else name for name in ActRow._fields])


class Act(NamedTuple):
    """An act with whom it addresses and its follow-up. `unconfirmed` says whether any of its labels, subjects included, is the machine's."""

    row: ActRow
    addressees: Sequence[Addressed]
    tally: figures.Tally
    unconfirmed: bool

    @property
    def asks(self) -> bool:
        """Does it ask somebody for action, and is it in force?"""
        return self.row.tracked and self.row.lifecycle == Lifecycle.IN_FORCE


class Passage(NamedTuple):
    """A paragraph of the edition that is read here: its marked text and what was read from it."""

    slug: str
    kind: str
    label: str
    printed: str
    depth: int
    segments: Sequence[Segment]
    acts: Sequence[Act]
    subjects: Sequence[Area]
    deadlines: Sequence[Due]
    citations: Sequence[Quote]
    beside: ParagraphText | None  # the paragraph in the reader's language


def passages(user: Person, on: date, document: Document) -> tuple[list[Passage], dict[str, Cited]]:
    """The paragraphs of the edition read here in their order, and what they cite, by citation in words; follow-up is that of `on`, which is today."""
    rows = list(Paragraph.objects.visible_to(user).present().filter(document=document).order_by("position").values_list(*PARAGRAPH))
    keys, texts = [row[0] for row in rows], {row[TEXT]: row[WORDS] for row in rows}
    subjects, citations, due = _subjects(keys), _citations(texts), _deadlines(texts)
    acts = _acts(user, on, document, subjects)
    suggested = _suggestions({act.row.pk: key for key, mine in acts.items() for act in mine}, keys)
    cited = cited_texts(user, (quote for quotes in citations.values() for quote in quotes))
    beside = texts_beside(keys)
    marker = Marker()
    found = []
    for key, slug, kind, label, parent, above, text, printed, words in rows:
        mine, areas, dates, quotes = acts.get(key, ()), subjects.get(key, ()), due.get(text, ()), citations.get(text, ())
        marks = [
            *marker.acts((act.row for act in mine), text),
            *marker.labels(suggested.get(key, ()), _named(mine), {area.code: area.label for area in areas}),
            *marker.deadlines(dates),
            *marker.citations(quotes, cited),
        ]
        depth = 0 if parent is None else 1 if above is None else 2
        found.append(Passage(slug, kind, label, printed, depth, segments(words, marks), mine, areas, dates, quotes, beside.get(key)))
    return found, cited


def _named(acts: Iterable[Act]) -> dict[tuple[int, str], str]:
    """The names of addressees by act and code; empty for those without a record."""
    return {(act.row.pk, row.code): row.actor[1] if row.actor else "" for act in acts for row in act.addressees}


def _acts(user: Person, on: date, document: Document, subjects: Mapping[int, Sequence[Area]]) -> dict[int, list[Act]]:
    """What the text says, by paragraph."""
    asked = Obligation.objects.visible_to(user).in_the_text().filter(paragraph__document=document)
    rows = [ActRow(*row) for row in asked.order_by("paragraph__position", "position").values_list(*ACT)]
    addressees, tallies = _addressees([row.pk for row in rows]), figures.tallies(user, on, rows, today=True)
    unsure = {key for key, areas in subjects.items() if any(area.basis == MACHINE for area in areas)}
    found: dict[int, list[Act]] = defaultdict(list)
    for row in rows:
        whom = addressees.get(row.pk, ())
        single = (row.verb_basis, row.force_basis, row.tracked_basis)
        unconfirmed = row.paragraph_id in unsure or MACHINE in single or any(one.basis == MACHINE for one in whom)
        found[row.paragraph_id].append(Act(row, whom, tallies.get(row.pk, NOTHING), unconfirmed))
    return found


def _addressees(acts: Sequence[int]) -> dict[int, list[Addressed]]:
    """Who is to act, by act, in their order."""
    rows = ObligationAddressee.objects.filter(obligation__among=acts).order_by("position")
    found: dict[int, list[Addressed]] = defaultdict(list)
    for key, code, actor, zh, en, text, condition, basis in rows.values_list(*ADDRESSEE):
        found[key].append(Addressed(code, (actor, in_language(zh, en)) if actor else None, text, condition, basis))
    return found


def _subjects(paragraphs: Sequence[int]) -> dict[int, list[Area]]:
    """Subject areas by paragraph, the surest first."""
    rows = ParagraphSubject.objects.filter(paragraph__among=paragraphs).order_by("-confidence", "subject__position")
    found: dict[int, list[Area]] = defaultdict(list)
    for key, code, zh, en, basis in rows.values_list(*SUBJECT):
        found[key].append(Area(code, in_language(zh, en), basis))
    return found


def _citations(texts: Iterable[int]) -> dict[int, list[Quote]]:
    """What is cited, by text, in its order."""
    rows = Citation.objects.filter(text__among=texts).order_by("text_id", "start")
    found: dict[int, list[Quote]] = defaultdict(list)
    for text, target, label, start, end in rows.values_list("text_id", "target", "label", "start", "end"):
        found[text].append(Quote(target, label, start, end))
    return found


def _deadlines(texts: Mapping[int, str]) -> dict[int, list[Due]]:
    """Dates by text, the earliest first."""
    rows = Deadline.objects.filter(text__among=texts).order_by("first_due", "text_id", "start")
    found: dict[int, list[Due]] = defaultdict(list)
    for text, first_due, every, start, end in rows.values_list("text_id", "first_due", "every", "start", "end"):
        found[text].append(Due(texts[text][start:end], first_due, every, start, end))
    return found


def _suggestions(acts: Mapping[int, int], paragraphs: Sequence[int]) -> dict[int, list[Suggested]]:
    """The words behind labels that have a place in the text, by paragraph: of acts, whose paragraphs are given, then of the paragraph."""
    of_acts = Q(obligation__among=list(acts), label=Label.ADDRESSEE)
    of_paragraphs = Q(paragraph__among=paragraphs, label=Label.SUBJECT)
    placed = Suggestion.objects.filter(of_acts | of_paragraphs, start__isnull=False, end__isnull=False).order_by("pk")
    rows = [(paragraph, Suggested(*row)) for paragraph, *row in placed.values_list("paragraph_id", *SUGGESTION)]
    found: dict[int, list[Suggested]] = defaultdict(list)
    for paragraph, suggested in sorted(rows, key=lambda row: row[0] is not None):
        found[paragraph if suggested.obligation is None else acts[suggested.obligation]].append(suggested)
    return found
