"""In which form a file is, told from its first bytes and never from its name."""

from __future__ import annotations

import codecs
import re
from typing import Literal

Form = Literal["pdf", "zip", "ole", "rtf", "html", "mhtml", "xml", "picture", "text"]

_STARTS: tuple[tuple[bytes, Form], ...] = (
    (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "zip"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "ole"),
    (b"\xd0\xcf\x11\xe0", "ole"),
    (b"\x89PNG", "picture"),
    (b"\xff\xd8\xff", "picture"),
    (b"GIF8", "picture"),
    (b"II*\x00", "picture"),
    (b"MM\x00*", "picture"),
    (b"BM", "picture"),
)
_BITMAP_HEADER = 14  # bytes of a BMP, among them four that are zero
_HEAD = 2048
_MARKS = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_BEFORE = r"(?:(?><!--.*?-->)\s*+|<\?xml[^>]*+>\s*+)*+"  # each comment ends at its first end: no other way is tried where no page follows
_PAGE = re.compile(_BEFORE + r"<(?:!doctype\s+html|html|head|body|meta|title)\b", re.IGNORECASE | re.DOTALL)
_PIECE = re.compile(
    _BEFORE + r"<(?:p|br|div|table|h[1-6]|article|section|main|span|font|center|[ou]l|form|pre|script|style|link|a|b)\b", re.IGNORECASE | re.DOTALL
)
_BLOCK = re.compile(r"</?(?:p|br|div|td|li|h[1-6])\b", re.IGNORECASE)
_FEWEST_BLOCKS = 4  # in the head of a page that does not say that it is one; a text may begin with a tag as well
_XML = re.compile(r"<\?xml|<[a-z][\w.-]*:[a-z]", re.IGNORECASE)
_SAVED = re.compile(r"(?:from|mime-version|subject|date|content-type|snapshot-content-location):", re.IGNORECASE)


def form_of(content: bytes) -> Form:
    """The form of a file; `text` for all that shows no other."""
    for start, form in _STARTS:
        if content.startswith(start) and (start != b"BM" or content[6:10] == b"\x00" * 4):
            return form
    head = _head(content)
    if head.startswith("%PDF-"):
        return "pdf"
    if head.startswith("{\\rtf"):
        return "rtf"
    if _PAGE.match(head) or (_PIECE.match(head) and len(_BLOCK.findall(head)) >= _FEWEST_BLOCKS):
        return "html"
    if _SAVED.match(head) and "multipart/related" in head.lower():
        return "mhtml"
    return "xml" if _XML.match(head) else "text"


def _head(content: bytes) -> str:
    """The first characters, white space left out; what is not ASCII does not matter here."""
    wide = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    for mark in _MARKS:
        content = content.removeprefix(mark)
    start = content[: _HEAD + 2].replace(b"\x00", b"") if wide else content[:_HEAD].lstrip(b"\x00")
    return start.decode("latin-1").lstrip(" \t\r\n\x0b\x0c\ufeff\xa0")
