"""Look into the ZIP container of a workbook before it is opened: no macros, no lock, no size or XML that would fill the memory."""

from __future__ import annotations

import io
import lzma
import struct
import zipfile
import zlib

from obligations.sheets.tables import Unreadable

MB = 1024 * 1024
MOST_PARTS = 1000
MOST_UNPACKED = 200 * MB
MOST_RATIO, RATIO_FROM = 250, 4 * MB  # how far a part larger than this may be compressed; a sheet of texts shrinks to a tenth
PIECE = 256 * 1024
BROKEN = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, NotImplementedError, struct.error, ValueError, OverflowError)
_OLE_START = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_DECLARATIONS = tuple(word.encode(encoding) for word in ("<!DOCTYPE", "<!ENTITY") for encoding in ("utf-8", "utf-16-le", "utf-16-be"))


def is_container(content: bytes) -> bool:
    """Whether it begins as a ZIP file does."""
    return content.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08"))


def refuse_old_or_locked(content: bytes) -> None:
    """Raise Unreadable for files of old Excel versions, in whose container encrypted files come too."""
    if content.startswith(_OLE_START):
        locked = "EncryptedPackage".encode("utf-16-le") in content or "EncryptionInfo".encode("utf-16-le") in content
        raise Unreadable("locked" if locked else "old_office")


def check(content: bytes) -> None:
    """Raise Unreadable for a container that is not that of a workbook without macros, or that would unpack to far more than a sheet is."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as container:
            _check_sizes(container.infolist())
            _check_kind(container)
            for part in container.infolist():
                _check_part(container, part)
    except BROKEN as error:
        raise Unreadable("damaged") from error


def _check_sizes(parts: list[zipfile.ZipInfo]) -> None:
    grown = any(part.file_size > RATIO_FROM and part.file_size > MOST_RATIO * max(1, part.compress_size) for part in parts)
    if grown or len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise Unreadable("too_large_unpacked", limit=MOST_UNPACKED // MB)
    if any(part.flag_bits & 1 for part in parts):
        raise Unreadable("locked")
    if any(part.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for part in parts):
        raise Unreadable("damaged")


def _check_kind(container: zipfile.ZipFile) -> None:
    names = container.namelist()
    if "[Content_Types].xml" not in names:
        raise Unreadable("not_a_workbook")
    types = container.read("[Content_Types].xml").decode("utf-8", "replace").lower()
    if "macroenabled" in types or any("vbaproject" in name.lower() or "macrosheets" in name.lower() for name in names):
        raise Unreadable("macros")
    if "binary.macro" in types or "xl/workbook.bin" in names or "spreadsheetml.sheet.main+xml" not in types:
        raise Unreadable("not_a_workbook")


def _check_part(container: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    """Read a part, keeping nothing: zipfile checks what it declares, and XML may declare no types or entities of its own."""
    is_xml = part.filename.lower().endswith((".xml", ".rels", ".vml"))
    before = b""
    with container.open(part) as file:
        while piece := file.read(PIECE):
            if is_xml and any(word in before + piece for word in _DECLARATIONS):
                raise Unreadable("declarations")
            before = piece[-32:]
