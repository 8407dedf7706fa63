"""How a speech is shown: its text with the sentences that were taken for commitments marked, and what is said of each of them."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.html import format_html
from django.utils.safestring import SafeString

from obligations.choices import CommitmentKind, Opinion
from obligations.marking import Mark, Segment, segments
from obligations.models import Commitment, Speech


def marked_speech(speech: Speech, commitments: Iterable[Commitment], *, shown: Commitment | None = None) -> list[Segment]:
    """The text in segments: the sentence that is `shown` has the kind `sentence`, those of other commitments `commitment`."""
    marks = [_mark(one, "sentence" if shown is not None and one.pk == shown.pk else "commitment") for one in commitments]
    return segments(speech.text, marks)


def _mark(commitment: Commitment, kind: str) -> Mark:
    return Mark(commitment.start, commitment.end, kind, f"{commitment.key} · {kind_shown(commitment)} · {commitment.get_opinion_display()}")


def kind_shown(commitment: Commitment) -> str:
    """What it is; a condition that the speaker made stands with it: `Stated intention (如有必要)`."""
    kind = CommitmentKind(commitment.kind).label
    return f"{kind} ({commitment.condition})" if commitment.condition else str(kind)


def opinion_chip(commitment: Commitment) -> SafeString:
    """What is settled about it, drawn dashed while nobody has decided."""
    is_open = commitment.opinion == Opinion.SUGGESTED
    css = "label-chip label-open" if is_open else "label-chip"
    return format_html('<span class="{}">{}</span>', css, commitment.get_opinion_display())


def amount_shown(commitment: Commitment) -> str:
    """`USD 129,000,000`; empty where no amount is named. The currency always stands with the number."""
    if commitment.amount is None:
        return ""
    return f"{commitment.currency} {commitment.amount:,.2f}".removesuffix(".00").strip()
