"""The labels of one obligation, each with what the machine suggests, what people decided, and what is in force."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from itertools import chain

from django.utils.translation import gettext as _

from ingest import Lexicon
from obligations import lexicons
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
    def is_certain(self) -> bool:
        """Whether the machine suggests it without reserve."""
        return all(suggestion.confidence >= 1 for suggestion in self.suggestions if suggestion.value == self.value)

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

    @cached_property
    def _others(self) -> dict[str, str]:
        return text_only_addressees()

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
        return self._actors[value].name if value in self._actors else self._others.get(value, value)


@lru_cache(maxsize=4)
def _text_only(lexicon: Lexicon) -> Mapping[str, Mapping[str, str]]:
    groups = [group for group in lexicon.groups.values() if group.kind in ("parties", "others")]
    return {group.code: group.label for group in reversed(groups)}


def text_only_addressees() -> dict[str, str]:
    """Parties, armed groups and others who are addressed and have no record as actors: code and name."""
    return {code: in_language(label["zh"], label["en"]) for code, label in _text_only(lexicons.current()).items()}


def label_rows(obligation: Obligation) -> list[LabelRow]:
    """Every value that is suggested, decided or in force, in the order verb, force, tracked, addressees, subjects."""
    paragraph = obligation.paragraph
    about = Labelled(
        [*obligation.suggestions.all(), *paragraph.suggestions.all()],
        [*obligation.decisions.select_related("by"), *paragraph.decisions.select_related("by")],
    )
    addressees = {link.code: link.basis for link in obligation.addressees.all()}
    subjects = {link.subject.code: link.basis for link in paragraph.subjects.select_related("subject")}
    names = Names([*about.suggestions, *about.decisions], actors=addressees)
    return [*act_rows(obligation, about, addressees, names), *member_rows(Label.SUBJECT, about, subjects, names)]


@dataclass(frozen=True, slots=True)
class Labelled:
    """The suggestions and decisions about one act, about the subjects of one paragraph, or about both."""

    suggestions: list[Suggestion]
    decisions: list[Decision]


def act_rows(obligation: Obligation, about: Labelled, addressees: Mapping[str, str], names: Names) -> list[LabelRow]:
    """The rows of an act: verb, force, tracked, then its addressees (code and basis of those in force)."""
    rows = []
    for label, value, basis in (
        (Label.VERB, obligation.verb.code, obligation.verb_basis),
        (Label.FORCE, obligation.force, obligation.force_basis),
        (Label.TRACKED, "true" if obligation.tracked else "false", obligation.tracked_basis),
    ):
        mine = [s for s in about.suggestions if s.label == label]
        rows.append(LabelRow(label, value, names.of(label, value), basis, mine, [d for d in about.decisions if d.label == label]))
    return rows + member_rows(Label.ADDRESSEE, about, addressees, names)


def member_rows(label: Label, about: Labelled, in_force: Mapping[str, str], names: Names) -> list[LabelRow]:
    """The rows of a set: those in force (code and basis), then what was rejected or is no longer suggested."""
    rows = []
    known = (row.value for row in chain(about.suggestions, about.decisions) if row.label == label)
    for value in dict.fromkeys([*in_force, *known]):
        mine = [s for s in about.suggestions if (s.label, s.value) == (label, value)]
        theirs = [d for d in about.decisions if (d.label, d.value) == (label, value)]
        rows.append(LabelRow(label, value, names.of(label, value), in_force.get(value, ""), mine, theirs))
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
