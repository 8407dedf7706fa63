"""Say on which page of its file each stored paragraph and speech begins, so that a reader finds the place in a PDF."""

from __future__ import annotations

from collections.abc import Sequence

from ingest.reading import page_of
from obligations.models import Edition, ParagraphText, Speech

AT_ONCE = 200  # rows in one statement


def locate(edition: Edition, pages: Sequence[int]) -> None:
    """Keep the page of every text and speech of an edition; `pages` are those of its reading, empty where its file knows none."""
    if not pages:
        return
    texts = list(ParagraphText.objects.filter(edition=edition).only("pk", "line"))
    speeches = list(Speech.objects.filter(edition=edition).only("pk", "line"))
    rows: list[ParagraphText | Speech] = [*texts, *speeches]
    for row in rows:
        row.page = page_of(row.line, pages)
    ParagraphText.objects.bulk_update(texts, ["page"], batch_size=AT_ONCE)
    Speech.objects.bulk_update(speeches, ["page"], batch_size=AT_ONCE)
