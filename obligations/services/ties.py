"""Suggest the obligations that a commitment may answer, ranked, each with its reason; staff confirm or reject.

The signs, strongest first: the sentence cites the resolution; the meeting adopted it; subject areas in common; words in common.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

from django.db.models import Exists, OuterRef, Q

from ingest.folding import fold
from obligations.choices import Opinion
from obligations.models import Commitment, Document, Obligation, ParagraphSubject, Tie, Vote
from obligations.querysets import groups_of

MOST = 5  # suggestions for a commitment
CITED, ADOPTED, SUBJECT, WORDS = 0.5, 0.2, 0.2, 0.3
LEAST = 0.4  # a tie with a lower score is not suggested


def suggest_ties(commitments: Iterable[Commitment]) -> None:
    """Write the suggestions for commitments. What staff decided stays; other suggestions are replaced."""
    texts = _Texts()
    for commitment in commitments:
        Tie.objects.filter(commitment=commitment, opinion=Opinion.SUGGESTED).delete()
        decided = set(Tie.objects.filter(commitment=commitment).values_list("obligation_id", flat=True))
        ranked = [tie for tie in _rank(commitment, texts) if tie.obligation_id not in decided]
        Tie.objects.bulk_create(ranked[:MOST])


def suggest_ties_to(symbol: str) -> None:
    """Suggest anew for the meeting that adopted a resolution, now that its obligations are known."""
    suggest_ties(Commitment.objects.filter(speech__edition__votes__resolution=symbol).distinct())


class _Texts:
    """What is asked of the texts for every commitment of a record alike: asked once."""

    def __init__(self) -> None:
        self.folded: dict[int, str] = {}  # by primary key of the paragraph's text
        self._about: dict[str, frozenset[int]] = {}

    @cached_property
    def symbols(self) -> list[tuple[str, str]]:
        """Each document's symbol, and as a sentence would cite it."""
        every = Document.objects.order_by().values_list("symbol", flat=True)
        return [(symbol, symbol.removeprefix("S/RES/").replace(" ", "")) for symbol in every]

    def about(self, subject: str) -> frozenset[int]:
        """The paragraphs on a subject, by primary key."""
        if subject not in self._about:
            links = ParagraphSubject.objects.filter(subject__code=subject).order_by()
            self._about[subject] = frozenset(links.values_list("paragraph", flat=True))
        return self._about[subject]

    def fold(self, key: int, text: str) -> str:
        """The text of a paragraph as it is compared."""
        if key not in self.folded:
            self.folded[key] = fold(text).text
        return self.folded[key]


def _rank(commitment: Commitment, texts: _Texts) -> list[Tie]:
    """The obligations that reach the commitment's actor and could be answered by it, the best first; rows that are not saved.

    Like wording alone never reaches the least score, so that only those are read which are cited, were adopted or share a subject.
    """
    if commitment.actor is None:
        return []
    said = fold(commitment.text).text
    cited = {symbol for symbol, short in texts.symbols if short in said}
    adopted = set(Vote.objects.filter(edition=commitment.speech.edition).exclude(resolution="").values_list("resolution", flat=True))
    subjects = {code: texts.about(code) for code in sorted(commitment.subjects.values_list("code", flat=True))}
    sharing = ParagraphSubject.objects.filter(paragraph=OuterRef("paragraph"), subject__code__in=subjects)
    reaching = Obligation.objects.tracked().addressed_to(commitment.actor.code, *groups_of(commitment.actor))
    near = reaching.filter(Q(paragraph__document__symbol__in=cited | adopted) | Exists(sharing))
    pairs, scored = _pairs(said), []
    for key, paragraph, symbol, text_key, text in near.values_list("pk", "paragraph", "paragraph__document__symbol", "text", "text__text"):
        shared = [code for code, paragraphs in subjects.items() if paragraph in paragraphs]
        words = _in_common(pairs, _pairs(texts.fold(text_key, text)))
        score, reason = _weigh(symbol, cited=symbol in cited, adopted=symbol in adopted, shared=shared, words=words)
        if score >= LEAST:
            scored.append(Tie(commitment=commitment, obligation_id=key, score=score, reason=reason))
    return sorted(scored, key=lambda tie: -tie.score)


def _weigh(symbol: str, *, cited: bool, adopted: bool, shared: list[str], words: float) -> tuple[float, str]:
    """The score of a tie, and its reason in words."""
    signs = []
    if cited:
        signs.append((CITED, f"cites {symbol}"))
    if adopted:
        signs.append((ADOPTED, "adopted at this meeting"))
    if shared:
        signs.append((SUBJECT, f"same subject: {', '.join(shared)}"))
    if words:
        signs.append((WORDS * min(1.0, words), "like wording"))
    return round(sum(weight for weight, _reason in signs), 2), "; ".join(reason for _weight, reason in signs)[:200]


def _in_common(first: set[str], second: set[str]) -> float:
    """The share of the shorter text's pairs of characters that the other has, doubled: Chinese needs no cutting into words for this."""
    shorter = min(len(first), len(second))
    return 2 * len(first & second) / shorter if shorter else 0.0


def _pairs(folded: str) -> set[str]:
    """Each two characters that stand side by side in a folded text."""
    return {folded[i : i + 2] for i in range(len(folded) - 1)}
