"""What a ZIP container is: a Word, Excel, PowerPoint or OpenDocument file without macros, or something that is not kept.

Sizes are bounded before anything is read, and what comes out is measured while it is thrown away, so that a small file that would unpack to a
large one never does. Nothing is written to the disk.
"""

from __future__ import annotations

import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from typing import BinaryIO

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

MB = 1024 * 1024
MOST_PARTS = 5000
MOST_UNPACKED = 200 * MB
MOST_RATIO, RATIO_FROM = 250, 2 * MB  # how far a part larger than this may be compressed; a sheet of numbers shrinks to a fiftieth
MOST_READ = 4 * MB  # of a part that is looked into
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, struct.error, ValueError, OverflowError)
_WORD, _SHEET, _SLIDES = (f"application/vnd.openxmlformats-officedocument.{part}.main+xml" for part in (
    "wordprocessingml.document", "spreadsheetml.sheet", "presentationml.presentation"
))  # fmt: skip
_MAIN_PARTS = {_WORD: "docx", _SHEET: "xlsx", _SLIDES: "pptx"}
_OPEN_TYPES = {
    "application/vnd.oasis.opendocument.text": "odt",
    "application/vnd.oasis.opendocument.spreadsheet": "ods",
    "application/vnd.oasis.opendocument.presentation": "odp",
}
# Parts that hold macros: Visual Basic, Excel 4.0, controls; Basic and scripts of OpenDocument.
_MACRO_PARTS = re.compile(r"(^|/)(vbaproject[^/]*\.bin|vbadata\.xml|macrosheets/.*|activex/.*|basic/.*|scripts/.*)$", re.IGNORECASE)
_RUNNING_PARTS = re.compile(
    r"\.(exe|dll|com|scr|bat|cmd|ps1|vbs|vbe|js|jse|wsf|hta|jar|class|msi|lnk|chm|swf|zip|rar|7z|"
    r"docm|dotm|xlsm|xltm|xlsb|xlam|pptm|potm|ppsm)$",
    re.IGNORECASE,
)
_PACKAGED = "Ole10Native".encode("utf-16-le")  # any file, packed into an object by Windows
_PROJECT = "_VBA_PROJECT".encode("utf-16-le")


def type_of(content: BinaryIO) -> str:
    """The extension of what it is. Raises ValidationError with a sentence that says what to send instead."""
    content.seek(0)
    try:
        with zipfile.ZipFile(content) as container:
            _check_sizes(container.infolist())
            found = _kind(container)
            _refuse_macros(container)
            _unpack_into_nothing(container)
    except _BROKEN as error:
        raise ValidationError(_("The file is damaged and cannot be opened. Save it anew in its program, or as PDF, and send that.")) from error
    return found


def _check_sizes(parts: list[zipfile.ZipInfo]) -> None:
    large = sum(part.file_size for part in parts) > MOST_UNPACKED or len(parts) > MOST_PARTS
    if large or any(part.file_size > RATIO_FROM and part.file_size > MOST_RATIO * max(1, part.compress_size) for part in parts):
        raise ValidationError(_("Unpacked, this file would be far larger than a document is. Save it as PDF and send that."))
    if any(part.flag_bits & 1 for part in parts):
        raise ValidationError(_locked())
    if any(part.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for part in parts):
        raise zipfile.BadZipFile("compressed as no Office file is")


def _kind(container: zipfile.ZipFile) -> str:
    names = set(container.namelist())
    if "[Content_Types].xml" in names:
        return _office_kind(_start_of(container, "[Content_Types].xml").decode("utf-8", "replace"))
    if "mimetype" in names:
        found = _OPEN_TYPES.get(_start_of(container, "mimetype").decode("ascii", "replace").strip())
        if found and b"encryption-data" in _start_of(container, "META-INF/manifest.xml"):
            raise ValidationError(_locked())
        if found:
            return found
    raise ValidationError(_("This is an archive. Take out the document that matters and send it by itself."))


def _office_kind(types: str) -> str:
    """By the main part that the container declares."""
    if "macroenabled" in types.lower() or "vbaProject" in types:
        raise ValidationError(_with_macros())
    kinds = {kind for main, kind in _MAIN_PARTS.items() if f'"{main}"' in types}
    if len(kinds) != 1:
        raise ValidationError(_("This is an Office file of a kind that is not kept. Save it as DOCX, XLSX, PPTX or PDF and send that."))
    return kinds.pop()


def _refuse_macros(container: zipfile.ZipFile) -> None:
    for name in container.namelist():
        plain = name.replace("\\", "/")
        if _MACRO_PARTS.search(plain):
            raise ValidationError(_with_macros())
        if _RUNNING_PARTS.search(plain):
            raise ValidationError(_("A program or an archive is embedded in this file. Save it as PDF and send that."))
        if plain.startswith("/") or ".." in plain.split("/"):
            raise zipfile.BadZipFile("a part that points out of its container")


def _unpack_into_nothing(container: zipfile.ZipFile) -> None:
    """Read every part, keeping none: what it declares must be what comes out, and objects may not pack a program."""
    for part in container.infolist():
        for window in _windows(container, part):
            if _PACKAGED in window:
                raise ValidationError(_("A program or an archive is embedded in this file. Save it as PDF and send that."))
            if part.filename.lower().endswith(".bin") and _PROJECT in window:
                raise ValidationError(_with_macros())


def _windows(container: zipfile.ZipFile, part: zipfile.ZipInfo) -> Iterator[bytes]:
    """The content of a part in pieces that overlap a little. zipfile checks length and sum."""
    before = b""
    with container.open(part) as file:
        while piece := file.read(MB):
            yield before + piece
            before = piece[-64:]


def _start_of(container: zipfile.ZipFile, name: str) -> bytes:
    if name not in container.namelist():
        return b""
    with container.open(name) as file:
        return file.read(MOST_READ)


def _locked() -> str:
    return _("The file is locked with a password. Save it without one and send it again.")


def _with_macros() -> str:
    return _("There are macros in this file. Save it without them (as DOCX, XLSX, PPTX or PDF) and send that.")
