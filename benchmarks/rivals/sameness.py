"""Whether a page and the same by hand show the same: rows by their addresses, numbers, and the words of the texts.

What a page has besides, such as forms, drawings and words that never change, is left aside.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from html import unescape

ASIDE = re.compile(r"<(script|style|svg|form|nav)\b.*?</\1>", re.DOTALL)
MAIN = re.compile(r"<main\b.*?</main>", re.DOTALL)
TAG = re.compile(r"<[^>]*>")
HREF = re.compile(r'<a[^>]*?href="(/(?:obligations|documents|commitments|evidence|actors|subjects|rounds)/[^/"?#]+/)(?:[?#][^"]*)?"')
ORIGINAL = re.compile(r'<(p|q|span)\b[^>]*lang="zh"[^>]*>(.*?)</\1>', re.DOTALL)
NUMBER = re.compile(r"\d[\d,]*")
SMALLEST = 10  # a smaller number stands everywhere
FACETS = re.compile(r'<nav aria-labelledby="facets-title".*?</nav>', re.DOTALL)


@dataclass(frozen=True, slots=True)
class Shown:
    """What a page shows. `alone` are numbers that nothing stands beside, `numbers` all of them."""

    text: str
    alone: frozenset[str]
    numbers: frozenset[str]
    rows: frozenset[str]


def shown(html: str) -> Shown:
    """What a reader sees of a page."""
    facets = "".join(FACETS.findall(html))
    main = MAIN.search(html)
    kept = facets + ASIDE.sub(" ", main[0] if main else html)
    pieces = [unescape(piece).strip() for piece in TAG.split(kept)]
    alone = {piece for piece in pieces if piece.isdecimal() and int(piece) >= SMALLEST}
    text = "".join("".join(pieces).split())
    return Shown(text, frozenset(alone), frozenset(NUMBER.findall(" ".join(pieces))), frozenset(HREF.findall(kept)))


def differences(page: str, by_hand: str) -> list[str]:
    """What one of them shows and the other does not, a sentence each; none where they show the same."""
    ours, theirs = shown(page), shown(by_hand)
    main = MAIN.search(page)
    said = (_squeezed(words) for _tag, words in ORIGINAL.findall(ASIDE.sub(" ", main[0] if main else page)))
    by_theirs = (_squeezed(piece) for piece in re.split(r"<[^>]*>", by_hand.partition("</title>")[2]))
    return [
        *_missing("rows only on the page", ours.rows - theirs.rows),
        *_missing("rows only by hand", theirs.rows - ours.rows),
        *_missing("numbers only on the page", ours.alone - theirs.numbers),
        *_missing("numbers only by hand", theirs.alone - ours.numbers),
        *_missing("texts only on the page", {words for words in said if words not in theirs.text}),
        *_missing("words only by hand", {words for words in by_theirs if words not in ours.text}),
    ]


def _squeezed(html: str) -> str:
    return "".join(unescape(TAG.sub("", html)).split())


def _missing(what: str, found: Iterable[str]) -> list[str]:
    listed = sorted(found)
    return [f"{what} ({len(listed)}): {'; '.join(words[:60] for words in listed[:5])}"] if listed else []
