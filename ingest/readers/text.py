"""Plain text: which coding its bytes are in, told from the bytes alone.

A byte order mark decides; then UTF-8, whose rules no other coding meets by chance. What is left is decoded in each of the codings in which
Chinese is written (GB18030, Big5, UTF-16 in both orders), and the one that gives the likeliest Chinese is taken: the hundred commonest
characters make up two fifths of any Chinese text, and next to nothing of one that is decoded wrongly; where a text is too short for that, the
four thousand in daily use speak for it, and the rare ones against it. Where none of them is likely, a text in Western letters is taken for one.
"""

from __future__ import annotations

import codecs
from collections.abc import Iterator

from ingest.characters import simplified
from ingest.problems import Refusal
from ingest.readers.extracted import Extracted
from ingest.unreadable import Unreadable

__all__ = ["MEDIA_TYPE", "Unreadable", "decode", "read"]

MEDIA_TYPE = "text/plain"
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
    (b"\x84\x31\x95\x33", "gb18030"),
)
_GUESSED = ("gb18030", "big5hkscs", "cp950", "utf-16-le", "utf-16-be")
_DECLARED = {
    **dict.fromkeys(("gb2312", "gbk", "gb18030", "gb_2312-80", "x-gbk", "cp936"), "gb18030"),
    **dict.fromkeys(("big5", "big5-hkscs", "x-x-big5", "cp950"), "big5hkscs"),
}
_CUT_OFF = 100  # bytes; a shorter text that ends inside a character is no text that was cut off
_LONGEST_CHARACTER = 4  # bytes
_SAMPLE = 20_000  # characters that are looked at
_MOST_CONTROLS = 0.02  # share of control characters above which bytes are no text
_MOST_NULS = 0.1  # of the characters; Latin text in UTF-16 is every second byte NUL
_LEAST_LIKELY = 0.05  # below this a decoding is not Chinese
_COMMON = frozenset(
    "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多定行学法所民得经十三之进着等部度"
    "家电力里如水化高自二理起小物现实加量都两体制机当使点从业本去把性好应开它合还因由其些然前外天政四日那社义事平形相全表间样与关各重新线内数正心反你"
    "第次号决议安全理事会联合国秘书长月回顾申强调促请鼓励支持恐怖主义国际维和措施包括根据执行报告委员会并按此项及或向通"
)
_DAILY = frozenset("".join(bytes((lead, trail)).decode("gb2312", "ignore") for lead in range(0xB0, 0xD8) for trail in range(0xA1, 0xFF)))
_ODD = (("\ue000", "\uf8ff"), ("\x00", "\x08"), ("\x0e", "\x1f"), ("\x7f", "\x9f"), ("\ufffe", "\uffff"), ("\ud800", "\udfff"))
_WESTERN = "cp1252"  # in which Western languages are written where not in UTF-8
_ALPHABETS = (("\u00a0", "\u024f"), ("\u0400", "\u04ff"), ("\u0600", "\u06ff"))
_ONE_ALPHABET = 0.95  # share of the characters beyond ASCII that are of one alphabet in a text written in it
_SPACES = 0.08  # share of white space in a text of words; in Chinese it is next to nothing
_LATIN = 0.5  # how likely a text is that has nothing beyond ASCII
_MARKS = frozenset("，。、；：？！（）《》“”‘’「」『』—…·")
_FOREIGN = (("\u0100", "\u1fff"), ("\u2500", "\u259f"), ("\u3040", "\u318f"), ("\ua000", "\uf8ff"), ("\uff61", "\uffdc"))


def read(content: bytes, *, name: str) -> Extracted:
    """The text of a plain text file. Raises Refusal for empty, binary or undecodable content."""
    return Extracted(decode(content, name=name), MEDIA_TYPE)


def decode(content: bytes, *, name: str, declared: str | None = None) -> str:
    """The text of bytes; `declared` is the coding that the file itself names, which is believed where the bytes allow it. Raises Refusal."""
    if not content.strip(b"\x00 \t\r\n\x0b\x0c"):
        raise Refusal("empty", name=name)
    text = _decoded(content, declared)
    if text is None or _looks_binary(text):
        raise Refusal("not_text", name=name)
    if not text.strip("\ufeff\x00 \t\r\n\x0b\x0c\u3000\u200b"):
        raise Refusal("empty", name=name)
    return text


def _decoded(content: bytes, declared: str | None) -> str | None:
    for mark, marked in _BOMS:
        if content.startswith(mark):
            return _strictly(content, marked)
    as_utf8 = _strictly(content, "utf-8")
    if as_utf8 is not None and (_is_plain(as_utf8) or likelihood(as_utf8) > _LEAST_LIKELY or _is_alphabetic(as_utf8)):
        return as_utf8
    coding = _DECLARED.get((declared or "").lower())
    if coding and (text := _strictly(content, coding)) is not None and likelihood(text) > _LEAST_LIKELY:
        return text
    readings = [*([as_utf8] if as_utf8 is not None else []), *_readings(content)]
    best = max(readings, key=likelihood, default=None)
    if best is not None and likelihood(best) > _LEAST_LIKELY:
        return best
    western = _strictly(content, _WESTERN) if as_utf8 is None else None
    return western if western is not None and _is_alphabetic(western) else as_utf8


def _is_plain(text: str) -> bool:
    """Whether a text is ASCII, and neither every other byte of it NUL nor many of them controls, as in Chinese in UTF-16."""
    return text.isascii() and text.count("\x00") <= _MOST_NULS * len(text) and not _looks_binary(text)


def _is_alphabetic(text: str) -> bool:
    """Whether a text is in one alphabet beyond ASCII, of words set apart by spaces: Chinese that is decoded wrongly is in several, without spaces."""
    beyond = [character for character in text[:_SAMPLE] if character > "\x7f" and character not in _MARKS]
    inside = max(sum(first <= character <= last for character in beyond) for first, last in _ALPHABETS)
    spaced = text[:_SAMPLE].count(" ") + text[:_SAMPLE].count("\n") >= _SPACES * len(text[:_SAMPLE])
    return spaced and inside >= _ONE_ALPHABET * len(beyond) and not _looks_binary(text)


def _readings(content: bytes) -> Iterator[str]:
    for coding in _GUESSED:
        text = _strictly(content, coding)
        if text is not None:
            yield text


def _strictly(content: bytes, coding: str) -> str | None:
    """The text, if every byte can be decoded; a longer one that ends inside its last character is taken up to there."""
    try:
        return content.decode(coding)
    except UnicodeDecodeError as error:
        if len(content) > _CUT_OFF and error.start > len(content) - _LONGEST_CHARACTER:
            return content[: error.start].decode(coding)
    return None


def likelihood(text: str) -> float:
    """How much a decoded text looks like Chinese: from 1 for common characters alone to -3 for garbage; ASCII does not count."""
    beyond = [character for character in simplified(text[:_SAMPLE]) if character > "\x7f" or character < "\x09"]
    if not beyond:
        return _LATIN
    return sum(map(_weight, beyond)) / len(beyond)


def _weight(character: str) -> float:
    """What a character says for a decoding: 1 for the commonest ones and for punctuation, less than 0 for what Chinese text has not."""
    if character in _COMMON or character in _MARKS:
        return 1.0
    if character in _DAILY:
        return 0.3
    if "\u3400" <= character <= "\u9fff":
        return -0.3
    if _among(character, _ODD):
        return -3.0
    return -1.0 if _among(character, _FOREIGN) else 0.0


def _among(character: str, ranges: tuple[tuple[str, str], ...]) -> bool:
    return any(first <= character <= last for first, last in ranges)


def _looks_binary(text: str) -> bool:
    sample = text[:_SAMPLE]
    controls = sum(1 for character in sample if (character < " " and character not in "\t\r\n\x0b\x0c\x00") or "\ue000" <= character <= "\uf8ff")
    return controls > _MOST_CONTROLS * len(sample)
