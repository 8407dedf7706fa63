"""Everything the review queue shows of one paragraph, loaded with a fixed number of queries however many acts it has."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Prefetch
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from obligations.admin.labels import Labelled, LabelRow, Names, act_rows, member_rows
from obligations.choices import Label
from obligations.desk.considered import Refused, refused_in
from obligations.desk.contradictions import Contradiction, act_of, contradictions, contradictory, disputed, opinions_of
from obligations.marking import Mark, Segment, segments
from obligations.models import Decision, Document, Obligation, Paragraph, Suggestion

if TYPE_CHECKING:
    from django.contrib.auth.models import User


class ParagraphLabels:
    """A paragraph with its acts and subjects, each with the rows of its labels, and what does not fit together."""

    def __init__(self, paragraph: Paragraph, *, user: User) -> None:
        self.paragraph = paragraph
        by = Prefetch("decisions", queryset=Decision.objects.select_related("by"))
        acts = Obligation.objects.visible_to(user).in_the_text().filter(paragraph=paragraph).select_related("verb", "text", "inherited_from")
        obligations = list(acts.prefetch_related("addressees", "suggestions", by).order_by("position"))
        on_paragraph = Labelled(list(paragraph.suggestions.all()), list(paragraph.decisions.select_related("by")))
        on_acts = {act.pk: Labelled(list(act.suggestions.all()), list(act.decisions.all())) for act in obligations}
        everything: list[Suggestion | Decision] = []
        for about in (on_paragraph, *on_acts.values()):
            everything += [*about.suggestions, *about.decisions]
        addressees = {act.pk: {link.code: str(link.basis) for link in act.addressees.all()} for act in obligations}
        self.names = Names(everything, actors={code for codes in addressees.values() for code in codes})
        self.acts: list[tuple[Obligation, list[LabelRow]]] = [
            (act, act_rows(act, on_acts[act.pk], addressees[act.pk], self.names)) for act in obligations
        ]
        in_force = {link.subject.code: str(link.basis) for link in paragraph.subjects.select_related("subject")}
        self.subjects = member_rows(Label.SUBJECT, on_paragraph, in_force, self.names)
        self._on_acts, self._on_paragraph = on_acts, on_paragraph

    @cached_property
    def contradictions(self) -> list[Contradiction]:
        acts = [act_of(act, self._on_acts[act.pk].decisions, name=self.names.of) for act, _rows in self.acts]
        return contradictions(acts, opinions_of(self._on_paragraph.decisions, name=self.names.of))

    def problems(self, key: str) -> list[str]:
        """What does not fit together in one act; without a key, in the subjects."""
        return [found.what for found in self.contradictions if found.key == key]

    @cached_property
    def refused(self) -> list[Refused]:
        """The verbs that were considered and not taken for acts."""
        parent = self.paragraph.parent
        return refused_in(self.paragraph.current, chapeau=parent.current if parent else None) if self.paragraph.current else []

    @property
    def text(self) -> list[Segment]:
        """The paragraph with the words that led to its labels, and the verbs that were considered and refused."""
        text = self.paragraph.current
        if text is None:
            return []
        marks = [Mark(row.start, row.end, "refused", f"{_('no act of the Council')}: {row.why}") for row in self.refused]
        for act, rows in self.acts:
            if act.text_id == text.pk and act.start is not None and act.end is not None:
                marks.append(Mark(act.start, act.end, "act", f"{act.verb} · {act.get_force_display()}"))
            if act.text_id == text.pk:
                marks += _of_rows(rows, Label.ADDRESSEE)
        marks += _of_rows(self.subjects, Label.SUBJECT)
        marks += [Mark(row.start, row.end, "deadline", _("Deadline")) for row in text.deadlines.all()]
        marks += [Mark(row.start, row.end, "citation", str(row)) for row in text.citations.all()]
        return segments(text.text, marks)

    @property
    def chapeau(self) -> list[Segment] | None:
        """The text above a part, with the act that is inherited; None where there is none."""
        parent = self.paragraph.parent
        if parent is None or parent.current is None:
            return None
        sources = [act.inherited_from for act, _rows in self.acts if act.inherited_from and act.inherited_from.text_id == parent.current_id]
        marks = [Mark(s.start, s.end, "act", str(Label.VERB.label)) for s in sources if s.start is not None and s.end is not None]
        return segments(parent.current.text, marks)


def contradictions_in(document: Document) -> list[tuple[str, Contradiction]]:
    """What does not fit together in a document, each with the slug of its paragraph, in the order of the paragraphs."""
    by = Prefetch("decisions", queryset=Decision.objects.select_related("by"))
    acts = Obligation.objects.in_the_text().filter(contradictory(), paragraph__document=document).select_related("verb", "paragraph")
    rows = list(acts.prefetch_related("addressees", by).order_by("paragraph__position", "position"))
    paragraphs = list(document.paragraphs.present().filter(disputed("paragraph")).prefetch_related(by).order_by("position"))
    made = [decision for act in rows for decision in act.decisions.all()]
    names = Names([*made, *(decision for paragraph in paragraphs for decision in paragraph.decisions.all())])
    found = [(row.paragraph, contradictions([act_of(row, row.decisions.all(), name=names.of)])) for row in rows]
    found += [(row, contradictions([], opinions_of(row.decisions.all(), name=names.of))) for row in paragraphs]
    return [(row.slug, what) for row, several in sorted(found, key=lambda pair: pair[0].position) for what in several]


def _of_rows(rows: list[LabelRow], label: Label) -> list[Mark]:
    """The words behind the members of a set that are in force."""
    return [
        Mark(s.start, s.end, str(label), f"{row.label.label}: {row.shown}")
        for row in rows
        if row.label == label and row.basis
        for s in row.suggestions
        if s.start is not None and s.end is not None
    ]
