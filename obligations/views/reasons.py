"""Why a label stands: what the machine read, by which rule and lexicon, and what people decided since."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils.translation import gettext as _

from obligations.choices import Basis, Force, Label
from obligations.models import Actor, Decision, SubjectArea, Suggestion, Verb

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


def reasons(card: Card) -> list[Reason]:
    """The reasons of all labels of an obligation, the subjects of its paragraph included."""
    obligation = card.obligation
    about = Q(obligation=obligation) | Q(paragraph=obligation.paragraph_id)
    suggestions = list(Suggestion.objects.filter(about))
    decisions = list(Decision.objects.filter(about).select_related("by"))
    words = _words({(row.label, row.value) for row in (*suggestions, *decisions)})
    settled = _settled(card)
    found = []
    for label in Label:
        codes = dict.fromkeys([*settled[label], *(r.value for r in (*suggestions, *decisions) if r.label == label)])
        values = tuple(_value(label, code, settled[label], words, suggestions, decisions) for code in codes)
        found.append(Reason(label, values))
    return found


def decision_on_force(found: Iterable[Reason]) -> Decision | None:
    """Who decided on the force that holds, and when; None while it is read from the Chinese text alone."""
    values = (value for reason in found if reason.label == Label.FORCE for value in reason.values)
    return next((value.decided for value in values if value.holds and value.basis != Basis.MACHINE), None)


def _value(
    label: Label,
    code: str,
    settled: dict[str, str],
    words: dict[tuple[str, str], str],
    suggestions: Iterable[Suggestion],
    decisions: Iterable[Decision],
) -> Value:
    return Value(
        words.get((label, code), code),
        code in settled,
        settled.get(code, ""),
        tuple(row for row in suggestions if (row.label, row.value) == (label, code)),
        tuple(row for row in decisions if (row.label, row.value) == (label, code)),
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


def _words(pairs: set[tuple[str, str]]) -> dict[tuple[str, str], str]:
    """Codes in the reader's language."""
    codes = {value for _label, value in pairs}
    words: dict[tuple[str, str], str] = {(Label.FORCE, force.value): str(force.label) for force in Force}
    words |= {(Label.TRACKED, "true"): _("yes"), (Label.TRACKED, "false"): _("no")}
    words |= {(Label.VERB, verb.code): verb.verb for verb in Verb.objects.filter(code__in=codes)}
    words |= {(Label.ADDRESSEE, actor.code): actor.name for actor in Actor.objects.filter(code__in=codes)}
    words |= {(Label.SUBJECT, area.code): area.label for area in SubjectArea.objects.filter(code__in=codes)}
    return words
