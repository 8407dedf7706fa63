"""PDF files such as no program makes and some senders do, written object by object."""

from __future__ import annotations

import random
import zlib
from collections.abc import Callable, Mapping

TEXT = b"BT /F1 12 Tf 72 720 Td (The Security Council decides to remain seized of the matter.) Tj ET"
FONT = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"
MB = 1024 * 1024
CATALOG = b"<< /Type /Catalog /Pages 2 0 R >>"


def assembled(objects: Mapping[int, bytes], *, trailer: bytes = b"") -> bytes:
    """A file of numbered objects with a table that says where each is."""
    out, places = bytearray(b"%PDF-1.7\n"), {}
    for number, body in objects.items():
        places[number] = len(out)
        out += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    start, most = len(out), max(objects)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (most + 1)
    for number in range(1, most + 1):
        out += b"%010d 00000 n \n" % places[number] if number in places else b"0000000000 65535 f \n"
    return bytes(out) + b"trailer\n<< /Size %d /Root 1 0 R %b >>\nstartxref\n%d\n%%%%EOF\n" % (most + 1, trailer, start)


def stream(content: bytes, *, entries: bytes = b"") -> bytes:
    """A stream object."""
    return b"<< /Length %d %b >>\nstream\n%b\nendstream" % (len(content), entries, content)


def packed(content: bytes, *, entries: bytes = b"") -> bytes:
    """A compressed stream object."""
    return stream(zlib.compress(content, 9), entries=b"/Filter /FlateDecode " + entries)


def squeezed(piece: bytes, *, times: int) -> bytes:
    """A piece so many times over, compressed; it is compressed once and then repeated."""
    body = zlib.compressobj(9)
    first, again = (body.compress(piece) + body.flush(zlib.Z_FULL_FLUSH) for _ in range(2))
    return first + again * (times - 1) + body.flush()


def page(*, box: bytes = b"[0 0 595 842]", contents: int = 4, more: bytes = b"") -> bytes:
    """A page in the tree of object 2 with the font of object 5."""
    return b"<< /Type /Page /Parent 2 0 R /MediaBox %b /Contents %d 0 R /Resources << /Font << /F1 5 0 R >> %b >> >>" % (box, contents, more)


def one_page(content: bytes | None = None, **changed: bytes) -> dict[int, bytes]:
    """The objects of a file with one page; `changed` names objects by number, as `_3`."""
    objects = {
        1: CATALOG,
        2: b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        3: page(),
        4: stream(TEXT) if content is None else content,
        5: FONT,
    }
    return objects | {int(number[1:]): body for number, body in changed.items()}


PICTURE = packed(
    b"\x00" * 10_000, entries=b"/Type /XObject /Subtype /Image /Width 100 /Height 100 /ColorSpace /DeviceGray /BitsPerComponent 8"
)


def many_pages() -> bytes:
    """More pages than any document has, all with one content."""
    count = 10_000
    kids = b" ".join(b"%d 0 R" % number for number in range(10, 10 + count))
    objects = one_page(_2=b"<< /Type /Pages /Kids [%b] /Count %d >>" % (kids, count))
    return assembled(objects | dict.fromkeys(range(10, 10 + count), page()))


def many_pages_claimed() -> bytes:
    """A tree that says it has a thousand million pages."""
    return assembled(one_page(_2=b"<< /Type /Pages /Kids [3 0 R] /Count 1000000000 >>"))


def deep_nesting() -> bytes:
    """An array in an array in an array, a hundred thousand deep."""
    return assembled(one_page(_6=b"[" * 100_000 + b"]" * 100_000, _1=b"<< /Type /Catalog /Pages 2 0 R /Names 6 0 R >>"))


def deep_forms() -> bytes:
    """A form that draws a form that draws a form, and the last the first."""
    objects = one_page(stream(b"/X Do"), _3=page(more=b"/XObject << /X 10 0 R >>"))
    for number in range(10, 2010):
        following = number + 1 if number < 2009 else 10
        entries = b"/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X %d 0 R >> >>" % following
        objects[number] = stream(b"/X Do /X Do", entries=entries)
    return assembled(objects)


def doubling_forms() -> bytes:
    """Thirty forms that each draw the next one twice: a thousand million drawings."""
    objects = one_page(stream(b"/X Do"), _3=page(more=b"/XObject << /X 10 0 R >>"))
    for number in range(10, 40):
        entries = b"/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /Font << /F1 5 0 R >> /XObject << /X %d 0 R >> >>" % (number + 1)
        objects[number] = stream(b"/X Do /X Do", entries=entries)
    objects[40] = stream(TEXT, entries=b"/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /Font << /F1 5 0 R >> >>")
    return assembled(objects)


def huge_page() -> bytes:
    """A page as wide as a continent."""
    return assembled(one_page(_3=page(box=b"[0 0 1e30 1e30]")))


def looping_tree() -> bytes:
    """A tree of pages whose branch is its own root."""
    return assembled(one_page(_2=b"<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 2 /Parent 2 0 R >>"))


def broken_table() -> bytes:
    """A table that points anywhere, and no object to be found."""
    return b"%PDF-1.7\nxref\n0 9\n" + b"9999999999 00000 n \n" * 9 + b"trailer\n<< /Size 9 /Root 1 0 R /Prev 9 >>\nstartxref\n9\n%%EOF\n"


def encrypted() -> bytes:
    """A file that asks for a password."""
    key = b"<28bf4e5e4e758a4164004e56fffa01082e2e00b6d0683e802f0ca9fe6453697a>"
    entry = b"<< /Filter /Standard /V 2 /R 3 /Length 128 /P -44 /O %b /U %b >>" % (key, key)
    return assembled(one_page(_6=entry), trailer=b"/Encrypt 6 0 R /ID [<00> <00>]")


def unknown_protection() -> bytes:
    """A file protected in a way of its own."""
    return assembled(one_page(_6=b"<< /Filter /OurOwn /V 4 >>"), trailer=b"/Encrypt 6 0 R /ID [<00> <00>]")


def flate_bomb() -> bytes:
    """A content of a gigabyte in a megabyte."""
    return assembled(one_page(stream(squeezed(b" " * MB, times=1024), entries=b"/Filter /FlateDecode")))


def nested_bomb() -> bytes:
    """The same, and compressed once more."""
    body = zlib.compress(squeezed(b" " * MB, times=1024), 9)
    return assembled(one_page(stream(body, entries=b"/Filter [/FlateDecode /FlateDecode]")))


def object_bomb() -> bytes:
    """An object stream that unpacks to half a gigabyte of objects."""
    content = squeezed(b"6 0 7 2 " + b"[0] " * (1 << 18), times=512)
    entries = b"/Type /ObjStm /N 2 /First 8 /Filter /FlateDecode"
    table = b"".join(bytes([kind]) + place.to_bytes(4, "big") + bytes([index]) for kind, place, index in ((0, 0, 0), (2, 4, 0), (2, 4, 1)))
    objects = b"%PDF-1.7\n"
    place = len(objects)
    objects += b"4 0 obj\n" + stream(content, entries=entries) + b"\nendobj\n"
    start = len(objects)
    table += bytes([0] * 6) + bytes([1]) + place.to_bytes(4, "big") + b"\x00" + bytes([1]) + start.to_bytes(4, "big") + b"\x00"
    table_entries = b"/Type /XRef /Size 6 /W [1 4 1] /Root 1 0 R"
    return objects + b"5 0 obj\n" + stream(table, entries=table_entries) + b"\nendobj\nstartxref\n%d\n%%%%EOF\n" % start


def without_text() -> bytes:
    """A page that is one picture."""
    return assembled(one_page(stream(b"q 595 0 0 842 0 0 cm /I Do Q"), _3=page(more=b"/XObject << /I 6 0 R >>"), _6=PICTURE))


def empty_page() -> bytes:
    """A page with nothing on it."""
    return assembled(one_page(stream(b"")))


def javascript() -> bytes:
    """A file that runs a script when it is opened, beside its text."""
    action = b"<< /S /JavaScript /JS (while(true){app.alert('x')}) >>"
    return assembled(one_page(_1=b"<< /Type /Catalog /Pages 2 0 R /OpenAction 6 0 R /AA << /WC 6 0 R >> >>", _6=action))


def embedded_file() -> bytes:
    """A file with a program inside."""
    names = b"<< /EmbeddedFiles << /Names [(run.exe) 7 0 R] >> >>"
    entry = b"<< /Type /Filespec /F (run.exe) /EF << /F 8 0 R >> >>"
    return assembled(
        one_page(_1=b"<< /Type /Catalog /Pages 2 0 R /Names 6 0 R >>", _6=names, _7=entry, _8=stream(b"MZ" * 500, entries=b"/Type /EmbeddedFile"))
    )


def many_characters() -> bytes:
    """One page with four million characters."""
    line = b"(" + b"seized " * 1000 + b") Tj T*\n"
    return assembled(one_page(packed(b"BT /F1 1 Tf 1 TL 72 720 Td " + line * 600 + b"ET")))


def stacked_pages() -> bytes:
    """A thousand pages that all show one long content."""
    line = b"(" + b"seized " * 300 + b") Tj T*\n"
    kids = b" ".join(b"%d 0 R" % number for number in range(10, 1010))
    objects = one_page(packed(b"BT /F1 1 Tf 1 TL 72 720 Td " + line * 10 + b"ET"), _2=b"<< /Type /Pages /Kids [%b] /Count 1000 >>" % kids)
    return assembled(objects | dict.fromkeys(range(10, 1010), page()))


def truncated() -> bytes:
    """A file of which the second half is missing."""
    whole = assembled(one_page(packed(TEXT * 500)))
    return whole[: len(whole) // 4]


def rubbish() -> bytes:
    """The start of a PDF file, and then anything."""
    return b"%PDF-1.7\n" + random.Random(7).randbytes(200_000)


def own_font(codes: bytes, *, told: bytes = b"") -> bytes:
    """A page with codes of a font that is in the file's own coding; `told` says for which characters they stand."""
    own = b"/Type /Font /BaseFont /ABCDEF+Own"
    font = b"<< %b /Subtype /Type0 /Encoding /Identity-H /DescendantFonts [6 0 R] %b >>" % (own, b"/ToUnicode 7 0 R" if told else b"")
    inner = b"<< %b /Subtype /CIDFontType2 /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> >>" % own
    return assembled(one_page(stream(b"BT /F1 12 Tf 72 720 Td <" + codes + b"> Tj ET"), _5=font, _6=inner, _7=stream(told)))


def unknown_characters() -> bytes:
    """A page whose font does not say which characters it shows."""
    return own_font(b"0A0B0C0D" * 60)


def mapped_font(characters: Mapping[int, str]) -> bytes:
    """A page with the codes 1 to 3, many times over, in a font that says for which characters they stand."""
    lines = b"".join(b"<%04X> <%b>\n" % (code, character.encode("utf-16-be").hex().encode()) for code, character in characters.items())
    told = b"/CIDInit /ProcSet findresource begin 1 begincmap\n1 begincodespacerange <0000> <FFFF> endcodespacerange\n"
    told += b"%d beginbfchar\n%bendbfchar\nendcmap" % (len(characters), lines)
    return own_font(b"000100020003" * 10, told=told)


def text_and_picture() -> bytes:
    """A page of text, and one that is a picture."""
    objects = one_page(_2=b"<< /Type /Pages /Kids [3 0 R 7 0 R] /Count 2 >>", _6=PICTURE, _7=page(contents=8, more=b"/XObject << /I 6 0 R >>"))
    return assembled(objects | {8: stream(b"q 595 0 0 842 0 0 cm /I Do Q")})


HOSTILE: Mapping[str, Callable[[], bytes]] = {
    "10,000 pages": many_pages,
    "a thousand million pages claimed": many_pages_claimed,
    "objects nested too deep": deep_nesting,
    "forms that draw forms": deep_forms,
    "forms that double": doubling_forms,
    "a huge page": huge_page,
    "a page tree that loops": looping_tree,
    "a broken table": broken_table,
    "encrypted": encrypted,
    "an unknown protection": unknown_protection,
    "a flate bomb": flate_bomb,
    "a flate bomb in a flate bomb": nested_bomb,
    "a bomb of objects": object_bomb,
    "pictures without text": without_text,
    "an empty page": empty_page,
    "a script": javascript,
    "a file inside": embedded_file,
    "millions of characters": many_characters,
    "a thousand pages of one content": stacked_pages,
    "cut off": truncated,
    "rubbish": rubbish,
    "a font with characters of its own": unknown_characters,
}
