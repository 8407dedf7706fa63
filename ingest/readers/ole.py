"""Old Office files (OLE containers): which kind one is, told from the names in it. The text of .doc files is left to a converter."""

from __future__ import annotations

from ingest.problems import Refusal
from ingest.readers import converters
from ingest.readers.extracted import Extracted

_ENCRYPTED = ("EncryptedPackage", "EncryptionInfo")
_WORD, _EXCEL, _SLIDES = "WordDocument", "Workbook", "PowerPoint Document"
_MACROS = "_VBA_PROJECT"


def read(content: bytes, *, name: str) -> Extracted:
    """The text of a .doc file. Raises Refusal for what is protected by a password, holds macros, or is no Word file."""
    if any(_holds(content, entry) for entry in _ENCRYPTED):
        raise Refusal("encrypted", name=name)
    if _holds(content, _WORD):
        if _holds(content, _MACROS):
            raise Refusal("macros", name=name)
        return converters.read(content, kind="doc", name=name)
    if _holds(content, _EXCEL):
        raise Refusal("spreadsheet", name=name)
    raise Refusal("presentation" if _holds(content, _SLIDES) else "old_office", name=name)


def _holds(content: bytes, entry: str) -> bool:
    """Whether the container has an entry of a name; its directory writes names in UTF-16."""
    return entry.encode("utf-16-le") in content
