"""Suggest the obligations that a commitment may answer, ranked, each with its reason; staff confirm or reject.

The signs, strongest first: the sentence cites the resolution; the meeting adopted it; subject areas in common; words in common. What is cited or
was adopted is compared whatever its age; of all else the documents adopted last before the meeting, for what is said there answers what was asked
lately. So a record costs the same however much the Council has adopted since 1946.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from functools import cached_property

from django.db.models import F, QuerySet

from ingest.folding import fold
from obligations.choices import DocumentKind, Opinion
from obligations.models import Commitment, Document, Obligation, ParagraphSubject, Tie, Vote
from obligations.querysets import groups_of

MOST = 5  # suggestions for a commitment
NEAREST = 250  # documents that are compared though they are not named: what the Council adopts in some four years
CITED, ADOPTED, SUBJECT, WORDS = 0.5, 0.2, 0.2, 0.3
NEAR = ("pk", "paragraph", "paragraph__document__symbol", "text", "text__text")
LEAST = 0.4  # a tie with a lower score is not suggested
BySubject = dict[str, set[int]]  # primary keys of paragraphs by code of a subject area


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
        self._nearest: dict[date | None, BySubject] = {}
        self._named: dict[frozenset[str], BySubject] = {}

    @cached_property
    def symbols(self) -> list[tuple[str, str]]:
        """Each document's symbol, and as a sentence would cite it."""
        every = Document.objects.order_by().values_list("symbol", flat=True)
        return [(symbol, symbol.removeprefix("S/RES/").replace(" ", "")) for symbol in every]

    def nearest(self, day: date | None) -> BySubject:
        """The paragraphs of the documents nearest to a meeting's day: those adopted last until then, and where these are few the first after it."""
        if day not in self._nearest:
            asking = Document.objects.exclude(kind=DocumentKind.MEETING_RECORD).order_by()
            until = asking.filter(adopted_on__lte=day).order_by("-adopted_on", "pk") if day else asking.none()
            keys = list(until.values_list("pk", flat=True)[:NEAREST])
            if len(keys) < NEAREST:
                after = asking.exclude(pk__in=keys).order_by(F("adopted_on").asc(nulls_last=True), "pk")
                keys += after.values_list("pk", flat=True)[: NEAREST - len(keys)]
            self._nearest[day] = _by_subject(ParagraphSubject.objects.filter(paragraph__document__in=keys))
        return self._nearest[day]

    def named(self, symbols: frozenset[str]) -> BySubject:
        """The paragraphs of some documents."""
        if symbols not in self._named:
            inside = ParagraphSubject.objects.filter(paragraph__document__symbol__in=symbols)
            self._named[symbols] = _by_subject(inside) if symbols else {}
        return self._named[symbols]

    def fold(self, key: int, text: str) -> str:
        """The text of a paragraph as it is compared."""
        if key not in self.folded:
            self.folded[key] = fold(text).text
        return self.folded[key]


def _by_subject(links: QuerySet[ParagraphSubject]) -> BySubject:
    found: BySubject = defaultdict(set)
    for paragraph, code in links.order_by().values_list("paragraph", "subject__code"):
        found[code].add(paragraph)
    return dict(found)


def _rank(commitment: Commitment, texts: _Texts) -> list[Tie]:
    """The obligations that reach the commitment's actor and could be answered by it, the best first; rows that are not saved.

    Like wording alone never reaches the least score, so that only those are read which are cited, were adopted or share a subject.
    """
    if commitment.actor is None:
        return []
    said = fold(commitment.text).text
    cited = {symbol for symbol, short in texts.symbols if short in said}
    adopted = set(Vote.objects.filter(edition=commitment.speech.edition).exclude(resolution="").values_list("resolution", flat=True))
    symbols = frozenset(cited | adopted)
    about = (texts.nearest(commitment.document.adopted_on), texts.named(symbols))
    subjects = {code: set().union(*(group.get(code, ()) for group in about)) for code in sorted(commitment.subjects.values_list("code", flat=True))}
    reaching = Obligation.objects.tracked().addressed_to(commitment.actor.code, *groups_of(commitment.actor))
    sharing = reaching.filter(paragraph__among=sorted(set().union(*subjects.values())))
    near = {row[0]: row for rows in (sharing, reaching.filter(paragraph__document__symbol__in=symbols)) for row in rows.values_list(*NEAR)}
    pairs, scored = _pairs(said), []
    for key, paragraph, symbol, text_key, text in near.values():
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
