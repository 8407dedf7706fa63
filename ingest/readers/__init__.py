"""Readers: from the bytes of a file to text. The reader is chosen by content, never by the file's name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

from ingest.problems import Refusal
from ingest.readers import converters, docx, html, ole, pdf, text
from ingest.readers.extracted import Extracted
from ingest.readers.forms import Form, form_of
from ingest.unreadable import Unreadable

MB = 1024 * 1024
LARGEST = 25 * MB  # bytes of a file; pictures take most of one that is large
LARGEST_TEXT = 10 * MB  # bytes of plain text, and of the text that a file holds; the longest resolution is under 1 MB

__all__ = ["LARGEST", "LARGEST_TEXT", "Extracted", "Unreadable", "content_of", "extract", "read_bytes", "read_file"]

_READERS: Mapping[Form, Callable[..., Extracted]] = {
    "pdf": pdf.read,
    "zip": docx.read,
    "ole": ole.read,
    "rtf": partial(converters.read, kind="rtf"),
    "html": html.read,
    "mhtml": html.read_saved,
    "text": text.read,
}


def content_of(path: Path) -> bytes:
    """The bytes of a file. Raises Unreadable, with one sentence that says what is wrong and what to do, where it cannot be opened or is too large."""
    try:
        size = path.stat().st_size
        if size > LARGEST:
            raise _too_large(path.name, size, LARGEST)
        return path.read_bytes()
    except OSError as error:
        raise Refusal("not_opened", path=str(path), why=error.strerror or "") from error


def extract(content: bytes, *, name: str) -> Extracted:
    """The text of a file's content and what is known of it; `name` is used in messages only. Raises Unreadable."""
    form = form_of(content)
    limit = LARGEST_TEXT if form == "text" else LARGEST
    if len(content) > limit:
        raise _too_large(name, len(content), limit)
    if form not in _READERS:
        raise Refusal(form, name=name)  # a picture, XML: the sentence goes by the name of the form
    found = _READERS[form](content, name=name)
    if (size := len(found.text.encode("utf-8", "surrogatepass"))) > LARGEST_TEXT:
        raise Refusal("text_too_long", name=name, size=f"{size / MB:.1f}", limit=LARGEST_TEXT // MB)
    return found


def read_file(path: Path) -> str:
    """The text of a file alone. Raises Unreadable."""
    return extract(content_of(path), name=path.name).text


def read_bytes(content: bytes, *, name: str) -> str:
    """The text of a file's content alone. Raises Unreadable."""
    return extract(content, name=name).text


def _too_large(name: str, size: int, limit: int) -> Refusal:
    return Refusal("too_large", name=name, size=f"{size / MB:.1f}", limit=limit // MB)
