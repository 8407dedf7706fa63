"""Suggest the obligations that a commitment may answer, ranked, each with its reason; staff confirm or reject.

The signs, strongest first: the sentence cites the resolution; the meeting adopted it; subject areas in common; words in common.
"""

from __future__ import annotations

from collections.abc import Iterable

from ingest.folding import fold
from obligations.choices import Opinion
from obligations.models import Commitment, Obligation, Tie, Vote
from obligations.querysets import groups_of

MOST = 5  # suggestions for a commitment
CITED, ADOPTED, SUBJECT, WORDS = 0.5, 0.2, 0.2, 0.3
LEAST = 0.4  # a tie with a lower score is not suggested


def suggest_ties(commitments: Iterable[Commitment]) -> None:
    """Write the suggestions for commitments. What staff decided stays; other suggestions are replaced."""
    for commitment in commitments:
        Tie.objects.filter(commitment=commitment, opinion=Opinion.SUGGESTED).delete()
        decided = set(Tie.objects.filter(commitment=commitment).values_list("obligation_id", flat=True))
        ranked = [tie for tie in rank(commitment) if tie.obligation_id not in decided]
        Tie.objects.bulk_create(ranked[:MOST])


def suggest_ties_to(symbol: str) -> None:
    """Suggest anew for the meeting that adopted a resolution, now that its obligations are known."""
    suggest_ties(Commitment.objects.filter(speech__edition__votes__resolution=symbol).distinct())


def rank(commitment: Commitment) -> list[Tie]:
    """The obligations that reach the commitment's actor and could be answered by it, the best first; rows that are not saved."""
    if commitment.actor is None:
        return []
    adopted = set(Vote.objects.filter(edition=commitment.speech.edition).exclude(resolution="").values_list("resolution", flat=True))
    subjects = set(commitment.subjects.values_list("code", flat=True))
    reaching = Obligation.objects.tracked().addressed_to(commitment.actor.code, *groups_of(commitment.actor))
    candidates = reaching.select_related("paragraph__document", "text").prefetch_related("paragraph__subjects__subject")
    scored = [_tie(commitment, obligation, adopted, subjects) for obligation in candidates]
    return sorted((tie for tie in scored if tie.score >= LEAST), key=lambda tie: -tie.score)


def _tie(commitment: Commitment, obligation: Obligation, adopted: set[str], subjects: set[str]) -> Tie:
    score = 0.0
    reasons: list[str] = []
    symbol = obligation.paragraph.document.symbol
    if symbol.removeprefix("S/RES/").replace(" ", "") in fold(commitment.text).text:
        score, reasons = score + CITED, [*reasons, f"cites {symbol}"]
    if symbol in adopted:
        score, reasons = score + ADOPTED, [*reasons, "adopted at this meeting"]
    shared = subjects & {link.subject.code for link in obligation.paragraph.subjects.all()}
    if shared:
        score, reasons = score + SUBJECT, [*reasons, f"same subject: {', '.join(sorted(shared))}"]
    words = _words_in_common(commitment.text, obligation.text.text)
    if words:
        score, reasons = score + WORDS * min(1.0, words), [*reasons, "like wording"]
    return Tie(commitment=commitment, obligation=obligation, score=round(score, 2), reason="; ".join(reasons)[:200])


def _words_in_common(one: str, other: str) -> float:
    """The share of the shorter text's pairs of characters that the other has, doubled: Chinese needs no cutting into words for this."""
    first, second = _pairs(one), _pairs(other)
    shorter = min(len(first), len(second))
    return 2 * len(first & second) / shorter if shorter else 0.0


def _pairs(text: str) -> set[str]:
    folded = fold(text).text
    return {folded[i : i + 2] for i in range(len(folded) - 1)}
