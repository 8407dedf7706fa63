"""Why a label stands: what the machine read, by which rule and lexicon, and what people decided since."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils.translation import gettext as _

from obligations.choices import Basis, Force, Label
from obligations.models import Actor, Decision, Paragraph, ParagraphSubject, SubjectArea, Suggestion, Verb

if TYPE_CHECKING:
    from obligations.views.reading import Card


@dataclass(frozen=True, slots=True)
class Value:
    """A value of a label: its words for the reader, what suggested it, what was decided about it, and whether it holds."""

    value: str
    holds: bool
    basis: str
    suggestions: tuple[Suggestion, ...]
    decisions: tuple[Decision, ...]

    @property
    def decided(self) -> Decision | None:
        """The decision by which it holds; None while it is the machine's."""
        return self.decisions[-1] if self.holds and self.decisions else None

    @property
    def basis_label(self) -> str:
        """Where the value comes from, in words; empty for one that does not hold."""
        return str(Basis(self.basis).label) if self.holds else ""


@dataclass(frozen=True, slots=True)
class Reason:
    """A label with all values that were ever suggested or decided."""

    label: Label
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Read:
    """What the machine suggested and people decided about some obligations and paragraphs, and the values in the reader's language."""

    suggestions: Sequence[Suggestion]
    decisions: Sequence[Decision]
    words: Mapping[tuple[str, str], str]


def read_about(shown: Sequence[Card], paragraph: int) -> Read:
    """All that was suggested and decided about a paragraph, by primary key, and some of its acts, in as many queries whatever their number."""
    about = Q(obligation__in=[card.obligation.pk for card in shown]) | Q(paragraph=paragraph)
    suggestions = list(Suggestion.objects.filter(about))
    decisions = list(Decision.objects.filter(about).select_related("by"))
    return Read(suggestions, decisions, _words({(row.label, row.value) for row in (*suggestions, *decisions)}, shown))


def reasons(card: Card, read: Read) -> list[Reason]:
    """The reasons of all labels of an obligation, the subjects of its paragraph included."""
    obligation = card.obligation
    mine = _about(read, obligation=obligation.pk, paragraph=obligation.paragraph_id)
    settled = _settled(card)
    return [_reason(label, settled[label], mine) for label in Label]


def reason_of_subjects(paragraph: Paragraph, subjects: Iterable[ParagraphSubject], read: Read) -> Reason:
    """Why a paragraph has its subject areas, for a paragraph with or without acts."""
    settled = {row.subject.code: row.basis for row in subjects}
    return _reason(Label.SUBJECT, settled, _about(read, obligation=None, paragraph=paragraph.pk))


def _about(read: Read, *, obligation: int | None, paragraph: int) -> Read:
    """Of what was gathered, what is about one obligation or its paragraph."""

    def mine(row: Suggestion | Decision) -> bool:
        return row.paragraph_id == paragraph or (obligation is not None and row.obligation_id == obligation)

    return Read([row for row in read.suggestions if mine(row)], [row for row in read.decisions if mine(row)], read.words)


def _reason(label: Label, settled: Mapping[str, str], read: Read) -> Reason:
    said = (row.value for row in (*read.suggestions, *read.decisions) if row.label == label)
    return Reason(label, tuple(_value(label, code, settled, read) for code in dict.fromkeys([*settled, *said])))


def decision_on_force(found: Iterable[Reason]) -> Decision | None:
    """Who decided on the force that holds, and when; None while it is read from the Chinese text alone."""
    values = (value for reason in found if reason.label == Label.FORCE for value in reason.values)
    return next((value.decided for value in values if value.holds and value.basis != Basis.MACHINE), None)


def _value(label: Label, code: str, settled: Mapping[str, str], read: Read) -> Value:
    return Value(
        read.words.get((label, code), code),
        code in settled,
        settled.get(code, ""),
        tuple(row for row in read.suggestions if (row.label, row.value) == (label, code)),
        tuple(row for row in read.decisions if (row.label, row.value) == (label, code)),
    )


def _settled(card: Card) -> dict[Label, dict[str, str]]:
    """The values that hold, each with its basis."""
    obligation = card.obligation
    return {
        Label.VERB: {obligation.verb.code: obligation.verb_basis},
        Label.FORCE: {obligation.force: obligation.force_basis},
        Label.TRACKED: {"true" if obligation.tracked else "false": obligation.tracked_basis},
        Label.ADDRESSEE: {row.code: row.basis for row in card.addressees},
        Label.SUBJECT: {row.subject.code: row.basis for row in card.subjects},
    }


def _words(pairs: set[tuple[str, str]], shown: Iterable[Card]) -> dict[tuple[str, str], str]:
    """Codes in the reader's language. The labels of the cards are known; other values, such as rejected ones, are looked up."""
    words: dict[tuple[str, str], str] = {(Label.FORCE, force.value): str(force.label) for force in Force}
    words |= {(Label.TRACKED, "true"): _("yes"), (Label.TRACKED, "false"): _("no")}
    for card in shown:
        words[Label.VERB, card.obligation.verb.code] = card.obligation.verb.verb
        words |= {(Label.ADDRESSEE, row.actor.code): row.actor.name for row in card.addressees if row.actor}
        words |= {(Label.SUBJECT, row.subject.code): row.subject.label for row in card.subjects}
    codes = {label: [value for of, value in pairs if of == label and (of, value) not in words] for label in Label}
    words |= {(Label.VERB, verb.code): verb.verb for verb in Verb.objects.filter(code__in=codes[Label.VERB])}
    words |= {(Label.ADDRESSEE, actor.code): actor.name for actor in Actor.objects.filter(code__in=codes[Label.ADDRESSEE])}
    words |= {(Label.SUBJECT, area.code): area.label for area in SubjectArea.objects.filter(code__in=codes[Label.SUBJECT])}
    return words
