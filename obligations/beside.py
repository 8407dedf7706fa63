"""What editions in the reader's language say beside the paragraphs that are read here, and whether they say anything."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils.translation import get_language

from obligations.models import ParagraphText
from obligations.searching import normalise

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from obligations.models import Paragraph

_SPELT = re.compile("[a-z\u00df-\u024f\u0400-\u04ff\u0600-\u06ff]")
FIRST = "zh"  # the language that obligations are read from; who reads it needs nothing beside


def said(words: str, *, reference: Q, paragraph: str) -> Q:
    """Whether the text read here says some words, which is `reference`, or an edition in another language says them of the same paragraph.

    `paragraph` is the column to look in (`paragraph__in`). Only words that are spelt with letters are looked for in other languages.
    """
    wanted = normalise(words)
    if not _SPELT.search(wanted):
        return reference
    return reference | Q(**{paragraph: ParagraphText.objects.filter(search__contains=wanted).beside().order_by().values("paragraph")})


def saying(words: str, paragraphs: QuerySet[Paragraph]) -> QuerySet[Paragraph]:
    """Those that say some words, in the edition read here or beside it."""
    return paragraphs.filter(said(words, reference=Q(current__search__contains=normalise(words)), paragraph="pk__in"))


def own_language() -> str:
    """The language of the reader's interface, as editions name it: `en`, `zh`."""
    return (get_language() or FIRST).partition("-")[0]


def texts_saying(paragraphs: Iterable[int], words: str) -> dict[int, ParagraphText]:
    """The texts in other languages that say some words, by paragraph, in one query; none is asked for where the words are not spelt with letters."""
    wanted = normalise(words)
    if not _SPELT.search(wanted):
        return {}
    rows = ParagraphText.objects.filter(paragraph__in=paragraphs, search__contains=wanted).beside()
    return {row.paragraph_id: row for row in rows.select_related("edition").defer("search", "edition__body")}


def texts_beside(paragraphs: Iterable[int]) -> dict[int, ParagraphText]:
    """The texts in the reader's language, by paragraph, in one query; none is asked for where the interface is in Chinese."""
    language = own_language()
    if language == FIRST:
        return {}
    rows = ParagraphText.objects.filter(paragraph__in=paragraphs).beside(language).select_related("edition").defer("search", "edition__body")
    return {row.paragraph_id: row for row in rows}
