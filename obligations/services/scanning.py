"""Look at a file before it is kept: what it is by its content, and whether it is something that only shows and does nothing.

Taken are PDF, Word, Excel, PowerPoint and OpenDocument files without macros, RTF, plain text, PNG and JPEG. A web page, a drawing in SVG and
an e-mail can run or carry programs and are to be sent as PDF. Nothing is unpacked to the disk or opened by another program.
"""

from __future__ import annotations

import codecs
import re
from typing import BinaryIO, NamedTuple

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from obligations.incoming.filenames import safe_filename, split_extension
from obligations.services import office_files

MB = 1024 * 1024
PIECE = 256 * 1024
TAIL = 66 * 1024  # where the directory of a ZIP file can begin, counted from its end
MEDIA_TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "odt": "application/vnd.oasis.opendocument.text",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "odp": "application/vnd.oasis.opendocument.presentation",
    "rtf": "application/rtf",
    "txt": "text/plain",
    "png": "image/png",
    "jpg": "image/jpeg",
}
SAME_AS = {"jpeg": "jpg", "jpe": "jpg", "text": "txt", "md": "txt", "log": "txt"}  # other extensions of the same thing
# fmt: off
PROGRAMS = frozenset([
    "exe", "dll", "com", "scr", "pif", "cpl", "msi", "msp", "sys", "bat", "cmd", "ps1", "psm1", "vbs", "vbe", "js", "jse", "mjs", "wsf", "wsh", "hta",
    "jar", "class", "apk", "app", "dmg", "pkg", "deb", "rpm", "elf", "so", "sh", "bash", "py", "pyc", "pl", "rb", "php", "asp", "aspx", "jsp", "lnk",
    "url", "reg", "inf", "chm", "hlp", "iso", "img", "vhd", "swf", "xll", "xlam", "ppam", "dotm", "docm", "xlsm", "xltm", "xlsb", "pptm", "potm",
    "ppsm", "sldm", "one",
])
ARCHIVES = frozenset(["zip", "rar", "7z", "gz", "tgz", "bz2", "xz", "tar", "cab", "arj", "lzh", "zst"])
_PROGRAM_STARTS = (
    b"MZ", b"\x7fELF", b"#!", b"\xca\xfe\xba\xbe", b"\xfe\xed\xfa", b"\xce\xfa\xed\xfe", b"\xcf\xfa\xed\xfe", b"L\x00\x00\x00\x01\x14\x02\x00",
)
_ARCHIVE_STARTS = (
    b"Rar!\x1a\x07", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b", b"BZh", b"\xfd7zXZ\x00", b"\x28\xb5\x2f\xfd", b"MSCF", b"PK\x05\x06", b"PK\x07\x08",
)
# fmt: on
_OLE_START = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MARKUP = re.compile(rb"<(?:!doctype|html|head|body|script|svg|\?xml|\?php|iframe|object|embed)\b", re.IGNORECASE)
_MAIL = re.compile(rb"^(?:mime-version|received|return-path|message-id):", re.IGNORECASE | re.MULTILINE)
_CONTROLS = re.compile("[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f\x7f]")


class FileType(NamedTuple):
    """What a file is, and under which name it is kept."""

    media_type: str
    filename: str
    size: int


def scan(content: BinaryIO, *, filename: str) -> FileType:
    """What a file is, by its content. Raises ValidationError with a sentence that says what to send instead."""
    size = check_size(content.seek(0, 2))
    content.seek(0)
    found = _type_of(content, split_extension(safe_filename(filename))[1])
    name = safe_filename(filename, extension=found)
    written = split_extension(name)[1]
    if SAME_AS.get(written, written) != found:
        raise ValidationError(
            _("“%(name)s” is called a %(written)s file, and its content is %(found)s. Send the file as it was made, under its own name.")
            % {"name": name, "written": written.upper(), "found": found.upper()}
        )
    return FileType(MEDIA_TYPES[found], name, size)


def check_size(size: int) -> int:
    """The size, if a file may have it. Raises ValidationError."""
    if not size:
        raise ValidationError(_("The file is empty. Send it again."))
    if size > settings.EVIDENCE_LARGEST:
        raise ValidationError(too_large())
    return size


def too_large() -> str:
    """The sentence for a file that is larger than is kept."""
    return _("The file is larger than %(limit)s MB. Send a smaller one (only the part that matters, or scanned in grey), or give its address.") % {
        "limit": settings.EVIDENCE_LARGEST // MB
    }


def _type_of(content: BinaryIO, written: str) -> str:
    head = content.read(4096)
    if written in PROGRAMS or head.startswith(_PROGRAM_STARTS):
        raise ValidationError(_("This is a program or a document with macros. Nothing that runs is kept: save it as PDF and send that."))
    if head.startswith(_OLE_START):
        raise ValidationError(_old_office(content))
    if written in ARCHIVES or head.startswith(_ARCHIVE_STARTS) or head[257:262] == b"ustar":
        raise ValidationError(_("This is an archive. Take out the document that matters and send it by itself."))
    if head.startswith(b"PK\x03\x04"):
        return office_files.type_of(content)
    _refuse_two_in_one(content)
    if head.removeprefix(codecs.BOM_UTF8).lstrip().startswith(b"%PDF-"):
        return "pdf"
    if head.startswith(b"\x89PNG\r\n\x1a\n") and head[12:16] == b"IHDR":
        return "png"
    if head.startswith(b"\xff\xd8\xff"):
        return "jpg"
    if head.startswith(b"{\\rtf"):
        return _rich_text(content)
    return _plain_text(content, head, written)


def _old_office(content: BinaryIO) -> str:
    """The sentence for a file in the container of old Office files, in which encrypted ones and mails of Outlook come too."""
    if _holds(content, "EncryptedPackage".encode("utf-16-le")):
        return _("The file is locked with a password. Save it without one and send it again.")
    return _("This is a file of an old Office version, which can hold macros. Save it as DOCX, XLSX, PPTX or PDF and send that.")


def _refuse_two_in_one(content: BinaryIO) -> None:
    """A file that is also an archive: what checks it sees one thing, what opens it may see the other."""
    content.seek(max(0, content.seek(0, 2) - TAIL))
    if b"PK\x05\x06" in content.read():
        raise ValidationError(_("An archive is hidden in this file. Print the document to a new PDF and send that."))


def _rich_text(content: BinaryIO) -> str:
    if _holds(content, b"\\objdata", b"\\objocx"):
        raise ValidationError(_("An object is embedded in this RTF file, and it could be a program. Save it as PDF and send that."))
    return "rtf"


def _plain_text(content: BinaryIO, head: bytes, written: str) -> str:
    """Text in UTF-8, UTF-16 with its mark, or the Chinese national encoding, without a sign of markup."""
    start = head.removeprefix(codecs.BOM_UTF8).lstrip()
    if written in ("svg", "html", "htm", "xhtml", "mht", "mhtml", "xml") or (start.startswith(b"<") and _MARKUP.search(head)):
        raise ValidationError(_("This is a web page or a drawing that can run scripts. Print it to PDF and send that, or give its address."))
    if written in ("eml", "msg", "mbox") or (_MAIL.search(head) and b"\x00" not in head):
        raise ValidationError(_("This is an e-mail. Print it to PDF and send that; send what was attached to it by itself."))
    wide = head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    if not any(_is_text(content, encoding) for encoding in (["utf-16"] if wide else ["utf-8-sig", "gb18030"])):
        raise ValidationError(
            _("This kind of file is not known here. Send PDF, DOCX, XLSX, PPTX, ODT, ODS, ODP, RTF, plain text, PNG or JPEG.")
        )
    if not wide and _holds(content, b"<script", b"<svg"):
        raise ValidationError(_("There is a script in this text. Print it to PDF and send that."))
    return "txt"


def _is_text(content: BinaryIO, encoding: str) -> bool:
    """Whether all of it can be read in an encoding, without characters that no text has."""
    decoder = codecs.getincrementaldecoder(encoding)()
    content.seek(0)
    try:
        while piece := content.read(PIECE):
            if _CONTROLS.search(decoder.decode(piece)):
                return False
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _holds(content: BinaryIO, *words: bytes) -> bool:
    """Whether one of some words, in either case, is anywhere in the file; read piece by piece."""
    content.seek(0)
    wanted, before = [word.lower() for word in words], b""
    while piece := content.read(PIECE):
        window = before + piece.lower()
        if any(word in window for word in wanted):
            return True
        before = window[-64:]
    return False
