"""Readers: from the bytes of a file to text. The reader is chosen by content, never by the file's name."""

from __future__ import annotations

from pathlib import Path

from ingest.readers.text import Unreadable, decode

LARGEST = 10 * 1024 * 1024  # bytes; the longest resolution is under 1 MB as text

__all__ = ["LARGEST", "Unreadable", "read_bytes", "read_file"]


def read_file(path: Path) -> str:
    """The text of a file. Raises Unreadable with one sentence that says what is wrong and what to do."""
    try:
        size = path.stat().st_size
        if size > LARGEST:
            raise Unreadable(_too_large(path.name, size))
        content = path.read_bytes()
    except OSError as error:
        raise Unreadable(f"{path}: cannot be opened ({error.strerror}). Check the path and that you may read it.") from error
    return read_bytes(content, name=path.name)


def read_bytes(content: bytes, *, name: str) -> str:
    """The text of a file's content; `name` is used in messages only. Raises Unreadable."""
    if len(content) > LARGEST:
        raise Unreadable(_too_large(name, len(content)))
    return decode(content, name=name)


def _too_large(name: str, size: int) -> str:
    limit = LARGEST // (1024 * 1024)
    return f"{name}: the file has {size / 1024 / 1024:.1f} MB; at most {limit} MB are read. Import one document per file, as text."
