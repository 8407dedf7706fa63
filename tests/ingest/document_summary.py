"""What is read from a document, without line numbers and white space: two readings of the same document have the same summary."""

from __future__ import annotations

from typing import Any

from ingest import ParsedDocument
from ingest.records import Paragraph


def bare(text: str | None) -> str:
    """A text without white space."""
    return "".join((text or "").split())


def summary(document: ParsedDocument) -> dict[str, Any]:
    """Everything a reader of the document would be told."""
    return {
        "identity": (document.kind, document.symbol, document.adopted_on, document.meeting, bare(document.title), document.language),
        "preamble": [bare(p.text) for p in document.preambular],
        "operative": [_paragraph(p) for p in document.operative],
        "annexes": [(p.label, p.parent, bare(p.text)) for p in document.annexes],
        "citations": [(c.kind, c.target, c.label, c.where) for c in document.citations],
        "cover": (document.president, document.presiding, document.members, bare(document.agenda)),
        "speeches": [(s.speaker, s.actor, s.capacity, s.language, s.on_behalf_of, bare(s.text)) for s in document.speeches],
        "directions": [(d.after, bare(d.text)) for d in document.directions],
        "votes": [(v.draft, v.in_favour, v.against, v.abstaining, v.not_voting, v.stated, v.outcome, v.resolution) for v in document.votes],
        "commitments": [(c.speech, c.actor, c.kind, bare(c.text), c.amount, c.currency) for c in document.commitments],
        "problems": [bare(problem.what) for problem in document.problems],
    }


def _paragraph(paragraph: Paragraph) -> tuple[Any, ...]:
    acts = [
        (act.verb, act.force, act.modifiers, tuple(a.code for a in act.addressees), act.hedges, act.legal_basis, act.tracked, act.inherited)
        for act in paragraph.acts
    ]
    subjects = [subject.code for subject in paragraph.subjects]
    deadlines = [(d.rule, d.first_due, d.every) for d in paragraph.deadlines]
    return (paragraph.label, paragraph.parent, bare(paragraph.printed), bare(paragraph.text), acts, subjects, deadlines)
