"""The labels of one obligation, each with what the machine suggests, what people decided, and what is in force."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from itertools import chain

from django.utils.translation import gettext as _

from ingest import default_lexicon
from obligations.choices import Basis, Force, Label, Verdict
from obligations.marking import Mark, Segment, segments
from obligations.models import Actor, Decision, Obligation, ParagraphText, SubjectArea, Suggestion, Verb
from obligations.models.vocabulary import in_language

SETS = (Label.ADDRESSEE, Label.SUBJECT)


@dataclass(slots=True)
class LabelRow:
    """One value of a label. `basis` is empty for a member of a set that was rejected or is no longer suggested."""

    label: Label
    value: str
    shown: str
    basis: str
    suggestions: list[Suggestion] = field(default_factory=list)
    decisions: list[Decision] = field(default_factory=list)

    @property
    def is_open(self) -> bool:
        return self.basis == Basis.MACHINE

    @property
    def is_set(self) -> bool:
        return self.label in SETS

    @property
    def suggested(self) -> bool:
        return any(suggestion.value == self.value for suggestion in self.suggestions)

    @property
    def basis_label(self) -> str:
        return str(Basis(self.basis).label) if self.basis else ""

    @property
    def decided(self) -> Decision | None:
        """The decision that counts."""
        return self.decisions[-1] if self.decisions else None

    @property
    def field_name(self) -> str:
        """The name of the form field that decides on it."""
        return f"{self.label}-{self.value}" if self.is_set else str(self.label)


class Names:
    """The labels of values, in the language of the interface, looked up once for a page."""

    def __init__(self, rows: Iterable[Suggestion | Decision], *, actors: Iterable[str] = ()) -> None:
        values = [(row.label, row.value) for row in rows]
        self._verbs = Verb.objects.in_bulk([v for label, v in values if label == Label.VERB], field_name="code")
        self._areas = SubjectArea.objects.in_bulk(field_name="code")
        self._actors = Actor.objects.in_bulk([*actors, *(v for label, v in values if label == Label.ADDRESSEE)], field_name="code")

    def of(self, label: str, value: str) -> str:
        """What a person reads for a value."""
        if label == Label.VERB:
            return f"{self._verbs[value].verb} ({self._verbs[value].label_en})" if value in self._verbs else value
        if label == Label.FORCE:
            return str(Force(value).label)
        if label == Label.TRACKED:
            return _("Yes") if value == "true" else _("No")
        if label == Label.SUBJECT:
            return self._areas[value].label if value in self._areas else value
        return self._actors[value].name if value in self._actors else text_only_addressees().get(value, value)


@cache
def _text_only() -> Mapping[str, Mapping[str, str]]:
    groups = [group for group in default_lexicon().groups.values() if group.kind in ("parties", "others")]
    return {group.code: group.label for group in reversed(groups)}


def text_only_addressees() -> dict[str, str]:
    """Parties, armed groups and others who are addressed and have no record as actors: code and name."""
    return {code: in_language(label["zh"], label["en"]) for code, label in _text_only().items()}


def label_rows(obligation: Obligation) -> list[LabelRow]:
    """Every value that is suggested, decided or in force, in the order verb, force, tracked, addressees, subjects."""
    paragraph = obligation.paragraph
    suggestions = [*obligation.suggestions.all(), *paragraph.suggestions.all()]
    decisions = [*obligation.decisions.select_related("by"), *paragraph.decisions.select_related("by")]
    addressees = {link.code: link for link in obligation.addressees.select_related("actor")}
    subjects = {link.subject.code: link for link in paragraph.subjects.select_related("subject")}
    names = Names([*suggestions, *decisions], actors=addressees)
    rows = []
    for label, value, basis in (
        (Label.VERB, obligation.verb.code, obligation.verb_basis),
        (Label.FORCE, obligation.force, obligation.force_basis),
        (Label.TRACKED, "true" if obligation.tracked else "false", obligation.tracked_basis),
    ):
        mine = [s for s in suggestions if s.label == label]
        rows.append(LabelRow(label, value, names.of(label, value), basis, mine, [d for d in decisions if d.label == label]))
    for label, links in ((Label.ADDRESSEE, addressees), (Label.SUBJECT, subjects)):
        known = (row.value for row in chain(suggestions, decisions) if row.label == label)
        for value in dict.fromkeys([*links, *known]):
            mine = [s for s in suggestions if (s.label, s.value) == (label, value)]
            theirs = [d for d in decisions if (d.label, d.value) == (label, value)]
            basis = links[value].basis if value in links else ""
            rows.append(LabelRow(label, value, names.of(label, value), basis, mine, theirs))
    return rows


def all_decisions(rows: Iterable[LabelRow]) -> list[tuple[Decision, str]]:
    """The decisions of all rows, newest first, each with the name of its value."""
    found = {decision.pk: decision for row in rows for decision in row.decisions}
    names = Names(found.values())
    return [(d, names.of(d.label, d.value)) for d in sorted(found.values(), key=lambda d: d.pk, reverse=True)]


def verdicts_for(row: LabelRow) -> list[tuple[str, str]]:
    """What may be decided about a member of a set."""
    if not row.basis:
        return [("", _("leave out")), (str(Verdict.ACCEPT if row.suggested else Verdict.ADD), _("take in again"))]
    confirm = [(str(Verdict.ACCEPT), _("confirm"))] if row.is_open else []
    return [("", _("leave as it is")), *confirm, (str(Verdict.REJECT), _("reject"))]


def marked_text(obligation: Obligation, rows: Iterable[LabelRow]) -> list[Segment]:
    """The text the obligation was read from, with the words that led to its labels."""
    text = obligation.text
    marks = _act(obligation)
    # Subjects are read from the paragraph's present text, which is another one where the act is no longer found.
    kinds = (Label.ADDRESSEE, Label.SUBJECT) if text.pk == obligation.paragraph.current_id else (Label.ADDRESSEE,)
    for row in rows:
        if row.label in kinds and row.basis:
            title = f"{row.label.label}: {row.shown}"
            marks += [Mark(s.start, s.end, str(row.label), title) for s in row.suggestions if s.start is not None and s.end]
    return segments(text.text, [*marks, *_references(text)])


def _act(obligation: Obligation) -> list[Mark]:
    """The verb; an inherited act has none of its own."""
    if obligation.start is None or obligation.end is None:
        return []
    return [Mark(obligation.start, obligation.end, "act", str(Label.VERB.label))]


def _references(text: ParagraphText) -> list[Mark]:
    deadlines = [Mark(d.start, d.end, "deadline", _("Deadline")) for d in text.deadlines.all()]
    return deadlines + [Mark(c.start, c.end, "citation", f"{c.target} {c.label}".strip()) for c in text.citations.all()]


def chapeau_text(obligation: Obligation) -> list[Segment] | None:
    """The text above a subparagraph, with the act it inherits marked; None where there is none."""
    parent = obligation.paragraph.parent
    if parent is None or parent.current is None:
        return None
    source = obligation.inherited_from
    return segments(parent.current.text, _act(source) if source is not None and source.text_id == parent.current.pk else [])
