"""Open the ZIP container of an Office file without trusting it: sizes are bounded, XML loads nothing and expands nothing.

What the container says of itself is checked first, what comes out is measured as well. Nothing is written to the disk, no part inside is
opened as an archive of its own, and no address in it is ever visited.
"""

from __future__ import annotations

import codecs
import io
import lzma
import struct
import zipfile
import zlib

from lxml import etree

from ingest.problems import Refusal

MB = 1024 * 1024
MOST_PARTS = 5000
MOST_UNPACKED = 150 * MB  # of all parts, as the container declares them
MOST_XML = 30 * MB  # of one part that is read; a record of a whole day is under 5 MB
MOST_RATIO, RATIO_FROM = 250, 2 * MB  # how far a part larger than this may be compressed; text of documents shrinks to a tenth
MOST_TAGS = 1_000_000  # the record of a whole day has under 200,000
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    EOFError,
    OSError,
    NotImplementedError,
    struct.error,
    UnicodeDecodeError,
    ValueError,
    OverflowError,
)
_STRICT, _USUAL = "http://purl.oclc.org/ooxml/", "http://schemas.openxmlformats.org/"
_STRICT_NAMES = {
    f"{_STRICT}wordprocessingml/main": f"{_USUAL}wordprocessingml/2006/main",
    f"{_STRICT}officeDocument/relationships": f"{_USUAL}officeDocument/2006/relationships",
}


class Archive:
    """The parts of an Office file. Raises Refusal where the container is damaged, or larger than any document is."""

    def __init__(self, content: bytes, *, name: str) -> None:
        self.name = name
        try:
            self._file = zipfile.ZipFile(io.BytesIO(content))
            self._parts = {info.filename.lstrip("/"): info for info in self._file.infolist()}
        except _BROKEN as error:
            raise Refusal("archive_broken", name=name) from error
        self._check()

    def _check(self) -> None:
        parts = self._parts.values()
        if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED or any(map(_is_bomb, parts)):
            raise Refusal("archive_too_large", name=self.name, limit=MOST_UNPACKED // MB)
        if any(part.flag_bits & 1 for part in parts):
            raise Refusal("encrypted", name=self.name)
        if any(part.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for part in parts):
            raise Refusal("archive_broken", name=self.name)  # no Office file has others, and they unpack without bound

    def __contains__(self, part: str) -> bool:
        return part in self._parts

    def names(self) -> list[str]:
        """The names of the parts, in the order of the container."""
        return list(self._parts)

    def read(self, part: str) -> bytes:
        """The bytes of a part; at most MOST_XML. Raises Refusal, and KeyError where there is no such part."""
        try:
            with self._file.open(self._parts[part]) as file:
                content = file.read(MOST_XML + 1)
        except _BROKEN as error:
            raise Refusal("archive_broken", name=self.name) from error
        if len(content) > MOST_XML:
            raise Refusal("archive_too_large", name=self.name, limit=MOST_XML // MB)
        return content

    def xml(self, part: str) -> etree._Element:
        """The root of an XML part. A document type, an encoding of its own or too many tags are refused; a damaged part too."""
        text = self._xml_text(part)
        if "<!DOCTYPE" in text or "<!ENTITY" in text:
            raise Refusal("archive_doctype", name=self.name, part=part)
        if text.count("<") > MOST_TAGS:
            raise Refusal("too_many_pieces", name=self.name)
        for strict, usual in _STRICT_NAMES.items():
            text = text.replace(strict, usual)
        parser = etree.XMLParser(encoding="utf-8", resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False, remove_comments=True)
        try:
            return etree.fromstring(text.encode("utf-8", "surrogatepass"), parser)
        except etree.XMLSyntaxError as error:
            raise Refusal("archive_part_broken", name=self.name, part=part) from error

    def _xml_text(self, part: str) -> str:
        content = self.read(part)
        wide = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
        try:
            return content.decode("utf-16" if wide else "utf-8-sig")
        except UnicodeDecodeError as error:
            raise Refusal("archive_part_broken", name=self.name, part=part) from error


def _is_bomb(part: zipfile.ZipInfo) -> bool:
    """Whether a part would grow as no text and no picture does."""
    return part.file_size > RATIO_FROM and part.file_size > MOST_RATIO * max(1, part.compress_size)
