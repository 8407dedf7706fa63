"""Files as people send them, and as they should not: made here, piece by piece, so that none lies in the repository."""

import io
import struct
import zipfile
import zlib

CONTENT_TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Override PartName="/main.xml" ContentType="{}"/></Types>'
)
MAIN = "application/vnd.openxmlformats-officedocument.{}.main+xml"
DOCX, XLSX, PPTX = (MAIN.format(kind) for kind in ("wordprocessingml.document", "spreadsheetml.sheet", "presentationml.presentation"))
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 504
PDF = b"%PDF-1.7\n1 0 obj\n<< >>\nendobj\ntrailer\n<< >>\n%%EOF\n"
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + b"\x01" * 40 + b"\xff\xd9"


def packed(parts: dict[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A ZIP container with these parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", compression) as container:
        for name, content in parts.items():
            container.writestr(name, content)
    return out.getvalue()


def office(main: str = DOCX, **parts: bytes) -> bytes:
    """An Office file of a kind; further parts by name, with `__` for a slash and `_dot_` for a point."""
    more = {name.replace("__", "/").replace("_dot_", "."): content for name, content in parts.items()}
    return packed({"[Content_Types].xml": CONTENT_TYPES.format(main).encode(), "word/document.xml": b"<w/>", **more})


def open_document(kind: str = "text", **parts: bytes) -> bytes:
    """An OpenDocument file."""
    more = {name.replace("__", "/").replace("_dot_", "."): content for name, content in parts.items()}
    return packed({"mimetype": f"application/vnd.oasis.opendocument.{kind}".encode(), "content.xml": b"<x/>", **more}, zipfile.ZIP_STORED)


def png(after: bytes = b"") -> bytes:
    """A picture of one point."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\x00\x00")) + chunk(b"IEND", b"") + after


def locked(container: bytes) -> bytes:
    """The same container, its parts marked as encrypted."""
    content = bytearray(container)
    for start, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = content.find(start)
        while place >= 0:
            content[place + offset] |= 1
            place = content.find(start, place + 4)
    return bytes(content)


def damaged(container: bytes) -> bytes:
    """The same container, a byte of its compressed content changed."""
    place = container.find(b"content-types") if b"content-types" in container else 60
    return container[:place] + bytes([container[place] ^ 0xFF]) + container[place + 1 :]
