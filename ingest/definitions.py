"""Abbreviations that a document defines for itself: 联合国科尔萨特特派团(联科特派团), 反恐怖主义委员会执行局(反恐执行局).

A name that is known, followed by a bracket with a short form, makes the short form known too, in this document only.
"""

from __future__ import annotations

from collections.abc import Iterable

from ingest.folding import fold
from ingest.lexicon import Lexicon

SHORTEST, LONGEST = 2, 14  # characters of a short form


def find(texts: Iterable[str], *, lexicon: Lexicon) -> dict[str, str]:
    """Short forms, each with the rule of the addressee it stands for. Short forms that the lexicon knows already are left out."""
    defined: dict[str, str] = {}
    known = lexicon.group_patterns
    for text in (fold(text).text for text in texts):
        opened = text.find("(")
        while opened >= 0:
            closed = text.find(")", opened)
            short = text[opened + 1 : closed].strip('“”"') if closed > 0 else ""
            if SHORTEST <= len(short) <= LONGEST and _is_name(short):
                named = [f for f in known.longest(text, max(0, opened - 40), opened) if f.end == opened]
                already = known.at(short, 0)
                if named and (already is None or already.end < len(short)):
                    defined.setdefault(short, named[0].rule)
            opened = text.find("(", opened + 1)
    return defined


def _is_name(short: str) -> bool:
    """Whether a bracket can hold a short form: Chinese characters, no year, no symbol of the notation."""
    return not any(character.isascii() or character in "，；。：、《》…|" for character in short)
