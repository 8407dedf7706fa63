"""Plain text: UTF-8 with or without a byte order mark, UTF-16 with one, GB18030."""

from __future__ import annotations

import codecs

_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_BINARY_STARTS = (
    (b"%PDF", "a PDF file"),
    (b"PK\x03\x04", "a ZIP, Word or Excel file"),
    (b"\xd0\xcf\x11\xe0", "an old Word or Excel file"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"{\\rtf", "an RTF file"),
)
_CUT_OFF = 100  # bytes; a shorter text that ends inside a character is no text that was cut off
_MOST_CONTROLS = 0.02  # share of control characters above which bytes are no text


class Unreadable(ValueError):
    """A file that cannot be read; the message is one sentence for the person who sent it."""


def decode(content: bytes, *, name: str) -> str:
    """Decode the bytes of a text file. Raises Unreadable for empty, binary or undecodable content."""
    if not content.strip(b"\x00 \t\r\n\x0b\x0c"):
        raise Unreadable(f"{name}: the file is empty. Send the file with the document's text.")
    for start, kind in _BINARY_STARTS:
        if content.startswith(start):
            raise Unreadable(f"{name}: this is {kind}, not plain text. Save the document as plain text (UTF-8) and send that.")
    text = _decoded(content)
    if text is None or _looks_binary(text):
        raise Unreadable(f"{name}: this is no text in UTF-8, UTF-16 or GB18030. Save the document as plain text (UTF-8) and send that.")
    return text


def _decoded(content: bytes) -> str | None:
    encodings = [encoding for bom, encoding in _BOMS if content.startswith(bom)] or ["utf-8", "gb18030"]
    for encoding in encodings:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError as error:
            if encoding == "utf-8" and error.start > _CUT_OFF and error.start >= len(content) - 3:
                return content[: error.start].decode(encoding)  # cut off inside its last character; the text's end says so
    return None


def _looks_binary(text: str) -> bool:
    sample = text[:20_000]
    controls = sum(1 for character in sample if (character < " " and character not in "\t\r\n\x0b\x0c\x00") or "\ue000" <= character <= "\uf8ff")
    return controls > _MOST_CONTROLS * len(sample)
