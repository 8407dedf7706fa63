"""Why: what was considered in a paragraph besides what was found."""

from __future__ import annotations

from dataclasses import dataclass

from ingest import acts
from ingest.classify import Classifier
from ingest.folding import fold
from ingest.lexicon import Lexicon
from ingest.records import Span
from ingest.resolution import chapeau_of


@dataclass(frozen=True, slots=True)
class Considered:
    """A verb that looks like an act of the Council and was not taken for one: its words, its span in the text, its rule, and why not."""

    verb: str
    span: Span
    rule: str
    why: str


def considered(text: str, *, lexicon: Lexicon, chapeau: str | None = None) -> tuple[Considered, ...]:
    """What was considered in a paragraph and refused; `chapeau` is the text of a subparagraph's chapeau."""
    folded = fold(text)
    above = None
    if chapeau:
        above_text = fold(chapeau)
        found = acts.find(above_text, lexicon=lexicon)
        if found:
            act = Classifier(above_text, lexicon, "not_named").act(found[-1])
            above = chapeau_of(act, above_text, lexicon)
    return tuple(
        Considered(r.opening.verb.verb, folded.span(r.opening.start, r.opening.end), r.opening.verb.id, r.why)
        for r in acts.refused(folded, lexicon=lexicon, chapeau=above)
    )
