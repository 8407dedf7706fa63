"""Traditional characters read as Simplified ones, character by character, so that every offset stays what it is.

The rules and the lexicons are written in Simplified characters. A text in Traditional ones is matched as if it were written so and is kept as
it stands: 聯合國 is found by 联合国, and every word that is quoted from it says 聯合國.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from opencc import OpenCC

from ingest.records import Script

_HAN = "".join(map(chr, (*range(0x3400, 0x4DC0), *range(0x4E00, 0xA000))))
_VARIANTS = {"著": "着"}  # 著重: no form in use here is written 著 in Simplified characters with another sense
_TRADITIONAL_SHARE = 0.04  # of the Chinese characters of a text; in Traditional prose it is a third, in Simplified prose next to nothing


def _pairs() -> Iterator[tuple[str, str]]:
    """Each Traditional character with its Simplified form, those of Hong Kong and Taiwan too; only what stays one character."""
    for variety in ("hk2s", "t2s"):
        converted = OpenCC(variety).convert("\n".join(_HAN)).split("\n")
        yield from ((written, plain) for written, plain in zip(_HAN, converted, strict=True) if written != plain and len(plain) == 1)
    yield from _VARIANTS.items()


def _table() -> dict[str, str]:
    """The pairs, so that what is Simplified once stays as it is: 薴 goes where 苧 goes."""
    pairs = dict(_pairs())
    return {written: pairs.get(plain, plain) for written, plain in pairs.items()}


SIMPLIFIED = _table()
TRANSLATION = {ord(written): plain for written, plain in SIMPLIFIED.items()}
_TRADITIONAL = re.compile("[" + "".join(sorted(SIMPLIFIED)) + "]")
_CHINESE = re.compile("[\u3400-\u4dbf\u4e00-\u9fff]")


def simplified(text: str) -> str:
    """The text in Simplified characters; as long as it was, so that offsets hold for both."""
    return text.translate(TRANSLATION) if _TRADITIONAL.search(text) else text


def script(text: str) -> Script:
    """Whether a text is written in Simplified or in Traditional characters; one without Chinese counts as Simplified."""
    chinese = len(_CHINESE.findall(text))
    return "Hant" if len(_TRADITIONAL.findall(text)) > _TRADITIONAL_SHARE * chinese else "Hans"


class SimplifiedPattern:
    """A regular expression in Simplified characters that reads Traditional ones too. Offsets are those of the text as given."""

    def __init__(self, pattern: str) -> None:
        self._pattern = re.compile(pattern)

    def match(self, text: str) -> re.Match[str] | None:
        """Like `re.Pattern.match`; the groups hold Simplified characters."""
        return self._pattern.match(simplified(text))

    def fullmatch(self, text: str) -> re.Match[str] | None:
        """Like `re.Pattern.fullmatch`."""
        return self._pattern.fullmatch(simplified(text))

    def search(self, text: str) -> re.Match[str] | None:
        """Like `re.Pattern.search`."""
        return self._pattern.search(simplified(text))

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        """Like `re.Pattern.finditer`."""
        return self._pattern.finditer(simplified(text))
