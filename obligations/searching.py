"""One form of text for searching: NFKC, no white space, simplified characters, lower case. Texts and queries are made alike by it."""

from __future__ import annotations

import unicodedata
from functools import cache

from opencc import OpenCC


@cache
def _converter() -> OpenCC:
    return OpenCC("t2s")


def normalise(text: str) -> str:
    """The searchable form of a text or of a query. 簡易 爆炸 and 简易爆炸 are the same; two-character words work, for there are no words to cut."""
    bare = "".join(unicodedata.normalize("NFKC", text.replace("\x00", "")).split())
    return str(_converter().convert(bare)).lower()
